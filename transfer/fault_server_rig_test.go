package transfer

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
	"sendoff/transfer/source"
)

// seen is one request as it came to a front.
type seen struct {
	packet  bits.PacketType // GetReply for a plain GET
	session string
	span    string // Content-Range
	host    string
	remote  string
	path    string // with its query, as sent
}

// hook answers a request instead of the receiver, and reports true, or lets it pass. nth counts the
// requests of its type from 1.
type hook func(w http.ResponseWriter, r *http.Request, p bits.PacketType, nth int) bool

// holdFirst closes come when the first request of a type has come, and lets it pass when goOn is closed.
func holdFirst(p bits.PacketType, come chan<- struct{}, goOn <-chan struct{}) hook {
	return on(p, func(_ http.ResponseWriter, _ *http.Request, nth int) bool {
		if nth == 1 {
			close(come)
			<-goOn
		}
		return false
	})
}

// front stands before a real receiver and does to the conversation what a test wants.
type front struct {
	*rig
	hook hook
	wait time.Duration // of the engines for an answer

	lock  sync.Mutex
	log   []seen
	count map[bits.PacketType]int
}

func newFront(t *testing.T, o receiver.Options, h hook) *front {
	t.Helper()
	f := &front{hook: h, wait: time.Second, count: map[bits.PacketType]int{}}
	f.rig = newRigBehind(t, o, func(http.Handler) http.Handler { return f })
	return f
}

func (f *front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p, ok := bits.ParsePacketType(r.Header.Get(bits.HeaderPacketType))
	if !ok {
		p = bits.GetReply
	}
	f.lock.Lock()
	f.count[p]++
	nth, h := f.count[p], f.hook
	f.log = append(f.log, seen{
		p, r.Header.Get(bits.HeaderSessionID), r.Header.Get(bits.HeaderContentRange), r.Host, r.RemoteAddr, r.URL.RequestURI(),
	})
	f.lock.Unlock()
	if h == nil || !h(w, r, p, nth) {
		f.receiver.ServeHTTP(w, r)
	}
}

// swap puts another hook in place.
func (f *front) swap(h hook) {
	f.lock.Lock()
	defer f.lock.Unlock()
	f.hook = h
}

// requests are those of the types given that came, of all types if none is given.
func (f *front) requests(types ...bits.PacketType) []seen {
	f.lock.Lock()
	defer f.lock.Unlock()
	var found []seen
	for _, s := range f.log {
		for _, p := range types {
			if s.packet == p {
				found = append(found, s)
			}
		}
	}
	return found
}

func (f *front) all() []seen {
	return f.requests(bits.CreateSession, bits.Ping, bits.Fragment, bits.CloseSession, bits.CancelSession, bits.GetReply)
}

// begin opens and starts an engine with a short patience and adds one job of size bytes.
func (f *front) begin(name string, size int) (source.File, Job) {
	f.t.Helper()
	f.launch()
	s := f.file(name, size)
	j := f.job(s)
	f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	return s, j
}

// launch opens and starts an engine that waits a second for an answer.
func (f *front) launch() {
	f.t.Helper()
	f.relaunch()
	e := f.engine
	f.t.Cleanup(func() { _ = e.Close() })
}

// relaunch does what launch does and leaves the closing to its caller.
func (f *front) relaunch() {
	f.t.Helper()
	e, err := Open(Options{
		Dir: f.state, UserAgent: "Sendoff/test", LockWait: 5 * time.Second,
		Transport: bits.Options{Answer: f.wait, Proxy: noProxy},
	})
	if err != nil {
		f.t.Fatal(err)
	}
	f.engine, f.feed, f.jobs = e, e.Watch(), Update{}
	e.Start()
}

// push follows a job to its end and retries it at once, at most most times. It returns the job and the faults on the
// way.
func (f *front) push(id uuid.UUID, most int) (*Job, []Fault) {
	f.t.Helper()
	var faults []Fault
	for {
		j := f.until(id, func(j *Job) bool {
			return j.Outcome != "" || j.Phase == Idle && (j.State() == Failed || j.State() == NeedsYou || j.State() == Retrying)
		})
		if j.Fault != nil {
			faults = append(faults, *j.Fault)
		}
		if j.State() != Retrying || len(faults) > most {
			return j, faults
		}
		// The copy that was kicked must not be taken for the next retry.
		f.do(Command{Verb: VerbRun, IDs: []uuid.UUID{id}})
		f.until(id, func(now *Job) bool { return now.RetryAt.IsZero() || now.RetryAt.After(j.RetryAt) })
	}
}

// status answers as a BITS server does; headers come in pairs.
func status(w http.ResponseWriter, code int, headers ...string) bool {
	h := w.Header()
	bits.Put(h, bits.HeaderPacketType, string(bits.Ack))
	for i := 0; i < len(headers); i += 2 {
		bits.Put(h, headers[i], headers[i+1])
	}
	bits.Put(h, bits.HeaderContentLength, "0")
	w.WriteHeader(code)
	return true
}

// lostSession is the answer to a session that is not known.
func lostSession(w http.ResponseWriter) bool {
	return status(w, 500, bits.HeaderErrorCode, "0x8020001F", bits.HeaderErrorContext, "0x5")
}

// page answers as a proxy or a web server without BITS does.
func page(w http.ResponseWriter, code int) bool {
	w.Header().Set("Content-Type", "text/html")
	w.WriteHeader(code)
	_, _ = io.WriteString(w, "<html><body>"+strconv.Itoa(code)+"</body></html>")
	return true
}

// swallow reads the body, so that the client is known to have sent it.
func swallow(r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) }

// raw writes bytes of its own to the connection and closes it.
func raw(w http.ResponseWriter, answer string) bool {
	c, _, err := http.NewResponseController(w).Hijack()
	if err == nil {
		_, _ = io.WriteString(c, answer)
		_ = c.Close()
	}
	return true
}

// reset resets the connection.
func reset(w http.ResponseWriter) bool {
	c, _, err := http.NewResponseController(w).Hijack()
	if err == nil {
		if tcp, ok := c.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0)
		}
		_ = c.Close()
	}
	return true
}

// unanswered lets the receiver work and drops its answer with the connection.
func (f *front) unanswered(w http.ResponseWriter, r *http.Request) bool {
	f.receiver.ServeHTTP(httptest.NewRecorder(), r)
	return reset(w)
}

// offset is the first byte of a fragment.
func offset(r *http.Request) int64 {
	span, err := bits.ParseRange(r.Header.Get(bits.HeaderContentRange))
	if err != nil {
		return -1
	}
	return span.First
}
