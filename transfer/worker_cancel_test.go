package transfer

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
)

func drop(id uuid.UUID) Command { return Command{Verb: VerbDrop, IDs: []uuid.UUID{id}} }

// openFiles are the open files of this process that lie below dir.
func openFiles(t *testing.T, dir string) []string {
	t.Helper()
	if runtime.GOOS != "linux" {
		return nil
	}
	all, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, fd := range all {
		if to, err := os.Readlink(filepath.Join("/proc/self/fd", fd.Name())); err == nil && strings.HasPrefix(to, dir) {
			found = append(found, to)
		}
	}
	return found
}

func TestCancelOfAWaitingJobSendsNothing(t *testing.T) {
	f := newFront(t, receiver.Options{}, nil)
	f.launch()
	j := f.job(f.file("x.bin", 100))
	j.Want = Hold
	f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	f.do(drop(j.ID))
	got := f.until(j.ID, inState(Cancelled))
	if got.Outcome != NeverReached || len(f.all()) != 0 {
		t.Errorf("%s after %v", got.Outcome, f.all())
	}
}

// TestCancelWhileTheSessionIsAskedFor: the answer is awaited and the session it names is cancelled.
func TestCancelWhileTheSessionIsAskedFor(t *testing.T) {
	come, goOn := make(chan struct{}), make(chan struct{})
	f := newFront(t, receiver.Options{}, holdFirst(bits.CreateSession, come, goOn))
	_, j := f.begin("x.bin", 100)
	<-come
	f.do(drop(j.ID))
	f.until(j.ID, inState(Cancelling))
	close(goOn)
	got := f.until(j.ID, inState(Cancelled))
	created, cancelled := f.packets(bits.CreateSession), f.packets(bits.CancelSession)
	if got.Outcome != Confirmed || len(cancelled) != 1 || cancelled[0].Session != created[0].Session || len(f.requests(bits.Fragment)) != 0 {
		t.Errorf("%s: created %v, cancelled %v", got.Outcome, created, cancelled)
	}
	if open := f.receiver.Sessions(); len(open) != 0 {
		t.Errorf("still open: %v", open)
	}
}

// TestCancelAfterAnUnansweredCreate: the Create-Session got no answer.
func TestCancelAfterAnUnansweredCreate(t *testing.T) {
	var f *front
	f = newFront(t, receiver.Options{}, on(bits.CreateSession, func(w http.ResponseWriter, r *http.Request, nth int) bool {
		if nth > 2 { // refused for certain: that says nothing about the first one
			return status(w, 403)
		}
		return f.unanswered(w, r)
	}))
	_, j := f.begin("x.bin", 100)
	f.push(j.ID, 3)
	f.do(drop(j.ID))
	if got := f.until(j.ID, inState(Cancelled)); got.Outcome != Unknown || len(f.requests(bits.CancelSession)) != 0 {
		t.Errorf("%s", got.Outcome)
	}
}

