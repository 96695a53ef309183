package transfer

import (
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
	"sendoff/transfer/source"
)

// refusedCancel is a paused upload whose cancel the server refused.
func refusedCancel(t *testing.T) (*front, source.File, *Job) {
	t.Helper()
	f, s, paused := pausedHalfWay(t)
	f.swap(on(bits.CancelSession, func(w http.ResponseWriter, _ *http.Request, _ int) bool { return status(w, 403) }))
	f.do(drop(paused.ID))
	refused := f.until(paused.ID, inState(Cancelled))
	if refused.Outcome != Refused || refused.Session != paused.Session {
		t.Fatalf("%s %+v", refused.Outcome, refused.Session)
	}
	return f, s, refused
}

// again retries the cancel of j, as the window and the command line do.
func (f *front) again(j *Job) {
	f.t.Helper()
	c, can := j.RetryCancel()
	if !can {
		f.t.Fatalf("%s cannot be tried again", j.Outcome)
	}
	f.do(c)
}

// TestC6_RefusedCancelIsTriedAgain: refused again, then unreachable across a restart, then answered.
func TestC6_RefusedCancelIsTriedAgain(t *testing.T) {
	t.Parallel()
	f, _, refused := refusedCancel(t)
	before := len(f.all())
	f.again(refused)
	again := f.until(refused.ID, func(j *Job) bool { return j.Outcome == Refused && j.Ended.After(refused.Ended) })
	if again.Fault == nil || again.Fault.HTTP != 403 {
		t.Errorf("refused again: %+v", again.Fault)
	}
	f.swap(on(bits.CancelSession, func(w http.ResponseWriter, _ *http.Request, _ int) bool { return reset(w) }))
	f.again(again)
	f.until(refused.ID, func(j *Job) bool { return j.State() == Cancelling && !j.RetryAt.IsZero() && j.Phase == Idle })
	if list := f.sessions(); len(list) != 1 || !list[0].Cancelled() || list[0].ID != refused.Session.ID {
		t.Errorf("open sessions: %+v", list)
	}
	if err := f.engine.Close(); err != nil {
		t.Fatal(err)
	}
	f.launch()
	open := f.until(refused.ID, func(j *Job) bool { return j.State() == Cancelling })
	if len(f.jobs) != 1 || open.Session != refused.Session {
		t.Errorf("after a restart: %d jobs, %+v", len(f.jobs), open.Session)
	}
	f.swap(nil)
	f.do(f.sessions()[0].CancelNow())
	if got := f.until(refused.ID, inState(Cancelled)); got.Outcome != Confirmed || got.Fault != nil {
		t.Errorf("%s %+v", got.Outcome, got.Fault)
	}
	for _, r := range f.all()[before:] {
		if r.packet != bits.CancelSession || r.session != refused.Session.ID || !strings.HasSuffix(r.path, "/half.bin") {
			t.Errorf("%s of %s at %s", r.packet, r.session, r.path)
		}
	}
	if left := f.receiver.Sessions(); len(left) != 0 || len(f.sessions()) != 0 {
		t.Errorf("on the server %v, here %v", left, f.sessions())
	}
}

// TestC6_OnlyARefusedCancelIsTriedAgain: nothing else that has ended comes back, whatever is asked.
func TestC6_OnlyARefusedCancelIsTriedAgain(t *testing.T) {
	t.Parallel()
	f := newFront(t, receiver.Options{}, nil)
	_, done := f.begin("done.bin", 100)
	ended := f.until(done.ID, inState(Done))
	if _, can := ended.RetryCancel(); can {
		t.Error("a delivered file can be cancelled")
	}
	for _, v := range []Verb{VerbDrop, VerbRun, VerbHold} {
		if err := <-f.engine.Do(Command{Verb: v, IDs: []uuid.UUID{done.ID}}); !errors.Is(err, ErrNoJob) {
			t.Errorf("%s: %v", v, err)
		}
	}
	if n := len(f.requests(bits.CancelSession)); n != 0 {
		t.Errorf("%d cancels", n)
	}
}

