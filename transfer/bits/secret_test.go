package bits

import (
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
)

const (
	token    = "S3cretT0ken"
	password = "Pa55word"
)

// TestSecrets: whatever the server does, no note and no error shows the URL's query.
func TestSecrets(t *testing.T) {
	echo := "BITS_POST /drop/a.bin?token=" + token + "&plain=" + token
	for name, answer := range map[string]string{
		"taken":          clean("BITS-Session-Id: {A}", "BITS-Received-Content-Range: 10"),
		"refused":        ack("403 Forbidden", "BITS-Packet-Type: Ack", "BITS-Error: 0x80070005"),
		"no answer":      "",
		"echoed":         echo + "\r\n\r\n",
		"echoed header":  "HTTP/1.1 200 OK\r\n" + echo + "\r\n\r\n",
		"echoed status":  "HTTP/1.1 " + token + "\r\n\r\n",
		"echoed length":  "HTTP/1.1 200 OK\r\nContent-Length: " + token + "\r\n\r\n",
		"redirect":       ack("302 Found", "Location: http://h/?token="+token),
		"bad redirect":   ack("302 Found", "Location: http://[h/?token="+token),
		"reply":          clean("BITS-Reply-URL: r?token="+token, "BITS-Session-Id: {A}"),
		"bad reply":      clean("BITS-Reply-URL: ftp://h/?token="+token, "BITS-Session-Id: {A}"),
		"bad offset":     clean("BITS-Received-Content-Range: " + token),
		"other protocol": clean("BITS-Protocol: "+token, "BITS-Session-Id: {A}"),
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, func(p *peer) {
				if _, err := p.request(); err == nil && answer != "" {
					p.send(answer)
				}
			})
			s.url.RawQuery = "token=" + token + "&plain=" + token
			var log transcript
			c := newClient(t, s, Options{})
			c.Note = log.add
			tellsNothing(t, c, &log)
			if text := log.String(); !strings.Contains(text, "/drop/a.bin?...") {
				t.Errorf("no request was noted: %s", text)
			}
		})
	}
}

// tellsNothing runs every request and checks its notes and errors for secrets.
func tellsNothing(t *testing.T, c *Client, log *transcript) {
	t.Helper()
	_, open := source(t, 10)
	_, created := c.Create(t.Context())
	_, sent := c.Send(t.Context(), someSession, whole(10, open))
	part, replied := c.Reply(t.Context(), c.URL.String(), 0)
	if part != nil {
		_, _ = io.Copy(io.Discard, part.Body)
		_ = part.Body.Close()
	}
	err := errors.Join(created, sent, replied, c.Ping(t.Context(), someSession), c.Close(t.Context(), someSession), c.Cancel(t.Context(), someSession))
	text := log.String()
	if err != nil {
		text += err.Error()
	}
	for _, secret := range []string{token, password} {
		if strings.Contains(text, secret) {
			t.Errorf("%s is told in:\n%s", secret, text)
		}
	}
}

// TestSecretsOfBadURLs: an invalid URL is not quoted.
func TestSecretsOfBadURLs(t *testing.T) {
	for _, host := range []string{"a b", "127.0.0.1:0", "[::1"} {
		var log transcript
		c := &Client{
			URL:       &url.URL{Scheme: "http", Host: host, Path: "/a", RawQuery: "token=" + token, User: url.UserPassword("u", password)},
			Transport: NewTransport(Options{}), Note: log.add,
		}
		tellsNothing(t, c, &log)
	}
}

// TestSafeURL: what is left of a URL is public.
func TestSafeURL(t *testing.T) {
	for in, want := range map[string]string{
		"http://h/a":                         "http://h/a",
		"http://u:p@h:81/a?token=x#f":        "http://h:81/a?...",
		"https://h/a%20b%2Fc?x#" + "%20frag": "https://h/a%20b%2Fc?...",
	} {
		u, err := url.Parse(in)
		if err != nil {
			t.Fatal(err)
		}
		if got := SafeURL(u); got != want || u.String() != in {
			t.Errorf("SafeURL(%s) = %s, want %s; the URL is %s", in, got, want, u)
		}
	}
}

