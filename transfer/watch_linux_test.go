package transfer

import (
	"encoding/binary"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sys/unix"

	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
)

// inFlight are what can happen to a file while bytes of it are under way, each of which leaves size, time
// stamp and content as they were.
var inFlight = map[string]struct {
	touch func(s Source) error
	fine  bool
}{
	"changed and put back": {func(s Source) error { return firstOf(overwrite(s, 1<<20+5), putBack(s, 1<<20+5)) }, false},
	"changed and put back at its beginning": {func(s Source) error {
		return firstOf(overwrite(s, 10), putBack(s, 10))
	}, false},
	"changed and put back through a mapping": {func(s Source) error { return mapped(s, 1<<20+5) }, false},
	"cut and put back":                       {cut, false},
	"chmod":                                  {func(s Source) error { return os.Chmod(s.Path, 0o640) }, true},
	"chmod, and read":                        {func(s Source) error { return firstOf(os.Chmod(s.Path, 0o640), readOnly(s)) }, true},
	"read":                                   {readOnly, true},
	"marked by a scanner": {func(s Source) error {
		if err := unix.Setxattr(s.Path, "user.scanned", []byte("1"), 0); !errors.Is(err, unix.EOPNOTSUPP) {
			return err
		}
		return nil
	}, true},
	"a second name":                  {func(s Source) error { return os.Link(s.Path, s.Path+".link") }, true},
	"opened for writing, and let be": {func(s Source) error { return writable(s, func(*os.File) error { return nil }) }, true},
}

// putBack undoes overwrite.
func putBack(s Source, at int64) error {
	return writable(s, func(f *os.File) error {
		b := make([]byte, 1)
		_, err := f.ReadAt(b, at)
		b[0]--
		_, wrote := f.WriteAt(b, at)
		return errors.Join(err, wrote, restamp(s, 0))
	})
}

