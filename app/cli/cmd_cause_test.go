package cli

import (
	"crypto/tls"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"sendoff/ui/words"
)

// TestCauseOnTheCommandLine: the failed host is named in both languages, for an upload and for a proxy.
func TestCauseOnTheCommandLine(t *testing.T) {
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := l.Addr().String()
	_ = l.Close()
	plain := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(plain.Close)
	old := httptest.NewUnstartedServer(http.NotFoundHandler())
	old.TLS = &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}
	old.Config.ErrorLog = log.New(io.Discard, "", 0)
	old.StartTLS()
	t.Cleanup(old.Close)
	for _, c := range []struct{ to, proxy, en, ru string }{
		{old.URL, "", "speaks only versions of TLS that are too old", "только устаревшие, небезопасные версии TLS"},
		{strings.Replace(plain.URL, "http:", "https:", 1), "", "begins with https, but 127.0.0.1", "начинается с «https», но сервер 127.0.0.1"},
		{strings.Replace(old.URL, "https:", "http:", 1), "", "begins with http, but 127.0.0.1", "начинается с «http», но сервер 127.0.0.1"},
		{"http://files.example.test", "http://" + closed, "The proxy " + closed + " on the way to files.example.test does not answer", "Прокси-сервер " + closed + " на пути к серверу files.example.test не отвечает"},
	} {
		for language, want := range map[string]string{words.English: c.en, words.Russian: c.ru} {
			r := newRig(t)
			upload := r.Program("upload", "--no-progress-timeout", "0", "--to", c.to+"/", r.File("a.bin", 30))
			upload.Env = append(upload.Env, LanguageEnv+"="+language, "http_proxy="+c.proxy)
			if err := upload.Run(); err == nil || !strings.Contains(upload.Err.String(), want) {
				t.Errorf("%s by %q: %v\n%s", c.to, c.proxy, err, upload.Err.String())
			}
		}
	}
}
