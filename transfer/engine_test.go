package transfer

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
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
	jobs     Update // all that the feed has told

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
func (r *rig) file(name string, size int) Source {
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
	s, err := Stat(path)
	if err != nil {
		r.t.Fatal(err)
	}
	return s
}

func (r *rig) job(s Source) Job {
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
func (r *rig) arrived(s Source) {
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

func TestUploadsOfManySizesArrive(t *testing.T) {
	for name, size := range map[string]int{
		"empty": 0, "one byte": 1, "4 KiB": 4096, "one first fragment": firstFragment,
		"first fragment less one": firstFragment - 1, "first fragment plus one": firstFragment + 1, "7 MiB and odd": 7<<20 + 13,
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, receiver.Options{})
			r.open(Limits{})
			r.engine.Start()
			s := r.file("Überblick 100% #1.bin", size)
			j := r.job(s)
			r.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
			done := r.until(j.ID, inState(Done, Failed, NeedsYou))
			if done.State() != Done || done.Acked != int64(size) {
				t.Fatalf("ended as %s %+v, acked %d", done.State(), done.Fault, done.Acked)
			}
			r.arrived(s)
			if n := len(r.packets(bits.CreateSession)); n != 1 {
				t.Errorf("%d sessions were opened", n)
			}
			if n := len(r.packets(bits.CloseSession)); n != 1 {
				t.Errorf("%d sessions were closed", n)
			}
			if size <= firstFragment && len(r.packets(bits.Fragment)) != 1 {
				t.Errorf("a small file took %d fragments", len(r.packets(bits.Fragment)))
			}
		})
	}
}

func TestCancelHalfWaySendsOneCancelSession(t *testing.T) {
	r := newRig(t, receiver.Options{MaxFragment: firstFragment}) // the second fragment is not the last one
	r.open(Limits{Rate: 4 << 20})
	r.engine.Start()
	var jobs []Job
	var sources []Source
	for _, name := range []string{"a.bin", "b.bin", "c.bin"} {
		s := r.file(name, 12<<20)
		sources = append(sources, s)
		jobs = append(jobs, r.job(s))
	}
	r.do(Command{Verb: VerbAdd, Jobs: jobs})
	half := r.until(jobs[1].ID, func(j *Job) bool { return j.Acked > 0 && j.Acked < 4<<20 && j.State() == Uploading })
	r.do(Command{Verb: VerbDrop, IDs: []uuid.UUID{jobs[1].ID}})
	ended := r.until(jobs[1].ID, inState(Cancelled))
	if ended.Outcome != Confirmed {
		t.Errorf("outcome %s", ended.Outcome)
	}
	cancels := r.packets(bits.CancelSession)
	if len(cancels) != 1 || cancels[0].Session != half.Session.ID || cancels[0].Status != 200 {
		t.Fatalf("Cancel-Sessions: %v, session %s", cancels, half.Session.ID)
	}
	if _, err := os.Stat(filepath.Join(r.folder, "b.bin")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the cancelled file: %v", err)
	}
	r.do(Command{Verb: VerbLimits, Limits: &Limits{}})
	for _, i := range []int{0, 2} {
		r.until(jobs[i].ID, inState(Done))
		r.arrived(sources[i])
	}
	if n := len(r.packets(bits.CancelSession)); n != 1 {
		t.Errorf("%d Cancel-Sessions", n)
	}
	// Of the cancelled job one line of history is left, and nothing else.
	if err := r.engine.Close(); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(queuePath(r.state))
	if err != nil {
		t.Fatal(err)
	}
	s, c, _, err := openStore(r.state, time.Second)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.close() }()
	if len(c.jobs) != 0 || len(c.history) != 3 || c.transcripts[jobs[1].ID] != nil || len(raw) == 0 {
		t.Errorf("%d jobs, %d lines of history, transcript %v", len(c.jobs), len(c.history), c.transcripts[jobs[1].ID])
	}
}

func TestPauseKeepsTheSession(t *testing.T) {
	r := newRig(t, receiver.Options{})
	r.open(Limits{Rate: 2 << 20})
	r.engine.Start()
	s := r.file("long.bin", 4<<20)
	j := r.job(s)
	r.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	r.until(j.ID, func(j *Job) bool { return j.Acked > 0 })
	r.do(Command{Verb: VerbHold, IDs: []uuid.UUID{j.ID}})
	paused := r.until(j.ID, func(j *Job) bool { return j.State() == Paused && j.Phase == Idle })
	if paused.Session.IsZero() {
		t.Fatal("the session is gone")
	}
	r.do(Command{Verb: VerbLimits, Limits: &Limits{}})
	r.do(Command{Verb: VerbRun, IDs: []uuid.UUID{j.ID}})
	r.until(j.ID, inState(Done))
	r.arrived(s)
	if len(r.packets(bits.CreateSession)) != 1 || len(r.packets(bits.Ping)) != 1 {
		t.Errorf("%d sessions, %d pings", len(r.packets(bits.CreateSession)), len(r.packets(bits.Ping)))
	}
}

func TestNoteTellsTheConversation(t *testing.T) {
	r := newRig(t, receiver.Options{})
	r.open(Limits{})
	r.engine.Start()
	j := r.job(r.file("x", 10))
	j.Target.URL += "?token=geheim"
	r.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	r.until(j.ID, inState(Done))
	notes, err := r.engine.Transcript(t.Context(), j.ID)
	if err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for _, n := range notes {
		kinds = append(kinds, string(n.Kind)+" "+string(n.Packet))
		if text := fmt.Sprintf("%+v", n); strings.Contains(text, "geheim") {
			t.Errorf("a secret in %q", text)
		}
	}
	want := "sent Create-Session, received Create-Session, sent Fragment, received Fragment, sent Close-Session, received Close-Session"
	if got := strings.Join(kinds, ", "); got != want {
		t.Errorf("transcript\n%s\nwant\n%s", got, want)
	}
}

// TestStartCancelsStopsNoUploads: who asks for less than the engine does already takes nothing away.
func TestStartCancelsStopsNoUploads(t *testing.T) {
	r := newRig(t, receiver.Options{})
	r.open(Limits{})
	r.engine.Start()
	r.engine.StartCancels()
	j := r.addTo(r.server.URL)
	r.until(j.ID, inState(Done))
}
