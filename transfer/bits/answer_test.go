package bits

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

const protocolLine = "BITS-Protocol: {7df0354d-249b-430f-820d-3d2a9bef4931}"

// asError checks that err is the *Error that want describes; Received, Flaw and Head are left out.
func asError(t *testing.T, err error, want Error) {
	t.Helper()
	got, ok := errors.AsType[*Error](err)
	if !ok {
		t.Fatalf("error %v, want an *Error", err)
	}
	bare := *got
	bare.Flaw, bare.Received, bare.Head, bare.Host = "", 0, "", ""
	if bare != want {
		t.Errorf("error %+v, want %+v", bare, want)
	}
	if got.Host == "" {
		t.Error("nobody is named who answered")
	}
	if got.Received != -1 {
		t.Errorf("received %d, want -1", got.Received)
	}
}

func TestCreateAnswers(t *testing.T) {
	long := strings.Repeat("x", MaxSessionID)
	for _, tc := range []struct {
		name   string
		answer string
		want   Session
		fault  *Error
	}{
		{name: "C4 200", answer: clean(protocolLine, "BITS-Session-Id: {A}"), want: Session{ID: "{A}"}},
		{name: "C4 201", answer: ack("201 Created", "BITS-Packet-Type: Ack", protocolLine, "BITS-Session-Id: {A}"), want: Session{ID: "{A}"}},
		{name: "C4 protocol in capitals", answer: clean(strings.ToUpper(protocolLine), "BITS-Session-Id: {A}"), want: Session{ID: "{A}"}},
		{name: "interop 2 no protocol", answer: clean("BITS-Session-Id: {A}"), want: Session{ID: "{A}"}},
		{
			name: "C4 other protocol", answer: clean("BITS-Protocol: {00000000-0000-0000-0000-000000000000}", "BITS-Session-Id: {A}"),
			fault: &Error{Packet: CreateSession, Status: 200, Code: CodeProtocolMismatch},
		},
		{name: "C4 no session id", answer: clean(protocolLine), fault: &Error{Packet: CreateSession, Status: 200, Code: CodeInvalidServerResponse}},
		{name: "C5 braces and case", answer: clean("BITS-Session-Id: {aF-9}"), want: Session{ID: "{aF-9}"}},
		{name: "C5 bare", answer: clean("BITS-Session-Id: 42f1"), want: Session{ID: "42f1"}},
		{name: "interop 1 negative decimal", answer: clean("BITS-Session-Id: -8613"), want: Session{ID: "-8613"}},
		{name: "interop 1 path", answer: clean("BITS-Session-Id: /up/s/1?k=v"), want: Session{ID: "/up/s/1?k=v"}},
		{name: "C5 100 characters", answer: clean("BITS-Session-Id: " + long), want: Session{ID: long}},
		{name: "C5 101 characters", answer: clean("BITS-Session-Id: x" + long), fault: &Error{Packet: CreateSession, Status: 200, Code: CodeInvalidServerResponse}},
		{name: "C5 not ASCII", answer: clean("BITS-Session-Id: \xe9"), fault: &Error{Packet: CreateSession, Status: 200, Code: CodeInvalidServerResponse}},
		{name: "C7 no ack", answer: ack("200 OK", "BITS-Session-Id: {A}"), fault: &Error{Packet: CreateSession, Status: 200, NotAck: true}},
		{name: "C7 ack in capitals", answer: ack("200 OK", "BITS-Packet-Type: ACK", "BITS-Session-Id: {A}"), want: Session{ID: "{A}"}},
		{name: "C7 202", answer: ack("202 Accepted", "BITS-Packet-Type: Ack", "BITS-Session-Id: {A}"), fault: &Error{Packet: CreateSession, Status: 202}},
		{
			name: "C43 lower case", answer: ack("200 OK", "bits-packet-type: ack", strings.ToLower(protocolLine), "bits-session-id: {A}", "bits-host-id: up2", "bits-host-id-fallback-timeout: 5"),
			want: Session{ID: "{A}", Host: "up2", Fallback: 5 * time.Second},
		},
		{name: "host without time-out", answer: clean("BITS-Session-Id: {A}", "BITS-Host-Id: up2"), want: Session{ID: "{A}", Host: "up2", Fallback: NoFallback}},
		{name: "host with a wrong time-out", answer: clean("BITS-Session-Id: {A}", "BITS-Host-Id: up2", "BITS-Host-Id-Fallback-Timeout: soon"), want: Session{ID: "{A}", Host: "up2", Fallback: NoFallback}},
		{name: "host that never falls back", answer: clean("BITS-Session-Id: {A}", "BITS-Host-Id: up2", "BITS-Host-Id-Fallback-Timeout: 4294967295"), want: Session{ID: "{A}", Host: "up2", Fallback: NoFallback}},
		{name: "IPv6 host", answer: clean("BITS-Session-Id: {A}", "BITS-Host-Id: ::1", "BITS-Host-Id-Fallback-Timeout: 0"), want: Session{ID: "{A}", Host: "::1"}},
		{name: "host with a port", answer: clean("BITS-Session-Id: {A}", "BITS-Host-Id: up2:81"), want: Session{ID: "{A}"}},
		{name: "host with a path", answer: clean("BITS-Session-Id: {A}", "BITS-Host-Id: up2/x"), want: Session{ID: "{A}"}},
		{name: "host with a user", answer: clean("BITS-Session-Id: {A}", "BITS-Host-Id: a@up2"), want: Session{ID: "{A}"}},
		{
			name: "503 with Retry-After", answer: ack("503 Service Unavailable", "Retry-After: 7"),
			fault: &Error{Packet: CreateSession, Status: 503, NotAck: true, RetryAfter: 7 * time.Second},
		},
		{
			name: "Retry-After of a year", answer: ack("429 Too Many Requests", "Retry-After: 31536000"),
			fault: &Error{Packet: CreateSession, Status: 429, NotAck: true, RetryAfter: 24 * time.Hour},
		},
		{
			name: "interop 20 captive portal", answer: "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>",
			fault: &Error{Packet: CreateSession, Status: 200, NotAck: true},
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := newClient(t, script(t, tc.answer), Options{})
			got, err := c.Create(t.Context())
			if tc.fault != nil {
				asError(t, err, *tc.fault)
			} else if err != nil {
				t.Fatal(err)
			}
			tc.want.Bare = tc.fault == nil && !strings.Contains(strings.ToLower(tc.answer), "bits-protocol:")
			if got != tc.want {
				t.Errorf("session %+v, want %+v", got, tc.want)
			}
		})
	}
}

