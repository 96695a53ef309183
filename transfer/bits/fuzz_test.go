package bits

import (
	"bufio"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

func FuzzRange(f *testing.F) {
	for _, s := range []string{"bytes 0-4891/4892", "Bytes 5-4/10", "bytes */0", "bytes 0--1/0", "bytes 0-1/*", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r, err := ParseRange(s)
		if err != nil {
			if !errors.Is(err, ErrRange) || r != (Range{}) {
				t.Fatalf("%v, %v", r, err)
			}
			return
		}
		empty := r == Range{0, -1, 0}
		if !empty && (r.First < 0 || r.First > r.Last || r.Last >= r.Total) {
			t.Fatalf("%#v does not lie inside its total", r)
		}
		if again, err := ParseRange(r.String()); err != nil || again != r {
			t.Fatalf("%q was read as %#v and that as %#v, %v", s, r, again, err)
		}
	})
}

func FuzzOffset(f *testing.F) {
	for _, s := range []string{"0", "4892", "-1", "+1", "9223372036854775807", "9223372036854775808", " 1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := ParseOffset(s)
		if err != nil {
			return
		}
		// An accepted value is the number that the digits say.
		digits := strings.TrimLeft(strings.TrimSpace(s), "0")
		if digits == "" {
			digits = "0"
		}
		if got := (Range{0, 0, n}); n < 0 || n > 0 && !strings.HasSuffix(got.String(), "/"+digits) {
			t.Fatalf("ParseOffset(%q) = %d", s, n)
		}
	})
}

func FuzzCode(f *testing.F) {
	for _, s := range []string{"0x8020001F", "x5", "", "0", "0x", "80200020", "-1", "100000000"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		code, ok := ParseCode(s)
		if !ok {
			return
		}
		if again, ok := ParseCode(FormatCode(code)); !ok || again != code {
			t.Fatalf("%q was read as %#x and that as %#x", s, code, again)
		}
		if again, ok := ParseCode(FormatContext(code)); !ok || again != code {
			t.Fatalf("%q was read as %#x and that, as a context, as %#x", s, code, again)
		}
		if upper, ok := ParseCode(strings.ToUpper(s)); !ok || upper != code {
			t.Fatalf("%q depends on case", s)
		}
	})
}

func FuzzProtocols(f *testing.F) {
	for _, s := range []string{Protocol, "{a},{b} {c}", ",,", "\t"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		list := ParseProtocols(s)
		if len(list) > MaxProtocols {
			t.Fatalf("%d protocols", len(list))
		}
		for _, p := range list {
			if p == "" || strings.ContainsAny(p, " ,\t") {
				t.Fatalf("%q is no item of a list", p)
			}
		}
		again := ParseProtocols(strings.Join(list, ", "))
		if strings.Join(again, " ") != strings.Join(list, " ") {
			t.Fatalf("%q was read as %q and that as %q", s, list, again)
		}
	})
}

// FuzzAnswer reads raw answers as the Ack of every packet.
func FuzzAnswer(f *testing.F) {
	f.Add([]byte(clean("BITS-Session-Id: {A}", "BITS-Host-Id: up2", "BITS-Host-Id-Fallback-Timeout: 110")))
	f.Add([]byte(clean("BITS-Received-Content-Range: 500", `BITS-Reply-URL: s\{A}\r`)))
	f.Add([]byte(ack("416 No", "BITS-Received-Content-Range: 128")))
	f.Add([]byte(ack("500 No", "BITS-Packet-Type: Ack", "BITS-Error: 0x8020001F", "BITS-Error-Context: 0x5", "Retry-After: 9")))
	f.Add([]byte("HTTP/1.1 200 OK\r\n\r\n<html>"))
	target := &url.URL{Scheme: "https", Host: "h", Path: "/v/a.bin"}
	f.Fuzz(func(t *testing.T, raw []byte) {
		resp, err := http.ReadResponse(bufio.NewReader(strings.NewReader(string(raw))), nil)
		if err != nil {
			return
		}
		defer func() { _ = resp.Body.Close() }()
		fresh := func(p PacketType) *answer { return newAnswer(p, resp, time.Now(), func(Note) {}) }

		session, err := fresh(CreateSession).session()
		checkSession(t, resp, session, err)
		receipt, err := fresh(Fragment).receipt(Range{0, 499, 1000}, target)
		checkReceipt(t, resp, receipt, err)
		if err := fresh(CloseSession).checkAck(); err == nil && resp.StatusCode/100 != 2 {
			t.Fatalf("%s was taken", resp.Status)
		}
	})
}

