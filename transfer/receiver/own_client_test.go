package receiver

import (
	"bytes"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"sendoff/transfer/bits"
)

// source is a client and a file for it to send.
type source struct {
	*bits.Client
	file string
	text []byte
}

func newSource(g *rig, size int) *source {
	g.t.Helper()
	u, err := url.Parse(g.srv.URL + "/sent.bin")
	if err != nil {
		g.t.Fatal(err)
	}
	s := &source{
		Client: &bits.Client{URL: u, Name: "sent.bin", Transport: bits.NewTransport(bits.Options{})},
		file:   filepath.Join(g.t.TempDir(), "sent.bin"),
		text:   bytes.Repeat([]byte("0123456789abcdef"), size/16),
	}
	g.t.Cleanup(s.Transport.Disconnect)
	if err := os.WriteFile(s.file, s.text, 0o600); err != nil {
		g.t.Fatal(err)
	}
	return s
}

func (s *source) part(first, last int64, expect bool) bits.Part {
	return bits.Part{
		Range:  bits.Range{First: first, Last: last, Total: int64(len(s.text))},
		Open:   func() (*os.File, error) { return os.Open(s.file) },
		Expect: expect,
	}
}

// TestOwnClient lets the two sides of this program talk to each other.
func TestOwnClient(t *testing.T) {
	const size, piece = 3 << 20, 1 << 20
	g := start(t, Options{})
	c := newSource(g, size)
	s, err := c.Create(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	gap, err := c.Send(t.Context(), s, c.part(piece, 2*piece-1, false))
	if err != nil || !gap.Rewound || gap.Received != 0 {
		t.Errorf("gap: %+v, error %v", gap, err)
	}
	for at := int64(0); at < size; at += piece {
		got, err := c.Send(t.Context(), s, c.part(at, at+piece-1, at > 0))
		if err != nil || got.Received != at+piece {
			t.Fatalf("at %d: %+v, error %v", at, got, err)
		}
		if err := c.Ping(t.Context(), s); err != nil {
			t.Error(err)
		}
	}
	for range 2 {
		if err := c.Close(t.Context(), s); err != nil {
			t.Error(err)
		}
	}
	g.wantFile("sent.bin", string(c.text))
	var refused *bits.Error
	if _, err := c.Create(t.Context()); !errors.As(err, &refused) || refused.Status != 403 || refused.Code != bits.CodeAccessDenied {
		t.Errorf("existing file: %v", err)
	}
}

func TestOwnClientCancels(t *testing.T) {
	g := start(t, Options{})
	c := newSource(g, 1<<20)
	s, err := c.Create(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Send(t.Context(), s, c.part(0, 1<<19, false)); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := c.Cancel(t.Context(), s); err != nil {
			t.Error(err)
		}
	}
	var refused *bits.Error
	if _, err := c.Send(t.Context(), s, c.part(1<<19, 1<<20-1, false)); !errors.As(err, &refused) || !refused.SessionLost() {
		t.Errorf("fragment of a cancelled session: %v", err)
	}
	g.wantFiles(nil)
	if list := g.partial(); len(list) > 0 {
		t.Errorf("left %v", list)
	}
}