// TestSessionEcho is C5 and C6: the id is sent back byte for byte, and Acks without it are accepted.
func TestSessionEcho(t *testing.T) {
	for _, id := range []string{"{a0ff-X}", "-77", "/up/s 1;x=\"y\"", strings.Repeat("~", MaxSessionID)} {
		s := script(t, clean("BITS-Session-Id: "+id), clean(), clean("BITS-Received-Content-Range: 8"), clean(), clean())
		c := newClient(t, s, Options{})
		_, open := source(t, 8)
		session, err := c.Create(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		_, sendErr := c.Send(t.Context(), session, whole(8, open))
		if err := errors.Join(c.Ping(t.Context(), session), sendErr, c.Close(t.Context(), session), c.Cancel(t.Context(), session)); err != nil {
			t.Error(err)
		}
		for _, m := range s.requests()[1:] {
			if packet := m.get("BITS-Packet-Type"); packet != "Ping" && m.get("BITS-Session-Id") != id {
				t.Errorf("%s: id %q, want %q", packet, m.get("BITS-Session-Id"), id)
			}
		}
	}
}

func TestFragmentAnswers(t *testing.T) {
	const size = 1000 // the fragment is bytes 0-499
	for _, tc := range []struct {
		name   string
		answer string
		want   Receipt
		fault  *Error
	}{
		{name: "C9 as expected", answer: clean("BITS-Received-Content-Range: 500"), want: Receipt{Received: 500}},
		{name: "C9 lower", answer: clean("BITS-Received-Content-Range: 20"), want: Receipt{Received: 20}},
		{name: "C9 zero", answer: clean("BITS-Received-Content-Range: 0"), want: Receipt{Received: 0}},
		{name: "C9 higher", answer: clean("BITS-Received-Content-Range: 1000"), want: Receipt{Received: 1000}},
		{name: "C11 416", answer: ack("416 Range Not Satisfiable", "BITS-Packet-Type: Ack", "BITS-Received-Content-Range: 128"), want: Receipt{Received: 128, Rewound: true}},
		{name: "C11 416 higher", answer: ack("416 Range Not Satisfiable", "BITS-Packet-Type: Ack", "BITS-Received-Content-Range: 900"), want: Receipt{Received: 900, Rewound: true}},
		{
			name: "C11 416 with an error code", answer: ack("416 Range Not Satisfiable", "BITS-Packet-Type: Ack", "BITS-Received-Content-Range: 0", "BITS-Error-Code: 0x80070057"),
			want: Receipt{Rewound: true},
		},
		{name: "interop 5 416 misspelt", answer: ack("416 Range Not Satisfiable", "BITS-Packet-Type: Ack", HeaderReceivedRangeMisspelt+": 128"), want: Receipt{Received: 128, Rewound: true}},
		{name: "interop 5 416 bare", answer: ack("416 Range Not Satisfiable", "BITS-Packet-Type: Ack"), fault: &Error{Packet: Fragment, Status: 416}},
		{name: "C10 beyond the end", answer: clean("BITS-Received-Content-Range: 1001"), fault: &Error{Packet: Fragment, Status: 200, Code: CodeInvalidServerResponse}},
		{name: "C10 416 beyond the end", answer: ack("416 No", "BITS-Packet-Type: Ack", "BITS-Received-Content-Range: 1001"), fault: &Error{Packet: Fragment, Status: 416, Code: CodeInvalidServerResponse}},
		{name: "C10 negative", answer: clean("BITS-Received-Content-Range: -1"), fault: &Error{Packet: Fragment, Status: 200, Code: CodeInvalidServerResponse}},
		{name: "C10 a range", answer: clean("BITS-Received-Content-Range: bytes 0-499/1000"), fault: &Error{Packet: Fragment, Status: 200, Code: CodeInvalidServerResponse}},
		{name: "C10 64 bits", answer: clean("BITS-Received-Content-Range: 18446744073709551616"), fault: &Error{Packet: Fragment, Status: 200, Code: CodeInvalidServerResponse}},
		{name: "interop 4 no offset", answer: clean(), want: Receipt{Received: 500, Guessed: true}},
		{name: "interop 4 no offset, code", answer: clean("BITS-Error-Code: 0x80200020"), fault: &Error{Packet: Fragment, Status: 200, Code: CodeTooLarge}},
		{name: "interop 4 offset and code", answer: clean("BITS-Received-Content-Range: 500", "BITS-Error-Code: 1"), fault: &Error{Packet: Fragment, Status: 200, Code: 1}},
		{name: "interop 7 code 0", answer: clean("BITS-Received-Content-Range: 500", "BITS-Error-Code: 0", "BITS-Error-Context:"), want: Receipt{Received: 500}},
		{name: "interop 7 code empty", answer: clean("BITS-Received-Content-Range: 500", "BITS-Error-Code:", "BITS-Error-Context:"), want: Receipt{Received: 500}},
		{name: "interop 7 code in words", answer: clean("BITS-Received-Content-Range: 500", "BITS-Error: none"), want: Receipt{Received: 500}},
		{name: "C7 no ack", answer: ack("200 OK", "BITS-Received-Content-Range: 500"), fault: &Error{Packet: Fragment, Status: 200, NotAck: true}},
		{name: "C43 lower case", answer: ack("200 OK", "bits-packet-type: ack", "bits-received-content-range: 500"), want: Receipt{Received: 500}},
		{
			name: "C15 BITS-Error", answer: ack("500 Internal Server Error", "BITS-Packet-Type: Ack", "BITS-Error: x8020001F", "BITS-Error-Context: 0x5"),
			fault: &Error{Packet: Fragment, Status: 500, Code: CodeSessionNotFound, Context: ContextRemoteFile},
		},
		{
			name: "C15 BITS-Error-Code without 0x", answer: ack("500 Internal Server Error", "BITS-Packet-Type: Ack", "BITS-Error-Code: 8020001f", "BITS-Error-Context: 7"),
			fault: &Error{Packet: Fragment, Status: 500, Code: CodeSessionNotFound, Context: ContextRemoteApplication},
		},
		{
			name: "C15 both, one empty", answer: ack("500 Internal Server Error", "BITS-Packet-Type: Ack", "BITS-Error-Code: 0", "BITS-Error: 0x80070070"),
			fault: &Error{Packet: Fragment, Status: 500, Code: CodeDiskFull},
		},
		{name: "interop 8 400 without a code", answer: ack("400 Bad Request", "BITS-Packet-Type: Ack", "BITS-Error-Code: 0"), fault: &Error{Packet: Fragment, Status: 400}},
		{name: "interop 8 500 code 1", answer: ack("500 Internal Server Error", "BITS-Packet-Type: Ack", "BITS-Error-Code: 0x1"), fault: &Error{Packet: Fragment, Status: 500, Code: 1}},
		{name: "interop 8 500 of a web server", answer: ack("500 Internal Server Error"), fault: &Error{Packet: Fragment, Status: 500, NotAck: true}},
		{name: "interop 8 404", answer: ack("404 Not Found"), fault: &Error{Packet: Fragment, Status: 404, NotAck: true}},
		{
			name: "interop 16 no length", answer: "HTTP/1.1 500 Internal Server Error\r\nBITS-Packet-Type: Ack\r\nBITS-Error-Code: 0x1\r\n\r\n",
			fault: &Error{Packet: Fragment, Status: 500, Code: 1},
		},
		{name: "interop 18 chunked", answer: "HTTP/1.1 200 OK\r\nBITS-Packet-Type: Ack\r\nBITS-Received-Content-Range: 500\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", want: Receipt{Received: 500}},
		{name: "interop 18 body", answer: "HTTP/1.1 200 OK\r\nBITS-Packet-Type: Ack\r\nBITS-Received-Content-Range: 500\r\nContent-Length: 90000\r\n\r\nhello", want: Receipt{Received: 500}},
		{name: "C28 backslashes", answer: clean(`BITS-Reply-URL: s\{A}\r.bin`), want: Receipt{Received: 500, Guessed: true, ReplyURL: "/drop/s/%7BA%7D/r.bin"}},
		{name: "C28 useless address", answer: clean("BITS-Reply-URL: ftp://x/y"), want: Receipt{Received: 500, Guessed: true, ReplyFlaw: ReplyUnusable, ReplyGiven: "ftp://x/y"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := script(t, tc.answer)
			c := newClient(t, s, Options{})
			_, open := source(t, size)
			got, err := c.Send(t.Context(), someSession, Part{Range: Range{0, 499, size}, Open: open})
			if tc.fault != nil {
				asError(t, err, *tc.fault)
			} else if err != nil {
				t.Fatal(err)
			}
			got.ReplyURL = strings.TrimPrefix(got.ReplyURL, "http://"+s.url.Host)
			if got != tc.want {
				t.Errorf("receipt %+v, want %+v", got, tc.want)
			}
		})
	}
}

// TestDirtyAnswers is interop 18: after an answer with extra bytes the connection is not used again, and the bytes
// are not taken for the next answer.
func TestDirtyAnswers(t *testing.T) {
	for name, first := range map[string]string{
		"chunked": "HTTP/1.1 200 OK\r\nBITS-Packet-Type: Ack\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
		"body":    "HTTP/1.1 200 OK\r\nBITS-Packet-Type: Ack\r\nContent-Length: 5\r\n\r\nhello",
		"length":  "HTTP/1.1 200 OK\r\nBITS-Packet-Type: Ack\r\n\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			s := script(t, first, ack("500 Internal Server Error", "BITS-Packet-Type: Ack", "BITS-Error-Code: 0x8020001F"))
			c := newClient(t, s, Options{})
			if err := c.Ping(t.Context(), someSession); err != nil {
				t.Fatal(err)
			}
			asError(t, c.Close(t.Context(), someSession), Error{Packet: CloseSession, Status: 500, Code: CodeSessionNotFound})
			if got := s.requests(); got[0].conn == got[1].conn {
				t.Error("the connection was used again")
			}
		})
	}
}

