package transfer

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
	"sendoff/transfer/source"
)

// heldQueue is an engine that is not started, with held jobs named a, b, c, ...
type heldQueue struct {
	*rig
	ids   map[string]uuid.UUID
	names map[uuid.UUID]string
}

func newHeldQueue(t *testing.T, names string) *heldQueue {
	t.Helper()
	s := &heldQueue{&rig{t: t, state: t.TempDir(), jobs: Update{}}, map[string]uuid.UUID{}, map[uuid.UUID]string{}}
	s.open(Limits{})
	var jobs []Job
	for name := range strings.SplitSeq(names, "") {
		j := NewJob(source.File{Path: "/" + name}, Target{URL: "http://127.0.0.1:9/" + name})
		s.ids[name], s.names[j.ID] = j.ID, name
		jobs = append(jobs, j)
	}
	s.do(Command{Verb: VerbAdd, Jobs: jobs})
	return s
}

func (s *heldQueue) find(names string) []uuid.UUID {
	var ids []uuid.UUID
	for name := range strings.SplitSeq(names, "") {
		ids = append(ids, s.ids[name])
	}
	return ids
}

// queue returns the order of the jobs, as a new reader sees it.
func (s *heldQueue) queue() string {
	s.t.Helper()
	f := s.engine.Watch()
	defer f.Close()
	all, err := f.Next(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	var jobs []*Job
	for _, j := range all {
		if j.Outcome == "" {
			jobs = append(jobs, j)
		}
	}
	slices.SortFunc(jobs, QueueOrder)
	var text strings.Builder
	for _, j := range jobs {
		text.WriteString(s.names[j.ID])
	}
	return text.String()
}

// TestCommandNow: before all others, at once, and whole or not at all.
func TestCommandNow(t *testing.T) {
	s := newHeldQueue(t, "abcd")
	s.do(Command{Verb: VerbPriority, IDs: s.find("b"), Priority: Foreground})
	s.do(Command{Verb: VerbHold, IDs: s.find("cd")})
	s.do(Command{Verb: VerbNow, IDs: s.find("dc")})
	if got := s.queue(); got != "cdba" {
		t.Errorf("the queue is %s", got)
	}
	for name, want := range map[string]struct {
		state    State
		priority Priority
	}{"a": {Waiting, Normal}, "b": {Waiting, Foreground}, "c": {Waiting, Foreground}, "d": {Waiting, Foreground}} {
		j := s.until(s.ids[name], func(*Job) bool { return true })
		if j.State() != want.state || j.Priority != want.priority {
			t.Errorf("%s: %s, priority %d", name, j.State(), j.Priority)
		}
	}
	if err := <-s.engine.Do(Command{Verb: VerbNow, IDs: []uuid.UUID{uuid.New()}}); !errors.Is(err, ErrNoJob) {
		t.Errorf("of no job: %v", err)
	}
}

func TestCommandMove(t *testing.T) {
	for _, c := range []struct {
		moves string // "ids place", parted by commas
		want  string
	}{
		{"c top", "cabde"},
		{"ce top", "ceabd"},
		{"ec top", "ceabd"}, // they keep their order
		{"a bottom", "bcdea"},
		{"ad bottom", "bcead"},
		{"c up", "acbde"},
		{"cd up", "acdbe"},
		{"ac up", "acbde"},
		{"a up", "abcde"},
		{"ab up", "abcde"},
		{"c down", "abdce"},
		{"cd down", "abecd"},
		{"e down", "abcde"},
		{"a down,a down,a down", "bcdae"},
		{"e up,e up", "abecd"},
		{"e top,d top", "deabc"},
		{"a bottom,a up", "bcdae"},
	} {
		s := newHeldQueue(t, "abcde")
		var replies []<-chan error
		for move := range strings.SplitSeq(c.moves, ",") { // unawaited: they may share a commit
			names, place, _ := strings.Cut(move, " ")
			replies = append(replies, s.engine.Do(Command{Verb: VerbMove, IDs: s.find(names), Place: Place(place)}))
		}
		for _, r := range replies {
			if err := <-r; err != nil {
				t.Errorf("%s: %v", c.moves, err)
			}
		}
		if got := s.queue(); got != c.want {
			t.Errorf("%s: %s, want %s", c.moves, got, c.want)
		}
		if err := s.engine.Close(); err != nil {
			t.Fatal(err)
		}
		s.open(Limits{})
		if got := s.queue(); got != c.want {
			t.Errorf("%s: after a restart %s", c.moves, got)
		}
	}
}

func TestCommandPriority(t *testing.T) {
	s := newHeldQueue(t, "abcde")
	s.do(Command{Verb: VerbPriority, IDs: s.find("d"), Priority: Foreground})
	s.do(Command{Verb: VerbPriority, IDs: s.find("a"), Priority: Low})
	if got := s.queue(); got != "dbcea" {
		t.Errorf("queue %s", got)
	}
	// A step does not leave the priority.
	s.do(Command{Verb: VerbMove, IDs: s.find("b"), Place: Up})
	s.do(Command{Verb: VerbMove, IDs: s.find("e"), Place: Down})
	if got := s.queue(); got != "dbcea" {
		t.Errorf("queue %s", got)
	}
}

func TestCommandRefusals(t *testing.T) {
	s := newHeldQueue(t, "ab")
	good := NewJob(source.File{Path: "/g"}, Target{URL: "http://127.0.0.1:9/g"})
	spoil := func(change func(*Job)) []Job {
		j := NewJob(source.File{Path: "/x"}, Target{URL: "http://127.0.0.1:9/x"})
		change(&j)
		return []Job{good, j}
	}
	unknown := []uuid.UUID{newID()}
	for name, c := range map[string]Command{
		"no verb":             {},
		"nonsense":            {Verb: "explode", IDs: s.find("a")},
		"run unknown":         {Verb: VerbRun, IDs: unknown},
		"hold unknown":        {Verb: VerbHold, IDs: unknown},
		"drop unknown":        {Verb: VerbDrop, IDs: unknown},
		"drop nothing":        {Verb: VerbDrop},
		"forget unknown":      {Verb: VerbForget, IDs: unknown},
		"forget unfinished":   {Verb: VerbForget, IDs: s.find("a")},
		"move unknown":        {Verb: VerbMove, IDs: unknown, Place: Top},
		"move nowhere":        {Verb: VerbMove, IDs: s.find("a"), Place: "aside"},
		"priority unknown":    {Verb: VerbPriority, IDs: s.find("a"), Priority: 9},
		"no limits":           {Verb: VerbLimits},
		"bad address":         {Verb: VerbAdd, Jobs: spoil(func(j *Job) { j.Target.URL = "ftp://h/x" })},
		"secret in address":   {Verb: VerbAdd, Jobs: spoil(func(j *Job) { j.Target.URL = "http://u:p@h/x" })},
		"no id":               {Verb: VerbAdd, Jobs: spoil(func(j *Job) { j.ID = uuid.Nil })},
		"id in use":           {Verb: VerbAdd, Jobs: spoil(func(j *Job) { j.ID = s.ids["a"] })},
		"id twice":            {Verb: VerbAdd, Jobs: spoil(func(j *Job) { j.ID = good.ID })},
		"no file":             {Verb: VerbAdd, Jobs: spoil(func(j *Job) { j.Source.Path = "" })},
		"negative size":       {Verb: VerbAdd, Jobs: spoil(func(j *Job) { j.Source.Size = -1 })},
		"priority of nowhere": {Verb: VerbAdd, Jobs: spoil(func(j *Job) { j.Priority = -1 })},
	} {
		if err := <-s.engine.Do(c); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	if got := s.queue(); got != "ab" {
		t.Errorf("something of what was refused is there: %q", got)
	}
	// Of several, those that are known are changed.
	s.do(Command{Verb: VerbHold, IDs: append(unknown, s.ids["b"])})
	s.until(s.ids["b"], inState(Paused))
}

func TestCommandAddTakesNoProgress(t *testing.T) {
	s := newHeldQueue(t, "a")
	j := NewJob(source.File{Path: "/x", Size: 10}, Target{URL: "http://127.0.0.1:9/my file?a b"})
	j.Acked, j.Session, j.Want, j.Outcome, j.Closing = 10, bits.Session{ID: "x"}, Drop, Delivered, true
	s.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	got := s.until(j.ID, func(*Job) bool { return true })
	if got.Acked != 0 || !got.Session.IsZero() || got.State() != Waiting || got.Closing {
		t.Errorf("%+v", got)
	}
	if got.Target.URL != "http://127.0.0.1:9/my%20file?a%20b" {
		t.Errorf("address %s", got.Target.URL)
	}
}

func TestCommandForget(t *testing.T) {
	s := newHeldQueue(t, "ab")
	id := s.ids["a"]
	s.do(drop(id))
	s.until(id, inState(Cancelled))
	s.do(Command{Verb: VerbForget, IDs: []uuid.UUID{id}})
	for s.jobs[id] != nil {
		u, err := s.feed.Next(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		maps.Copy(s.jobs, u)
	}
	if err := <-s.engine.Do(Command{Verb: VerbForget, IDs: []uuid.UUID{id}}); !errors.Is(err, ErrNoJob) {
		t.Errorf("forgotten twice: %v", err)
	}
	if err := <-s.engine.Do(drop(id)); !errors.Is(err, ErrNoJob) {
		t.Errorf("dropped after it was forgotten: %v", err)
	}
}

// TestCommandRunNeverWakesACancelledJob: a cancel is final.
func TestCommandRunNeverWakesACancelledJob(t *testing.T) {
	f, _, paused := pausedHalfWay(t)
	f.swap(on(bits.CancelSession, func(w http.ResponseWriter, _ *http.Request, nth int) bool { return nth < 3 && status(w, 503) }))
	before := len(f.requests(bits.Fragment))
	f.do(drop(paused.ID))
	f.do(Command{Verb: VerbHold, IDs: []uuid.UUID{paused.ID}})
	for f.jobs[paused.ID].Outcome == "" {
		if err := <-f.engine.Do(Command{Verb: VerbRun, IDs: []uuid.UUID{paused.ID}}); err != nil && !errors.Is(err, ErrNoJob) {
			t.Fatal(err)
		}
		f.until(paused.ID, func(j *Job) bool { return j.State() == Cancelling || j.State() == Cancelled })
		u, err := f.feed.Next(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		maps.Copy(f.jobs, u)
	}
	if len(f.requests(bits.Fragment)) != before {
		t.Error("a cancelled job was sent on")
	}
}

func TestFeedKeepsTheNewest(t *testing.T) {
	s := newHeldQueue(t, "ab")
	slow := s.engine.Watch()
	first, err := slow.Next(t.Context())
	if err != nil || len(first) != 2 {
		t.Fatalf("snapshot of %d, %v", len(first), err)
	}
	for range 5 {
		s.do(Command{Verb: VerbHold, IDs: s.find("a")})
		s.do(Command{Verb: VerbRun, IDs: s.find("a")})
	}
	s.do(Command{Verb: VerbHold, IDs: s.find("b")})
	merged := Update{}
	for merged[s.ids["b"]] == nil {
		u, err := slow.Next(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		maps.Copy(merged, u)
	}
	if merged[s.ids["a"]].State() != Waiting || merged[s.ids["b"]].State() != Paused {
		t.Errorf("a is %s, b is %s", merged[s.ids["a"]].State(), merged[s.ids["b"]].State())
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	slow.Close()
	if _, err := slow.Next(t.Context()); !errors.Is(err, ErrClosed) {
		t.Errorf("a closed feed: %v", err)
	}
	if _, err := s.engine.Watch().Next(ctx); err != nil && !errors.Is(err, context.Canceled) {
		t.Errorf("a reader that gives up: %v", err)
	}
}

func TestClosedEngine(t *testing.T) {
	s := newHeldQueue(t, "a")
	late := s.engine.Watch()
	if err := s.engine.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.engine.Close(); err != nil {
		t.Errorf("closed twice: %v", err)
	}
	if err := <-s.engine.Do(drop(s.ids["a"])); !errors.Is(err, ErrClosed) {
		t.Errorf("a command: %v", err)
	}
	if all, err := late.Next(t.Context()); err != nil || len(all) != 1 {
		t.Errorf("what was known: %v, %v", all, err)
	}
	if _, err := late.Next(t.Context()); !errors.Is(err, ErrClosed) {
		t.Errorf("after that: %v", err)
	}
	if _, err := s.engine.Watch().Next(t.Context()); !errors.Is(err, ErrClosed) {
		t.Errorf("a new reader: %v", err)
	}
	if _, err := s.engine.Transcript(t.Context(), s.ids["a"]); !errors.Is(err, ErrClosed) {
		t.Errorf("a transcript: %v", err)
	}
	if err := s.engine.SaveSetting("x", 1); !errors.Is(err, ErrClosed) {
		t.Errorf("a setting: %v", err)
	}
}

// TestCloseWhileUploading: the next program goes on with the session and sends no byte twice but
// those of the fragment that broke off.
func TestCloseWhileUploading(t *testing.T) {
	come := make(chan struct{})
	var held atomic.Bool
	f := newFront(t, receiver.Options{MaxFragment: firstFragment}, on(bits.Fragment, func(_ http.ResponseWriter, r *http.Request, _ int) bool {
		if offset(r) < 2<<20 || r.ContentLength > firstFragment || held.Swap(true) {
			return false
		}
		swallow(r)
		close(come)
		<-r.Context().Done()
		return true
	}))
	s, j := f.begin("x.bin", 5<<20)
	<-come
	if err := f.engine.Close(); err != nil {
		t.Fatal(err)
	}
	f.launch()
	f.until(j.ID, inState(Done))
	f.arrived(s)
	var taken int64
	for _, e := range f.packets(bits.Fragment) {
		taken += e.Sent
	}
	if n := len(f.packets(bits.CreateSession)); n != 1 || taken > 6<<20 {
		t.Errorf("%d sessions, %d bytes for a file of %d", n, taken, s.Size)
	}
}

// TestCommandMoveAfterARestart: a job that was put first or last in an earlier run keeps its place.
func TestCommandMoveAfterARestart(t *testing.T) {
	for place, want := range map[Place]string{Top: "cbad", Bottom: "dcba"} {
		s := newHeldQueue(t, "abcd")
		first, second := "b", "c"
		if place == Bottom {
			s.do(Command{Verb: VerbMove, IDs: s.find("dc"), Place: Top}) // cdab
			first, second = "b", "a"
		}
		s.do(Command{Verb: VerbMove, IDs: s.find(first), Place: place})
		if err := s.engine.Close(); err != nil {
			t.Fatal(err)
		}
		s.open(Limits{})
		s.do(Command{Verb: VerbMove, IDs: s.find(second), Place: place})
		if place == Bottom {
			want = "cdba"
		}
		if got := s.queue(); got != want {
			t.Errorf("%s: %s, want %s", place, got, want)
		}
	}
}

// TestUploadAgainIsTheSameUpload: same address, options and priority, without any progress.
func TestUploadAgainIsTheSameUpload(t *testing.T) {
	r := &rig{t: t}
	old := NewJob(r.file("x.bin", 10), Target{URL: "http://127.0.0.1:9/x", Headers: "X-Key: 1", NoProgress: time.Hour, AfterUnclear: Restart})
	old.Priority, old.Acked, old.Outcome, old.Session = High, 10, Delivered, bits.Session{ID: "x"}
	again, err := UploadAgain(&old)
	if err != nil {
		t.Fatal(err)
	}
	want := Job{ID: again.ID, Source: old.Source, Target: old.Target, Priority: High, Added: again.Added}
	if !reflect.DeepEqual(again, want) || again.ID == old.ID {
		t.Errorf("%+v", again)
	}
}

// TestCommandForgetLeavesNothing: neither outcome nor transcript stays in the queue file.
func TestCommandForgetLeavesNothing(t *testing.T) {
	r := newRig(t, receiver.Options{})
	r.open(Limits{})
	r.engine.Start()
	j := r.job(r.file("x.bin", 1000))
	r.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	r.until(j.ID, inState(Done))
	if notes, err := r.engine.Transcript(t.Context(), j.ID); len(notes) == 0 || err != nil {
		t.Fatalf("%d lines, %v", len(notes), err)
	}
	r.do(Command{Verb: VerbForget, IDs: []uuid.UUID{j.ID}})
	if kept, err := r.engine.store.transcript(j.ID); kept != nil || err != nil {
		t.Errorf("%+v, %v", kept, err)
	}
	if c, err := r.engine.store.load(); len(c.history) > 0 || err != nil {
		t.Errorf("%d outcomes, %v", len(c.history), err)
	}
}

// TestLongCommandInParts: a command for a long queue is carried out for all of it, in transactions of bounded size.
func TestLongCommandInParts(t *testing.T) {
	e := openIn(t, t.TempDir())
	jobs, ids := secretly(2*maxPart + 10)
	mustDo(t, e, Command{Verb: VerbAdd, Jobs: jobs})
	for _, c := range []struct {
		verb Verb
		want State
	}{{VerbRun, Waiting}, {VerbHold, Paused}, {VerbDrop, Cancelled}} {
		before := e.store.written.Load()
		mustDo(t, e, Command{Verb: c.verb, IDs: ids})
		if n := e.store.written.Load() - before; n != 3 {
			t.Errorf("%s: %d transactions", c.verb, n)
		}
		all, err := e.Watch().Next(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range ids {
			if got := all[id].State(); got != c.want {
				t.Fatalf("%s: %s is %s", c.verb, id, got)
			}
		}
	}
	last := *stored(1)
	mustDo(t, e, Command{Verb: VerbAdd, Jobs: []Job{last}})
	for name, c := range map[string]struct {
		ids  []uuid.UUID
		want error
	}{
		"no job at all":                  {make([]uuid.UUID, 3*maxPart), ErrNoJob},
		"a job in the first part alone":  {append([]uuid.UUID{last.ID}, make([]uuid.UUID, 3*maxPart)...), nil},
		"a job in the second part alone": {slices.Concat(make([]uuid.UUID, maxPart), []uuid.UUID{last.ID}, make([]uuid.UUID, 3*maxPart)), nil},
	} {
		if err := <-e.Do(Command{Verb: VerbHold, IDs: c.ids}); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := e.Close(); err != nil {
		t.Error(err)
	}
}
