package transfer

import (
	"errors"
	"net/http"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
	"sendoff/transfer/source"
)

// afterItLeft are changes of a file while a fragment has no answer yet. Each restores size, time stamp and content,
// so that the upload goes on.
var afterItLeft = map[string]func(s source.File) error{
	"changed and put back":                  func(s source.File) error { return firstOf(overwrite(s, 1<<20+5), putBack(s, 1<<20+5)) },
	"changed and put back at its beginning": func(s source.File) error { return firstOf(overwrite(s, 10), putBack(s, 10)) },
	"cut and put back":                      cut,
	"chmod":                                 func(s source.File) error { return os.Chmod(s.Path, 0o640) },
	"chmod, and read":                       func(s source.File) error { return firstOf(os.Chmod(s.Path, 0o640), readOnly(s)) },
	"read":                                  readOnly,
	"a second name":                         func(s source.File) error { return os.Link(s.Path, s.Path+".link") },
	"opened for writing, and let be":        func(s source.File) error { return writable(s, func(*os.File) error { return nil }) },
}

// putBack undoes overwrite.
func putBack(s source.File, at int64) error {
	return writable(s, func(f *os.File) error {
		b := make([]byte, 1)
		_, err := f.ReadAt(b, at)
		b[0]--
		_, wrote := f.WriteAt(b, at)
		return errors.Join(err, wrote, restamp(s, 0))
	})
}