// TestCancelWhileAFragmentIsSent: the server sees the fragment break off before the Cancel-Session.
func TestCancelWhileAFragmentIsSent(t *testing.T) {
	broken := make(chan int, 1) // how many cancels had come when the fragment broke off
	var f *front
	small := receiver.Options{MaxFragment: 2 << 20}
	f = newFront(t, small, on(bits.Fragment, func(w http.ResponseWriter, r *http.Request, _ int) bool {
		if offset(r) == 0 || r.ContentLength > 2<<20 {
			return false
		}
		swallow(r)
		broken <- len(f.requests(bits.CancelSession))
		return reset(w)
	}))
	f.launch()
	f.do(Command{Verb: VerbLimits, Limits: &Limits{Rate: 2 << 20}})
	s := f.file("x.bin", 8<<20)
	j := f.job(s)
	learn(f.rig, j.Target.Server(), ServerStats{Taken: 2 << 20, Refused: 2<<20 + 1, Since: time.Now().Unix()}) // nothing is asked
	f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	half := f.until(j.ID, func(j *Job) bool { return j.Acked > 0 && j.Sent > j.Acked })
	begun := time.Now()
	f.do(drop(j.ID))
	select {
	case n := <-broken:
		if n != 0 && !underWine || time.Since(begun) > time.Second {
			t.Errorf("%d cancels came before the fragment broke off, %v after the click", n, time.Since(begun))
		}
	case <-time.After(5 * time.Second):
		t.Fatal("the fragment went on")
	}
	got := f.until(j.ID, inState(Cancelled))
	cancels := f.requests(bits.CancelSession)
	if got.Outcome != Confirmed || len(cancels) != 1 || cancels[0].session != half.Session.ID {
		t.Errorf("%s, cancels %v, session %s", got.Outcome, cancels, half.Session.ID)
	}
	for _, r := range f.requests(bits.Fragment) {
		if r.remote == cancels[0].remote {
			t.Error("the cancel went over the connection of a fragment")
		}
	}
	if open := openFiles(t, filepath.Dir(s.Path)); len(open) != 0 {
		t.Errorf("still open: %v", open)
	}
	if left := f.receiver.Sessions(); len(left) != 0 {
		t.Errorf("sessions left: %v", left)
	}
}

// TestCancelAfterTheLastFragment: claims only what is known.
func TestCancelAfterTheLastFragment(t *testing.T) {
	wait := func(r *http.Request) bool {
		swallow(r)
		<-r.Context().Done()
		return true
	}
	for name, c := range map[string]struct {
		packet bits.PacketType
		want   Outcome
	}{"without an answer": {bits.Fragment, Unknown}, "acknowledged": {bits.CloseSession, TooLate}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			come := make(chan struct{}, 9)
			f := newFront(t, receiver.Options{}, on(c.packet, func(_ http.ResponseWriter, r *http.Request, _ int) bool {
				come <- struct{}{}
				return wait(r)
			}))
			_, j := f.begin("x.bin", 100)
			<-come
			f.do(drop(j.ID))
			if got := f.until(j.ID, inState(Cancelled)); got.Outcome != c.want || len(f.requests(bits.CancelSession)) != 1 {
				t.Errorf("%s, want %s", got.Outcome, c.want)
			}
		})
	}
}

// TestCancelOfAJobAtRest: retrying, paused or failed, a job has a session that must be cancelled.
func TestCancelOfAJobAtRest(t *testing.T) {
	refuse := func(code int) hook {
		return on(bits.Fragment, func(w http.ResponseWriter, r *http.Request, _ int) bool {
			if offset(r) == 0 {
				return false
			}
			swallow(r)
			return status(w, code)
		})
	}
	for name, h := range map[string]hook{"retrying": refuse(503), "failed": refuse(403)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFront(t, receiver.Options{}, h)
			_, j := f.begin("x.bin", 3<<20)
			at := f.until(j.ID, func(j *Job) bool { return j.Fault != nil && j.Phase == Idle })
			f.do(drop(j.ID))
			f.cancelled(at)
		})
	}
	t.Run("paused", func(t *testing.T) {
		t.Parallel()
		f, _, paused := pausedHalfWay(t)
		f.do(drop(paused.ID))
		f.cancelled(paused)
	})
}

// cancelled checks that one Cancel-Session named the session of at. The second fragment of such a job
// may have been the last one.
func (f *front) cancelled(at *Job) {
	f.t.Helper()
	want := Confirmed
	if at.LastFragment == LastLeft {
		want = Unknown
	}
	got := f.until(at.ID, inState(Cancelled))
	cancels := f.requests(bits.CancelSession)
	if got.Outcome != want || len(cancels) != 1 || cancels[0].session != at.Session.ID || at.Session.IsZero() {
		f.t.Errorf("%s, want %s; cancels %v, session %q", got.Outcome, want, cancels, at.Session.ID)
	}
	if left := f.receiver.Sessions(); len(left) != 0 {
		f.t.Errorf("sessions left: %v", left)
	}
}

