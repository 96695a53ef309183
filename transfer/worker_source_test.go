package transfer

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
	"sendoff/transfer/source"
)

// takenAsItIs checks that a file that changed in the queue is uploaded as it is, after being watched where a program
// has it open, or the system cannot say.
func (f *front) takenAsItIs(id uuid.UUID, watched bool) {
	f.t.Helper()
	if watched {
		f.watched(id)
	}
	done := f.until(id, inState(Done, Failed, NeedsYou))
	current, err := source.Stat(done.Source.Path)
	if err != nil || done.State() != Done || done.Source != current {
		f.t.Fatalf("%s %+v: uploaded %+v, the file is %+v", done.State(), done.Fault, done.Source, current)
	}
	f.arrived(current)
}

func (f *front) watched(id uuid.UUID) {
	f.t.Helper()
	busy := f.until(id, func(j *Job) bool { return j.Fault != nil && j.Phase == Idle })
	if busy.State() != Retrying || busy.Fault.Kind != KindFileBusy || busy.Attempt != 0 {
		f.t.Fatalf("%s %+v, attempt %d", busy.State(), busy.Fault, busy.Attempt)
	}
	if n := len(f.all()); n != 0 {
		f.t.Errorf("the server was asked %d times", n)
	}
}

// writersAreTold reports whether this system can say that no program writes a file.
func writersAreTold(t *testing.T) bool {
	t.Helper()
	path := filepath.Join(t.TempDir(), "x")
	if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	in, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close() //nolint:errcheck // only read
	return source.NobodyWrites(path, in)
}

// TestFileThatIsBeingWritten: a file grows for two seconds after it was dropped, and arrives whole.
func TestFileThatIsBeingWritten(t *testing.T) {
	t.Parallel()
	f := newFront(t, receiver.Options{}, nil)
	f.launch()
	path := filepath.Join(t.TempDir(), "export.csv")
	out, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	s, err := source.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	j := f.job(s)
	f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	for i := range 20 {
		<-time.After(100 * time.Millisecond)
		if _, err := fmt.Fprintln(out, i, strings.Repeat("x", 1000)); err != nil {
			t.Fatal(err)
		}
	}
	written := time.Now()
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	f.takenAsItIs(j.ID, true)
	least := source.QuietTime - 200*time.Millisecond
	if writersAreTold(t) { // then it is not waited after the end of the writing, but for the next look
		least = 0
	}
	if took := time.Since(written); took < least || took > 4*source.QuietTime {
		t.Errorf("uploaded %v after the last byte was written", took)
	}
	notes, err := f.engine.Transcript(t.Context(), j.ID)
	if err != nil {
		t.Fatal(err)
	}
	said := 0
	for _, n := range notes {
		if n.Event == bits.EventStillWritten {
			said++
		}
	}
	if said != 1 {
		t.Errorf("said %d times in %v", said, notes)
	}
}

// TestJustWrittenStartsAtOnce: a file that no program has open for writing is not watched.
func TestJustWrittenStartsAtOnce(t *testing.T) {
	if !writersAreTold(t) {
		t.Skip("this system does not tell who writes a file")
	}
	f := newFront(t, receiver.Options{}, nil)
	f.launch()
	path := filepath.Join(t.TempDir(), "x.tgz")
	f.must(os.WriteFile(path, []byte("just written"), 0o600))
	s, err := source.Stat(path)
	f.must(err)
	j := f.job(s)
	f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	if first := f.until(j.ID, func(j *Job) bool { return j.Fault != nil || j.Outcome != "" }); first.Outcome != Delivered {
		t.Fatalf("%s %+v", first.State(), first.Fault)
	}
	if n := f.lines(j.ID, bits.EventStillWritten); n != 0 {
		t.Errorf("%d lines about writing", n)
	}
	f.arrived(s)
}

// TestPatienceWithAFile: the job's time limit also holds for a file that grows for ever or does not come back.
func TestPatienceWithAFile(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(t *testing.T, path string)
		kind  Kind
	}{
		"grows for ever": {func(t *testing.T, path string) {
			out, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
			if err != nil {
				t.Fatal(err)
			}
			_, _ = out.WriteString("x") // before the first look: what is an hour old is not watched
			over := make(chan struct{})
			go func() { // ends with the test
				defer close(over)
				for t.Context().Err() == nil {
					<-time.After(50 * time.Millisecond)
					_, _ = out.WriteString("x")
				}
				_ = out.Close()
			}()
			t.Cleanup(func() { <-over })
		}, KindFileBusy},
		"is away": {func(t *testing.T, path string) {
			if err := os.RemoveAll(filepath.Dir(path)); err != nil {
				t.Fatal(err)
			}
		}, KindFileAway},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFront(t, receiver.Options{}, nil)
			f.launch()
			s := f.file("x.bin", 100)
			c.spoil(t, s.Path)
			j := f.job(s)
			j.Target.NoProgress = time.Second
			f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
			got := f.until(j.ID, inState(Done, Failed, NeedsYou))
			if got.State() != Failed || got.Fault.Kind != c.kind || got.Fault.GivenUp < time.Second || len(f.all()) != 0 {
				t.Errorf("%s %+v", got.State(), got.Fault)
			}
		})
	}
}

