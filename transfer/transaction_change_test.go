package transfer

import (
	"errors"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
	"sendoff/transfer/source"
)

// A name that is taken is cured by another one: the same job goes on, at its place in the queue.
func TestChangeOfANameKeepsTheJob(t *testing.T) {
	s := newHeldQueue(t, "abc")
	j := *s.jobOf("b")
	j.Target.URL = "http://127.0.0.1:9/other"
	s.do(Command{Verb: VerbChange, Jobs: []Job{j}})
	now := s.jobOf("b")
	if now.Target.URL != j.Target.URL || now.Outcome != "" || now.Want != Run || s.queue() != "abc" {
		t.Errorf("job %+v in queue %s", now, s.queue())
	}
}

func TestChangeIsRefusedWhole(t *testing.T) {
	s := newHeldQueue(t, "ab")
	good, bad := *s.jobOf("a"), *s.jobOf("b")
	good.Target.URL = "http://127.0.0.1:9/good"
	bad.Target.URL = "ftp://127.0.0.1/bad"
	var address *AddressError
	if err := <-s.engine.Do(Command{Verb: VerbChange, Jobs: []Job{good, bad}}); !errors.As(err, &address) {
		t.Errorf("a bad address: %v", err)
	}
	if got := s.jobOf("a").Target.URL; got == good.Target.URL {
		t.Error("one of two was changed all the same")
	}
	stranger := NewJob(good.Source, good.Target)
	if err := <-s.engine.Do(Command{Verb: VerbChange, Jobs: []Job{stranger}}); !errors.Is(err, ErrNoJob) {
		t.Errorf("a job that is not there: %v", err)
	}
	s.do(Command{Verb: VerbDrop, IDs: s.find("a")})
	if err := <-s.engine.Do(Command{Verb: VerbChange, Jobs: []Job{good}}); !errors.Is(err, ErrEnded) {
		t.Errorf("a job that has ended: %v", err)
	}
}

// Of a file that was moved the session goes on; of another version it is cancelled, and a new job takes
// its place.
func TestChangeOfASourceWithASession(t *testing.T) {
	t.Run("moved", func(t *testing.T) {
		f, source, j := pausedHalfWay(t)
		f.swap(nil)
		moved := moveFile(t, source)
		changed := *j
		changed.Source = moved
		f.do(Command{Verb: VerbChange, Jobs: []Job{changed}})
		f.do(Command{Verb: VerbRun, IDs: []uuid.UUID{j.ID}})
		end := f.until(j.ID, func(j *Job) bool { return j.Outcome != "" })
		if end.Outcome != Delivered || len(f.requests(bits.CreateSession)) != 1 {
			t.Errorf("outcome %s, %d sessions", end.Outcome, len(f.requests(bits.CreateSession)))
		}
	})
	t.Run("another version", func(t *testing.T) {
		f, _, j := pausedHalfWay(t)
		f.swap(nil)
		other := f.file("other.bin", 300_000)
		changed := *j
		changed.Source = other
		f.do(Command{Verb: VerbChange, Jobs: []Job{changed}})
		old := f.until(j.ID, func(j *Job) bool { return j.Outcome != "" })
		if old.Outcome != Confirmed || len(f.requests(bits.CancelSession)) != 1 {
			t.Errorf("the old session: %s, %d cancels", old.Outcome, len(f.requests(bits.CancelSession)))
		}
		var next *Job
		for _, n := range f.jobs {
			if n.ID != j.ID {
				next = n
			}
		}
		if next == nil || next.Order != j.Order || next.Want != Hold || next.Source != other || next.Target != j.Target {
			t.Fatalf("in its place: %+v", next)
		}
		f.do(Command{Verb: VerbRun, IDs: []uuid.UUID{next.ID}})
		if end := f.until(next.ID, func(j *Job) bool { return j.Outcome != "" }); end.Outcome != Delivered {
			t.Errorf("outcome %s", end.Outcome)
		}
	})
}

func moveFile(t *testing.T, s source.File) source.File {
	t.Helper()
	to := s.Path + ".moved"
	if err := os.Rename(s.Path, to); err != nil {
		t.Fatal(err)
	}
	moved, err := source.Stat(to)
	if err != nil {
		t.Fatal(err)
	}
	return moved
}

// jobOf returns a job of the held queue, as a new reader sees it.
func (s *heldQueue) jobOf(name string) *Job {
	s.t.Helper()
	f := s.engine.Watch()
	defer f.Close()
	all, err := f.Next(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	return all[s.ids[name]]
}

// A refusal carries what its server's admin will ask for.
func TestFaultQuotesTheAnswer(t *testing.T) {
	f := newFront(t, receiver.Options{}, on(bits.CreateSession, func(w http.ResponseWriter, _ *http.Request, _ int) bool {
		return status(w, 403, bits.HeaderServer, "Microsoft-IIS/10.0", bits.HeaderErrorCode, "0x80070005")
	}))
	_, j := f.begin("a.bin", 10)
	end := f.until(j.ID, inState(Failed))
	if end.Fault.Packet != string(bits.CreateSession) || !strings.Contains(end.Fault.Head, "Server: Microsoft-IIS/10.0\n") {
		t.Errorf("packet %q, head %q", end.Fault.Packet, end.Fault.Head)
	}
}

// TestChangeOfACancelledJob: is refused: it would be another upload of something that the user has cancelled.
func TestChangeOfACancelledJob(t *testing.T) {
	old := stored(1)
	old.Want = Drop
	l := loopOf(old)
	tx := l.begin(time.Now())
	given := *old
	given.Target.URL = "http://server/drop/other.bin"
	if err := tx.command(&Command{Verb: VerbChange, Jobs: []Job{given}}); !errors.Is(err, ErrEnded) || len(tx.added) != 0 {
		t.Errorf("%v, %d jobs more", err, len(tx.added))
	}
}

// TestChangeAfterUnclear: what follows an unclear fragment is changed in place, of a job that is at work too,
// and costs no session.
func TestChangeAfterUnclear(t *testing.T) {
	r := newRig(t, receiver.Options{MaxFragment: firstFragment})
	r.open(Limits{Rate: 1 << 20})
	r.engine.Start()
	s := r.file("x.bin", 4<<20)
	j := r.job(s)
	r.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	at := r.until(j.ID, func(j *Job) bool { return j.Acked > 0 && j.Phase == Sending })
	for _, way := range []AfterUnclear{Restart, Auto, Resume} {
		given := *at
		given.Target.AfterUnclear = way
		r.do(Command{Verb: VerbChange, Jobs: []Job{given}})
		at = r.until(j.ID, func(j *Job) bool { return j.Target.AfterUnclear == way || j.Outcome != "" })
		if at.Want == Drop || at.Outcome != "" {
			t.Fatalf("the job was given up: %s", at.State())
		}
	}
	bad := *at
	bad.Target.AfterUnclear = "guess"
	if err := <-r.engine.Do(Command{Verb: VerbChange, Jobs: []Job{bad}}); err == nil {
		t.Error("what is no way was taken")
	}
	r.do(Command{Verb: VerbLimits, Limits: &Limits{}})
	if done := r.until(j.ID, inState(Done, Failed, NeedsYou)); done.State() != Done || done.Target.AfterUnclear != Resume {
		t.Errorf("%s with %q", done.State(), done.Target.AfterUnclear)
	}
	r.arrived(s)
	if n := len(r.packets(bits.CreateSession)); n != 1 {
		t.Errorf("%d sessions", n)
	}
}
