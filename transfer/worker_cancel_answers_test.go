package transfer

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
)

// TestCancelAnswers has what servers say to a Cancel-Session.
func TestCancelAnswers(t *testing.T) {
	for name, c := range map[string]struct {
		answer func(w http.ResponseWriter) bool
		want   Outcome
	}{
		"refused":         {func(w http.ResponseWriter) bool { return status(w, 403) }, Refused},
		"no such session": {lostSession, AlreadyGone},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, _, paused := pausedHalfWay(t)
			if paused.LastFragment != LastUnsent {
				t.Fatal("the pause came too late for this test")
			}
			f.swap(on(bits.CancelSession, func(w http.ResponseWriter, _ *http.Request, _ int) bool { return c.answer(w) }))
			f.do(drop(paused.ID))
			got := f.until(paused.ID, inState(Cancelled))
			if got.Outcome != c.want || len(f.requests(bits.CancelSession)) != 1 {
				t.Errorf("%s %+v after %d requests", got.Outcome, got.Fault, len(f.requests(bits.CancelSession)))
			}
		})
	}
}

// TestCancelIsToldWhenTheServerIsBack: through an absence and a restart of the program.
func TestCancelIsToldWhenTheServerIsBack(t *testing.T) {
	f, s, paused := pausedHalfWay(t)
	f.swap(func(w http.ResponseWriter, _ *http.Request, _ bits.PacketType, _ int) bool { return reset(w) })
	f.do(drop(paused.ID))
	open := f.until(paused.ID, func(j *Job) bool { return j.Fault != nil && !j.RetryAt.IsZero() && j.Phase == Idle })
	if open.State() != Cancelling || open.Outcome != "" {
		t.Fatalf("%s %s", open.State(), open.Outcome)
	}
	// A job for the same address waits meanwhile.
	j := f.job(s)
	f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	if err := f.engine.Close(); err != nil {
		t.Fatal(err)
	}
	before := len(f.all())
	f.launch()
	if again := f.until(paused.ID, func(*Job) bool { return true }); again.State() != Cancelling || again.Session != paused.Session {
		t.Fatalf("after a restart: %s %+v", again.State(), again.Session)
	}
	f.swap(nil)
	f.do(Command{Verb: VerbRun, IDs: []uuid.UUID{paused.ID}}) // "the network is back"
	if got := f.until(paused.ID, inState(Cancelled)); got.Outcome == NotTold || got.Outcome == AlreadyGone {
		t.Errorf("%s", got.Outcome)
	}
	f.until(j.ID, inState(Done))
	f.arrived(s)
	cancelled := false
	for _, r := range f.all()[before:] {
		cancelled = cancelled || r.packet == bits.CancelSession
		if r.packet == bits.CreateSession && !cancelled {
			t.Error("the new job did not wait for the open cancel")
		}
	}
}

func TestCancelForgotten(t *testing.T) {
	f, s, paused := pausedHalfWay(t)
	f.swap(on(bits.CancelSession, func(w http.ResponseWriter, _ *http.Request, _ int) bool { return status(w, 503) }))
	f.do(drop(paused.ID))
	f.until(paused.ID, func(j *Job) bool { return j.Fault != nil && j.Phase == Idle })
	f.do(Command{Verb: VerbForget, IDs: []uuid.UUID{paused.ID}})
	if got := f.until(paused.ID, inState(Cancelled)); got.Outcome != NotTold {
		t.Errorf("%s", got.Outcome)
	}
	j := f.job(s)
	f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	f.until(j.ID, inState(Done))
}

// TestCancelNeverHitsANewerUpload: the server hands one id out twice.
func TestCancelNeverHitsANewerUpload(t *testing.T) {
	for name, c := range map[string]struct {
		size int
		want Outcome
	}{
		"in the middle":              {2*firstFragment + 1, AlreadyGone},
		"the last fragment had left": {100, Unknown},
	} {
		t.Run(name, func(t *testing.T) { cancelSparesNewer(t, c.size, c.want) })
	}
}

func cancelSparesNewer(t *testing.T, size int, want Outcome) {
	t.Helper()
	const id = "hash-of-the-address"
	f := newFront(t, receiver.Options{}, func(w http.ResponseWriter, r *http.Request, p bits.PacketType, _ int) bool {
		switch {
		case p == bits.CreateSession:
			return status(w, 200, bits.HeaderSessionID, id)
		case p == bits.CancelSession:
			return status(w, 503)
		case p == bits.Fragment && strings.HasPrefix(r.URL.Path, "/old"):
			swallow(r)
			return status(w, 503)
		}
		swallow(r)
		return status(w, 200)
	})
	_, old := f.begin("old.bin", size)
	f.until(old.ID, func(j *Job) bool { return j.Fault != nil && j.Phase == Idle })
	f.do(drop(old.ID))
	f.until(old.ID, func(j *Job) bool { return j.Want == Drop && j.Fault != nil && j.Phase == Idle })
	j := f.job(f.file("new.bin", 100))
	f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	f.until(j.ID, inState(Done))
	if got := f.until(old.ID, inState(Cancelled)); got.Outcome != want {
		t.Errorf("%s", got.Outcome)
	}
	created := false
	for _, r := range f.all() {
		created = created || r.packet == bits.CreateSession && strings.HasPrefix(r.path, "/new")
		if r.packet == bits.CancelSession && created {
			t.Error("a late cancel names the session of the newer upload")
		}
	}
}

// TestF13_CancelOfAJobAtRestSparesTheNewerUpload: the server hands the id of a paused upload out again,
// to a newer one of the same address. Whoever cancels the older one does not mean the newer.
func TestF13_CancelOfAJobAtRestSparesTheNewerUpload(t *testing.T) {
	f, s, paused := pausedHalfWay(t)
	hold, come := make(chan struct{}), make(chan struct{}, 9)
	f.swap(func(w http.ResponseWriter, r *http.Request, p bits.PacketType, _ int) bool {
		swallow(r)
		switch p {
		case bits.CreateSession:
			return status(w, 200, bits.HeaderSessionID, paused.Session.ID)
		case bits.Fragment:
			come <- struct{}{}
			select {
			case <-hold:
			case <-r.Context().Done():
			}
		default:
		}
		return status(w, 200)
	})
	newer := f.job(s)
	f.do(Command{Verb: VerbAdd, Jobs: []Job{newer}})
	<-come
	if j := f.until(paused.ID, func(j *Job) bool { return j.Session.IsZero() }); j.State() != Paused {
		t.Errorf("%s", j.State())
	}
	f.do(drop(paused.ID))
	f.until(paused.ID, inState(Cancelled))
	close(hold)
	f.until(newer.ID, inState(Done))
	if n := len(f.requests(bits.CancelSession)); n != 0 {
		t.Errorf("%d cancels named the session of the newer upload", n)
	}
}
