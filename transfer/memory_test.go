package transfer

import (
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
	"sendoff/transfer/source"
)

// flatVar is how many minutes of work are simulated: 60 by "make torture".
const flatVar = "SENDOFF_TORTURE_MINUTES"

// pipes is a listener in memory: inside a synctest bubble, whose clock stands while a socket waits.
type pipes struct {
	come chan net.Conn
	done chan struct{}
	once sync.Once
}

func newPipes() *pipes { return &pipes{come: make(chan net.Conn), done: make(chan struct{})} }

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.come:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { p.once.Do(func() { close(p.done) }); return nil }
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 80} }

// dial reaches the listener by any host name but those that begin with "away".
func (p *pipes) dial(ctx context.Context, network, address string) (net.Conn, error) {
	if strings.HasPrefix(address, "away") {
		return nil, &net.OpError{Op: "dial", Net: network, Err: os.ErrDeadlineExceeded}
	}
	near, far := net.Pipe()
	select {
	case p.come <- far:
		return near, nil
	case <-p.done:
		return nil, &net.OpError{Op: "dial", Net: network, Err: net.ErrClosed}
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// warm is after how many rounds the history is as long as it may get.
const warm = 30

// hourOfWork is a program at work for an hour: uploads, cancels and failures, on servers that are new every
// minute.
type hourOfWork struct {
	*rig
	source source.File
	rounds int
	ended  map[Outcome]int
}

// TestFlat holds the memory and the goroutines after an hour of work against those after a sixth of it.
func TestFlat(t *testing.T) {
	if testing.Short() {
		t.Skip("takes some seconds")
	}
	minutes := count(t, flatVar, 6)
	source := (&rig{t: t}).file("x.bin", 3<<20)
	synctest.Test(t, func(t *testing.T) { flat(t, source, minutes) })
}

func flat(t *testing.T, file source.File, minutes int) {
	listener, faulty := newPipes(), &faultyServer{t: t}
	server := &http.Server{Handler: faulty, ReadHeaderTimeout: time.Minute, ErrorLog: log.New(io.Discard, "", 0)}
	go func() { _ = server.Serve(listener) }() // ends with Close below
	e, err := Open(Options{
		Dir: t.TempDir(), UserAgent: "Sendoff/test", Limits: Limits{History: 100, Rate: 4 << 20},
		Transport: bits.Options{Proxy: noProxy, Dial: listener.dial, Answer: 10 * time.Second},
	})
	if err != nil {
		t.Fatal(err)
	}
	h := &hourOfWork{rig: &rig{t: t, engine: e, feed: e.Watch(), jobs: Update{}}, source: file, ended: map[Outcome]int{}}
	e.Start()
	begun, mark := time.Now(), time.Duration(minutes)*time.Minute/6
	faulty.begin()
	h.work(begun.Add(mark))
	faulty.end()
	warmed := time.Since(begun)
	early, before := atRest(), runtime.NumGoroutine()
	faulty.begin()
	h.work(time.Now().Add(5 * mark))
	faulty.end()
	late, after := atRest(), runtime.NumGoroutine()
	t.Logf("%d jobs in %s: %v; after %s heap %d KiB and %d goroutines, at the end %d KiB and %d",
		4*h.rounds, time.Since(begun).Round(time.Second), h.ended, warmed.Round(time.Second), early>>10, before, late>>10, after)
	if late > early+early/4+128<<10 {
		t.Errorf("the heap grew from %d to %d bytes", early, late)
	}
	if after > before+10 {
		t.Errorf("the goroutines grew from %d to %d", before, after)
	}
	if len(h.ended) < 3 || h.rounds < 10 {
		t.Errorf("too little happened: %v in %d rounds", h.ended, h.rounds)
	}
	if err := e.Close(); err != nil {
		t.Error(err)
	}
	_ = server.Close()
	_ = listener.Close()
}

// atRest is the memory in use when idle connections are closed; what is pooled outlives one collection.
func atRest() uint64 {
	<-time.After(30 * time.Second)
	runtime.GC()
	runtime.GC()
	return memory()
}

// faultyServer refuses some paths and fails in the middle of others. Its receiver remembers for a day what
// became of each session, so there is none while the memory is measured.
type faultyServer struct {
	t        *testing.T
	receiver atomic.Pointer[receiver.Receiver]
}

func (m *faultyServer) begin() {
	m.t.Helper()
	r, err := receiver.Open(receiver.Options{Dir: m.t.TempDir(), MaxFragment: 1 << 20})
	if err != nil {
		m.t.Fatal(err)
	}
	m.receiver.Store(r)
}

func (m *faultyServer) end() {
	m.t.Helper()
	r := m.receiver.Swap(nil)
	if left := r.Sessions(); len(left) != 0 {
		m.t.Errorf("%d sessions are left: %+v", len(left), left[0])
	}
	if err := r.Close(); err != nil {
		m.t.Error(err)
	}
}

func (m *faultyServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case strings.HasPrefix(r.URL.Path, "/refused"):
		swallow(r)
		status(w, 403)
	case strings.HasPrefix(r.URL.Path, "/broken") && offset(r) > 0:
		swallow(r)
		page(w, 502)
	default:
		m.receiver.Load().ServeHTTP(w, r)
	}
}

// work goes on until the moment given: in each round one upload arrives, one is cancelled half way,
// one is refused and one fails and is cancelled while it waits.
func (h *hourOfWork) work(until time.Time) {
	h.t.Helper()
	for time.Now().Before(until) || h.rounds < warm {
		h.rounds++
		host := fmt.Sprintf("http://server-%d/", h.rounds/4)
		var jobs []Job
		for _, to := range []string{host, host, host + "refused-", host + "broken-"} {
			j := NewJob(h.source, Target{})
			j.Target.URL = to + j.ID.String()
			jobs = append(jobs, j)
		}
		if h.rounds%3 == 0 {
			jobs[3].Target.URL = fmt.Sprintf("http://away-%d/x", h.rounds)
		}
		h.do(Command{Verb: VerbAdd, Jobs: jobs})
		h.until(jobs[1].ID, func(j *Job) bool { return j.Acked > 0 })
		h.do(drop(jobs[1].ID))
		h.until(jobs[2].ID, inState(Failed))
		h.do(drop(jobs[2].ID))
		h.until(jobs[3].ID, inState(Retrying))
		h.do(drop(jobs[3].ID))
		for i := range jobs {
			h.ended[h.until(jobs[i].ID, inState(Done, Cancelled)).Outcome]++
		}
		clear(h.jobs)
		if h.rounds > warm {
			<-time.After(8 * time.Second)
		}
	}
}

// TestServersAreForgotten: after thousands of servers the program keeps the statistics of the last ones, in memory
// and on disk, and no idle connections.
func TestServersAreForgotten(t *testing.T) {
	r := &rig{t: t, state: t.TempDir(), jobs: Update{}}
	r.open(Limits{})
	begun := time.Now()
	err := r.engine.ask(func() {
		l := &r.engine.loop
		for i := range 3 * maxServerStats {
			server := fmt.Sprintf("http://server-%d", i)
			l.keepStats(server, ServerStats{Taken: int64(i + 1)})
			l.keepConn(server, bits.NewTransport(bits.Options{}), begun.Add(time.Duration(i)*time.Second))
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(r.engine.loop.conns); n > int(idleConnLife/time.Second)+1 {
		t.Errorf("%d lines", n)
	}
	if err := r.engine.Close(); err != nil {
		t.Fatal(err)
	}
	s, c, _, err := openStore(r.state, time.Second)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.close() }()
	if newest := c.serverStats[fmt.Sprintf("http://server-%d", 3*maxServerStats-1)]; len(c.serverStats) != maxServerStats || newest.Taken != 3*maxServerStats {
		t.Errorf("%d servers, the newest with %+v", len(c.serverStats), newest)
	}
}
