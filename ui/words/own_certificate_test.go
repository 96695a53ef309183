package words

import (
	"io/fs"
	"runtime"
	"testing"
	"time"

	"sendoff/transfer"
	"sendoff/transfer/identity"
	"sendoff/ui/words/wordstest"
)

// TestWordsOfOwnCertificates: each flaw of the file of one's own certificate has a sentence, and each refusal of a
// server.
func TestWordsOfOwnCertificates(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the system has the zone there")
	}
	wordstest.StandAt(t, 2, "en_GB.UTF-8")
	limit := time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	job := wordstest.Job()
	checkSaid(t, []said{
		{
			func() string { return ErrorText(&identity.Error{Flaw: identity.FlawMissing, File: "own.pem"}) },
			"There is no file own.pem.",
			"Файла own.pem нет.",
		},
		{
			func() string {
				return ErrorText(&identity.Error{Flaw: identity.FlawUnread, File: "own.pem", Err: fs.ErrPermission})
			},
			"The file own.pem cannot be read. The system says: permission denied.",
			"Файл own.pem не читается. Система сообщает: нет прав доступа.",
		},
		{
			func() string { return ErrorText(&identity.Error{Flaw: identity.FlawShape, File: "own.pem"}) },
			"own.pem holds no certificate with its key, as PEM or PKCS #12. A key in a file of its own has to be named too.",
			"В файле own.pem нет сертификата с его ключом в виде PEM или PKCS #12. Если ключ в отдельном файле, укажите и его.",
		},
		{
			func() string { return ErrorText(&identity.Error{Flaw: identity.FlawMismatch, File: "own.pem"}) },
			"The key in own.pem belongs to another certificate.",
			"Ключ в файле own.pem от другого сертификата.",
		},
		{
			func() string { return ErrorText(&identity.Error{Flaw: identity.FlawPassphrase, File: "own.pem"}) },
			"The key in own.pem has a passphrase. Type it.",
			"Ключ в файле own.pem защищён паролем. Введите его.",
		},
		{
			func() string { return ErrorText(&identity.Error{Flaw: identity.FlawWrong, File: "own.pem"}) },
			"The passphrase of own.pem is wrong.",
			"Пароль файла own.pem неверен.",
		},
		{
			func() string {
				return ErrorText(&identity.Error{Flaw: identity.FlawExpired, File: "own.pem", Limit: limit})
			},
			"The certificate in own.pem has expired: it was valid until 4 May 2026 14:00:00.",
			"Срок сертификата в файле own.pem истёк: он действовал до 4 мая 2026 14:00:00.",
		},
		{
			func() string {
				return ErrorText(&identity.Error{Flaw: identity.FlawEarly, File: "own.pem", Limit: limit})
			},
			"The certificate in own.pem is not valid yet: it begins on 4 May 2026 14:00:00.",
			"Сертификат в файле own.pem ещё не действует: его срок начинается 4 мая 2026 14:00:00.",
		},
		{func() string { return OwnTitle("https://files.example.com") }, "Certificate for files.example.com", "Сертификат для files.example.com"},
		{
			func() string { return OwnTitle("https://files.example.com:8443") },
			"Certificate for files.example.com:8443",
			"Сертификат для files.example.com:8443",
		},
		{
			func() string { return OwnGoneOnText("https://files.example.com") },
			"files.example.com accepts your certificate.",
			"files.example.com принимает ваш сертификат.",
		},
		{
			func() string { return OwnFaultText(&transfer.Fault{Kind: transfer.KindOwnRefused}, &job) },
			"files.example.com does not accept the certificate that this computer showed: it may be blocked or ended, or its issuer is not known there.",
			"Сервер files.example.com не принял сертификат, который показал этот компьютер: возможно, он отозван или истёк, или тот, кто его выдал, там неизвестен.",
		},
		{
			func() string { return OwnFaultText(&transfer.Fault{Kind: transfer.KindClientCert}, &job) },
			"files.example.com asks for a certificate of yours.",
			"Сервер files.example.com просит ваш сертификат.",
		},
		{
			func() string { return OwnFaultText(&transfer.Fault{Kind: transfer.KindOwnDates}, &job) },
			"files.example.com asks for your certificate, and the one in - has expired: it was valid until -.",
			"Сервер files.example.com просит ваш сертификат, а срок того, что в файле -, истёк: он действовал до -.",
		},
	})
}
