package words

import (
	"fmt"
	"strings"

	"sendoff/transfer"
	"sendoff/transfer/identity"
)

// trustWords are for a server's certificate that is not trusted, by its first flaw.
var trustWords = map[transfer.CertificateFlaw]cause{
	transfer.FlawIssuer:  {Mark("The certificate has an unknown issuer"), Mark("The certificate of {host} is not trusted: none of the authorities that this computer trusts has issued it. It was issued by {issuer}, is valid until {until} and has the SHA-256 {fingerprint}."), Mark("Compare that with what its admin says, and trust it for this server if it is the same."), CureCertificate},
	transfer.FlawName:    {Mark("The certificate is for another name"), Mark("The certificate of {host} is for another name: {names}. It was issued by {issuer}, is valid until {until} and has the SHA-256 {fingerprint}."), Mark("Use the address with that name; or compare the SHA-256 with what its admin says, and trust it for this server."), CureCertificate},
	transfer.FlawExpired: {Mark("The server's certificate has expired"), Mark("The certificate of {host} has expired: it was valid until {until}. It was issued by {issuer} and has the SHA-256 {fingerprint}."), Mark("Ask its admin to renew it; and see whether the clock of this computer is right."), CureCertificate},
	transfer.FlawEarly:   {Mark("The server's certificate is not valid yet"), Mark("The certificate of {host} is not valid yet: it begins on {from}. It was issued by {issuer} and has the SHA-256 {fingerprint}."), Mark("See whether the clock of this computer is right, or ask its admin for another certificate."), CureCertificate},
}

// ownEarlyWords are for a certificate of this computer that is not valid yet.
var ownEarlyWords = cause{Mark("Your certificate is not valid yet"), Mark("{host} asks for your certificate, and the one in {own} is not valid yet: it begins on {from}."), Mark("See whether the clock of this computer is right, or choose another certificate."), CureOwnCertificate}

// askedOfWords are for a server that named whose certificates it takes.
var askedOfWords = cause{Mark("The server asks for a certificate of yours"), Mark("{host} asks for a certificate of yours. It takes those issued by {issuer}."), Mark("Choose the file with that certificate and its key; its admin can tell you where you get it."), CureOwnCertificate}

// certificateCause is the text and cure of a fault about a certificate where the certificate itself tells more.
func certificateCause(f *transfer.Fault) (c cause, found bool) {
	switch f.Kind { //nolint:exhaustive // the others are told by their kind alone
	case transfer.KindTrust:
		c, found = trustWords[f.Cert.Flaw]
	case transfer.KindClientCert:
		c, found = askedOfWords, f.Cert.Issuer != ""
	case transfer.KindOwnDates:
		c, found = ownEarlyWords, !f.Cert.From.IsZero()
	}
	return c, found
}

// namesShown is how many names of a certificate a sentence shows.
const namesShown = 3

// namesText are the first names that a certificate is for.
func namesText(names string) string {
	list := strings.Split(names, ", ")
	if len(list) > namesShown {
		list = append(list[:namesShown], "…")
	}
	return strings.Join(list, ", ")
}

// certificatePlaceholders are what sentences about certificates can have in them.
func certificatePlaceholders(c transfer.CertificateFault) []string {
	dash := func(s string) string {
		if s == "" {
			return "-"
		}
		return s
	}
	return []string{
		"{issuer}", dash(c.Issuer), "{names}", dash(namesText(c.Names)), "{fingerprint}", dash(c.Fingerprint), "{own}", dash(c.File),
		"{from}", dash(Moment(c.From)), "{until}", dash(Moment(c.Until)),
	}
}

// Words about certificates of this computer: keys, translated where they are shown.
const (
	OwnWhat        = "The server asks for a certificate of yours. It is shown to this server only, and stays in its file; uploads that wait for it go on."
	OwnFile        = "File"
	OwnKey         = "File of the key"
	OwnKeyHint     = "If it is in a file of its own"
	OwnPassphrase  = "Passphrase"
	OwnChoose      = "Choose…"
	OwnUse         = "Use"
	OwnFileNone    = "Choose the file of the certificate."
	OwnKeep        = "Remember the passphrase in the system's keyring"
	OwnNoKeyring   = "No keyring is available on this computer. Sendoff remembers the passphrase until it quits, and writes it nowhere."
	OwnRingRefused = "The keyring did not take the passphrase. Sendoff remembers it until it quits."
	OwnTrying      = "Showing it to the server."
	OwnCerts       = "Your certificates"
)

// OwnTitle is the title of the sheet that asks for a certificate for a place.
func OwnTitle(place string) string { return fmt.Sprintf(Tr("Certificate for %s"), PlaceText(place)) }

// OwnGoneOnText is the message when a server has accepted a certificate.
func OwnGoneOnText(place string) string {
	return fmt.Sprintf(Tr("%s accepts your certificate."), PlaceText(place))
}

// OwnFaultText says what a server or this computer found wrong with a certificate that was given by hand.
func OwnFaultText(f *transfer.Fault, subject *transfer.Job) string {
	return fill(Tr(causeFor(f, subject).what), f, subject)
}

// ownTexts say what is wrong with the file of a certificate; the second half, if there is one, is a moment or a reason.
var ownTexts = map[identity.Flaw]string{
	identity.FlawMissing:    Mark("There is no file %s."),
	identity.FlawUnread:     Mark("The file %s cannot be read. The system says: %s."),
	identity.FlawShape:      Mark("%s holds no certificate with its key, as PEM or PKCS #12. A key in a file of its own has to be named too."),
	identity.FlawMismatch:   Mark("The key in %s belongs to another certificate."),
	identity.FlawPassphrase: Mark("The key in %s has a passphrase. Type it."),
	identity.FlawWrong:      Mark("The passphrase of %s is wrong."),
	identity.FlawExpired:    Mark("The certificate in %s has expired: it was valid until %s."),
	identity.FlawEarly:      Mark("The certificate in %s is not valid yet: it begins on %s."),
}

// ownText says what is wrong with the file of a certificate.
func ownText(e *identity.Error) string {
	switch e.Flaw { //nolint:exhaustive // the others say only which file
	case identity.FlawUnread:
		return fmt.Sprintf(Tr(ownTexts[e.Flaw]), e.File, systemText(e.Err))
	case identity.FlawExpired, identity.FlawEarly:
		return fmt.Sprintf(Tr(ownTexts[e.Flaw]), e.File, Moment(e.Limit))
	}
	return fmt.Sprintf(Tr(ownTexts[e.Flaw]), e.File)
}