// TestC6_ForgottenWhileItIsTriedAgain: the record of the history is the only one that is left.
func TestC6_ForgottenWhileItIsTriedAgain(t *testing.T) {
	t.Parallel()
	f, _, refused := refusedCancel(t)
	f.swap(on(bits.CancelSession, func(w http.ResponseWriter, _ *http.Request, _ int) bool { return status(w, 503) }))
	f.again(refused)
	f.until(refused.ID, func(j *Job) bool { return j.State() == Cancelling && !j.RetryAt.IsZero() && j.Phase == Idle })
	f.do(Command{Verb: VerbForget, IDs: []uuid.UUID{refused.ID}})
	// The server said no, and has said nothing else since.
	if got := f.until(refused.ID, inState(Cancelled)); got.Outcome != Refused || got.Fault == nil || got.Fault.HTTP != 403 || got.Refusal != nil {
		t.Errorf("%s %+v %+v", got.Outcome, got.Fault, got.Refusal)
	}
	f.do(Command{Verb: VerbForget, IDs: []uuid.UUID{refused.ID}})
	if err := f.engine.Close(); err != nil {
		t.Fatal(err)
	}
	if c := stillThere(t, f.state); len(c.jobs)+len(c.history) != 0 {
		t.Errorf("%d jobs, %d outcomes are left on disk", len(c.jobs), len(c.history))
	}
}

// TestF13_CancelTriedAgainAsItsIDIsGivenOut: the wish to try again and the answer that gives the id to a
// newer upload reach the queue in one breath.
func TestF13_CancelTriedAgainAsItsIDIsGivenOut(t *testing.T) {
	t.Parallel()
	f, s, refused := refusedCancel(t)
	f.swap(nil)
	newer := NewJob(s, Target{URL: refused.Target.URL})
	newer.Want = Hold
	f.do(Command{Verb: VerbAdd, Jobs: []Job{newer}})
	f.until(newer.ID, inState(Paused))
	c, _ := refused.RetryCancel()
	before := len(f.requests(bits.CancelSession))
	err := f.engine.ask(func() {
		f.engine.handle([]message{{command: &c}, {id: newer.ID, event: opened{session: refused.Session}}}, time.Now())
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := f.until(refused.ID, func(j *Job) bool { return j.Outcome != Refused }); got.Outcome != AlreadyGone {
		t.Errorf("%q", got.Outcome)
	}
	if got := f.until(newer.ID, func(j *Job) bool { return !j.Session.IsZero() }); got.Session != refused.Session {
		t.Errorf("%+v", got.Session)
	}
	if err := f.engine.Close(); err != nil { // after which nothing can be sent any more
		t.Fatal(err)
	}
	if n := len(f.requests(bits.CancelSession)) - before; n != 0 {
		t.Errorf("%d cancels hit the newer upload", n)
	}
	if c := stillThere(t, f.state); len(c.jobs) != 1 || len(c.history) != 1 {
		t.Errorf("%d jobs, %d outcomes on disk", len(c.jobs), len(c.history))
	}
}

// stillThere reads a closed queue.
func stillThere(t *testing.T, dir string) contents {
	t.Helper()
	s, c, _, err := openStore(dir, time.Second)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.close(); err != nil {
		t.Fatal(err)
	}
	return c
}

// TestF13_RefusedCancelSparesTheNewerUpload: the server hands the id of a session out again whose cancel
// it refused. Tried again after that, during that or before, no cancel names the newer upload's session.
func TestF13_RefusedCancelSparesTheNewerUpload(t *testing.T) {
	for name, when := range map[string]bits.PacketType{
		"while the session is asked for": bits.CreateSession, "while it is sent": bits.Fragment, "when it is done": bits.CancelSession,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, s, refused := refusedCancel(t)
			hold, come := make(chan struct{}), make(chan struct{}, 9)
			free := sync.OnceFunc(func() { close(hold) })
			defer free()
			f.swap(func(w http.ResponseWriter, r *http.Request, p bits.PacketType, _ int) bool {
				swallow(r)
				if p == when {
					come <- struct{}{}
					<-hold
				}
				if p == bits.CreateSession {
					return status(w, 200, bits.HeaderSessionID, refused.Session.ID)
				}
				return status(w, 200)
			})
			newer := f.job(s)
			f.do(Command{Verb: VerbAdd, Jobs: []Job{newer}})
			if when == bits.CancelSession {
				f.until(newer.ID, inState(Done))
			} else {
				<-come
			}
			seen := len(f.requests(bits.CancelSession))
			if err := <-f.engine.Do(drop(refused.ID)); err != nil && !errors.Is(err, ErrNoJob) {
				t.Error(err)
			}
			free()
			f.until(newer.ID, inState(Done))
			got := f.until(refused.ID, inState(Cancelled))
			if n := len(f.requests(bits.CancelSession)) - seen; got.Outcome != AlreadyGone || n != 0 {
				t.Errorf("%s after %d cancels that name the session of the newer upload", got.Outcome, n)
			}
		})
	}
}

