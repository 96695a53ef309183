package bits

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestQuotedHeadHasNoSecrets(t *testing.T) {
	asked, err := url.Parse("https://files.example.com/drop/a.zip?token=planted-token&n=1")
	if err != nil {
		t.Fatal(err)
	}
	h := http.Header{}
	for name, value := range map[string]string{
		HeaderServer:          "Microsoft-IIS/10.0",
		HeaderPacketType:      "Ack",
		HeaderErrorCode:       "0x80070005",
		HeaderWWWAuthenticate: "Negotiate planted-blob==",
		HeaderLocation:        "https://other.example.com/x?key=planted-key",
		HeaderVia:             "1.1 proxy (planted-token)",
		"Set-Cookie":          "session=planted-cookie",
		"Authorization":       "Basic planted-basic",
		HeaderContentType:     strings.Repeat("x", 9000),
	} {
		h.Set(name, value)
	}
	resp := &http.Response{StatusCode: 403, Header: h, Request: &http.Request{URL: asked}}
	var noted []Note
	e := newAnswer(CreateSession, resp, time.Now(), func(n Note) { noted = append(noted, n) }).fail("")
	for _, want := range []string{
		"Server: Microsoft-IIS/10.0\n", "BITS-Error-Code: 0x80070005\n", "WWW-Authenticate: Negotiate\n",
		"Location: https://other.example.com/x?...\n", "Via: 1.1 proxy (...)\n",
	} {
		if !strings.Contains(e.Head, want) {
			t.Errorf("%q is missing in\n%s", want, e.Head)
		}
	}
	if strings.Contains(e.Head, "planted") || len(e.Head) > maxHead {
		t.Errorf("%d bytes:\n%s", len(e.Head), e.Head)
	}
}

// TestQuotedHeadIsBounded: each value and the whole head are limited.
func TestQuotedHeadIsBounded(t *testing.T) {
	h := http.Header{}
	for range 100 {
		h.Add(HeaderVia, strings.Repeat("x", 3*maxQuoted))
	}
	got := (&answer{header: h}).quoted()
	line := len(HeaderVia+": \n") + maxQuoted
	if len(got) != maxHead/line*line {
		t.Errorf("%d bytes are quoted, want %d", len(got), maxHead/line*line)
	}
}
