package ui

import (
	"crypto/x509"
	"errors"
	"fmt"
	"strings"
)

// Words about certificates: keys, translated where they are shown.
const (
	textCertAsking  = "Asking the server for its certificate…"
	textCertTrust   = "Trust for this server"
	textCertGood    = "This computer trusts the certificate that the server shows by now. Retry the upload."
	textCertCompare = "Compare the SHA-256 with what the server's admin says before you trust it. It is trusted for this server only, and Settings can take it back."
	textCertChanged = "The server shows another certificate than the one that is trusted. Trusting the new one takes the place of the old one."
	textCertNone    = "None beside those that this computer trusts."
	textCertTrusted = "Trusted certificates"
)

func certTitleText(host string) string { return fmt.Sprintf(tr("Certificate of %s"), host) }

func certTrustedText(host string) string {
	return fmt.Sprintf(tr("The certificate is trusted for %s. Uploads that waited for it go on."), host)
}

// certFlawText says why a certificate is not trusted.
func certFlawText(err error) string {
	var name x509.HostnameError
	var invalid x509.CertificateInvalidError
	var unknown x509.UnknownAuthorityError
	var flaws []string
	if errors.As(err, &unknown) {
		flaws = append(flaws, tr("Nobody whom this computer trusts has made it."))
	}
	if errors.As(err, &name) {
		flaws = append(flaws, tr("It is made for another name than the one in the address."))
	}
	if errors.As(err, &invalid) && invalid.Reason == x509.Expired {
		flaws = append(flaws, tr("It is not valid today: it has ended or not begun yet."))
	}
	if len(flaws) > 0 {
		return strings.Join(flaws, " ")
	}
	return tr("This computer does not trust it.") + " " + sentence(err.Error())
}