// TestF13_OneIDOfTwoServers: an id means something only at the server that gave it out. What another one calls by
// it ends nothing here: not a paused upload, not a cancel that is open, not one that was refused.
func TestF13_OneIDOfTwoServers(t *testing.T) {
	elsewhere := func(f *front, s source.File, session bits.Session) {
		other := NewJob(s, Target{URL: "http://127.0.0.1:1/half.bin"})
		other.Want = Hold
		f.do(Command{Verb: VerbAdd, Jobs: []Job{other}})
		err := f.engine.ask(func() {
			f.engine.handle([]message{{id: other.ID, event: opened{session: session}}}, time.Now())
		})
		if err != nil {
			t.Fatal(err)
		}
		f.until(other.ID, func(j *Job) bool { return !j.Session.IsZero() })
	}
	t.Run("paused", func(t *testing.T) {
		t.Parallel()
		f, s, paused := pausedHalfWay(t)
		elsewhere(f, s, paused.Session)
		if now := f.jobs[paused.ID]; now.Session != paused.Session || now.State() != Paused {
			t.Errorf("%s %+v", now.State(), now.Session)
		}
	})
	t.Run("cancelled", func(t *testing.T) {
		t.Parallel()
		f, s, paused := pausedHalfWay(t)
		f.swap(on(bits.CancelSession, func(w http.ResponseWriter, _ *http.Request, _ int) bool { return status(w, 503) }))
		f.do(drop(paused.ID))
		f.until(paused.ID, func(j *Job) bool { return j.Fault != nil && j.Phase == Idle })
		elsewhere(f, s, paused.Session)
		if now := f.jobs[paused.ID]; now.Session != paused.Session || now.State() != Cancelling {
			t.Errorf("%s %+v", now.State(), now.Session)
		}
	})
	t.Run("refused", func(t *testing.T) {
		t.Parallel()
		f, s, refused := refusedCancel(t)
		elsewhere(f, s, refused.Session)
		f.swap(nil)
		f.again(refused)
		if now := f.until(refused.ID, func(j *Job) bool { return j.State() == Cancelled && j.Outcome != Refused }); now.Outcome != Confirmed {
			t.Errorf("%s", now.Outcome)
		}
	})
}

