package cards

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"sendoff/transfer/bits"
)

// Error says why a card is refused. Package words has the sentences.
type Error struct {
	Field Field
	Why   Flaw
	Value string // what was refused, or which card it collides with; never a secret
	Err   error  // of FlawAddress and FlawHeader: what package transfer or bits says
}

func (e *Error) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("card: %s: %v", e.Field, e.Err)
	}
	return fmt.Sprintf("card: %s %q: %s", e.Field, e.Value, e.Why)
}

func (e *Error) Unwrap() error { return e.Err }

// Field names a field as the JSON of a card does.
type Field string

// The fields that can be refused.
const (
	FieldName        Field = "name"
	FieldAddress     Field = "address"
	FieldNames       Field = "names"
	FieldAccount     Field = "account"
	FieldCertificate Field = "certificate"
	FieldProxy       Field = "proxy"
	FieldHeaders     Field = "headers"
	FieldTell        Field = "tell"
	FieldUploads     Field = "uploads"
	FieldRate        Field = "rate"
	FieldPartSize    Field = "part_size"
	FieldRetry       Field = "retry"
	FieldGiveUp      Field = "give_up"
	FieldUnclear     Field = "unclear"
	FieldMethod      Field = "method"
)

// Flaw is what is wrong with a field.
type Flaw string

// The flaws.
const (
	FlawEmpty     Flaw = "empty"
	FlawLong      Flaw = "long"
	FlawCharacter Flaw = "character" // a control character, or one that turns the direction of text
	FlawSlash     Flaw = "slash"     // a name that ends in a slash or holds "://"
	FlawTaken     Flaw = "taken"     // another card has this name or address: Value
	FlawPath      Flaw = "path"      // a name reads as a path below another card's, or the reverse: Value
	FlawAddress   Flaw = "address"   // see Err
	FlawHeader    Flaw = "header"    // see Err
	FlawBrace     Flaw = "brace"     // a "{" without "}"
	FlawUnknown   Flaw = "unknown"   // no such field of a template, proxy, method or way
	FlawSegment   Flaw = "segment"   // a name of a template is empty, "." or ".."
	FlawRange     Flaw = "range"     // a number outside its range
	FlawHex       Flaw = "hex"       // no SHA-256 in hexadecimal digits
	FlawRelative  Flaw = "relative"  // not an absolute path
	FlawSecret    Flaw = "secret"    // an address with a user name or password in it
	FlawBoth      Flaw = "both"      // a user name, and who is signed in to the computer
	FlawPolicy    Flaw = "policy"    // the card is handed out by policy: Value is the file
)

// The ranges of a card's numbers.
const (
	MaxUploads = 64
	MinRate    = 1000 // bytes a second
	MinPart    = bits.MinFragment
	MaxPart    = 1 << 30
	MaxRetry   = Span(24 * time.Hour)
	MaxGiveUp  = Span(365 * day)

	maxName = 100 // characters
	maxText = 500 // bytes of other texts
)

// Speller gives an address the spelling that jobs are compared by: transfer.CheckURL.
type Speller func(address string) (*url.URL, error)

// Checked returns a card in the one spelling. Its errors are *Error.
func (c Card) Checked(spell Speller) (Card, error) {
	c.Name, c.Account = strings.TrimSpace(c.Name), strings.TrimSpace(c.Account)
	u, err := spell(c.Address)
	if err != nil {
		return Card{}, &Error{Field: FieldAddress, Why: FlawAddress, Err: err}
	}
	if !strings.HasSuffix(u.Path, "/") {
		u = u.JoinPath("/")
	}
	c.Address = u.String()
	if c.Names == DefaultTemplate {
		c.Names = ""
	}
	for _, check := range []func() *Error{c.checkName, c.checkNames, c.checkTexts, c.checkAccount, c.checkProxy, c.checkCertificate, c.checkHeaders, c.checkNumbers, c.checkChoices} {
		if err := check(); err != nil {
			return Card{}, err
		}
	}
	return c, nil
}

func (c Card) checkName() *Error {
	flaw := Flaw("")
	switch {
	case c.Name == "":
		flaw = FlawEmpty
	case utf8.RuneCountInString(c.Name) > maxName:
		flaw = FlawLong
	case !plainText(c.Name):
		flaw = FlawCharacter
	case strings.HasSuffix(c.Name, "/") || strings.Contains(c.Name, "://"):
		flaw = FlawSlash
	default:
		return nil
	}
	return &Error{Field: FieldName, Why: flaw, Value: c.Name}
}

