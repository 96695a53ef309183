package transfer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
	"sendoff/transfer/lanes"
	"sendoff/transfer/receiver"
	"sendoff/transfer/source"
)

// afterAKill are changes of a file whose upload was killed within a fragment, and whether the server's bytes can be
// known: with a trail, and without one, as after a power failure.
var afterAKill = map[string]struct {
	there, back func(s source.File, at int64) error // while it leaves, and after the kill
	fine, blind bool
}{
	"nothing":              {nil, nil, true, true},
	"changed and put back": {overwrite, putBack, false, false},
	"changed, also before": {func(s source.File, at int64) error { return firstOf(overwrite(s, at), overwrite(s, 10)) }, nil, false, false},
	"chmod":                {nil, func(s source.File, _ int64) error { return os.Chmod(s.Path, 0o640) }, true, false},
	"changed and put back after the kill": {nil, func(s source.File, at int64) error {
		return firstOf(overwrite(s, at), putBack(s, at))
	}, true, false},
}

// TestKilledInMidFragment: a fragment was sent and its ack not stored. Either its bytes are known, or the job ends.
func TestKilledInMidFragment(t *testing.T) {
	for what, c := range afterAKill {
		for _, blind := range []bool{false, true} {
			name, fine := what, c.fine
			if blind {
				name, fine = what+", without a trail", c.blind
			}
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				f, s, j := killedInMidFragment(t, c.there)
				if c.back != nil {
					f.must(c.back(s, 2<<20-1))
				}
				if blind {
					f.must(os.Remove(filepath.Join(f.state, trailPrefix+j.ID.String())))
				}
				f.launch()
				if !fine {
					f.mixed(j.ID)
					return
				}
				f.judgeContent(j.ID, s, true)
				if left, err := filepath.Glob(filepath.Join(f.state, trailPrefix+"*")); len(left) > 0 || err != nil {
					t.Errorf("left behind: %v, %v", left, err)
				}
			})
		}
	}
}

// killedInMidFragment kills a process whose second fragment was sent and arrived, before it sees the answer.
func killedInMidFragment(t *testing.T, there func(s source.File, at int64) error) (*front, source.File, Job) {
	t.Helper()
	f := newFront(t, receiver.Options{MaxFragment: firstFragment}, nil)
	s := f.file("x.bin", 3<<20)
	f.launch()
	f.must(f.engine.Close())
	f.open(Limits{})
	j := f.job(s)
	f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	f.must(f.engine.Close())
	left, killed, arrived := make(chan struct{}), make(chan struct{}), make(chan struct{})
	var once sync.Once
	f.swap(on(bits.Fragment, func(w http.ResponseWriter, r *http.Request, _ int) (answered bool) {
		if r.ContentLength > firstFragment || offset(r) != 1<<20 {
			return false
		}
		once.Do(func() {
			defer close(arrived)
			if there != nil {
				f.failed(there(s, 2<<20-1))
			}
			swallowInto(r)
			close(left)
			<-killed
			answered = f.unanswered(w, r.WithContext(context.WithoutCancel(r.Context()))) // who sent it is dead
		})
		return answered
	}))
	p := startChild(t, "settle", f.state, 1<<20)
	<-left
	if !p.killAfter(t, 0) {
		t.Fatal("it ended before the kill")
	}
	close(killed)
	<-arrived
	return f, s, j
}

// TestSmallFilesKilledInMidFragment: what was sent of several small files is known after a kill, as of large ones,
// from one file that they share.
func TestSmallFilesKilledInMidFragment(t *testing.T) {
	const files = 3
	for name, c := range map[string]struct {
		there, back func(s source.File) error // while it leaves, and after the kill
		fine        bool
	}{
		"nothing": {nil, nil, true},
		"chmod":   {nil, func(s source.File) error { return os.Chmod(s.Path, 0o640) }, true},
		"changed": {nil, func(s source.File) error { return overwrite(s, 10) }, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFront(t, receiver.Options{}, nil)
			var jobs []Job
			var sources []source.File
			f.open(Limits{})
			for i := range files {
				sources = append(sources, f.file(fmt.Sprintf("small-%d", i), 100<<10))
				jobs = append(jobs, f.job(sources[i]))
			}
			f.do(Command{Verb: VerbAdd, Jobs: jobs})
			f.must(f.engine.Close())
			all, killed := newGate(files), make(chan struct{})
			var arrived sync.WaitGroup
			arrived.Add(files)
			f.swap(on(bits.Fragment, func(w http.ResponseWriter, r *http.Request, nth int) (answered bool) {
				if nth > files {
					return false
				}
				defer arrived.Done()
				if c.there != nil {
					f.failed(c.there(sources[slices.IndexFunc(jobs, func(j Job) bool { return strings.HasSuffix(j.Target.URL, r.URL.Path) })]))
				}
				swallowInto(r)
				all.pass(r)
				<-killed
				return f.unanswered(w, r.WithContext(context.WithoutCancel(r.Context()))) // who sent it is dead
			}))
			p := startChild(t, "settle", f.state, 100<<10)
			<-all.full
			if !p.killAfter(t, 0) {
				t.Fatal("it ended before the kill")
			}
			close(killed)
			arrived.Wait()
			if left, err := filepath.Glob(filepath.Join(f.state, trailPrefix+"*")); len(left) != 1 || err != nil {
				t.Errorf("left behind: %v, %v", left, err)
			}
			for _, s := range sources {
				if c.back != nil {
					f.must(c.back(s))
				}
			}
			f.launch()
			for i, j := range jobs {
				if !c.fine {
					f.mixed(j.ID)
				} else if got, faults := f.push(j.ID, 3); got.State() != Done || got.Restarted != 0 {
					t.Fatalf("%s %+v, restarted %d times", got.State(), faults, got.Restarted)
				} else {
					f.arrived(sources[i])
				}
			}
		})
	}
}