func checkSession(t *testing.T, resp *http.Response, s Session, err error) {
	t.Helper()
	if err != nil {
		checkFault(t, err)
		return
	}
	if !ValidSessionID(s.ID) || s.ID != resp.Header.Get(HeaderSessionID) || resp.StatusCode/100 != 2 {
		t.Fatalf("%s gave session %+v", resp.Status, s)
	}
	if s.Host == "" {
		return
	}
	if s.Fallback < NoFallback {
		t.Fatalf("fallback %v", s.Fallback)
	}
	// The host id must change nothing of the URL but the host, and take the query from another one.
	c := &Client{URL: &url.URL{Scheme: "https", Host: "h:8443", Path: "/v/a.bin", RawQuery: "x=1"}}
	u, err := url.Parse(c.at(s).String())
	query := ""
	if strings.EqualFold(s.Host, "h") {
		query = "x=1"
	}
	if err != nil || u.Hostname() != s.Host || u.Port() != "8443" || u.Path != "/v/a.bin" || u.RawQuery != query || u.User != nil {
		t.Fatalf("host id %q makes %v, %v", s.Host, u, err)
	}
}

func checkReceipt(t *testing.T, resp *http.Response, r Receipt, err error) {
	t.Helper()
	if err != nil {
		checkFault(t, err)
		return
	}
	if r.Received < 0 || r.Received > 1000 {
		t.Fatalf("received %d of 1000", r.Received)
	}
	if r.Rewound != (resp.StatusCode == http.StatusRequestedRangeNotSatisfiable) {
		t.Fatalf("%s: rewound %v", resp.Status, r.Rewound)
	}
	if r.ReplyURL != "" && !strings.HasPrefix(r.ReplyURL, "https://") {
		t.Fatalf("reply at %q", r.ReplyURL)
	}
}

func checkFault(t *testing.T, err error) {
	t.Helper()
	e, ok := errors.AsType[*Error](err)
	if !ok || e.Error() == "" || e.RetryAfter < 0 || e.RetryAfter > 24*time.Hour {
		t.Fatalf("error %#v", err)
	}
}

func FuzzReplyURL(f *testing.F) {
	for _, s := range []string{`BITS-Sessions\Replies\{A}\responsefile.bin`, "https://other/r", "//u:p@x/r#f", "?x", "../..", "http://h", "file:///x"} {
		f.Add(s)
	}
	target := &url.URL{Scheme: "https", Host: "h:81", Path: "/v/a.bin", RawQuery: "token=secret"}
	f.Fuzz(func(t *testing.T, value string) {
		got, err := ResolveReply(target, value)
		if err != nil || value == "" {
			if got != "" {
				t.Fatalf("%q with error %v", got, err)
			}
			return
		}
		u, err := url.Parse(got)
		if err != nil {
			t.Fatalf("%q was made %q, which is no URL: %v", value, got, err)
		}
		if u.Scheme != "https" || u.Host == "" || u.User != nil || u.Fragment != "" {
			t.Fatalf("%q was made %q", value, got)
		}
		if strings.Contains(got, "token=secret") && !strings.Contains(value, "token=secret") {
			t.Fatalf("%q got the query of the upload: %q", value, got)
		}
		if again, err := ResolveReply(target, got); err != nil || again != got {
			t.Fatalf("%q was made %q and that %q, %v", value, got, again, err)
		}
	})
}
