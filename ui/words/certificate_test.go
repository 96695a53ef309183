package words

import (
	"crypto/x509"
	"errors"
	"testing"
)

// TestWordsOfCertificates: why one is not trusted, and what trusting it does.
func TestWordsOfCertificates(t *testing.T) {
	checkSaid(t, []said{
		{func() string { return CertTitleText("files.example.com:443", false) }, "Certificate of files.example.com:443", "Сертификат files.example.com:443"},
		{func() string { return CertTitleText("proxy:3128", true) }, "Certificate of the proxy proxy:3128", "Сертификат прокси-сервера proxy:3128"},
		{func() string { return CertTrustedText("files.example.com:443") }, "The certificate is trusted for files.example.com:443. Uploads that waited for it go on.", "Сертификат теперь доверенный для files.example.com:443. Выгрузки, которые его ждали, продолжаются."},
		{func() string { return CertFlawText(x509.UnknownAuthorityError{}) }, "It was not issued by an authority this computer trusts.", "Он выдан центром сертификации, которому этот компьютер не доверяет."},
		{func() string { return CertFlawText(x509.HostnameError{Certificate: &x509.Certificate{}, Host: "h"}) }, "It is made for another name than the one in the address.", "Он выдан на другое имя, не на то, что в адресе."},
		{func() string { return CertFlawText(x509.CertificateInvalidError{Reason: x509.Expired}) }, "It is not valid today: it has ended or not begun yet.", "Сегодня он не действует: срок истёк или ещё не начался."},
		{func() string {
			return CertFlawText(errors.Join(x509.UnknownAuthorityError{}, x509.CertificateInvalidError{Reason: x509.Expired}))
		}, "It was not issued by an authority this computer trusts. It is not valid today: it has ended or not begun yet.", "Он выдан центром сертификации, которому этот компьютер не доверяет. Сегодня он не действует: срок истёк или ещё не начался."},
		{func() string { return CertFlawText(x509.CertificateInvalidError{Reason: x509.Expired, Detail: "x"}) }, "It is not valid today: it has ended or not begun yet.", "Сегодня он не действует: срок истёк или ещё не начался."},
	})
}