// TestSharedTrailKeepsWhatIsNotStored: a record that could not be stored is not written over, and one that the queue
// outruns is dropped.
func TestSharedTrailKeepsWhatIsNotStored(t *testing.T) {
	sum := func(n int64) source.Checksum { return source.Checksum{Algorithm: "crc32c", Size: n, State: "00"} }
	r := newRig(t, receiver.Options{})
	r.open(Limits{})
	var jobs []*Job
	for i := range 3 {
		j := NewJob(source.File{Path: "/x", Size: 100}, Target{URL: fmt.Sprintf("http://127.0.0.1/%d", i)})
		j.Session.ID, j.Acked, j.Checksum = fmt.Sprint(i), 10, sum(10)
		w := &worker{engine: r.engine, job: j, small: true, lane: i}
		kept := w.openTrail()
		kept.write(sum([]int64{50, 5, 60}[i]))
		kept.close()
		jobs = append(jobs, &j)
	}
	if f, err := r.engine.sharedTrail(); err != nil || f.Close() != nil { // the next engine has not opened it
		t.Fatal(err)
	}
	before, err := os.ReadFile(r.engine.sharedTrailPath())
	if err != nil || len(before) != 3*trailSize {
		t.Fatalf("%d bytes, %v", len(before), err)
	}
	broken := errors.New("no")
	r.engine.store.db.broken.Store(&broken)
	if err := r.engine.followSharedTrail(jobs); !errors.Is(err, broken) {
		t.Errorf("error %v", err)
	}
	if after, err := os.ReadFile(r.engine.sharedTrailPath()); err != nil || string(after) != string(before) {
		t.Errorf("%q, %v", after, err)
	}
	r.engine.store.db.broken.Store(nil)
	if err := r.engine.followSharedTrail(jobs); err != nil {
		t.Fatal(err)
	}
	for i, want := range []source.Checksum{sum(50), {}, sum(60)} {
		if jobs[i].Left != want || jobs[i].Checksum != sum(10) {
			t.Errorf("of job %d %+v was sent, want %+v", i, jobs[i].Left, want)
		}
	}
	if _, err := os.Lstat(r.engine.sharedTrailPath()); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("it is still there: %v", err)
	}
}

// TestTrailIsOfItsSession: a trail is ignored if it belongs to another session or job, is damaged, or says less than
// the queue.
func TestTrailIsOfItsSession(t *testing.T) {
	sum := func(n int64) source.Checksum { return source.Checksum{Algorithm: "crc32c", Size: n, State: "00"} }
	for name, c := range map[string]struct {
		edit func(j *Job)
		was  source.Checksum
		want bool
	}{
		"its own":         {func(*Job) {}, sum(50), true},
		"mixed":           {func(*Job) {}, sum(5).AsMixed(), true},
		"another job":     {func(j *Job) { j.ID = newID() }, sum(50), false},
		"another session": {func(j *Job) { j.Session.ID = "{2}" }, sum(50), false},
		"less":            {func(*Job) {}, sum(5), false},
		"as much":         {func(*Job) {}, sum(10), false},
		"another hash":    {func(*Job) {}, source.Checksum{Algorithm: "md4", Size: 50, State: "00"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, receiver.Options{})
			r.open(Limits{})
			w := &worker{engine: r.engine, job: NewJob(source.File{Path: "/x", Size: lanes.Small + 1}, Target{URL: "http://127.0.0.1/x"})}
			w.job.ID, w.job.Session.ID, w.job.Acked, w.job.Checksum = newID(), "{1}", 10, sum(10)
			first := w.openTrail()
			first.write(sum(12345))
			first.write(c.was) // a shorter one leaves nothing of the longer
			first.close()
			path := w.engine.trailPath(w.job.ID)
			c.edit(&w.job)
			if err := os.Rename(path, w.engine.trailPath(w.job.ID)); err != nil {
				t.Fatal(err)
			}
			w.followTrail()
			if got := w.job.Left == c.was; got != c.want {
				t.Errorf("taken: %t", got)
			}
		})
	}
}