func TestPingAnswers(t *testing.T) {
	for _, tc := range []struct {
		answer string
		status int // 0 = accepted
	}{
		{clean(), 0},
		{clean("BITS-Error-Code: 1", "BITS-Error-Context:"), 0},
		{"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", 0},
		{ack("500 Internal Server Error"), 0},
		{ack("400 Bad Request", "BITS-Error: 0x80070057"), 0},
		{ack("401 Unauthorized"), 401},
		{ack("403 Forbidden", "BITS-Packet-Type: Ack"), 403},
		{ack("404 Not Found"), 404},
		{ack("407 Proxy Authentication Required"), 407},
		{ack("501 Not Implemented"), 501},
	} {
		err := newClient(t, script(t, tc.answer), Options{}).Ping(t.Context(), someSession)
		got, _ := errors.AsType[*Error](err)
		switch {
		case tc.status == 0 && err != nil, tc.status != 0 && (got == nil || got.Status != tc.status):
			t.Errorf("%q: error %v, want status %d", tc.answer, err, tc.status)
		}
	}
}

// TestEndAnswers: Close-Session and Cancel-Session.
func TestEndAnswers(t *testing.T) {
	for _, tc := range []struct {
		answer string
		want   *Error
		lost   bool
	}{
		{clean(), nil, false},
		{ack("200 OK", "bits-packet-type: ACK"), nil, false},
		{ack("200 OK"), &Error{Status: 200, NotAck: true}, false},
		{ack("500 Internal Server Error", "BITS-Packet-Type: Ack", "BITS-Error: 0x8020001F", "BITS-Error-Context: 0x5"), &Error{Status: 500, Code: CodeSessionNotFound, Context: 5}, true},
		{ack("404 Not Found", "BITS-Packet-Type: Ack"), &Error{Status: 404}, false},
	} {
		for packet, end := range map[PacketType]func(*Client) error{
			CloseSession:  func(c *Client) error { return c.Close(t.Context(), someSession) },
			CancelSession: func(c *Client) error { return c.Cancel(t.Context(), someSession) },
		} {
			err := end(newClient(t, script(t, tc.answer), Options{}))
			if tc.want == nil {
				if err != nil {
					t.Errorf("%s: %v", packet, err)
				}
				continue
			}
			want := *tc.want
			want.Packet = packet
			asError(t, err, want)
			if e, _ := errors.AsType[*Error](err); e.SessionLost() != tc.lost {
				t.Errorf("%s: session lost %v, want %v", packet, !tc.lost, tc.lost)
			}
		}
	}
}

