package bits

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"sync/atomic"
	"testing"
	"time"
)

// writes keeps what is written to a connection, piece by piece.
type writes struct {
	net.Conn
	pieces [][]byte
}

func (w *writes) Write(p []byte) (int, error) {
	w.pieces = append(w.pieces, bytes.Clone(p))
	return len(p), nil
}

func (*writes) SetWriteDeadline(time.Time) error { return nil }

// TestRecordsTravelTogether: on a fast connection many TLS records of a fragment are sent at once. The head goes
// before, by itself, and nothing is kept when the body has ended.
func TestRecordsTravelTogether(t *testing.T) {
	const size, record = 1 << 20, 16 << 10
	for name, fast := range map[string]bool{"fast": true, "slow": false} {
		t.Run(name, func(t *testing.T) {
			path, open := source(t, size)
			f, err := open()
			if err != nil {
				t.Fatal(err)
			}
			b, err := newBody(f, Range{0, size - 1, size})
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = b.Close() }()
			line := new(writes)
			var m atomic.Pointer[meter]
			m.Store(&meter{body: b, sent: new(atomic.Int64), pace: NewPace(time.Minute, CrawlOut)})
			c := &conn{Conn: line, meter: &m, stall: time.Minute, wide: fast, begun: time.Now().Add(time.Hour)}
			if !fast {
				c.begun = time.Time{}
			}
			c.life, c.end = context.WithCancel(t.Context())
			defer c.end()

			if _, err := c.Write([]byte("head")); err != nil || len(line.pieces) != 1 {
				t.Fatalf("the head was sent in %d pieces, %v", len(line.pieces), err)
			}
			if _, err := io.CopyBuffer(struct{ io.Writer }{c}, b, make([]byte, record)); err != nil {
				t.Fatal(err)
			}
			want := 1 + size/record
			if fast {
				want = 1 + size/gatherSize
			}
			if len(line.pieces) > want || !fast && len(line.pieces) < want {
				t.Errorf("%d pieces, want %d", len(line.pieces), want)
			}
			file, _ := os.ReadFile(path)
			if all := bytes.Join(line.pieces, nil); !bytes.Equal(all, append([]byte("head"), file...)) {
				t.Errorf("%d bytes were sent, not the head and the file", len(all))
			}
			if got := m.Load().sent.Load(); got != size+4 {
				t.Errorf("%d bytes were counted", got)
			}
		})
	}
}

// TestCrawlingBodyIsGivenUp: whichever way net/http writes, a fragment that has used up its time is given up for its
// slowness, and one that has not is sent on.
func TestCrawlingBodyIsGivenUp(t *testing.T) {
	for name, write := range map[string]func(c *conn) error{
		"written": func(c *conn) error { _, err := c.Write([]byte("0123")); return err },
		"copied":  func(c *conn) error { _, err := c.ReadFrom(bytes.NewReader([]byte("0123"))); return err },
	} {
		for grace, want := range map[time.Duration]error{0: ErrStalled, time.Minute: nil} {
			line := new(writes)
			var m atomic.Pointer[meter]
			m.Store(&meter{sent: new(atomic.Int64), pace: NewPace(grace, CrawlOut)})
			c := &conn{Conn: line, meter: &m, stall: time.Minute}
			c.life, c.end = context.WithCancel(t.Context())
			err := write(c)
			if !errors.Is(err, want) || want == nil && (err != nil || string(bytes.Join(line.pieces, nil)) != "0123") {
				t.Errorf("%s, %s left: %v, %q", name, grace, err, line.pieces)
			}
			c.end()
		}
	}
}