// TestDiskThatIsPulled: the folder disappears during an upload and comes back.
func TestDiskThatIsPulled(t *testing.T) {
	t.Parallel()
	come, goOn := make(chan struct{}), make(chan struct{})
	f := newFront(t, receiver.Options{MaxFragment: firstFragment}, holdFirst(bits.Fragment, come, goOn))
	s, j := f.begin("x.bin", 3<<20)
	<-come
	folder := filepath.Dir(s.Path)
	if err := os.Rename(folder, folder+".away"); err != nil {
		t.Fatal(err)
	}
	close(goOn)
	away := f.until(j.ID, func(j *Job) bool { return j.Fault != nil && j.Phase == Idle })
	if away.State() != Retrying || away.Fault.Kind != KindFileAway || away.Session.IsZero() {
		t.Fatalf("%s %+v", away.State(), away.Fault)
	}
	if wait := time.Until(away.RetryAt); wait > 2*source.QuietTime {
		t.Errorf("it is looked for in %v", wait)
	}
	if err := os.Rename(folder+".away", folder); err != nil {
		t.Fatal(err)
	}
	if done := f.until(j.ID, inState(Done, Failed, NeedsYou)); done.State() != Done {
		t.Fatalf("%s %+v", done.State(), done.Fault)
	}
	f.arrived(s)
	if n := len(f.packets(bits.CreateSession)); n != 1 {
		t.Errorf("%d sessions", n)
	}
}

// TestCancelWhileTheFileIsAway: a job that looks for its file is cancelled like any other.
func TestCancelWhileTheFileIsAway(t *testing.T) {
	t.Parallel()
	f := newFront(t, receiver.Options{}, nil)
	f.launch()
	s := f.file("x.bin", 100)
	if err := os.RemoveAll(filepath.Dir(s.Path)); err != nil {
		t.Fatal(err)
	}
	j := f.job(s)
	f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	f.until(j.ID, func(j *Job) bool { return j.State() == Retrying && j.Fault.Kind == KindFileAway })
	f.do(drop(j.ID))
	if got := f.until(j.ID, inState(Cancelled)); got.Outcome != NeverReached || len(f.all()) != 0 {
		t.Errorf("%s after %v", got.Outcome, f.all())
	}
}

// TestCancelFreesTheFile: the file is free at once, wherever the fragment is.
func TestCancelFreesTheFile(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("open files are read from /proc")
	}
	for name, limits := range map[string]Limits{
		"held up by the server": {}, "held up by the limit": {Rate: 64 << 10},
	} {
		t.Run(name, func(t *testing.T) {
			free := make(chan struct{})
			f := newFront(t, receiver.Options{}, on(bits.Fragment, func(w http.ResponseWriter, _ *http.Request, _ int) bool {
				<-free // nothing of the body is read
				return reset(w)
			}))
			f.launch()
			f.do(Command{Verb: VerbLimits, Limits: &limits})
			s := f.file("x.bin", 32<<20)
			j := f.job(s)
			f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
			f.until(j.ID, func(j *Job) bool { return j.Sent > 0 })
			if len(openFiles(t, filepath.Dir(s.Path))) == 0 {
				t.Fatal("the file is not open while it is sent: this test cannot fail")
			}
			begun := time.Now()
			f.engine.Do(drop(j.ID))
			for len(openFiles(t, filepath.Dir(s.Path))) > 0 && time.Since(begun) < 5*time.Second {
				<-time.After(time.Millisecond)
			}
			took := time.Since(begun)
			close(free)
			t.Logf("the file was free after %v", took)
			if took > 200*time.Millisecond {
				t.Errorf("the file was free after %v", took)
			}
			f.until(j.ID, inState(Cancelled))
		})
	}
}

// TestStoodStill: neither a changed clock nor a share with another clock delays a file for ever.
func TestStoodStill(t *testing.T) {
	now := time.Now()
	busy := func(ago time.Duration) *Job { return &Job{Fault: &Fault{Kind: KindFileBusy, At: now.Add(-ago)}} }
	for name, c := range map[string]struct {
		j    *Job
		want bool
	}{
		"never looked":      {&Job{}, false},
		"another fault":     {&Job{Fault: &Fault{Kind: KindConnect, At: now.Add(-time.Hour)}}, false},
		"looked just now":   {busy(0), false},
		"looked 3 s ago":    {busy(source.QuietTime), true},
		"looked in advance": {busy(-time.Hour), false},
	} {
		if got := stoodStill(c.j, now); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

// TestWatchedFileOfACancelledJob: a worker that still finds its file being written after a cancel neither delays the
// cancel nor sets a fault.
func TestWatchedFileOfACancelledJob(t *testing.T) {
	was := source.File{Path: "/x", Size: 1}
	j := Job{Want: Drop, Source: was}
	moving{source.File{Path: "/x", Size: 2}}.apply(&j, time.Now())
	if j.Source != was || j.Fault != nil || !j.RetryAt.IsZero() || !j.Since.IsZero() {
		t.Errorf("%+v", j)
	}
}