func TestResolveReply(t *testing.T) {
	for _, tc := range []struct{ target, value, want string }{
		{"http://h/v/a.bin", "", ""},
		{"http://h/v/a.bin", `BITS-Sessions\Replies\{A}\responsefile.bin`, "http://h/v/BITS-Sessions/Replies/%7BA%7D/responsefile.bin"},
		{"http://h:81/v/a.bin?token=x", "r.bin", "http://h:81/v/r.bin"},
		{"http://h/v/a.bin", "/r.bin?x=1", "http://h/r.bin?x=1"},
		{"http://h/v/a.bin", "https://other/r", "https://other/r"},
		{"https://h/v/a.bin", "//other/r", "https://other/r"},
		{"http://h/v/a.bin", "http://u:p@other/r#f", "http://other/r"},
		{"http://h/v/a%20b.bin", "r%20s.bin", "http://h/v/r%20s.bin"},
		{"https://h/v/a.bin", "http://h/r", "error"},
		{"http://h/v/a.bin", "file:///etc/passwd", "error"},
		{"http://h/v/a.bin", "http:///r", "error"},
		{"http://h/v/a.bin", "mailto:x", "error"},
		{"http://h/v/a.bin", "a\x7fb", "error"},
		{"http://h/v/a.bin", strings.Repeat("r", MaxURL+1), "error"},
	} {
		target, err := url.Parse(tc.target)
		if err != nil {
			t.Fatal(err)
		}
		got, err := ResolveReply(target, tc.value)
		if err != nil {
			got = "error"
		}
		if got != tc.want {
			t.Errorf("ResolveReply(%s, %.40q) = %q, %v, want %q", tc.target, tc.value, got, err, tc.want)
		}
	}
}

