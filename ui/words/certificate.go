package words

import (
	"cmp"
	"crypto/x509"
	"errors"
	"fmt"
	"strings"

	"sendoff/transfer"
	"sendoff/transfer/bits"
)

// Words about certificates: keys, translated where they are shown.
const (
	CertAsking       = "Asking the server for its certificate…"
	CertTrust        = "Trust for this server"
	CertAskingProxy  = "Asking the proxy for its certificate…"
	CertTrustProxy   = "Trust for this proxy"
	CertGoodProxy    = "This computer trusts the certificate that the proxy shows by now. Retry the upload."
	CertCompareProxy = "Compare the SHA-256 with what the proxy's admin says before you trust it. It is trusted for this proxy only, and Settings can take it back."
	CertGood         = "This computer trusts the certificate that the server shows by now. Retry the upload."
	CertCompare      = "Compare the SHA-256 with what the server's admin says before you trust it. It is trusted for this server only, and Settings can take it back."
	CertChanged      = "The server shows another certificate than the one that is trusted. Trusting the new one takes the place of the old one."
	CertNone         = "None beside those that this computer trusts."
	CertTrusted      = "Trusted certificates"
)

// CertTitleText is the title of the sheet about the certificate of a server or a proxy.
func CertTitleText(host string, proxy bool) string {
	if proxy {
		return fmt.Sprintf(Tr("Certificate of the proxy %s"), host)
	}
	return fmt.Sprintf(Tr("Certificate of %s"), host)
}

// CertTrustedText is the message after a certificate was trusted.
func CertTrustedText(host string) string {
	return fmt.Sprintf(Tr("The certificate is trusted for %s. Uploads that waited for it go on."), host)
}

// CertFlawText says why a certificate is not trusted.
func CertFlawText(err error) string {
	var name x509.HostnameError
	var invalid x509.CertificateInvalidError
	var unknown x509.UnknownAuthorityError
	var flaws []string
	if errors.As(err, &unknown) {
		flaws = append(flaws, Tr("It was not issued by an authority this computer trusts."))
	}
	if errors.As(err, &name) {
		flaws = append(flaws, Tr("It is made for another name than the one in the address."))
	}
	if errors.As(err, &invalid) && invalid.Reason == x509.Expired {
		flaws = append(flaws, Tr("It is not valid today: it has ended or not begun yet."))
	}
	if len(flaws) > 0 {
		return strings.Join(flaws, " ")
	}
	return Tr("This computer does not trust it.") + " " + sentence(err.Error())
}

// CertificateFacts are the contents of a certificate, and which of pins it would replace.
func CertificateFacts(c bits.Certificate, pins []transfer.Pin) []Fact {
	facts := []Fact{
		{Label: Tr("Issued to"), Value: Plain(c.Subject)},
		{Label: Tr("Issued by"), Value: Plain(c.Issuer)},
		{Label: Tr("Names"), Value: cmp.Or(Plain(strings.Join(c.Names, ", ")), Tr("none"))},
		{Label: Tr("Valid from"), Value: Moment(c.From)},
		{Label: Tr("Valid until"), Value: Moment(c.Until)},
		{Label: "SHA-256", Value: c.Fingerprint.String()},
	}
	for _, old := range transfer.ReplacedBy(transfer.PinOf(c), pins) { // below the new one, for comparison
		facts = append(facts, Fact{Label: Tr("Trusted so far"), Value: fmt.Sprintf(Tr("%s, since %s"), old.Fingerprint, Moment(old.Added))})
	}
	return facts
}

// CertificateText is a certificate and the pins it would replace, one fact a line, for the clipboard and the
// command line.
func CertificateText(c bits.Certificate, pins []transfer.Pin) string {
	var b strings.Builder
	who := Tr("Server")
	if c.Proxy {
		who = Tr("Proxy")
	}
	fmt.Fprintf(&b, "%s: %s\n", who, HostText(c.Host))
	for _, f := range CertificateFacts(c, pins) {
		fmt.Fprintf(&b, "%s: %s\n", f.Label, f.Value)
	}
	if c.Flaw == nil {
		return b.String()
	}
	flaw := CertFlawText(c.Flaw)
	if len(transfer.ReplacedBy(transfer.PinOf(c), pins)) > 0 {
		flaw = Tr(CertChanged) + " " + flaw
	}
	fmt.Fprintf(&b, "%s: %s\n", Tr("Problem"), flaw)
	return b.String()
}

// TrustedFacts are the certificates that the user trusts for a server, beside that of its card.
func TrustedFacts(pins []transfer.Pin) []Fact {
	var facts []Fact
	for _, p := range pins {
		value := fmt.Sprintf(Tr("%s, since %s"), p.Fingerprint, Moment(p.Added))
		facts = append(facts, Fact{Label: Tr("Trusted certificate"), Value: value, Copy: true})
	}
	return facts
}

// PinnedText names the server or proxy that a certificate is trusted for.
func PinnedText(p transfer.Pin) string {
	if p.Proxy {
		return fmt.Sprintf(Tr("%s (proxy)"), HostText(p.Host))
	}
	return HostText(p.Host)
}
