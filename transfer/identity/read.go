package identity

import (
	"bytes"
	"crypto"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/youmark/pkcs8"
	"software.sslmate.com/src/go-pkcs12"
)

// maxFile bounds a file in bytes. A certificate with its chain and key has some kilobytes.
const maxFile = 1 << 20

// Passphrase returns the passphrase of a key. It is called at most once for a file, and only if the file needs one;
// nil or "" means that none is known.
type Passphrase func() (string, error)

// Read reads a certificate, the chain above it and its key: PEM, or PKCS#12 (.pfx, .p12). key is the file of the key, "" if
// it is in the same file. Errors are *Error or the passphrase's. Whether it is valid today is not looked at: see Check.
func Read(file, key string, ask Passphrase) (*tls.Certificate, error) {
	raw, err := load(file)
	if err != nil {
		return nil, err
	}
	r := reader{ask: ask}
	if bytes.Contains(raw, []byte("-----BEGIN ")) {
		err = r.pem(raw)
	} else {
		err = r.binary(raw)
	}
	if err == nil && key != "" {
		file = key
		if raw, err = load(key); err == nil {
			err = r.pem(raw)
		}
	}
	var c *tls.Certificate
	if err == nil {
		c, err = r.pair()
	}
	if flawed, ok := errors.AsType[*Error](err); ok && flawed.File == "" {
		flawed.File = file
	}
	return c, err
}

// load reads an ordinary file of at most maxFile bytes.
func load(name string) ([]byte, error) {
	raw, err := loadOrdinary(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, &Error{Flaw: FlawMissing, File: name}
	case err != nil:
		if path, ok := errors.AsType[*fs.PathError](err); ok {
			err = path.Err
		}
		return nil, &Error{Flaw: FlawUnread, File: name, Err: err}
	case len(raw) > maxFile:
		return nil, &Error{Flaw: FlawShape, File: name, Err: errors.New("it is too large")}
	}
	return raw, nil
}

func loadOrdinary(name string) ([]byte, error) {
	info, err := os.Stat(name) // to open a pipe could wait for ever
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("it is no ordinary file")
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	return io.ReadAll(io.LimitReader(f, maxFile+1))
}

// reader is what was found in one or two files.
type reader struct {
	ask   Passphrase
	certs []*x509.Certificate
	key   crypto.PrivateKey
}

// pem reads the certificates and the first key of a PEM file; what else is in it is passed over.
func (r *reader) pem(raw []byte) error {
	for {
		block, rest := pem.Decode(raw)
		if block == nil {
			return nil
		}
		raw = rest
		if err := r.block(block); err != nil {
			return err
		}
	}
}

func (r *reader) block(b *pem.Block) (err error) {
	switch {
	case b.Type == "CERTIFICATE" || b.Type == "TRUSTED CERTIFICATE":
		var c *x509.Certificate
		if c, err = x509.ParseCertificate(b.Bytes); err == nil {
			r.certs = append(r.certs, c)
		}
	case !strings.HasSuffix(b.Type, "PRIVATE KEY") || r.key != nil:
	case b.Type == "ENCRYPTED PRIVATE KEY":
		return r.encrypted(b.Bytes)
	case b.Headers["DEK-Info"] != "":
		return r.traditional(b)
	default:
		r.key, err = parseKey(b.Bytes)
	}
	if err != nil {
		return &Error{Flaw: FlawShape, Err: err}
	}
	return nil
}

// passphrase asks for the passphrase; *Error if none is known.
func (r *reader) passphrase() (string, error) {
	if r.ask == nil {
		return "", &Error{Flaw: FlawPassphrase}
	}
	p, err := r.ask()
	if err == nil && p == "" {
		err = &Error{Flaw: FlawPassphrase}
	}
	return p, err
}

// encrypted reads a key of PKCS#8 with a passphrase, as OpenSSL writes it.
func (r *reader) encrypted(der []byte) error {
	p, err := r.passphrase()
	if err != nil {
		return err
	}
	r.key, _, err = pkcs8.ParsePrivateKey(der, []byte(p))
	if err != nil && strings.HasPrefix(err.Error(), "pkcs8: unsupported") {
		return &Error{Flaw: FlawShape, Err: err}
	}
	if err != nil { // a wrong passphrase yields bytes of any kind
		return &Error{Flaw: FlawWrong}
	}
	return nil
}

// traditional reads a key with the encryption of old PEM files.
func (r *reader) traditional(b *pem.Block) error {
	p, err := r.passphrase()
	if err != nil {
		return err
	}
	der, err := x509.DecryptPEMBlock(b, []byte(p)) //nolint:staticcheck // users have such files, and nothing new is encrypted so
	if err == nil {
		r.key, err = parseKey(der)
	}
	if err != nil { // a wrong passphrase can pass as right and yield bytes of any kind
		return &Error{Flaw: FlawWrong}
	}
	return nil
}

// parseKey reads a key of PKCS#8, PKCS#1 or SEC 1.
func parseKey(der []byte) (crypto.PrivateKey, error) {
	if k, err := x509.ParsePKCS8PrivateKey(der); err == nil {
		return k, nil
	}
	if k, err := x509.ParsePKCS1PrivateKey(der); err == nil {
		return k, nil
	}
	k, err := x509.ParseECPrivateKey(der)
	if err != nil {
		return nil, errors.New("the key has no known form")
	}
	return k, nil
}

// binary reads PKCS#12, or a lone certificate in DER, whose key is elsewhere.
func (r *reader) binary(raw []byte) error {
	if c, err := x509.ParseCertificate(raw); err == nil {
		r.certs = append(r.certs, c)
		return nil
	}
	err := r.pkcs12(raw, "")
	if !errors.Is(err, pkcs12.ErrIncorrectPassword) {
		return shape(err)
	}
	p, asked := r.passphrase()
	if asked != nil {
		return asked
	}
	if err = r.pkcs12(raw, p); errors.Is(err, pkcs12.ErrIncorrectPassword) {
		return &Error{Flaw: FlawWrong}
	}
	return shape(err)
}

func (r *reader) pkcs12(raw []byte, passphrase string) error {
	key, leaf, above, err := pkcs12.DecodeChain(raw, passphrase)
	if err != nil {
		return fmt.Errorf("read PKCS#12: %w", err)
	}
	r.key, r.certs = key, append([]*x509.Certificate{leaf}, above...)
	return nil
}

func shape(err error) error {
	if err == nil {
		return nil
	}
	return &Error{Flaw: FlawShape, Err: err}
}

// pair puts the certificate of the key first, and the others behind it in the order of the file.
func (r *reader) pair() (*tls.Certificate, error) {
	signer, ok := r.key.(interface{ Public() crypto.PublicKey })
	switch {
	case len(r.certs) == 0:
		return nil, &Error{Flaw: FlawShape, Err: errors.New("no certificate is in it")}
	case r.key == nil:
		return nil, &Error{Flaw: FlawShape, Err: errors.New("no key is in it")}
	case !ok:
		return nil, &Error{Flaw: FlawShape, Err: errors.New("its key cannot sign")}
	}
	c := &tls.Certificate{PrivateKey: r.key}
	for _, x := range r.certs {
		public, ok := x.PublicKey.(interface{ Equal(crypto.PublicKey) bool })
		if c.Leaf == nil && ok && public.Equal(signer.Public()) {
			c.Leaf = x
			c.Certificate = append([][]byte{x.Raw}, c.Certificate...)
			continue
		}
		c.Certificate = append(c.Certificate, x.Raw)
	}
	if c.Leaf == nil {
		return nil, &Error{Flaw: FlawMismatch}
	}
	return c, nil
}