// TestHostID is C20: the host id replaces the host; the port and the rest stay, but for a query that the host is not to
// be told.
func TestHostID(t *testing.T) {
	for _, tc := range []struct{ target, host, want string }{
		{"http://h/a?x=1", "", "http://h/a?x=1"},
		{"http://h/a?x=1", "H", "http://H/a?x=1"},
		{"http://h/a?x=1", "up2", "http://up2/a"},
		{"http://h/a?", "up2", "http://up2/a"},
		{"http://h/a?x=1", "told", "http://told/a?x=1"},
		{"https://h/a?x=1", "told", "https://told/a?x=1"},
		{"http://h:81/a?x=1", "told", "http://told:81/a"},
		{"https://h:8443/a", "up2", "https://up2:8443/a"},
		{"http://h/a", "10.1.2.3", "http://10.1.2.3/a"},
		{"http://h/a", "fd00::1", "http://[fd00::1]/a"},
		{"http://h:81/a", "fd00::1", "http://[fd00::1]:81/a"},
	} {
		target, err := url.Parse(tc.target)
		if err != nil {
			t.Fatal(err)
		}
		c := &Client{URL: target, Tell: []string{"told"}}
		if got := c.at(Session{ID: "x", Host: tc.host}).String(); got != tc.want {
			t.Errorf("%s at %q: %s, want %s", tc.target, tc.host, got, tc.want)
		}
	}
}

