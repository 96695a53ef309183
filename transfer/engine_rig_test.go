package transfer

import (
	"bytes"
	"context"
	"crypto/rand"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
	"sendoff/transfer/source"
)

// underWine is set by make wine-test. Wine ends every connection in good order before it closes it, whatever its
// linger says; so what a server has in its socket then it still reads.
var underWine = os.Getenv("SENDOFF_WINE") != ""

// rig is a receiver on loopback and an engine that uploads into it.
type rig struct {
	t        testing.TB
	folder   string // where uploads appear
	state    string // the queue's directory
	receiver *receiver.Receiver
	server   *httptest.Server
	engine   *Engine
	feed     *Feed
	jobs     Update // everything that the feed has brought

	mu      sync.Mutex
	entries []receiver.Entry
}

func newRig(t testing.TB, o receiver.Options) *rig {
	t.Helper()
	return newRigBehind(t, o, func(h http.Handler) http.Handler { return h })
}

// newRigBehind puts what front makes of the receiver's handler where the engine's requests arrive.
func newRigBehind(t testing.TB, o receiver.Options, front func(http.Handler) http.Handler) *rig {
	t.Helper()
	r := &rig{t: t, folder: t.TempDir(), state: t.TempDir(), jobs: Update{}}
	o.Dir = r.folder
	o.Log = func(e receiver.Entry) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.entries = append(r.entries, e)
	}
	rec, err := receiver.Open(o)
	if err != nil {
		t.Fatal(err)
	}
	r.receiver, r.server = rec, httptest.NewServer(front(rec))
	t.Cleanup(func() {
		r.server.Close()
		if err := rec.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

func (r *rig) open(limits Limits) {
	r.t.Helper()
	e, err := Open(Options{Dir: r.state, UserAgent: "Sendoff/test", Limits: limits, LockWait: 5 * time.Second})
	if err != nil {
		r.t.Fatal(err)
	}
	r.engine, r.feed, r.jobs = e, e.Watch(), Update{}
	r.t.Cleanup(func() { _ = e.Close() })
}

// file makes a source of random bytes.
func (r *rig) file(name string, size int) source.File {
	r.t.Helper()
	path := filepath.Join(r.t.TempDir(), name)
	data := make([]byte, size)
	_, _ = rand.Read(data)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		r.t.Fatal(err)
	}
	hourAgo := time.Now().Add(-time.Hour) // a file that was just written would be waited for
	if err := os.Chtimes(path, hourAgo, hourAgo); err != nil {
		r.t.Fatal(err)
	}
	s, err := source.Stat(path)
	if err != nil {
		r.t.Fatal(err)
	}
	return s
}

func (r *rig) job(s source.File) Job {
	r.t.Helper()
	url, err := Destination(r.server.URL+"/", filepath.Base(s.Path))
	if err != nil {
		r.t.Fatal(err)
	}
	return NewJob(s, Target{URL: url})
}

func (r *rig) do(c Command) {
	r.t.Helper()
	if err := <-r.engine.Do(c); err != nil {
		r.t.Fatalf("%s: %v", c.Verb, err)
	}
}

// until reads the feed until the job is as wanted.
func (r *rig) until(id uuid.UUID, wanted func(*Job) bool) *Job {
	r.t.Helper()
	return r.untilIn(id, time.Minute, wanted)
}

// untilIn is until with a patience of its own.
func (r *rig) untilIn(id uuid.UUID, patience time.Duration, wanted func(*Job) bool) *Job {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.t.Context(), patience)
	defer cancel()
	for {
		if j := r.jobs[id]; j != nil && wanted(j) {
			return j
		}
		u, err := r.feed.Next(ctx)
		if err != nil {
			r.t.Fatalf("waiting for %s: %v; it is %+v", id, err, r.jobs[id])
		}
		maps.Copy(r.jobs, u)
	}
}

func inState(states ...State) func(*Job) bool {
	return func(j *Job) bool { return slices.Contains(states, j.State()) }
}

// packets are the receiver's log entries of one type.
func (r *rig) packets(p bits.PacketType) []receiver.Entry {
	r.mu.Lock()
	defer r.mu.Unlock()
	var found []receiver.Entry
	for _, e := range r.entries {
		if e.Packet == p {
			found = append(found, e)
		}
	}
	return found
}

// arrived checks that the source stands in the receiver's folder, byte for byte.
func (r *rig) arrived(s source.File) {
	r.t.Helper()
	want, err := os.ReadFile(s.Path)
	if err != nil {
		r.t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(r.folder, filepath.Base(s.Path)))
	if err != nil {
		r.t.Fatal(err)
	}
	if !bytes.Equal(want, got) {
		r.t.Fatalf("%s arrived with %d bytes that differ from the %d sent", filepath.Base(s.Path), len(got), len(want))
	}
}

// loopOf is the state of a loop with jobs of the queue and of the history.
func loopOf(jobs ...*Job) *loop {
	l := new(loop)
	l.load(contents{serverStats: map[string]ServerStats{}, transcripts: map[uuid.UUID]*transcript{}}, Limits{}.withDefaults())
	for _, j := range jobs {
		if j.Outcome == "" {
			l.insert(j)
		} else {
			l.remember(j)
		}
	}
	return l
}