func writable(s Source, use func(f *os.File) error) error {
	f, err := os.OpenFile(s.Path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(use(f), f.Close())
}

// mapped changes a byte there and back without a call that writes.
func mapped(s Source, at int64) error {
	err := writable(s, func(f *os.File) error {
		m, err := syscall.Mmap(int(f.Fd()), 0, int(s.Size), syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_SHARED)
		if err != nil {
			return err
		}
		m[at]++
		m[at]--
		return syscall.Munmap(m)
	})
	return errors.Join(err, restamp(s, 0))
}

// cut makes the file shorter for a moment.
func cut(s Source) error {
	data, err := os.ReadFile(s.Path)
	return errors.Join(err, os.Truncate(s.Path, 2<<20), os.WriteFile(s.Path, data, 0o600), restamp(s, 0))
}

func readOnly(s Source) error {
	_, err := os.ReadFile(s.Path)
	return err
}

// TestChangedAndPutBackInFlight: what arrives is of one version although each look at the file finds the one
// that was sent. That it is so is remembered until the job is started over.
func TestChangedAndPutBackInFlight(t *testing.T) {
	for _, moment := range []string{"in a fragment", "after a fragment whose answer was lost"} {
		for what, c := range inFlight {
			t.Run(what+" "+moment, func(t *testing.T) {
				t.Parallel()
				f, s, j := threeParts(t)
				moments[moment](f, s, c.touch)
				f.do(Command{Verb: VerbRun, IDs: []uuid.UUID{j.ID}})
				f.judgeContent(j.ID, s, c.fine)
				if !c.fine {
					f.startOver(j.ID, s)
				}
			})
		}
	}
}

// threeParts is a paused job that takes three fragments.
func threeParts(t *testing.T) (*front, Source, Job) {
	t.Helper()
	f := newFront(t, receiver.Options{MaxFragment: firstFragment}, nil)
	f.launch()
	s := f.file("x.bin", 3<<20)
	j := f.job(s)
	j.Want = Hold
	f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	f.until(j.ID, inState(Paused))
	return f, s, j
}

// startOver tries a job again that has changed, in vain, also after a restart, and then starts it over.
func (f *front) startOver(id uuid.UUID, s Source) {
	f.t.Helper()
	f.swap(nil)
	f.must(f.engine.Close())
	f.launch()
	begun := time.Now()
	f.do(Command{Verb: VerbRun, IDs: []uuid.UUID{id}})
	again := f.until(id, func(j *Job) bool {
		return j.Outcome != "" || j.Fault != nil && j.Fault.At.After(begun) && j.Phase == Idle
	})
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

// TestChangedInFlightAndPutBackLater: a fragment that ended without an ack is not forgotten while nobody
// sends. The same holds for a change that was found out and then undone.
func TestChangedInFlightAndPutBackLater(t *testing.T) {
	for name, later := range map[string]func(f *front, id uuid.UUID) (goOn func()){
		"paused": func(f *front, id uuid.UUID) func() {
			f.do(Command{Verb: VerbHold, IDs: []uuid.UUID{id}})
			f.until(id, func(j *Job) bool { return j.Acked > 0 && j.State() == Paused && j.Phase == Idle })
			return func() {}
		},
		"the program closed": func(f *front, _ uuid.UUID) func() {
			f.must(f.engine.Close())
			return f.launch
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, s, j := threeParts(t)
			id, answer := f.stopAtSecond()
			f.must(overwrite(s, 1<<20+5))
			goOn := later(f, id)
			answer()
			f.must(putBack(s, 1<<20+5))
			goOn()
			f.do(Command{Verb: VerbRun, IDs: []uuid.UUID{id}})
			f.judgeContent(j.ID, s, false)
			f.startOver(j.ID, s)
		})
	}
	t.Run("found out", func(t *testing.T) {
		t.Parallel()
		f, s, j := threeParts(t)
		moments["in a fragment"](f, s, func(s Source) error { return overwrite(s, 1<<20+5) })
		f.do(Command{Verb: VerbRun, IDs: []uuid.UUID{j.ID}})
		f.judgeContent(j.ID, s, false)
		f.must(putBack(s, 1<<20+5))
		f.startOver(j.ID, s)
	})
}

// TestPutBackWithoutAFlight: what was changed and put back while no byte was under way costs nothing.
func TestPutBackWithoutAFlight(t *testing.T) {
	for _, moment := range []string{"while it is paused", "while the program is closed"} {
		t.Run(moment, func(t *testing.T) {
			t.Parallel()
			f, s, j := threeParts(t)
			moments[moment](f, s, inFlight["changed and put back"].touch)
			f.do(Command{Verb: VerbRun, IDs: []uuid.UUID{j.ID}})
			f.judgeContent(j.ID, s, true)
		})
	}
}

// TestWritesInTheQueue: an overflow may have swallowed a write; a mark that the watch has ended is none.
func TestWritesInTheQueue(t *testing.T) {
	for _, c := range []struct {
		masks []uint32
		want  bool
	}{
		{nil, false},
		{[]uint32{unix.IN_IGNORED}, false},
		{[]uint32{unix.IN_ATTRIB, unix.IN_UNMOUNT}, false},
		{[]uint32{unix.IN_IGNORED, unix.IN_MODIFY}, true},
		{[]uint32{unix.IN_CLOSE_WRITE}, true},
		{[]uint32{unix.IN_Q_OVERFLOW}, true},
	} {
		var events []byte
		for _, mask := range c.masks {
			event := make([]byte, unix.SizeofInotifyEvent+16)
			binary.NativeEndian.PutUint32(event[4:], mask)
			binary.NativeEndian.PutUint32(event[12:], 16)
			events = append(events, event...)
		}
		if writesIn(events) != c.want || len(events) > 0 && writesIn(events[:10]) {
			t.Errorf("%x: %t", c.masks, !c.want)
		}
	}
}

// TestWatchIsGivenBack: a worker has one queue while it sends, and none is left when it has ended.
func TestWatchIsGivenBack(t *testing.T) {
	f, _, j := threeParts(t)
	before := watches(t)
	most := 0
	f.swap(on(bits.Fragment, func(http.ResponseWriter, *http.Request, int) bool {
		most = max(most, watches(t))
		return false
	}))
	f.do(Command{Verb: VerbRun, IDs: []uuid.UUID{j.ID}})
	f.until(j.ID, inState(Done))
	if most != before+1 {
		t.Errorf("%d watches while it sent, %d before", most, before)
	}
	for watches(t) > before { // it is given back beside the worker
		<-time.After(time.Millisecond)
	}
}

// watches counts the queues of this process.
func watches(t *testing.T) (n int) {
	all, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Error(err)
	}
	for _, fd := range all {
		if to, err := os.Readlink(filepath.Join("/proc/self/fd", fd.Name())); err == nil && strings.Contains(to, "inotify") {
			n++
		}
	}
	return n
}

// TestNoWatchLeft: without a watch nothing is seen, and nothing else changes.
func TestNoWatchLeft(t *testing.T) {
	s := sized(t, 1000)
	f := &flight{}
	file, err := f.open(s)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close() //nolint:errcheck // only read
	if err := overwrite(s, 5); err != nil {
		t.Fatal(err)
	}
	if f.written() || !f.begun() {
		t.Error("a watch that is not there saw something")
	}
	f.writes.close()
	if watched := newFlight(); watched.written() || watched.begun() {
		t.Error("something was seen before anything was watched")
	} else {
		watched.writes.close()
	}
}
