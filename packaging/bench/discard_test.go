package main

import (
	"bytes"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sendoff/transfer/bits"
)

// TestDiscard: the server that keeps nothing is one to Sendoff's own client, and takes a PUT.
func TestDiscard(t *testing.T) {
	s := httptest.NewServer(new(discard))
	defer s.Close()
	at, err := url.Parse(s.URL + "/a.bin")
	if err != nil {
		t.Fatal(err)
	}
	c := &bits.Client{URL: at, Name: "a.bin", Transport: bits.NewTransport(bits.Options{})}
	defer c.Transport.Disconnect()
	path := filepath.Join(t.TempDir(), "a.bin")
	if err := writeFile(path, 1<<20); err != nil {
		t.Fatal(err)
	}
	session, err := c.Create(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	got, err := c.Send(t.Context(), session, bits.Part{
		Range: bits.Range{First: 0, Last: 1<<20 - 1, Total: 1 << 20}, Open: func() (*os.File, error) { return os.Open(path) },
	})
	if err != nil || got.Received != 1<<20 {
		t.Errorf("%d bytes were acknowledged, %v", got.Received, err)
	}
	req, err := http.NewRequest(http.MethodPut, s.URL, bytes.NewReader(make([]byte, 1000)))
	if err != nil {
		t.Fatal(err)
	}
	answer, err := s.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusCreated {
		t.Errorf("a PUT was answered %s", answer.Status)
	}
}

// TestCost: a program's end, its failure and its time limit are told apart.
func TestCost(t *testing.T) {
	for _, c := range []struct {
		script string
		limit  time.Duration
		fails  bool
		stops  bool
	}{
		{"exit 0", 0, false, false},
		{"echo no >&2; exit 3", 0, true, false},
		{"exec tail -f /dev/null", 100 * time.Millisecond, true, true},
	} {
		k, err := command{args: []string{"sh", "-c", c.script}, limit: c.limit}.run(t.Context())
		if c.fails != (err != nil) || c.stops != errors.Is(err, errStopped) {
			t.Errorf("%s: %v", c.script, err)
		}
		if k.wall <= 0 || k.cpu < 0 {
			t.Errorf("%s took %v, %v of the processor", c.script, k.wall, k.cpu)
		}
	}
}

// TestDaemonThatEnds: a server that does not start is an error at once, with what it said.
func TestDaemonThatEnds(t *testing.T) {
	addr, err := freeAddr(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	_, err = startDaemon(t.Context(), addr, command{args: []string{"sh", "-c", "echo no room >&2; exit 1"}})
	if err == nil || !strings.Contains(err.Error(), "no room") {
		t.Errorf("it is reported as %v", err)
	}
}