// TestCancelAfterSessionsThatWereLost: a file that may have arrived in one of them may be there still.
func TestCancelAfterSessionsThatWereLost(t *testing.T) {
	for fates, want := range map[[2]Last]Outcome{
		{LastUnsent, LastUnsent}: AlreadyGone, {LastLeft, LastUnsent}: Unknown, {LastUnsent, LastLeft}: Unknown,
		{LastAcked, LastUnsent}: TooLate, {LastUnsent, LastAcked}: TooLate, {LastLeft, LastAcked}: TooLate, {LastAcked, LastLeft}: TooLate,
	} {
		j := &Job{Started: time.Now()}
		for _, last := range fates {
			j.Session, j.LastFragment = bits.Session{ID: "x"}, last
			lost{}.apply(j, time.Now())
		}
		j.Want = Drop
		if endWithoutSession(j, time.Now()); j.Outcome != want {
			t.Errorf("%v: %s, want %s", fates, j.Outcome, want)
		}
	}
}

// TestCancelThatCrossesTheEnd: the answer to Close-Session was on its way when the user clicked.
func TestCancelThatCrossesTheEnd(t *testing.T) {
	for want, outcome := range map[Want]Outcome{Run: Delivered, Hold: Delivered, Drop: TooLate} {
		j := &Job{Want: want, LastFragment: LastAcked}
		finished{}.apply(j, time.Now())
		if j.Outcome != outcome {
			t.Errorf("wish %d: %s", want, j.Outcome)
		}
	}
}

// TestCancelOfAnAbandonedSession: the server may still have the session, so it is cancelled.
func TestCancelOfAnAbandonedSession(t *testing.T) {
	t.Parallel()
	f := newFront(t, receiver.Options{}, on(bits.Fragment, func(w http.ResponseWriter, r *http.Request, nth int) bool {
		if nth > 3 {
			return false
		}
		swallow(r)
		return status(w, 500)
	}))
	s, j := f.begin("x.bin", 100)
	// Not VerbRun, which begins a new count of failures: the waits are cut short instead.
	for range 3 {
		at := f.until(j.ID, func(j *Job) bool { return j.Outcome != "" || j.Fault != nil && !j.RetryAt.IsZero() && j.Phase == Idle })
		if at.Outcome != "" {
			break
		}
		if err := f.engine.ask(func() { f.engine.retryNow(time.Now(), bits.EventBack, func(*Job) bool { return true }) }); err != nil {
			t.Fatal(err)
		}
		f.until(j.ID, func(j *Job) bool { return j.Outcome != "" || j.Attempt > at.Attempt })
	}
	if done := f.until(j.ID, inState(Done, Failed)); done.State() != Done {
		t.Fatalf("%s %+v", done.State(), done.Fault)
	}
	f.arrived(s)
	created, cancelled := f.packets(bits.CreateSession), f.requests(bits.CancelSession)
	if len(created) != 2 || len(cancelled) != 1 || cancelled[0].session != created[0].Session || len(f.receiver.Sessions()) != 0 {
		t.Errorf("created %v, cancelled %v, left %v", created, cancelled, f.receiver.Sessions())
	}
}

