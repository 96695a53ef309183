package transfer

import (
	"errors"
	"fmt"
	"net/http"
	"syscall"
	"testing"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
	"sendoff/transfer/source"
)

// breakStore makes every write to the queue fail until mend is called, as a disk does that is gone.
func (f *front) breakStore() (mend func()) {
	f.t.Helper()
	path := f.engine.store.path
	f.engine.lasting.Wait() // the copy of the queue is made
	inLoop(f.t, f.engine, f.engine.store.db.Close)
	return func() {
		f.t.Helper()
		inLoop(f.t, f.engine, func() error {
			db, err := openBolt(path, time.Second)
			f.engine.store.db = db
			return err
		})
	}
}

// TestStorageGoneAndACancel: the fault says so, the upload stops, and the cancel works later.
func TestStorageGoneAndACancel(t *testing.T) {
	come := make(chan struct{}, 9)
	f := newFront(t, receiver.Options{}, on(bits.Fragment, func(_ http.ResponseWriter, r *http.Request, _ int) bool {
		swallow(r)
		come <- struct{}{}
		<-r.Context().Done()
		return true
	}))
	_, j := f.begin("x.bin", 100)
	<-come
	mend := f.breakStore()
	var storage *StorageError
	if err := <-f.engine.Do(drop(j.ID)); !errors.As(err, &storage) {
		t.Fatalf("the cancel: %v", err)
	}
	if err := <-f.engine.Do(Command{Verb: VerbAdd, Jobs: []Job{f.job(f.file("y.bin", 1))}}); !errors.As(err, &storage) {
		t.Errorf("a new job: %v", err)
	}
	f.until(j.ID, func(j *Job) bool { return j.State() == Paused && j.Phase == Idle })
	if len(f.jobs) != 1 {
		t.Errorf("a job that is not stored is shown: %v", f.jobs)
	}
	mend()
	f.do(drop(j.ID))
	f.until(j.ID, inState(Cancelled))
	if n := len(f.receiver.Sessions()); n != 0 || len(f.requests(bits.CancelSession)) != 1 {
		t.Errorf("%d sessions, %d cancels", n, len(f.requests(bits.CancelSession)))
	}
}

// TestStorageGoneAtTheConfirmation: a confirmed cancel counts without the disk, and is stored when that is back.
// The server is not asked again.
func TestStorageGoneAtTheConfirmation(t *testing.T) {
	f, _, paused := pausedHalfWay(t)
	come, goOn := make(chan struct{}), make(chan struct{})
	f.swap(holdFirst(bits.CancelSession, come, goOn))
	f.do(drop(paused.ID))
	<-come
	mend := f.breakStore()
	close(goOn)
	if at := f.until(paused.ID, inState(Cancelled)); at.Outcome != Confirmed {
		t.Errorf("without the disk it is %s", at.Outcome)
	}
	mend()
	if err := f.engine.Close(); err != nil {
		t.Fatal(err)
	}
	f.launch()
	if at := f.until(paused.ID, inState(Cancelled)); at.Outcome != Confirmed {
		t.Errorf("after a restart it is %s", at.Outcome)
	}
	if n := len(f.requests(bits.CancelSession)); n != 1 {
		t.Errorf("%d cancels", n)
	}
}

// TestAnswersCountWithoutStorage: a server's answers count. What the worker only intended is not done, so a
// session that is lost later was not closed.
func TestAnswersCountWithoutStorage(t *testing.T) {
	for _, ev := range []event{opened{}, lost{}, createSent{}, unopened{}, leaving{last: true}, replied{}} {
		if said := stillTrue(ev); said != nil {
			t.Errorf("%T is taken for true: %+v", ev, said)
		}
	}
	j := &Job{Source: source.File{Size: 100}}
	stillTrue(completed{closing: true}).apply(j, time.Now())
	if j.LastFragment != LastAcked || j.Acked != 100 || j.Closing {
		t.Errorf("of an end: %+v", j)
	}
	j = &Job{Source: source.File{Size: 100}}
	stillTrue(ackedAndLeaving{ack: acked{received: 60}, next: leaving{reach: 100, last: true}}).apply(j, time.Now())
	if j.Acked != 60 || j.LastFragment != LastUnsent {
		t.Errorf("of a fragment and the next: %+v", j)
	}
}

// TestStorageGoneWhenTheSessionCame: no record of the session remains, so it is cancelled at once.
func TestStorageGoneWhenTheSessionCame(t *testing.T) {
	come, goOn := make(chan struct{}), make(chan struct{})
	f := newFront(t, receiver.Options{}, holdFirst(bits.CreateSession, come, goOn))
	s, j := f.begin("x.bin", 100)
	<-come
	mend := f.breakStore()
	close(goOn)
	at := f.until(j.ID, func(j *Job) bool { return j.Fault != nil && j.Phase == Idle })
	if at.State() != Retrying || at.Fault.Kind != KindOwnDisk || len(f.requests(bits.Fragment)) != 0 || len(f.receiver.Sessions()) != 0 {
		t.Errorf("%s %+v, sessions %v", at.State(), at.Fault, f.receiver.Sessions())
	}
	mend()
	if done, faults := f.push(j.ID, 1); done.State() != Done {
		t.Fatalf("%s %+v", done.State(), faults)
	}
	f.arrived(s)
}

// TestStorageOfACancelThatHasNoSession: the program was killed between the wish and the end of the job.
func TestStorageOfACancelThatHasNoSession(t *testing.T) {
	for want, maybe := range map[Outcome]bool{NeverReached: false, Unknown: true} {
		f := newFront(t, receiver.Options{}, nil)
		s, _, _, err := openStore(f.state, time.Second)
		if err != nil {
			t.Fatal(err)
		}
		j := f.job(f.file("x.bin", 1))
		j.Want, j.Dropped, j.MaybeOpen = Drop, time.Now(), maybe
		if err := errors.Join(s.write(&changes{put: map[uuid.UUID]*Job{j.ID: &j}}), s.close()); err != nil {
			t.Fatal(err)
		}
		f.launch()
		if got := f.until(j.ID, inState(Cancelled)); got.Outcome != want || len(f.all()) != 0 {
			t.Errorf("%s after %v, want %s", got.Outcome, f.all(), want)
		}
	}
}

// TestDamageIsNoFullDisk: the error says whether the queue's file is at fault.
func TestDamageIsNoFullDisk(t *testing.T) {
	for want, err := range map[Kind]error{
		KindOwnDisk:  syscall.ENOSPC,
		KindOwnQueue: fmt.Errorf("%w: page 7 is in use twice", errDamaged),
	} {
		w := &worker{}
		if got := w.verdict(fmt.Errorf("store: %w", &StorageError{err})); got.fault.Kind != want || got.fault.Final {
			t.Errorf("%v is %q", err, got.fault.Kind)
		}
	}
}
