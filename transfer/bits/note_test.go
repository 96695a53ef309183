package bits

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"strings"
	"syscall"
	"testing"
)

// TestFailuresHaveNames: failures of systems, the network and this side have distinct values; others' words are kept
// verbatim.
func TestFailuresHaveNames(t *testing.T) {
	refused := &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}
	left := Left{Why: LeftPaused, Said: "paused"}
	for _, c := range []struct {
		err  error
		want Failure
		text string
	}{
		{refused, FailedRefused, refused.Error()},
		{&ProxyError{Proxy: "p:1", Err: refused}, FailedRefused, "proxy p:1: " + refused.Error()},
		{os.NewSyscallError("wsarecv", syscall.Errno(10054)), FailedReset, os.NewSyscallError("wsarecv", syscall.Errno(10054)).Error()},
		{&net.OpError{Op: "dial", Err: syscall.EHOSTUNREACH}, FailedNoRoute, (&net.OpError{Op: "dial", Err: syscall.EHOSTUNREACH}).Error()},
		{&net.DNSError{Err: "no such host", Name: "h", IsNotFound: true}, FailedNoHost, "lookup h: no such host"},
		{&net.DNSError{Err: "server misbehaving", Name: "h", IsTemporary: true}, "", "lookup h: server misbehaving"},
		{&net.DNSError{Err: "i/o timeout", Name: "h", IsTimeout: true, IsTemporary: true}, FailedTimeout, "lookup h: i/o timeout"},
		{&net.OpError{Op: "dial", Err: os.ErrDeadlineExceeded}, FailedTimeout, "dial: i/o timeout"},
		{&closedError{io.EOF}, FailedClosed, "EOF"},
		{fmt.Errorf("%w: %w", ErrShort, io.ErrUnexpectedEOF), FailedShort, ""},
		{ErrStalled, FailedStalled, ""},
		{&StuckError{}, FailedStuck, ""},
		{left, LeftPaused, ""},
		{fmt.Errorf("send: %w", left), LeftPaused, ""},
		{context.Canceled, "", "context canceled"},
		{errors.New("what nobody knows"), "", "what nobody knows"},
	} {
		var n Note
		if n.explain(c.err); n.Failure != c.want || n.Text != c.text {
			t.Errorf("%v: %q, %q; want %q, %q", c.err, n.Failure, n.Text, c.want, c.text)
		}
	}
}

// TestShownRequest: a secret header shows no value and is shown for no other host. The address shows no secret
// either.
func TestShownRequest(t *testing.T) {
	c := &Client{
		URL:    &url.URL{Scheme: "https", Host: "h", Path: "/x", RawQuery: "token=planted"},
		Custom: []Custom{{Name: "X-Key", Value: "planted"}, {Name: "X-Team", Value: "blue", Shown: true}},
	}
	for _, n := range []Note{
		{Packet: CreateSession},
		{Packet: Ping},
		{Packet: Fragment, Session: "{B}", Host: "node7", Range: Range{Last: 9, Total: 10}},
		{Packet: CancelSession},
		{Packet: GetReply, Address: "https://h/r?token=planted"},
		{Packet: GetReply, Address: "https://other/r"},
	} {
		shown := c.Show(n, Session{ID: "{A}"})
		at, err := url.Parse(shown.URL)
		if err != nil {
			t.Fatal(err)
		}
		home := at.Host == "h"
		text := fmt.Sprint(shown)
		if len(shown.Header["X-Key"]) == 1 != home || len(shown.Header["X-Team"]) != 1 || strings.Contains(text, "planted") {
			t.Errorf("%s: %s", n.Packet, text)
		}
		if n.Packet == Fragment && (!strings.Contains(text, "{B}") || at.Host != "node7") {
			t.Errorf("of another session: %v", shown)
		}
	}
}

// TestCleanAnswersShowNoCode: error headers count only in refused answers.
func TestCleanAnswersShowNoCode(t *testing.T) {
	codes := []string{"BITS-Error-Context: 0x7", "BITS-Error-Code: 0x80070005"}
	for _, answer := range []string{
		clean(codes[0], "BITS-Session-Id: 1"), clean(codes...), ack("500 Internal Server Error", codes...),
		ack("403 Forbidden", append(codes, "BITS-Packet-Type: Ack")...),
	} {
		var l transcript
		c := newClient(t, script(t, answer, answer), Options{})
		c.Note = l.add
		_ = c.Ping(t.Context(), someSession)
		_, _ = c.Create(t.Context())
		if len(l.notes) != 4 {
			t.Errorf("%q: %v", answer, l.notes)
		}
		for _, n := range l.notes {
			if named := n.Code != 0 || n.Context != 0; named != (n.Event == EventRefused) {
				t.Errorf("%q: %+v", answer, n)
			}
		}
	}
}

// TestShownCreateIsOfNoSession: the request that asks for a session goes where the address says, whatever session the
// job has by now.
func TestShownCreateIsOfNoSession(t *testing.T) {
	c := &Client{URL: &url.URL{Scheme: "https", Host: "h", Path: "/x"}}
	for packet, want := range map[PacketType]string{CreateSession: "https://h/x", Fragment: "https://node7/x", CloseSession: "https://node7/x"} {
		if got := c.Show(Note{Packet: packet}, Session{ID: "{A}", Host: "node7"}).URL; got != want {
			t.Errorf("%s: %s", packet, got)
		}
	}
}
