package bits

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestReply: a reply is read from an offset on, however the server answers that.
func TestReply(t *testing.T) {
	const whole = "0123456789"
	body := func(head ...string) string {
		return "HTTP/1.1 " + strings.Join(head, "\r\n") + "\r\n\r\n"
	}
	for _, tc := range []struct {
		name, answer string
		want         ReplyPart
		data         string
		fails        bool
	}{
		{name: "from there", answer: body("206 Partial Content", "Content-Range: bytes 4-9/10", "Content-Length: 6") + whole[4:], want: ReplyPart{Offset: 4, Total: 10, Version: " "}, data: whole[4:]},
		{name: "from before", answer: body("206 Partial Content", "Content-Range: bytes 2-9/10", "Content-Length: 8") + whole[2:], want: ReplyPart{Offset: 2, Total: 10, Version: " "}, data: whole[2:]},
		{name: "all of it", answer: body("200 OK", "Content-Length: 10", `ETag: "1"`) + whole, want: ReplyPart{Total: 10, Version: ` "1"`}, data: whole},
		{name: "without a length", answer: body("200 OK", "Connection: close") + whole, want: ReplyPart{Total: -1, Version: " "}, data: whole},
		{name: "from behind", answer: body("206 Partial Content", "Content-Range: bytes 5-9/10", "Content-Length: 5") + whole[5:], fails: true},
		{name: "without a range", answer: body("206 Partial Content", "Content-Length: 6") + whole[4:], fails: true},
		{name: "gone", answer: ack("404 Not Found"), fails: true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := serve(t, func(p *peer) {
				m, err := p.request()
				if err == nil && m.get("Range") != "bytes=4-" {
					t.Errorf("range %q", m.get("Range"))
				}
				p.send(tc.answer)
			})
			var log transcript
			c := newClient(t, s, Options{})
			c.Note = log.add
			part, err := c.Reply(t.Context(), s.url.String(), 4)
			if tc.fails {
				if _, ok := errors.AsType[*Error](err); !ok {
					t.Errorf("error %v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if n := log.notes; len(n) != 2 || n[0].Offset != 4 || n[1].Kind != NoteReceived || n[1].Offset != tc.want.Offset {
				t.Errorf("transcript: %+v", n)
			}
			data, err := io.ReadAll(part.Body)
			if err != nil || string(data) != tc.data {
				t.Errorf("read %q, %v", data, err)
			}
			_ = part.Body.Close()
			if part.Body = nil; *part != tc.want {
				t.Errorf("part %+v, want %+v", *part, tc.want)
			}
		})
	}
}

// TestReplyStalls: a reply that stops ends after the stall time; a slow one does not.
func TestReplyStalls(t *testing.T) {
	const stall = time.Second
	hold := make(chan struct{})
	s := serve(t, func(p *peer) {
		_, _ = p.request()
		p.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n")
		for range 5 {
			<-time.After(stall / 4)
			p.send("x")
		}
		<-hold
	})
	defer close(hold)
	part, err := newClient(t, s, Options{Stall: stall}).Reply(t.Context(), s.url.String(), 0)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = part.Body.Close() }()
	if data, err := io.ReadAll(part.Body); len(data) != 5 || !errors.Is(err, ErrStalled) {
		t.Errorf("read %d bytes, %v", len(data), err)
	}
}

// lateBytes brings one byte after a time, and then nothing more.
type lateBytes struct {
	after time.Duration
	read  bool
}

func (b *lateBytes) Read(p []byte) (int, error) {
	if b.read {
		return 0, net.ErrClosed
	}
	<-time.After(b.after)
	b.read = true
	return copy(p, "x"), nil
}

func (*lateBytes) Close() error { return nil }

// TestReplyStallsAtItsLastBytes: a connection that is aborted while bytes come is still told of as stalled.
func TestReplyStallsAtItsLastBytes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		transport := &Transport{stall: time.Second, wait: time.Hour}
		body := &replyBody{&lateBytes{after: 2 * time.Second}, t.Context(), transport, func() {}, NewPace(time.Hour, crawlIn), false}
		if data, err := io.ReadAll(body); string(data) != "x" || !errors.Is(err, ErrStalled) {
			t.Errorf("read %q, %v", data, err)
		}
	})
}

// TestReplyCancelled: the context of a reply ends its reading.
func TestReplyCancelled(t *testing.T) {
	hold := make(chan struct{})
	s := serve(t, func(p *peer) {
		_, _ = p.request()
		p.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nx")
		<-hold
	})
	defer close(hold)
	ctx, cancel := context.WithCancelCause(t.Context())
	part, err := newClient(t, s, Options{}).Reply(ctx, s.url.String(), 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(part.Body, make([]byte, 1)); err != nil {
		t.Error(err)
	}
	cancel(errUser)
	if _, err := io.ReadAll(part.Body); !errors.Is(err, errUser) {
		t.Errorf("error %v", err)
	}
	if err := errors.Join(part.Body.Close(), part.Body.Close()); err != nil && !errors.Is(err, errUser) {
		t.Error(err)
	}
}