func (c Card) checkNames() *Error {
	if err := CheckTemplate(c.Template()); err != nil {
		return err
	}
	return nil
}

func (c Card) checkTexts() *Error {
	for _, t := range []struct {
		field Field
		text  string
	}{
		{FieldNames, c.Names},
		{FieldAccount, c.Account},
		{FieldTell, c.Tell},
		{FieldProxy, c.Proxy.Address},
		{FieldProxy, c.Proxy.Bypass},
		{FieldCertificate, c.Certificate.File},
	} {
		if len(t.text) > maxText {
			return &Error{Field: t.field, Why: FlawLong}
		}
		if !plainText(t.text) {
			return &Error{Field: t.field, Why: FlawCharacter}
		}
	}
	return nil
}

func (c Card) checkAccount() *Error {
	if c.SignedIn && c.Account != "" {
		return &Error{Field: FieldAccount, Why: FlawBoth, Value: c.Account}
	}
	return nil
}

// plainText reports whether a text shows all that it is.
func plainText(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool {
		return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029'
	})
}

func (c Card) checkProxy() *Error {
	p := c.Proxy
	var schemes string
	switch p.Use {
	case ProxySettings, ProxyNone, ProxySystem:
		return nil
	case ProxyManual:
		schemes = "http https socks5"
	case ProxyScript:
		schemes = "http https"
	default:
		return &Error{Field: FieldProxy, Why: FlawUnknown, Value: string(p.Use)}
	}
	u, err := url.Parse(p.Address)
	switch {
	case err != nil:
		return &Error{Field: FieldProxy, Why: FlawAddress}
	case u.User != nil:
		return &Error{Field: FieldProxy, Why: FlawSecret}
	case u.Hostname() == "" || !containsWord(schemes, u.Scheme):
		return &Error{Field: FieldProxy, Why: FlawAddress, Value: bits.SafeAddress(p.Address)}
	}
	return nil
}

func containsWord(words, word string) bool {
	return word != "" && strings.Contains(" "+words+" ", " "+word+" ")
}

func (c Card) checkCertificate() *Error {
	digits := c.Certificate.Server
	raw, err := hex.DecodeString(strings.ReplaceAll(digits, ":", ""))
	if n := len(raw); err != nil || n != 0 && n != sha256.Size {
		return &Error{Field: FieldCertificate, Why: FlawHex, Value: digits}
	}
	if f := c.Certificate.File; f != "" && !filepath.IsAbs(f) {
		return &Error{Field: FieldCertificate, Why: FlawRelative, Value: f}
	}
	return nil
}

func (c Card) checkHeaders() *Error {
	if _, err := c.Headers.List(); err != nil {
		return &Error{Field: FieldHeaders, Why: FlawHeader, Err: err}
	}
	return nil
}

func (c Card) checkNumbers() *Error {
	for _, n := range []struct {
		field       Field
		value       int64
		least, most int64
	}{
		{FieldUploads, int64(c.Uploads), 1, MaxUploads},
		{FieldRate, c.Rate, MinRate, 1 << 50},
		{FieldPartSize, c.PartSize, MinPart, MaxPart},
		{FieldRetry, int64(c.Retry), int64(time.Second), int64(MaxRetry)},
		{FieldGiveUp, int64(c.GiveUp), int64(time.Second), int64(MaxGiveUp)},
	} {
		if n.value == 0 || n.field == FieldGiveUp && n.value < 0 {
			continue
		}
		if n.value < n.least || n.value > n.most {
			return &Error{Field: n.field, Why: FlawRange, Value: fmt.Sprint(n.value)}
		}
	}
	return nil
}

func (c Card) checkChoices() *Error {
	switch c.Unclear {
	case UnclearAuto, UnclearResume, UnclearRestart:
	default:
		return &Error{Field: FieldUnclear, Why: FlawUnknown, Value: string(c.Unclear)}
	}
	switch c.Method {
	case MethodBITS, MethodPOST:
	default:
		return &Error{Field: FieldMethod, Why: FlawUnknown, Value: string(c.Method)}
	}
	return nil
}
