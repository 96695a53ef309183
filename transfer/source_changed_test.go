package transfer

import (
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
	"sendoff/transfer/source"
)

// TestC33_WrittenInsideTheOnlyFragment: the file is written in place while its only fragment is under way. The server
// then has no version of the file: the job is not done, and starting over sends the present version.
func TestC33_WrittenInsideTheOnlyFragment(t *testing.T) {
	t.Parallel()
	f, j := writtenInside(t)
	got, _ := f.push(j.ID, 0)
	if got.State() != NeedsYou || got.Fault.Kind != KindFileChanged || got.Fault.Code != bits.CodeLocalFileChanged || got.LastFragment != LastAcked {
		t.Fatalf("%s %+v, last fragment %d", got.State(), got.Fault, got.LastFragment)
	}
	if n := len(f.requests(bits.CloseSession)); n != 0 {
		t.Errorf("%d sessions closed", n)
	}
	f.do(Command{Verb: VerbRun, IDs: []uuid.UUID{j.ID}}) // which changes nothing about the file
	if got, _ = f.push(j.ID, 0); got.State() != NeedsYou {
		t.Fatalf("tried again: %s", got.State())
	}
	f.do(Command{Verb: VerbLimits, Limits: &Limits{}})
	f.do(Command{Verb: VerbStart, IDs: []uuid.UUID{j.ID}})
	if old := f.until(j.ID, inState(Cancelled)); old.Outcome != TooLate {
		t.Errorf("the old job: %s", old.Outcome)
	}
	now, err := source.Stat(j.Source.Path)
	if err != nil {
		t.Fatal(err)
	}
	for id := range f.jobs {
		if id != j.ID {
			f.until(id, inState(Done))
		}
	}
	f.arrived(now)
	if left := f.receiver.Sessions(); len(left) != 0 {
		t.Errorf("on the server: %v", left)
	}
}

// TestC33_WrittenInsideAndPutBack: the old version is restored, and all of it is sent again.
func TestC33_WrittenInsideAndPutBack(t *testing.T) {
	t.Parallel()
	f, j := writtenInside(t)
	f.push(j.ID, 0)
	if err := os.Chtimes(j.Source.Path, j.Source.ModTime, j.Source.ModTime); err != nil {
		t.Fatal(err)
	}
	f.do(Command{Verb: VerbLimits, Limits: &Limits{}})
	f.do(Command{Verb: VerbRun, IDs: []uuid.UUID{j.ID}})
	f.until(j.ID, inState(Done))
	f.arrived(j.Source)
	if n := len(f.requests(bits.CancelSession)); n != 1 || len(f.receiver.Sessions()) != 0 {
		t.Errorf("%d cancels, on the server %v", n, f.receiver.Sessions())
	}
}

// TestC33_RemovedBeforeTheClose: a file that the server has completely is no longer needed.
func TestC33_RemovedBeforeTheClose(t *testing.T) {
	t.Parallel()
	f := newFront(t, receiver.Options{}, on(bits.CloseSession, func(w http.ResponseWriter, _ *http.Request, nth int) bool {
		return nth == 1 && status(w, 503)
	}))
	s, j := f.begin("x.bin", 1000)
	f.until(j.ID, inState(Retrying))
	if err := os.Remove(s.Path); err != nil {
		t.Fatal(err)
	}
	f.do(Command{Verb: VerbRun, IDs: []uuid.UUID{j.ID}})
	f.until(j.ID, inState(Done))
}

// TestC33_GrownWithItsTimePutBack: the size alone shows the change.
func TestC33_GrownWithItsTimePutBack(t *testing.T) {
	t.Parallel()
	f, s, j := pausedHalfWay(t)
	if err := firstOf(os.Truncate(s.Path, s.Size+1), os.Chtimes(s.Path, s.ModTime, s.ModTime)); err != nil {
		t.Fatal(err)
	}
	f.do(Command{Verb: VerbRun, IDs: []uuid.UUID{j.ID}})
	if got, _ := f.push(j.ID, 0); got.State() != NeedsYou || got.Fault.Kind != KindFileChanged {
		t.Errorf("%s %+v", got.State(), got.Fault)
	}
}

// writtenInside is a job whose only fragment is under way while its file is written to.
func writtenInside(t *testing.T) (*front, Job) {
	t.Helper()
	f := newFront(t, receiver.Options{Overwrite: true}, nil)
	f.launch()
	f.do(Command{Verb: VerbLimits, Limits: &Limits{Rate: 512 << 10}})
	s := f.file("x.bin", 1<<20)
	j := f.job(s)
	f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	f.until(j.ID, func(j *Job) bool { return j.Sent > 0 })
	file, err := os.OpenFile(s.Path, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := file.WriteAt([]byte("another text"), s.Size-100); err != nil {
		t.Fatal(err)
	}
	if err := firstOf(file.Close(), os.Chtimes(s.Path, s.ModTime, s.ModTime.Add(time.Second))); err != nil {
		t.Fatal(err)
	}
	return f, j
}
