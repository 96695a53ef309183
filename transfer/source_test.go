package transfer

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
	"sendoff/transfer/source"
	"sendoff/transfer/source/sourcetest"
)

// spoilings are what can happen to a file between its queueing and its end.
var spoilings = map[string]struct {
	spoil func(path string) error
	kind  Kind
	state State
	code  uint32
}{
	"grown":                 {func(p string) error { return os.Truncate(p, 5<<20) }, KindFileChanged, NeedsYou, 0x8020001D},
	"cut":                   {func(p string) error { return os.Truncate(p, 10) }, KindFileChanged, NeedsYou, 0x8020001D},
	"same size, later":      {func(p string) error { return os.Chtimes(p, time.Now(), time.Now().Add(time.Hour)) }, KindFileChanged, NeedsYou, 0x8020001D},
	"deleted":               {os.Remove, KindFileMissing, Failed, 0x80200029},
	"a folder in its place": {func(p string) error { return firstOf(os.Rename(p, p+".gone"), os.Mkdir(p, 0o700)) }, KindNotFile, Failed, 0x80070057},
}

func firstOf(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

func TestSourceSpoiltWhileQueued(t *testing.T) {
	for name, c := range spoilings {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFront(t, receiver.Options{}, nil)
			f.launch()
			s := f.file("x.bin", 3<<20)
			j := f.job(s)
			j.Want = Hold
			f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
			if err := c.spoil(s.Path); err != nil {
				t.Fatal(err)
			}
			f.do(Command{Verb: VerbRun, IDs: []uuid.UUID{j.ID}})
			if c.kind == KindFileChanged { // nothing was sent yet: the file is taken as it is
				f.takenAsItIs(j.ID, !writersAreTold(t))
				return
			}
			got, _ := f.push(j.ID, 0)
			if got.State() != c.state || got.Fault.Kind != c.kind || got.Fault.Code != c.code || got.Fault.Context != bits.ContextLocalFile {
				t.Errorf("%s %+v", got.State(), got.Fault)
			}
			if len(f.all()) != 0 {
				t.Errorf("the server was asked: %v", f.all())
			}
		})
	}
}

// TestSourceSpoiltWhileUploading: nothing wrong is sent, and the session stays for a cancel.
func TestSourceSpoiltWhileUploading(t *testing.T) {
	for name, c := range spoilings {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			first, goOn := make(chan struct{}), make(chan struct{})
			f := newFront(t, receiver.Options{}, on(bits.Fragment, func(_ http.ResponseWriter, _ *http.Request, nth int) bool {
				if nth == 1 {
					close(first)
					<-goOn
				}
				return false
			}))
			letOn := sync.OnceFunc(func() { close(goOn) })
			t.Cleanup(letOn) // the server cannot end before
			s, j := f.begin("x.bin", 3<<20)
			<-first
			if err := c.spoil(s.Path); err != nil {
				t.Fatal(err)
			}
			letOn()
			got, _ := f.push(j.ID, 0)
			if got.State() != c.state || got.Fault.Kind != c.kind || got.Session.IsZero() {
				t.Fatalf("%s %+v, session %+v", got.State(), got.Fault, got.Session)
			}
			f.do(drop(j.ID))
			f.until(j.ID, inState(Cancelled))
			cancels := f.requests(bits.CancelSession)
			if len(cancels) != 1 || cancels[0].session != got.Session.ID || len(f.receiver.Sessions()) != 0 {
				t.Errorf("cancels %v, sessions %v", cancels, f.receiver.Sessions())
			}
		})
	}
}

// TestSourceCutInsideAFragment: the request ends as with a broken connection, but the file is at fault.
func TestSourceCutInsideAFragment(t *testing.T) {
	f := newFront(t, receiver.Options{}, nil)
	f.launch()
	f.do(Command{Verb: VerbLimits, Limits: &Limits{Rate: 256 << 10}})
	s := f.file("x.bin", 1<<20)
	j := f.job(s)
	f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	f.until(j.ID, func(j *Job) bool { return j.Sent > 0 })
	if err := os.Truncate(s.Path, 1000); err != nil {
		t.Fatal(err)
	}
	got, _ := f.push(j.ID, 0)
	if got.State() != NeedsYou || got.Fault.Kind != KindFileChanged {
		t.Errorf("%s %+v", got.State(), got.Fault)
	}
}

