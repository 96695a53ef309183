package transfer

import (
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
	"sendoff/transfer/source"
)

// worn counts, by packet and host, the requests with each of two custom headers.
func worn(f *front, next hook) (hook, func(p bits.PacketType, host string) (all, team, key int)) {
	type seenHeaders struct {
		packet    bits.PacketType
		host      string
		team, key bool
	}
	var list []seenHeaders
	h := func(w http.ResponseWriter, r *http.Request, p bits.PacketType, nth int) bool {
		f.lock.Lock()
		list = append(list, seenHeaders{p, strings.Split(r.Host, ":")[0], r.Header.Get("X-Team") == "red", r.Header.Get("X-Api-Key") == "hunter2"})
		f.lock.Unlock()
		return next != nil && next(w, r, p, nth)
	}
	return h, func(p bits.PacketType, host string) (all, team, key int) {
		f.lock.Lock()
		defer f.lock.Unlock()
		for _, s := range list {
			if s.packet == p && s.host == host {
				all++
				team += map[bool]int{true: 1}[s.team]
				key += map[bool]int{true: 1}[s.key]
			}
		}
		return all, team, key
	}
}

// ownHeaders are one that is no secret and one that is.
const ownHeaders = bits.CustomLines("shown X-Team: red\nX-Api-Key: hunter2")

func TestC41_CustomHeadersOnEveryRequest(t *testing.T) {
	t.Parallel()
	f := newFront(t, receiver.Options{MaxFragment: firstFragment}, nil)
	h, counted := worn(f, replies(f, func(w http.ResponseWriter, _ *http.Request, _ int) { _, _ = w.Write([]byte("reply")) }))
	f.swap(h)
	f.launch()
	j := f.job(f.file("x.bin", 3<<20))
	j.Target.Headers, j.Target.Reply = ownHeaders, filepath.Join(t.TempDir(), "reply")
	f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	f.until(j.ID, func(j *Job) bool { return j.Acked > 0 })
	f.do(Command{Verb: VerbHold, IDs: []uuid.UUID{j.ID}})
	f.until(j.ID, func(j *Job) bool { return j.Phase == Idle })
	f.do(Command{Verb: VerbRun, IDs: []uuid.UUID{j.ID}})
	if done := f.until(j.ID, inState(Done, Failed)); done.State() != Done {
		t.Fatalf("%+v", done.Fault)
	}
	gone := f.job(f.file("y.bin", 3<<20))
	gone.Target.Headers = ownHeaders
	f.do(Command{Verb: VerbAdd, Jobs: []Job{gone}})
	f.until(gone.ID, func(j *Job) bool { return !j.Session.IsZero() })
	f.do(drop(gone.ID))
	f.until(gone.ID, inState(Cancelled))
	for _, p := range []bits.PacketType{bits.CreateSession, bits.Ping, bits.Fragment, bits.GetReply, bits.CloseSession, bits.CancelSession} {
		if all, team, key := counted(p, "127.0.0.1"); all == 0 && p != bits.Ping || team != all || key != all {
			t.Errorf("%d %s, %d and %d with the headers", all, p, team, key)
		}
	}
	notes, err := f.engine.Transcript(t.Context(), j.ID)
	if err != nil {
		t.Fatal(err)
	}
	if text := fmt.Sprint(notes); strings.Contains(text, "hunter2") || !strings.Contains(text, "X-Team: red") || !strings.Contains(text, "X-Api-Key: ...") {
		t.Errorf("transcript: %s", text)
	}
}

// TestC41_HeadersStayWithTheirHost: a host id may name any host, and no header's name says that it is no secret.
func TestC41_HeadersStayWithTheirHost(t *testing.T) {
	t.Parallel()
	f := newFront(t, receiver.Options{}, nil)
	h, counted := worn(f, on(bits.CreateSession, func(w http.ResponseWriter, r *http.Request, _ int) bool {
		return hostIDs(f, "localhost", "")(w, r)
	}))
	f.swap(h)
	f.launch()
	j := f.job(f.file("x.bin", 100))
	j.Target.Headers = ownHeaders
	f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	f.until(j.ID, inState(Done))
	if all, team, key := counted(bits.Fragment, "localhost"); all == 0 || team != all || key != 0 {
		t.Errorf("%d fragments to the other host, %d and %d with the headers", all, team, key)
	}
	if all, _, key := counted(bits.CreateSession, "127.0.0.1"); all != key {
		t.Errorf("%d of %d at home", key, all)
	}
	pin := f.job(f.file("y.bin", 100))
	pin.Target.Headers = "X-Team: red"
	f.do(Command{Verb: VerbAdd, Jobs: []Job{pin}})
	f.until(pin.ID, inState(Done))
	if all, team, _ := counted(bits.Fragment, "localhost"); all != 2 || team != 1 {
		t.Errorf("%d fragments to the other host, %d with a header that is not marked", all, team)
	}
	notes, err := f.engine.Transcript(t.Context(), pin.ID)
	if text := fmt.Sprint(notes); err != nil || strings.Contains(text, "red") || !strings.Contains(text, "X-Team: ...") {
		t.Errorf("transcript: %s, %v", text, err)
	}
}