// TestTrailWithAnotherName: a file that has the name of the trail as another name of its own is not written to. The
// trail is kept all the same.
func TestTrailWithAnotherName(t *testing.T) {
	for name, link := range map[string]func(from, to string) error{"hard link": os.Link, "symbolic link": os.Symlink} {
		t.Run(name, func(t *testing.T) {
			if runtime.GOOS == "windows" {
				t.Skip("there, making a hard link needs rights to the file")
			}
			r := newRig(t, receiver.Options{})
			r.open(Limits{})
			w := &worker{engine: r.engine, job: NewJob(source.File{Path: "/x", Size: lanes.Small + 1}, Target{URL: "http://127.0.0.1/x"})}
			path, other := w.engine.trailPath(w.job.ID), filepath.Join(t.TempDir(), "other")
			if err := errors.Join(os.WriteFile(other, []byte("mine"), 0o600), link(other, path)); err != nil {
				t.Fatal(err)
			}
			kept := w.openTrail()
			kept.write(source.Checksum{Algorithm: "crc32c", Size: 50, State: "00"})
			kept.close()
			if got, err := os.ReadFile(other); err != nil || string(got) != "mine" {
				t.Errorf("the other file says %q, %v", got, err)
			}
			if info, err := os.Lstat(path); err != nil || info.Size() != trailSize || !info.Mode().IsRegular() {
				t.Errorf("the trail: %v, %v", info, err)
			}
		})
	}
}

// TestUnknownTrailsAreSwept: trails of unknown jobs are removed, and nothing else.
func TestUnknownTrailsAreSwept(t *testing.T) {
	r := newRig(t, receiver.Options{})
	r.open(Limits{})
	j := r.job(r.file("x", 10))
	r.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	if err := r.engine.Close(); err != nil {
		t.Fatal(err)
	}
	stays := []string{trailPrefix + j.ID.String(), trailPrefix + "me-a-card", "sent"}
	goes := trailPrefix + uuid.NewString()
	for _, name := range append([]string{goes}, stays...) {
		if err := os.WriteFile(filepath.Join(r.state, name), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	r.open(Limits{})
	for _, name := range stays {
		if _, err := os.Stat(filepath.Join(r.state, name)); err != nil {
			t.Error(err)
		}
	}
	if _, err := os.Stat(filepath.Join(r.state, goes)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("it is still there: %v", err)
	}
}

// TestWitness: resent bytes have to repeat the earlier ones.
func TestWitness(t *testing.T) {
	of := func(text string) source.Checksum {
		w := &witness{sums: sums{base: source.NewChecksum()}}
		_, _ = io.WriteString(w.begin(), text)
		left, _ := w.done()
		return left
	}
	for name, c := range map[string]struct {
		base, left string
		tries      [][]string
		want       string // "" = mixed
	}{
		"once":                          {"ab", "", [][]string{{"c", "d"}}, "abcd"},
		"nothing":                       {"ab", "abcd", [][]string{{}}, "abcd"},
		"again, the same":               {"ab", "abcd", [][]string{{"cd"}}, "abcd"},
		"again, in pieces":              {"ab", "abcd", [][]string{{"c", "d", "e"}}, "abcde"},
		"again and on":                  {"ab", "abcd", [][]string{{"cdef"}}, "abcdef"},
		"again, less":                   {"ab", "abcd", [][]string{{"c"}}, "abcd"},
		"again, less, another":          {"ab", "abcd", [][]string{{"x"}}, "abcd"}, // nothing can be said yet
		"again, another":                {"ab", "abcd", [][]string{{"xd"}}, ""},
		"again, another, and on":        {"ab", "abcd", [][]string{{"xdef"}}, ""},
		"two tries":                     {"ab", "", [][]string{{"cd"}, {"cdef"}}, "abcdef"},
		"two tries, the second another": {"ab", "", [][]string{{"cd"}, {"cxef"}}, ""},
		"mixed before":                  {"ab", "abcd", [][]string{{"xd"}, {"cdef"}}, ""},
	} {
		w := &witness{sums: sums{of(c.base), source.Checksum{}}}
		if c.left != "" {
			w.left = of(c.left)
		}
		var last io.Writer
		for _, pieces := range c.tries {
			last = w.begin()
			for _, p := range pieces {
				_, _ = io.WriteString(last, p)
			}
		}
		left, _ := w.done()
		if mixed := c.want == ""; left.Mixed() != mixed || !mixed && left != of(c.want) {
			t.Errorf("%s: %+v", name, left)
		}
		_, _ = io.WriteString(last, "too late")
		if again, _ := w.done(); again != left {
			t.Errorf("%s: what was left behind counts", name)
		}
	}
}