// TestSourceShortForAMoment: what was sent while the file was too short is not trusted, though it is restored. A
// broken connection, or a change before anything was sent, proves nothing against the file.
func TestSourceShortForAMoment(t *testing.T) {
	r := newRig(t, receiver.Options{})
	r.open(Limits{})
	s := r.file("x.bin", 1000)
	for _, c := range []struct {
		err  error
		want Kind
		ours bool
	}{
		{fmt.Errorf("%w: %w", bits.ErrShort, io.EOF), KindFileChanged, true},
		{io.EOF, "", false},
		{source.ErrTouched, "", true},
	} {
		w := &worker{engine: r.engine, job: NewJob(s, Target{URL: r.server.URL + "/x.bin"})}
		if err, ours := w.sourceBroke(t.Context(), c.err); Kind(source.FlawOf(err)) != c.want || ours != c.ours {
			t.Errorf("%v: %v, of the file: %t", c.err, err, ours)
		}
		if w.job.Source.Written != (c.want != "") {
			t.Errorf("%v: remembered: %t", c.err, w.job.Source.Written)
		}
	}
}

func TestSourceUnreadable(t *testing.T) {
	f := newFront(t, receiver.Options{}, nil)
	f.launch()
	s := f.file("x.bin", 100)
	sourcetest.ForbidReading(t, s.Path)
	j := f.job(s)
	f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	if got, _ := f.push(j.ID, 0); got.State() != Failed || got.Fault.Kind != KindFileDenied {
		t.Errorf("%s %+v", got.State(), got.Fault)
	}
}

// TestSourceStartedOver: the job is replaced by one of the file as it is.
func TestSourceStartedOver(t *testing.T) {
	f := newFront(t, receiver.Options{}, nil)
	f.launch()
	s := f.file("x.bin", 3000)
	j := f.job(s)
	j.Want, j.Priority, j.Target.Group = Hold, High, "drop"
	f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	if err := os.WriteFile(s.Path, []byte("another text"), 0o600); err != nil {
		t.Fatal(err)
	}
	// An id that is not known does not mix up those that are.
	f.do(Command{Verb: VerbStart, IDs: []uuid.UUID{newID(), j.ID}})
	if old := f.until(j.ID, inState(Cancelled)); old.Outcome != NeverReached {
		t.Errorf("the old job: %s", old.Outcome)
	}
	found := false
	for !found {
		for id, again := range f.jobs {
			if id != j.ID {
				found = true
				done := f.until(id, inState(Done, Failed, NeedsYou))
				if done.State() != Done || done.Priority != High || done.Target != j.Target || again.Source.Size != 12 {
					t.Errorf("the new job: %+v", done)
				}
			}
		}
		if !found {
			u, err := f.feed.Next(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			maps.Copy(f.jobs, u)
		}
	}
	now, err := source.Stat(s.Path)
	if err != nil {
		t.Fatal(err)
	}
	f.arrived(now)
}

func TestSourceStartOverOfWhatIsGone(t *testing.T) {
	f := newFront(t, receiver.Options{}, nil)
	f.launch()
	if err := <-f.engine.Do(Command{Verb: VerbStart, IDs: []uuid.UUID{newID()}}); err == nil {
		t.Error("an unknown job was started over")
	}
	there, gone := f.job(f.file("there.bin", 10)), f.job(f.file("gone.bin", 10))
	there.Want, gone.Want = Hold, Hold
	f.do(Command{Verb: VerbAdd, Jobs: []Job{there, gone}})
	if err := os.RemoveAll(filepath.Dir(gone.Source.Path)); err != nil {
		t.Fatal(err)
	}
	if err := <-f.engine.Do(Command{Verb: VerbStart, IDs: []uuid.UUID{gone.ID, there.ID}}); err == nil {
		t.Error("nobody is told that one of the files is gone")
	}
	f.until(there.ID, inState(Cancelled)) // replaced
	if f.jobs[gone.ID].State() != Paused {
		t.Errorf("the job without a file is %s", f.jobs[gone.ID].State())
	}
}
