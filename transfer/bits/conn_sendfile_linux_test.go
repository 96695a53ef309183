package bits

import (
	"io"
	"net/http"
	"os"
	"sync/atomic"
	"testing"
	"time"
)

// counted is a body that counts how often it is read; sendfile reads around it.
type counted struct {
	*body
	reads atomic.Int64
}

func (c *counted) Read(p []byte) (int, error) {
	c.reads.Add(1)
	return c.body.Read(p)
}

// TestSendfile: between net/http and the connection nothing hides the file from sendfile. Only what
// shares a buffer with the head, and the look for the end, are reads.
func TestSendfile(t *testing.T) {
	const size = 32 << 20
	s := script(t, clean())
	c := newClient(t, s, Options{})
	path, open := source(t, size)
	req, err := c.request(t.Context(), request{packet: Fragment, url: s.url, header: http.Header{}, part: &Part{Range: Range{0, size - 1, size}, Open: open}})
	if err != nil {
		t.Fatal(err)
	}
	b, ok := req.Body.(*body)
	if !ok {
		t.Fatalf("the body is a %T", req.Body)
	}
	watched := &counted{body: b}
	req.Body = watched
	resp, err := c.Transport.http.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if n := watched.reads.Load(); n > 4 {
		t.Errorf("%d reads for %d bytes", n, size)
	}
	if !sameAsFile(t, path, s.requests()[0].body) {
		t.Error("another body than the file arrived")
	}
}

// TestFileOffset: sendfile that is cut by the stall time has moved the file's offset by what was
// sent; going on from there is what a slow line relies on.
func TestFileOffset(t *testing.T) {
	_, open := source(t, 1000)
	f, _ := open()
	b, err := newBody(f, Range{100, 899, 1000})
	if err != nil {
		t.Fatal(err)
	}
	if b.at() != 100 || !b.rewind(500) || b.at() != 500 {
		t.Errorf("the file stands at %d", b.at())
	}
	_ = b.Close()
	if b.at() != -1 || b.rewind(0) || (*body)(nil).at() != -1 || (*body)(nil).rewind(0) {
		t.Error("a closed file stands somewhere")
	}
	if err := b.Close(); err != nil {
		t.Errorf("closed twice: %v", err)
	}
	if _, err := newBody(f, Range{0, 9, 10}); err == nil {
		t.Error("a closed file was taken")
	}
	_ = os.Remove(f.Name())
}

// TestSuddenlySlow: a line that was fast and becomes slow inside a step of a megabyte is no stalled
// one, and sendfile that was cut by the stall time is gone on with at the right byte.
func TestSuddenlySlow(t *testing.T) {
	const size, fast, sip = 6 << 20, 4 << 20, 128 << 10
	got := make(chan []byte, 1)
	s := serveOn(t, listen(t), func(p *peer) {
		if _, err := p.head(); err != nil {
			return
		}
		all := make([]byte, size)
		_, err := io.ReadFull(p.r, all[:fast])
		for at := fast; at < size && err == nil; at += sip {
			<-time.After(100 * time.Millisecond)
			_, err = io.ReadFull(p.r, all[at:at+sip])
		}
		got <- all
		p.send(clean())
	})
	path, open := source(t, size)
	c := newClient(t, s, Options{Stall: time.Second})
	if _, err := c.Send(t.Context(), someSession, whole(size, open)); err != nil {
		t.Fatal(err)
	}
	if !sameAsFile(t, path, <-got) {
		t.Error("another body than the file arrived")
	}
}
