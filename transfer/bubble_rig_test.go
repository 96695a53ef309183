package transfer

import (
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
	"sendoff/transfer/source"
)

// bubble is a server in memory and an engine, in a synctest bubble: days of trying take a moment.
type bubble struct {
	*rig
	listener *pipes
	source   source.File
	options  Options
}

// newBubble serves h by any host name but those that begin with "away". The file is made by the caller,
// outside of the bubble.
func newBubble(t *testing.T, file source.File, h http.Handler) *bubble {
	t.Helper()
	b := &bubble{rig: &rig{t: t, state: t.TempDir(), jobs: Update{}}, listener: newPipes(), source: file}
	b.options = Options{Dir: b.state, UserAgent: "Sendoff/test", Transport: bits.Options{Proxy: noProxy, Dial: b.listener.dial}}
	server := &http.Server{Handler: h, ReadHeaderTimeout: time.Minute, ErrorLog: log.New(io.Discard, "", 0)}
	go func() { _ = server.Serve(b.listener) }() // ends with Close below
	t.Cleanup(func() {
		if b.engine != nil {
			_ = b.engine.Close()
		}
		_ = server.Close()
		_ = b.listener.Close()
		<-time.After(time.Minute) // until what writes now and then has found its connection closed
	})
	return b
}

type dialer = func(ctx context.Context, network, address string) (net.Conn, error)

// awayWhile dials, but while gone is set no host can be reached.
func awayWhile(gone *atomic.Bool, dial dialer) dialer {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		if gone.Load() {
			return nil, &net.OpError{Op: "dial", Net: network, Err: os.ErrDeadlineExceeded}
		}
		return dial(ctx, network, address)
	}
}

// start opens and starts an engine over the bubble's queue.
func (b *bubble) start() {
	b.t.Helper()
	e, err := Open(b.options)
	if err != nil {
		b.t.Fatal(err)
	}
	b.engine, b.feed, b.jobs = e, e.Watch(), Update{}
	e.Start()
}

// stop closes the engine.
func (b *bubble) stop() {
	b.t.Helper()
	if err := b.engine.Close(); err != nil {
		b.t.Fatal(err)
	}
	b.engine = nil
}

// add begins an upload to a host.
func (b *bubble) add(host string) uuid.UUID {
	b.t.Helper()
	j := NewJob(b.source, Target{URL: "http://" + host + "/" + filepath.Base(b.source.Path)})
	b.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	return j.ID
}

// halfWay begins an upload that has acknowledged bytes in a session of an earlier run.
func (b *bubble) halfWay(host string, session bits.Session, acked int64) uuid.UUID {
	b.t.Helper()
	j := NewJob(b.source, Target{URL: "http://" + host + "/" + filepath.Base(b.source.Path)})
	j.Want = Hold
	b.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	err := b.engine.ask(func() {
		en := b.engine.loop.entries[j.ID]
		k := *en.job()
		k.Session, k.Opened, k.Started, k.Heard = session, time.Now(), time.Now(), time.Now()
		k.Acked, k.Reach, k.Headway.Furthest = acked, acked, acked
		b.engine.loop.put(en, &k)
	})
	if err != nil {
		b.t.Fatal(err)
	}
	b.do(Command{Verb: VerbRun, IDs: []uuid.UUID{j.ID}})
	return j.ID
}

// within waits for at most so long until the job is as wanted.
func (b *bubble) within(id uuid.UUID, patience time.Duration, wanted func(*Job) bool) *Job {
	b.t.Helper()
	return b.untilIn(id, patience, wanted)
}

// failedTimes reports whether a job waits after its nth failure, or has ended.
func failedTimes(n int) func(*Job) bool {
	return func(j *Job) bool {
		return j.Outcome != "" || j.Fault != nil && j.Phase == Idle && (j.Attempt >= n || j.Fault.Final)
	}
}

// memoryServer is a BITS server of one session at a time that keeps what it is sent in memory, or loses it as a
// test wants. Its requests are counted.
type memoryServer struct {
	// first looks at each packet before the server does and reports true if it has answered it.
	first func(k *memoryServer, w http.ResponseWriter, r *http.Request, p bits.PacketType) bool

	mu     sync.Mutex
	have   int64 // bytes of the session
	opened int   // sessions
	count  map[bits.PacketType]int
	bytes  int64 // of all bodies
}

func (k *memoryServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p, _ := bits.ParsePacketType(r.Header.Get(bits.HeaderPacketType))
	k.mu.Lock()
	if k.count == nil {
		k.count = map[bits.PacketType]int{}
	}
	k.count[p]++
	first := k.first
	k.mu.Unlock()
	if first != nil && first(k, w, r, p) {
		return
	}
	k.serve(w, r, p)
}

func (k *memoryServer) serve(w http.ResponseWriter, r *http.Request, p bits.PacketType) {
	switch p {
	case bits.CreateSession:
		k.mu.Lock()
		k.have = 0
		k.opened++
		id := "session-" + strconv.Itoa(k.opened)
		k.mu.Unlock()
		status(w, 200, bits.HeaderSessionID, id)
	case bits.Fragment:
		code := http.StatusOK
		if !k.take(r) {
			code = http.StatusRequestedRangeNotSatisfiable
		}
		status(w, code, bits.HeaderReceivedRange, strconv.FormatInt(k.held(), 10))
	default:
		status(w, 200)
	}
}

// take reads the body of a fragment and keeps its new bytes; false if there is a gap.
func (k *memoryServer) take(r *http.Request) bool {
	n, _ := io.Copy(io.Discard, r.Body)
	k.mu.Lock()
	defer k.mu.Unlock()
	k.bytes += n
	first := offset(r)
	if first <= k.have {
		k.have = max(k.have, first+n)
	}
	return first <= k.have
}

// swallow reads a body and drops it.
func (k *memoryServer) swallow(r *http.Request) {
	n, _ := io.Copy(io.Discard, r.Body)
	k.mu.Lock()
	defer k.mu.Unlock()
	k.bytes += n
}

func (k *memoryServer) held() int64 { k.mu.Lock(); defer k.mu.Unlock(); return k.have }
func (k *memoryServer) sent() int64 { k.mu.Lock(); defer k.mu.Unlock(); return k.bytes }
func (k *memoryServer) number(p bits.PacketType) int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.count[p]
}

// sized makes a sparse source file of so many bytes outside of any bubble.
func sized(t *testing.T, size int64) source.File {
	t.Helper()
	s := (&rig{t: t}).file("x.bin", 0)
	if err := os.Truncate(s.Path, size); err != nil {
		t.Fatal(err)
	}
	old := time.Date(1999, 1, 1, 0, 0, 0, 0, time.UTC) // before the clock of any bubble
	if err := os.Chtimes(s.Path, old, old); err != nil {
		t.Fatal(err)
	}
	s, err := source.Stat(s.Path)
	if err != nil {
		t.Fatal(err)
	}
	return s
}