// TestF13_OldRecordsSpareTheNewerUpload: a queue of before may hold a refused cancel and the newer
// upload side by side.
func TestF13_OldRecordsSpareTheNewerUpload(t *testing.T) {
	t.Parallel()
	now := time.Now()
	record := func(outcome Outcome, opened time.Time, server string) *Job {
		return &Job{ID: uuid.New(), Session: bits.Session{ID: "x"}, Opened: opened, Outcome: outcome, Target: Target{URL: server + "/a"}}
	}
	refused := record(Refused, now, "http://one")
	for name, c := range map[string]struct {
		other *Job
		want  Outcome
	}{
		"a newer one":         {record(Delivered, now.Add(time.Minute), "http://one"), AlreadyGone},
		"an older one":        {record(Delivered, now.Add(-time.Minute), "http://one"), ""},
		"of another server":   {record(Delivered, now.Add(time.Minute), "http://two"), ""},
		"a newer one at rest": {record("", now.Add(time.Minute), "http://one"), AlreadyGone},
	} {
		l := loopOf(refused, c.other)
		tx := l.begin(now)
		if err := tx.command(&Command{Verb: VerbDrop, IDs: []uuid.UUID{refused.ID}}); err != nil {
			t.Errorf("%s: %v", name, err)
		} else if got := tx.staged[refused.ID].Outcome; got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// TestCancelOfLongAgoHasALastTry: after 14 days the server is asked once more, and what it says counts.
func TestCancelOfLongAgoHasALastTry(t *testing.T) {
	for name, c := range map[string]struct {
		hook hook
		want Outcome
	}{
		"told": {nil, Confirmed},
		"gone": {on(bits.CancelSession, func(w http.ResponseWriter, _ *http.Request, _ int) bool { return lostSession(w) }), AlreadyGone},
		"busy": {on(bits.CancelSession, func(w http.ResponseWriter, _ *http.Request, _ int) bool { return status(w, 503) }), NotTold},
		"away": {func(w http.ResponseWriter, _ *http.Request, _ bits.PacketType, _ int) bool { return reset(w) }, NotTold},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, _, paused := pausedHalfWay(t)
			f.swap(on(bits.CancelSession, func(w http.ResponseWriter, _ *http.Request, _ int) bool { return status(w, 503) }))
			f.do(drop(paused.ID))
			f.until(paused.ID, func(j *Job) bool { return j.Want == Drop && !j.RetryAt.IsZero() && j.Phase == Idle })
			f.swap(c.hook)
			before := len(f.requests(bits.CancelSession))
			if err := f.engine.ask(func() {
				j := *f.engine.loop.entries[paused.ID].job()
				j.Dropped, j.RetryAt = time.Now().Add(-SessionLife-time.Minute), time.Time{}
				f.engine.loop.put(f.engine.loop.entries[paused.ID], &j)
			}); err != nil {
				t.Fatal(err)
			}
			got := f.until(paused.ID, inState(Cancelled))
			if n := len(f.requests(bits.CancelSession)) - before; got.Outcome != c.want || n < 1 || (got.Fault != nil) != (c.want == NotTold) {
				t.Errorf("%s %+v after %d tries, want %s", got.Outcome, got.Fault, n, c.want)
			}
		})
	}
}

// TestF13_PassedOnClaimsNoMoreThanIsKnown: a session whose id was assigned again is over. Whether its file arrived
// stays unknown.
func TestF13_PassedOnClaimsNoMoreThanIsKnown(t *testing.T) {
	for last, want := range map[[2]Last]Outcome{
		{}: AlreadyGone, {LastLeft}: Unknown, {LastAcked}: TooLate,
		{LastUnsent, LastLeft}: Unknown, {LastUnsent, LastAcked}: TooLate,
	} {
		refused := &Job{
			ID: uuid.New(), Session: bits.Session{ID: "x"}, Outcome: Refused, LastFragment: last[0], Earlier: last[1],
			Target: Target{URL: "http://one/a"},
		}
		newer := &Job{ID: uuid.New(), Target: Target{URL: "http://one/b"}}
		l := loopOf(refused, newer)
		tx := l.begin(time.Now())
		tx.endRefusedOwners(tx.edit(newer.ID), "x")
		if got := tx.staged[refused.ID]; got == nil || got.Outcome != want || !tx.durable[refused.ID] {
			t.Errorf("last fragment %d: %+v, want %s", last, got, want)
		}
	}
}