// TestInvalidAddressIsHidden: an invalid address may hold a password anywhere.
func TestInvalidAddressIsHidden(t *testing.T) {
	for in, want := range map[string]string{
		"http://u:p@h:81/a?token=x#f": "http://h:81/a?...",
		"http://h/a":                  "http://h/a",
		"http://u:p@h:port/a":         "...",
		"http://u:p@h/%zz?token=x":    "...",
		"http://u:p@h/a\n?token=x":    "...",
		"u:p@h/a":                     "...",
		"h:81/a":                      "...",
		"":                            "",
	} {
		if got := SafeAddress(in); got != want {
			t.Errorf("SafeAddress(%q) = %q, want %q", in, got, want)
		}
	}
}

// TestRedacted: the text loses the secret, the error keeps its type.
func TestRedacted(t *testing.T) {
	u, _ := url.Parse("http://h/?t=a%20long%20one&u=abc")
	err := withoutSecrets(secrets(u), &os.PathError{Op: "open", Path: "a long one and abc, a%20long%20one", Err: os.ErrNotExist})
	if err.Error() != "open ... and abc, ...: file does not exist" || !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error %q", err)
	}
	if _, wrapped := errors.AsType[*redacted](withoutSecrets(secrets(u), io.EOF)); wrapped {
		t.Error("an error without a secret was wrapped")
	}
}

// TestCredentialsAreHidden: credentials are hidden, whole and in parts, wherever a server quotes them.
func TestCredentialsAreHidden(t *testing.T) {
	req := &http.Request{URL: &url.URL{Scheme: "http", Host: "h", Path: "/a"}, Header: http.Header{}}
	Put(req.Header, HeaderAuthorization, "Basic "+base64.StdEncoding.EncodeToString([]byte("ines:"+password)))
	Put(req.Header, HeaderProxyAuthorize, "NTLM "+token)
	req.AddCookie(&http.Cookie{Name: "node", Value: "C00kieOfTheNode"})
	c := &Client{URL: req.URL, Transport: NewTransport(Options{})}
	tunnel := http.Header{}
	Put(tunnel, HeaderProxyAuthorize, "Basic "+base64.StdEncoding.EncodeToString([]byte("ines:OfTheTunnel")))
	c.Transport.tunnel.Store(&tunnel)
	if got := hide("it opens for OfTheTunnel", c.secretsOf(req)); got != "it opens for ..." {
		t.Errorf("%q", got)
	}
	quoted := "you are " + password + " by " + token + " at C00kieOfTheNode with " + req.Header[HeaderAuthorization][0]
	if got := hide(quoted, c.secretsOf(req)); got != "you are ... by ... at ... with ..." {
		t.Errorf("%q", got)
	}
}

// TestSecretsOfAnAddress are its query, each value of it as written and as read, and the password; nothing that is too
// short to be hidden everywhere, and no name.
func TestSecretsOfAnAddress(t *testing.T) {
	for address, want := range map[string][]string{
		"http://h/drop/":                       nil,
		"http://ines@h/drop/":                  nil,
		"http://ines:Planted@h/drop/":          {"Planted"},
		"http://ines:a@h/":                     nil,
		"http://h/?sig=AAAABBBB":               {"sig=AAAABBBB", "AAAABBBB"},
		"http://h/?sig=AAAA%2FBBB":             {"sig=AAAA%2FBBB", "AAAA%2FBBB", "AAAA/BBB"},
		"http://h/?wholequery":                 {"wholequery"},
		"http://ines:Planted@h/?a=b&sig=12345": {"a=b&sig=12345", "12345", "Planted"},
	} {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		got := secrets(u)
		slices.Sort(got)
		slices.Sort(want)
		if got = slices.Compact(got); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", address, got, want)
		}
	}
}