// TestC41_HeadersStayBehindWhenTheAddressChanges: headers were given for the old host. Those given with the new
// address are sent there.
func TestC41_HeadersStayBehindWhenTheAddressChanges(t *testing.T) {
	t.Parallel()
	const before = "http://127.0.0.1:9/x"
	for name, c := range map[string]struct {
		url           string
		headers, want bits.CustomLines
	}{
		"another host":            {"http://localhost:9/x", ownHeaders, "shown X-Team: red"},
		"another port":            {"http://127.0.0.1:8/x", ownHeaders, "shown X-Team: red"},
		"the same host":           {"http://127.0.0.1:9/y", ownHeaders, ownHeaders},
		"others for another host": {"http://localhost:9/x", "X-Pin: 4711", "X-Pin: 4711"},
	} {
		s := newHeldQueue(t, "a")
		j := NewJob(source.File{Path: "/x"}, Target{URL: before, Headers: ownHeaders})
		j.Want = Hold
		s.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
		j.Target.URL, j.Target.Headers = c.url, c.headers
		s.do(Command{Verb: VerbChange, Jobs: []Job{j}})
		if now := s.until(j.ID, func(j *Job) bool { return j.Target.URL != before }); now.Target.Headers != c.want || now.Target.URL != c.url {
			t.Errorf("%s: %+v, want %q", name, now.Target, c.want)
		}
	}
}

func TestC41_BadHeadersAreRefused(t *testing.T) {
	r := &rig{t: t, state: t.TempDir(), jobs: Update{}}
	r.open(Limits{})
	for _, lines := range []bits.CustomLines{"Host: other", "X-A: 1\r", "X-A: 1\nX-A: 2", "nonsense"} {
		j := NewJob(source.File{Path: "/x", Size: 1}, Target{URL: "http://h/x", Headers: lines})
		var refused *bits.CustomError
		if err := <-r.engine.Do(Command{Verb: VerbAdd, Jobs: []Job{j}}); !errors.As(err, &refused) {
			t.Errorf("%q: %v", lines, err)
		}
	}
}

// TestC35_NoProgressTimeoutOfZero: the first failure that would be tried again ends the job.
func TestC35_NoProgressTimeoutOfZero(t *testing.T) {
	t.Parallel()
	f := newFront(t, receiver.Options{}, on(bits.Fragment, func(w http.ResponseWriter, r *http.Request, _ int) bool {
		swallow(r)
		return status(w, 503)
	}))
	f.launch()
	j := f.job(f.file("x.bin", 100))
	j.Target.NoProgress = -1
	f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	got := f.until(j.ID, func(j *Job) bool { return j.Fault != nil && j.Phase == Idle })
	if got.State() != Failed || got.Fault.Kind != KindBusy || got.Fault.HTTP != 503 || !got.RetryAt.IsZero() {
		t.Errorf("%s %+v, next try %s", got.State(), got.Fault, got.RetryAt)
	}
	f.swap(nil)
	f.do(Command{Verb: VerbRun, IDs: []uuid.UUID{j.ID}}) // Resume after an ERROR is allowed
	f.until(j.ID, inState(Done))
}

// TestC35_NoProgressTimeout is about its length: counted from the first failure, of the job or of the
// engine, and the last try comes when it ends.
func TestC35_NoProgressTimeout(t *testing.T) {
	for name, c := range map[string]struct {
		job, engine, since time.Duration
		wait               time.Duration // between two tries, as it comes out
		kind               Kind
		final              bool
	}{
		"default":              {0, 14 * 24 * time.Hour, 13 * 24 * time.Hour, time.Minute, KindConnect, false},
		"default is over":      {0, 14 * 24 * time.Hour, 15 * 24 * time.Hour, 0, KindConnect, true},
		"the job's own":        {2 * time.Hour, time.Hour, 90 * time.Minute, time.Minute, KindConnect, false},
		"the last try":         {100 * time.Second, time.Hour, 70 * time.Second, 30 * time.Second, KindConnect, false},
		"first failure":        {10 * time.Second, time.Hour, 0, 10 * time.Second, KindConnect, false},
		"none, by the engine":  {0, -1, 0, 0, KindConnect, true},
		"the job's, by itself": {time.Hour, -1, time.Minute, time.Minute, KindConnect, false},
	} {
		w := &worker{engine: &Engine{options: Options{NoProgress: c.engine}}, job: Job{Target: Target{NoProgress: c.job}}}
		if c.since > 0 {
			w.job.Since = time.Now().Add(-c.since)
		}
		fault := Fault{Kind: KindConnect}
		wait := w.limitTries(&fault, time.Minute)
		if c.final && c.since > 0 && (fault.GivenUp-c.since).Abs() > time.Second || !c.final && fault.GivenUp != 0 {
			t.Errorf("%s: given up after %s", name, fault.GivenUp)
		}
		if (wait-c.wait).Abs() > time.Second || fault.Kind != c.kind || fault.Final != c.final {
			t.Errorf("%s: wait %s, %+v", name, wait, fault)
		}
	}
	w := &worker{engine: &Engine{options: Options{NoProgress: -1}}}
	for _, kind := range []Kind{KindFileBusy, KindFileAway, KindFileStuck} {
		if file := (Fault{Kind: kind}); w.limitTries(&file, time.Second) != 0 || !file.Final {
			t.Errorf("%s: the limit does not hold for waiting on the file", kind)
		}
	}
}

// TestC38_NoJobWithoutAFile: BITS refuses to resume a job without files.
func TestC38_NoJobWithoutAFile(t *testing.T) {
	r := &rig{t: t, state: t.TempDir(), jobs: Update{}}
	r.open(Limits{})
	if err := <-r.engine.Do(Command{Verb: VerbAdd}); !errors.Is(err, ErrEmpty) {
		t.Errorf("no job: %v", err)
	}
	var flawed *source.Error
	j := NewJob(source.File{}, Target{URL: "http://h/x"})
	if err := <-r.engine.Do(Command{Verb: VerbAdd, Jobs: []Job{j}}); !errors.As(err, &flawed) {
		t.Errorf("a job without a file: %v", err)
	}
}
