package transfer

import (
	"io"
	"net"
	"net/http"
	"strconv"
	"testing"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
)

// atTheHead answers a fragment before its body was read, and waits until the client has received the answer.
func atTheHead(w http.ResponseWriter, code int, received int64) bool {
	c, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return true
	}
	defer c.Close() //nolint:errcheck // nothing is expected of it
	_, _ = io.WriteString(c, "HTTP/1.1 "+strconv.Itoa(code)+" X\r\nBITS-Packet-Type: Ack\r\nContent-Length: 0\r\n"+
		"BITS-Received-Content-Range: "+strconv.FormatInt(received, 10)+"\r\n\r\n")
	if tcp, ok := c.(*net.TCPConn); ok {
		_ = tcp.CloseWrite()
	}
	_, _ = io.Copy(io.Discard, c)
	return true
}

// TestServerWithMoreThanHasLeft: a server that names an offset beyond what ever left is not believed, whatever its
// status and however often the fragment was sent. The upload starts over, in another session.
func TestServerWithMoreThanHasLeft(t *testing.T) {
	const size = 200_000
	end := func(r *http.Request) int64 { return offset(r) + r.ContentLength }
	total := func(*http.Request) int64 { return size }
	rewinds := func(received func(*http.Request) int64) func(*front, http.ResponseWriter, *http.Request, int) bool {
		return func(_ *front, w http.ResponseWriter, r *http.Request, _ int) bool {
			return atTheHead(w, 416, received(r))
		}
	}
	for name, c := range map[string]struct {
		lie   func(f *front, w http.ResponseWriter, r *http.Request, nth int) bool // in the first session
		after AfterUnclear
	}{
		"416 of more than has left":               {lie: rewinds(total)},
		"416 of more than has left, per fragment": {lie: rewinds(end)},
		"416 of more than has left, later": {lie: func(_ *front, w http.ResponseWriter, r *http.Request, _ int) bool {
			return offset(r) > 0 && atTheHead(w, 416, size)
		}},
		"resent, ack at the head": {after: Resume, lie: func(_ *front, w http.ResponseWriter, r *http.Request, nth int) bool {
			if nth == 1 {
				return reset(w)
			}
			return atTheHead(w, 200, end(r))
		}},
		"resent, 416 of more than has left": {after: Resume, lie: func(_ *front, w http.ResponseWriter, r *http.Request, nth int) bool {
			if nth == 1 {
				return reset(w)
			}
			return atTheHead(w, 416, size)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFront(t, receiver.Options{MaxFragment: 50_000}, nil)
			f.swap(func(w http.ResponseWriter, r *http.Request, p bits.PacketType, nth int) bool {
				return p == bits.Fragment && len(f.requests(bits.CreateSession)) == 1 && c.lie(f, w, r, nth)
			})
			f.launch()
			f.do(Command{Verb: VerbLimits, Limits: &Limits{Rate: 64 << 10}}) // so little leaves before the answer comes
			s := f.file("x.bin", size)
			j := f.job(s)
			j.Target.AfterUnclear = c.after
			f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
			for over := false; !over; {
				now := f.until(j.ID, func(j *Job) bool {
					return j.Outcome != "" || j.Restarted > 0 || j.Phase == Idle && j.State() == Retrying
				})
				if over = now.Outcome != "" || now.Restarted > 0; !over {
					f.do(Command{Verb: VerbRun, IDs: []uuid.UUID{j.ID}})
					f.until(j.ID, func(j *Job) bool { return j.Phase != Idle || j.Restarted > 0 })
				}
			}
			f.do(Command{Verb: VerbLimits, Limits: &Limits{}})
			done, faults := f.push(j.ID, 3)
			if done.State() != Done || done.Restarted != 1 || f.lines(j.ID, bits.EventTooMuch) != 1 {
				t.Fatalf("%s, started over %d times, %d times too much: %+v", done.State(), done.Restarted, f.lines(j.ID, bits.EventTooMuch), faults)
			}
			f.arrived(s)
		})
	}
}
