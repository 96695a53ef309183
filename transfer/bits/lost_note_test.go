package bits

import (
	"context"
	"errors"
	"net/url"
	"os"
	"strings"
	"testing"
)

// TestTranscriptOfALostRequest: each packet without an answer has a line that says so, with why and how long it took, and
// an error that says whether a connection was made.
func TestTranscriptOfALostRequest(t *testing.T) {
	_, open := source(t, 10)
	sends := map[PacketType]func(c *Client) error{
		CreateSession: func(c *Client) error { _, err := c.Create(t.Context()); return err },
		Ping:          func(c *Client) error { return c.Ping(t.Context(), someSession) },
		Fragment:      func(c *Client) error { _, err := c.Send(t.Context(), someSession, whole(10, open)); return err },
		CloseSession:  func(c *Client) error { return c.Close(t.Context(), someSession) },
		CancelSession: func(c *Client) error { return c.Cancel(t.Context(), someSession) },
		GetReply: func(c *Client) error {
			part, err := c.Reply(t.Context(), c.URL.String(), 0)
			if err == nil {
				_ = part.Body.Close()
			}
			return err
		},
	}
	for packet, send := range sends {
		for _, listens := range []bool{true, false} {
			s := script(t, "")
			c := newClient(t, s, Options{})
			if !listens {
				c.URL = &url.URL{Scheme: "http", Host: "127.0.0.1:9", Path: "/drop/a.bin"}
			}
			var lines transcript
			c.Note = lines.add
			err := send(c)
			lost, ok := errors.AsType[*LostError](err)
			if !ok || lost.Packet != packet || lost.Host != c.URL.Host || packet != GetReply && lost.Connected != listens {
				t.Errorf("%s: %+v", packet, err)
			}
			if packet != GetReply && errors.Is(err, ErrUnsent) == listens {
				t.Errorf("%s: nothing was sent: %t", packet, errors.Is(err, ErrUnsent))
			}
			if n := lines.notes; len(n) != 2 || n[0].Kind != NoteSent || n[1].Kind != NoteEvent || n[1].Event != EventLost || n[1].Packet != packet ||
				n[1].Failure == "" || n[1].Took <= 0 || n[1].At.Before(n[0].At) {
				t.Errorf("%s, with a server %t:\n%s", packet, listens, lines.String())
			}
		}
	}
}

// TestCauseOfAnEnd: whoever ends a request, before or while it runs, gets the cause that he gave, and not what became of
// the connection.
func TestCauseOfAnEnd(t *testing.T) {
	mine := errors.New("paused by the user")
	held := make(chan struct{})
	s := serve(t, func(p *peer) {
		if _, err := p.request(); err == nil {
			close(held)
			_, _ = p.request() // until the client leaves
		}
	})
	c := newClient(t, s, Options{})
	ctx, end := context.WithCancelCause(t.Context())
	go func() { <-held; end(mine) }() // ends with the request
	_, err := c.Create(ctx)
	if !errors.Is(err, mine) || errors.Is(err, ErrUnsent) || strings.Contains(err.Error(), "closed network") {
		t.Errorf("while it runs: %v", err)
	}
	if _, err := c.Create(ctx); !errors.Is(err, mine) || !errors.Is(err, ErrUnsent) {
		t.Errorf("before it: %v", err)
	}
}

// TestReplyThatAsksForASignIn: an answer that asks for a sign-in which nobody can give is a refusal with its status.
func TestReplyThatAsksForASignIn(t *testing.T) {
	s := script(t, ack("401 Unauthorized", `WWW-Authenticate: Basic realm="x"`))
	c := newClient(t, s, Options{})
	part, err := c.Reply(t.Context(), s.url.String(), 0)
	if refused, ok := errors.AsType[*Error](err); part != nil || !ok || refused.Status != 401 || refused.Packet != GetReply {
		t.Errorf("%+v, %v", part, err)
	}
}

// TestBadReplyAddressIsTold with what is wrong, and without the secrets in it.
func TestBadReplyAddressIsTold(t *testing.T) {
	_, err := ResolveReply(&url.URL{Scheme: "https", Host: "h"}, "http://ines:hunter2@h/r")
	bad, ok := errors.AsType[*ReplyError](err)
	if !ok || bad.Flaw != ReplyClear || bad.Err == nil || !errors.Is(err, bad.Err) || !strings.Contains(err.Error(), bad.Err.Error()) || strings.Contains(bad.Address, "hunter2") {
		t.Errorf("%+v", err)
	}
}

// TestFileThatIsGoneIsNoFragment: nothing is sent of it.
func TestFileThatIsGoneIsNoFragment(t *testing.T) {
	s := script(t, clean())
	c := newClient(t, s, Options{})
	_, err := c.Send(t.Context(), someSession, whole(10, func() (*os.File, error) { return nil, os.ErrNotExist }))
	if !errors.Is(err, os.ErrNotExist) || !errors.Is(err, ErrUnsent) || s.taken() != 0 {
		t.Errorf("%v after %d requests", err, s.taken())
	}
}