func writable(s source.File, use func(f *os.File) error) error {
	f, err := os.OpenFile(s.Path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(use(f), f.Close())
}

// cut makes the file shorter for a moment.
func cut(s source.File) error {
	data, err := os.ReadFile(s.Path)
	return errors.Join(err, os.Truncate(s.Path, 2<<20), os.WriteFile(s.Path, data, 0o600), restamp(s, 0))
}

func readOnly(s source.File) error {
	_, err := os.ReadFile(s.Path)
	return err
}

// TestTouchedAfterItLeft: if the server has the bytes of the present file, nothing is asked and nothing resent.
func TestTouchedAfterItLeft(t *testing.T) {
	for _, moment := range []string{"in a fragment", "after a fragment whose answer was lost"} {
		for what, touch := range afterItLeft {
			t.Run(what+" "+moment, func(t *testing.T) {
				t.Parallel()
				f, s, j := threeParts(t)
				moments[moment](f, s, touch)
				f.do(Command{Verb: VerbRun, IDs: []uuid.UUID{j.ID}})
				f.judgeContent(j.ID, s, true)
			})
		}
	}
}

// threeParts is a paused job that takes three fragments.
func threeParts(t *testing.T) (*front, source.File, Job) {
	t.Helper()
	f := newFront(t, receiver.Options{MaxFragment: firstFragment, Overwrite: true}, nil)
	f.launch()
	s := f.file("x.bin", 3<<20)
	j := f.job(s)
	j.Want = Hold
	f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	f.until(j.ID, inState(Paused))
	return f, s, j
}

// change changes one byte and changes it back.
type change struct {
	there, back func(s source.File, at int64) error
}

var writtenAndPutBack = change{overwrite, putBack}

// mixIn changes the last byte of a part after the first bytes of its fragment were sent, and restores it when all
// were. Unless the answer is lost, the receiver answers.
func (f *front) mixIn(part int64, s source.File, c change, lost bool) {
	at := part<<20 - 1
	before := f.byteAt(s, at)
	if part == 1 {
		f.rate(512 << 10)
	}
	var once sync.Once
	f.swap(on(bits.Fragment, func(w http.ResponseWriter, r *http.Request, _ int) (answered bool) {
		if r.ContentLength <= firstFragment && offset(r) == (part-2)<<20 {
			swallowInto(r)
			f.rate(512 << 10)
		}
		if r.ContentLength > firstFragment || offset(r) != (part-1)<<20 {
			return false
		}
		once.Do(func() {
			f.failed(c.there(s, at))
			f.rate(0)
			swallowInto(r)
			if body, ok := r.Body.(readCloser); !ok || body.Len() == 0 || body.Bytes()[body.Len()-1] == before {
				f.t.Error("this shows nothing: no mixture has left")
			}
			f.failed(c.back(s, at))
			answered = lost && f.unanswered(w, r)
		})
		return answered
	}))
}

func (f *front) byteAt(s source.File, at int64) byte {
	data, err := os.ReadFile(s.Path)
	f.must(err)
	return data[at]
}

func (f *front) rate(bytesPerSecond int64) {
	f.failed(<-f.engine.Do(Command{Verb: VerbLimits, Limits: &Limits{Rate: bytesPerSecond}}))
}

// mixed checks that a job has ended with what it has to say of a mixture, which is no upload.
func (f *front) mixed(id uuid.UUID) {
	f.t.Helper()
	got, faults := f.push(id, 3)
	if got.State() != NeedsYou || got.Fault.Kind != KindFileChanged || got.Fault.Code != bits.CodeLocalFileChanged {
		f.t.Fatalf("%s %+v, %+v", got.State(), got.Fault, faults)
	}
	if n := len(f.requests(bits.CloseSession)); n != 0 {
		f.t.Errorf("%d sessions closed", n)
	}
}

// startOver tries a job again that has changed, in vain, also after a restart, and then starts it over.
func (f *front) startOver(id uuid.UUID, s source.File) {
	f.t.Helper()
	f.swap(nil)
	f.must(f.engine.Close())
	f.launch()
	begun := time.Now()
	f.do(Command{Verb: VerbRun, IDs: []uuid.UUID{id}})
	again := f.until(id, func(j *Job) bool {
		return j.Outcome != "" || j.Fault != nil && j.Fault.At.After(begun) && j.Phase == Idle
	})
	if again.LastFragment == LastAcked { // all of it is sent once more, in a session of its own
		f.arrived(s)
		return
	}
	if again.State() != NeedsYou || again.Fault.Kind != KindFileChanged {
		f.t.Fatalf("tried again: %s %+v", again.State(), again.Fault)
	}
	f.do(Command{Verb: VerbStart, IDs: []uuid.UUID{id}})
	f.until(id, inState(Cancelled))
	for next := range f.jobs {
		if next != id {
			f.until(next, inState(Done))
		}
	}
	f.arrived(s)
}

// TestMixedInFlight: a fragment that was changed while it was sent and then restored is detected, in any position.
// The job remembers it until it is started over.
func TestMixedInFlight(t *testing.T) {
	for name, part := range map[string]int64{"first": 1, "middle": 2, "last": 3} {
		for answer, lost := range map[string]bool{"answered": false, "lost": true} {
			t.Run(name+" "+answer, func(t *testing.T) {
				t.Parallel()
				f, s, j := threeParts(t)
				f.mixIn(part, s, writtenAndPutBack, lost)
				f.do(Command{Verb: VerbRun, IDs: []uuid.UUID{j.ID}})
				f.mixed(j.ID)
				f.startOver(j.ID, s)
			})
		}
	}
}

// TestSentAgainAsAnother: a fragment whose answer was lost is resent after the file has changed unnoticed by the
// system. The server may have parts of both versions.
func TestSentAgainAsAnother(t *testing.T) {
	f, s, j := threeParts(t)
	f.second(func(w http.ResponseWriter, _ *http.Request) bool { return reset(w) })
	f.do(Command{Verb: VerbRun, IDs: []uuid.UUID{j.ID}})
	f.until(j.ID, inState(Retrying))
	f.do(Command{Verb: VerbHold, IDs: []uuid.UUID{j.ID}})
	f.until(j.ID, func(j *Job) bool { return j.State() == Paused && j.Phase == Idle })
	f.swap(nil)
	f.must(f.engine.Close())
	f.must(overwrite(s, 1<<20+5))
	now, err := source.Stat(s.Path)
	f.must(err)
	f.record(j.ID, func(source, _ map[string]any) { source["changed"] = now.Changed })
	f.launch()
	f.do(Command{Verb: VerbRun, IDs: []uuid.UUID{j.ID}})
	f.mixed(j.ID)
}

// TestPutBackWhileNothingIsSent: a change that is undone while nothing is under way costs nothing.
func TestPutBackWhileNothingIsSent(t *testing.T) {
	for _, moment := range []string{"while it is paused", "while the program is closed"} {
		t.Run(moment, func(t *testing.T) {
			t.Parallel()
			f, s, j := threeParts(t)
			moments[moment](f, s, afterItLeft["changed and put back"])
			f.do(Command{Verb: VerbRun, IDs: []uuid.UUID{j.ID}})
			f.judgeContent(j.ID, s, true)
		})
	}
}

// TestUnreportedChangesAreCompared: a file whose change the system does not report, as on FAT after its time was
// put back, is compared before the job is done. An unchanged file costs nothing else.
func TestUnreportedChangesAreCompared(t *testing.T) {
	for name, fine := range map[string]bool{"changed": false, "let be": true} {
		t.Run(name, func(t *testing.T) {
			f, s, j := threeParts(t)
			_, answer := f.stopAtSecond()
			f.do(Command{Verb: VerbHold, IDs: []uuid.UUID{j.ID}})
			f.until(j.ID, func(j *Job) bool { return j.Acked > 0 && j.State() == Paused && j.Phase == Idle })
			answer()
			f.swap(nil)
			f.must(f.engine.Close())
			if !fine {
				f.must(overwrite(s, 10))
			}
			now, err := source.Stat(s.Path)
			f.must(err)
			f.record(j.ID, func(source, job map[string]any) {
				source["changed"], job["tells"] = now.Changed, false
			})
			f.launch()
			f.do(Command{Verb: VerbRun, IDs: []uuid.UUID{j.ID}})
			if fine {
				f.judgeContent(j.ID, s, true)
				return
			}
			f.mixed(j.ID)
		})
	}
}