// TestForgottenAsFarAsACancelShows: a failed cancel counts as one of a forgotten session only if the fragments before it
// failed in the same way, and its own answer gives no reason either.
func TestForgottenAsFarAsACancelShows(t *testing.T) {
	bare := func(change func(*bits.Error)) error {
		e := &bits.Error{Packet: bits.CancelSession, Status: 500}
		change(e)
		return e
	}
	unheard := Headway{Unheard: 1}
	for name, c := range map[string]struct {
		before Headway
		err    error
		want   bool
	}{
		"a bare 500":              {unheard, bare(func(*bits.Error) {}), true},
		"1 for an error":          {unheard, bare(func(e *bits.Error) { e.Code = 1 }), true},
		"after a new session":     {Headway{Renewed: true}, bare(func(*bits.Error) {}), true},
		"nothing of it before":    {Headway{}, bare(func(*bits.Error) {}), false},
		"a reason":                {unheard, bare(func(e *bits.Error) { e.Code = 2 }), false},
		"busy":                    {unheard, bare(func(e *bits.Error) { e.Status = 503 }), false},
		"a time to come back":     {unheard, bare(func(e *bits.Error) { e.RetryAfter = time.Second }), false},
		"the program behind it":   {unheard, bare(func(e *bits.Error) { e.Context = bits.ContextRemoteApplication }), false},
		"no answer":               {unheard, io.EOF, true},
		"nothing left":            {unheard, bits.ErrUnsent, false},
		"no answer, never before": {Headway{}, io.EOF, false},
	} {
		if got := forgotten(&Job{Headway: c.before}, c.err); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

// TestForgettingACancelEndsItsRequest: forgetting a cancel does not wait for a server that does not answer.
func TestForgettingACancelEndsItsRequest(t *testing.T) {
	f, _, paused := pausedHalfWay(t)
	if err := f.engine.Close(); err != nil {
		t.Fatal(err)
	}
	f.wait = time.Hour // it is not the wait for an answer that ends it
	arrived, left := make(chan struct{}), make(chan struct{})
	f.swap(on(bits.CancelSession, func(_ http.ResponseWriter, r *http.Request, nth int) bool {
		if nth == 1 {
			close(arrived)
			<-r.Context().Done()
			close(left)
		}
		return true
	}))
	f.launch()
	f.do(drop(paused.ID))
	<-arrived
	f.do(Command{Verb: VerbForget, IDs: []uuid.UUID{paused.ID}})
	if got := f.until(paused.ID, inState(Cancelled)); got.Outcome != NotTold {
		t.Errorf("%s", got.Outcome)
	}
	select {
	case <-left:
	case <-time.After(20 * time.Second):
		t.Error("the server is waited for still")
		f.server.CloseClientConnections()
	}
}

// TestCancelsOfOneServerAreBounded: a server that answers no Cancel-Session is asked by few at once, and the others
// get their turn.
func TestCancelsOfOneServerAreBounded(t *testing.T) {
	const jobs = 3 * cancelsPerServer
	var at, most atomic.Int64
	enough, goOn := make(chan struct{}), make(chan struct{})
	f := newFront(t, receiver.Options{}, on(bits.CancelSession, func(http.ResponseWriter, *http.Request, int) bool {
		if n := at.Add(1); n > most.Load() {
			most.Store(n)
		}
		defer at.Add(-1)
		select {
		case enough <- struct{}{}:
		case <-goOn:
		}
		<-goOn
		return false
	}))
	f.wait = time.Minute
	f.relaunch()
	t.Cleanup(func() { _ = f.engine.Close() })
	var ids []uuid.UUID
	if err := f.engine.ask(func() {
		for i := range jobs {
			j := &Job{ID: newID(), Session: bits.Session{ID: fmt.Sprint("x", i)}, Target: Target{URL: fmt.Sprintf("%s/%d", f.server.URL, i)}, Want: Drop, Started: time.Now()}
			l := &f.engine.loop
			l.insert(j)
			l.changed[j.ID] = kept{live: j}
			ids = append(ids, j.ID)
		}
	}); err != nil {
		t.Fatal(err)
	}
	for range cancelsPerServer {
		<-enough
	}
	if err := f.engine.ask(func() {
		if n := len(f.engine.loop.working); n != cancelsPerServer {
			t.Errorf("%d at once", n)
		}
	}); err != nil {
		t.Error(err)
	}
	close(goOn)
	for _, id := range ids {
		f.until(id, inState(Cancelled))
	}
	if n := most.Load(); n > cancelsPerServer {
		t.Errorf("%d at once", n)
	}
}
