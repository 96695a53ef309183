package transfer

import (
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
)

// spew takes the connection and hands what it does with it to write, until the client has enough.
func spew(w http.ResponseWriter, write func(c io.Writer) error) bool {
	c, _, err := http.NewResponseController(w).Hijack()
	for err == nil {
		err = write(c)
	}
	if c != nil {
		_ = c.Close()
	}
	return true
}

// TestHostileServers: each has a clear fault and costs next to nothing, and the job can be cancelled.
func TestHostileServers(t *testing.T) {
	var poured atomic.Int64
	pour := func(head, more string) func(http.ResponseWriter, *http.Request) bool {
		return func(w http.ResponseWriter, r *http.Request) bool {
			swallow(r)
			begun := false
			return spew(w, func(c io.Writer) error {
				text := more
				if !begun {
					begun, text = true, head
				}
				n, err := io.WriteString(c, text)
				poured.Add(int64(n))
				return err
			})
		}
	}
	drip := func(w http.ResponseWriter, r *http.Request) bool {
		swallow(r)
		return spew(w, func(c io.Writer) error {
			<-time.After(100 * time.Millisecond)
			_, err := io.WriteString(c, "H")
			return err
		})
	}
	say := func(answer string) func(http.ResponseWriter, *http.Request) bool {
		return func(w http.ResponseWriter, r *http.Request) bool { swallow(r); return raw(w, answer) }
	}
	const ok = "HTTP/1.1 200 OK\r\nBITS-Packet-Type: Ack\r\nContent-Length: 0\r\n"
	lines := strings.Repeat("X-More: x\r\n", 1000)
	for name, c := range map[string]struct {
		packet bits.PacketType
		answer func(http.ResponseWriter, *http.Request) bool
		kind   Kind
	}{
		"endless headers":         {bits.CreateSession, pour(ok, lines), KindNotBITS},
		"endless Location":        {bits.CreateSession, pour("HTTP/1.1 301 Moved\r\nLocation: ", strings.Repeat("x", 64<<10)), KindNotBITS},
		"endless body":            {bits.CreateSession, pour("HTTP/1.1 200 OK\r\nBITS-Packet-Type: Ack\r\n\r\n", strings.Repeat("x", 64<<10)), KindNotBITS},
		"gzip without an end":     {bits.Fragment, pour("HTTP/1.1 500 No\r\nBITS-Packet-Type: Ack\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8b", strings.Repeat("\x00", 64<<10)), KindBusy},
		"one byte now and then":   {bits.CreateSession, drip, KindStalled},
		"id of 10,000 bytes":      {bits.CreateSession, say(ok + "BITS-Session-Id: " + strings.Repeat("x", 10_000) + "\r\n\r\n"), KindNotBITS},
		"id with CR":              {bits.CreateSession, say(ok + "BITS-Session-Id: a\rBITS-Host-Id: evil\r\n\r\n"), KindNotBITS},
		"id of control letters":   {bits.CreateSession, say(ok + "BITS-Session-Id: a\x01\x7f\r\n\r\n"), KindNotBITS},
		"offset beyond 2^63":      {bits.Fragment, say(ok + "BITS-Received-Content-Range: 9223372036854775808\r\n\r\n"), KindNotBITS},
		"offset beyond 2^64":      {bits.Fragment, say(ok + "BITS-Received-Content-Range: 18446744073709551617\r\n\r\n"), KindNotBITS},
		"redirect to a stranger":  {bits.Fragment, say("HTTP/1.1 307 Go\r\nLocation: http://192.0.2.1/\r\nContent-Length: 0\r\n\r\n"), KindRedirect},
		"two lengths":             {bits.CreateSession, say(ok + "Content-Length: 7\r\nBITS-Session-Id: x\r\n\r\n"), KindNotBITS},
		"length that is negative": {bits.CreateSession, say("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"), KindNotBITS},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFront(t, receiver.Options{}, on(c.packet, func(w http.ResponseWriter, r *http.Request, _ int) bool { return c.answer(w, r) }))
			begun := time.Now()
			_, j := f.begin("x.bin", 3<<20)
			got := f.until(j.ID, func(j *Job) bool { return j.Fault != nil && j.Phase == Idle })
			if got.Fault.Kind != c.kind {
				t.Errorf("%s %+v, want %s", got.State(), got.Fault, c.kind)
			}
			if took := time.Since(begun); took > 10*time.Second {
				t.Errorf("it took %v", took)
			}
			if c.packet == bits.CreateSession && len(f.requests(bits.Fragment)) != 0 {
				t.Error("a session that was not given was used")
			}
			f.do(Command{Verb: VerbDrop, IDs: []uuid.UUID{j.ID}})
			f.until(j.ID, inState(Cancelled))
		})
	}
	t.Cleanup(func() {
		if n := poured.Load(); n > 256<<20 {
			t.Errorf("%d bytes were taken in", n)
		}
	})
}