// TestRetryAfterIsBounded: Retry-After counts for a day at most.
func TestRetryAfterIsBounded(t *testing.T) {
	for value, want := range map[string]time.Duration{
		"86400": 24 * time.Hour, "86401": 24 * time.Hour, "31536000": 24 * time.Hour, "9999999999": 24 * time.Hour,
		"9223372036854775807": 24 * time.Hour, "18446744073709551616": 0, "-5": 0, "soon": 0, "": 0,
		time.Now().AddDate(1, 0, 0).UTC().Format(http.TimeFormat):  24 * time.Hour,
		time.Now().AddDate(-1, 0, 0).UTC().Format(http.TimeFormat): 0,
	} {
		a := &answer{header: http.Header{HeaderRetryAfter: {value}}}
		if got := a.retryAfter(); got != want {
			t.Errorf("%q: %s, want %s", value, got, want)
		}
	}
}

func TestRetryAfterDate(t *testing.T) {
	date := time.Now().Add(time.Hour).UTC().Format(http.TimeFormat)
	err := newClient(t, script(t, ack("503 Service Unavailable", "Retry-After: "+date)), Options{}).Close(t.Context(), someSession)
	e, ok := errors.AsType[*Error](err)
	if !ok || e.RetryAfter < 59*time.Minute || e.RetryAfter > time.Hour {
		t.Errorf("error %+v", e)
	}
}
