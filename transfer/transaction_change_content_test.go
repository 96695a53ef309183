package transfer

import (
	"bytes"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
	"sendoff/transfer/source"
)

// namedFiles are files that a user can name for a job that has sent the beginning of one, all of its size and
// time. Each puts one in place and returns its path.
var namedFiles = map[string]struct {
	put  func(s source.File) (path string, err error)
	fine bool // it has the content that was sent
}{
	"the same, moved": {func(s source.File) (string, error) {
		return s.Path + ".moved", os.Rename(s.Path, s.Path+".moved")
	}, true},
	"a copy elsewhere": {func(s source.File) (string, error) { return twin(s, func([]byte) {}) }, true},
	"another one elsewhere": {func(s source.File) (string, error) {
		return twin(s, func(b []byte) { b[7]++ })
	}, false},
	"the same place":              {func(s source.File) (string, error) { return s.Path, nil }, true},
	"the same place, overwritten": {func(s source.File) (string, error) { return s.Path, overwrite(s, 10) }, false},
	"the same place, replaced": {func(s source.File) (string, error) {
		return s.Path, supplant(s, func(b []byte) { b[7]++ })
	}, false},
}

// twin makes a changed copy with the file's time beside it.
func twin(s source.File, change func([]byte)) (string, error) {
	data, err := os.ReadFile(s.Path)
	if err != nil {
		return "", err
	}
	change(data)
	other := s
	other.Path += ".twin"
	return other.Path, firstOf(os.WriteFile(other.Path, data, 0o600), restamp(other, 0))
}

// TestNamedFileIsCompared: a file that is chosen for a job with a session continues it only if it has the content
// that was sent, whatever its name, size and time.
func TestNamedFileIsCompared(t *testing.T) {
	for what, c := range namedFiles {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			f, _, j := pausedHalfWay(t)
			f.swap(nil)
			f.putAndName(j, c.put, c.fine)
		})
	}
}

// TestNamedAfterItChanged: choosing the changed file makes no mixture, and the version that was sent can be
// continued.
func TestNamedAfterItChanged(t *testing.T) {
	f, s, j := pausedHalfWay(t)
	f.swap(nil)
	sent, err := os.ReadFile(s.Path)
	f.must(err)
	kept := s.Path + ".kept"
	f.must(os.Rename(s.Path, kept))
	old := s
	old.Path = kept
	path, err := twin(old, func(b []byte) { b[7]++ })
	f.must(err)
	f.must(os.Rename(path, s.Path))
	f.judgeNamed(j, nil)
	for range 2 { // and again
		f.name(j, s.Path)
		f.judgeNamed(j, nil)
	}
	f.name(j, kept)
	f.judgeNamed(j, sent)
}

// TestNamedBeforeTheClose: the server has every byte, and of which file is certain before it is closed.
func TestNamedBeforeTheClose(t *testing.T) {
	for what, c := range namedFiles {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			f := newFront(t, receiver.Options{}, on(bits.CloseSession, func(w http.ResponseWriter, _ *http.Request, _ int) bool {
				return status(w, 503)
			}))
			_, j := f.begin("half.bin", 3<<20)
			f.until(j.ID, func(j *Job) bool { return j.State() == Retrying && j.Phase == Idle })
			f.do(Command{Verb: VerbHold, IDs: []uuid.UUID{j.ID}})
			paused := f.until(j.ID, func(j *Job) bool { return j.State() == Paused && j.Phase == Idle })
			f.swap(nil)
			f.putAndName(paused, c.put, c.fine)
		})
	}
}

// TestNamedInAQueueOfAnOlderProgram: without a checksum any file that is named is another one.
func TestNamedInAQueueOfAnOlderProgram(t *testing.T) {
	for what, c := range namedFiles {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			f, _, j := pausedHalfWay(t)
			f.swap(nil)
			f.must(f.engine.Close())
			f.forgetIdentity(j.ID)
			f.launch()
			f.putAndName(j, c.put, false)
		})
	}
}

func (f *front) putAndName(j *Job, put func(source.File) (string, error), fine bool) {
	f.t.Helper()
	sent, err := os.ReadFile(j.Source.Path)
	f.must(err)
	path, err := put(j.Source)
	f.must(err)
	f.name(j, path)
	if !fine {
		sent = nil
	}
	f.judgeNamed(j, sent)
}

// name does what "change --file" and *Find file* do.
func (f *front) name(j *Job, path string) {
	f.t.Helper()
	file, err := source.Stat(path)
	f.must(err)
	given := *j
	given.Source = file
	f.do(Command{Verb: VerbChange, Jobs: []Job{given}})
}

// judgeNamed lets the job go on. It ends with the content that was sent; nil: it does not end.
func (f *front) judgeNamed(j *Job, sent []byte) {
	f.t.Helper()
	begun, closes := time.Now(), len(f.requests(bits.CloseSession))
	f.do(Command{Verb: VerbRun, IDs: []uuid.UUID{j.ID}})
	got := f.until(j.ID, func(j *Job) bool {
		return j.Outcome != "" || j.Phase == Idle && j.Fault != nil && j.Fault.At.After(begun)
	})
	if sent == nil {
		closes = len(f.requests(bits.CloseSession)) - closes
		if got.State() != NeedsYou || got.Fault.Kind != KindFileChanged || closes != 0 {
			f.t.Fatalf("%s %+v, closed %d times", got.State(), got.Fault, closes)
		}
		return
	}
	there, err := os.ReadFile(filepath.Join(f.folder, "half.bin"))
	if got.State() != Done || got.Source.Unproven || len(f.requests(bits.CreateSession)) != 1 || !bytes.Equal(there, sent) {
		f.t.Fatalf("%s %+v, %d sessions, %v", got.State(), got.Fault, len(f.requests(bits.CreateSession)), err)
	}
}
