package identity

import (
	"crypto/x509"
	"time"
)

// Flaw is why a certificate of this computer cannot be shown.
type Flaw string

// The flaws.
const (
	FlawMissing    Flaw = "missing"    // the file is not there
	FlawUnread     Flaw = "unread"     // it cannot be read: no right, no file, a failing disk
	FlawShape      Flaw = "shape"      // it holds no certificate, no key, or neither in a known form
	FlawMismatch   Flaw = "mismatch"   // its key belongs to another certificate
	FlawPassphrase Flaw = "passphrase" // a passphrase is needed and none is known
	FlawWrong      Flaw = "wrong"      // the passphrase is wrong
	FlawExpired    Flaw = "expired"    // it is no longer valid
	FlawEarly      Flaw = "early"      // it is not valid yet
)

// Error says what is wrong with a certificate of this computer.
type Error struct {
	Flaw  Flaw
	File  string
	Place string    // the address it is for, "" while it is for none
	Limit time.Time // of FlawExpired and FlawEarly: since or until when
	Err   error     // the system's or the reader's; nil for none. It holds no part of a key.
}

func (e *Error) Error() string {
	s := "own certificate: " + string(e.Flaw)
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

func (e *Error) Unwrap() error { return e.Err }

// Check returns an *Error if a certificate is not valid at a time.
func Check(file string, c *x509.Certificate, now time.Time) error {
	switch {
	case now.After(c.NotAfter):
		return &Error{Flaw: FlawExpired, File: file, Limit: c.NotAfter}
	case now.Before(c.NotBefore):
		return &Error{Flaw: FlawEarly, File: file, Limit: c.NotBefore}
	}
	return nil
}
