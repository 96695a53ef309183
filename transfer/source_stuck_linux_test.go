package transfer

import (
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sys/unix"

	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
	"sendoff/transfer/source"
)

// hold makes the opening and reading of a file wait, as on a share that is gone, until release is called.
// waits reports whether a read is blocked. It needs root.
func hold(t *testing.T, path string, what uint64) (waits func() bool, release func()) {
	t.Helper()
	fd, err := unix.FanotifyInit(unix.FAN_CLASS_CONTENT|unix.FAN_CLOEXEC, unix.O_RDONLY)
	if err == nil {
		err = unix.FanotifyMark(fd, unix.FAN_MARK_ADD, what, unix.AT_FDCWD, path)
	}
	if err != nil {
		t.Skip("reads cannot be held here:", err)
	}
	release = sync.OnceFunc(func() { _ = unix.Close(fd) }) // which lets go what waits
	t.Cleanup(release)
	return func() bool {
		n, err := unix.Poll([]unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}, 0)
		return n > 0 && err == nil
	}, release
}

// impatient opens an engine that gives up on connections and files after 300 ms.
func (f *front) impatient() {
	f.t.Helper()
	e, err := Open(Options{Dir: f.state, Transport: bits.Options{Answer: time.Second, Stall: 300 * time.Millisecond, Proxy: noProxy}})
	f.must(err)
	f.t.Cleanup(func() { _ = e.Close() })
	f.engine, f.feed, f.jobs = e, e.Watch(), Update{}
	e.Start()
}

// stuckReadings counts the goroutines that look at files.
func stuckReadings() int {
	buf := make([]byte, 1<<20)
	return strings.Count(string(buf[:runtime.Stack(buf, true)]), "transfer.version.read(") +
		strings.Count(string(buf[:runtime.Stack(buf, true)]), "transfer/source.File.Open(")
}

// TestShareThatDoesNotAnswer: the fault names the share, the slot is free, no try blocks another thread, and the
// upload goes on when the share is back.
func TestShareThatDoesNotAnswer(t *testing.T) {
	for name, what := range map[string]uint64{"opening": unix.FAN_OPEN_PERM, "reading": unix.FAN_ACCESS_PERM} {
		t.Run(name, func(t *testing.T) {
			f := newFront(t, receiver.Options{}, nil)
			f.impatient()
			f.do(Command{Verb: VerbLimits, Limits: &Limits{Uploads: 1, PerServer: 1}})
			s := f.file("x.bin", 3<<20)
			_, release := hold(t, s.Path, what)
			j := f.job(s)
			f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
			stuck := f.until(j.ID, func(j *Job) bool { return j.Fault != nil && j.Phase == Idle })
			if stuck.State() != Retrying || stuck.Fault.Kind != KindFileStuck || stuck.Fault.Context != bits.ContextLocalFile {
				t.Fatalf("%s %+v", stuck.State(), stuck.Fault)
			}
			other := f.job(f.file("other.bin", 1000))
			f.do(Command{Verb: VerbAdd, Jobs: []Job{other}})
			if done := f.until(other.ID, inState(Done, Failed)); done.State() != Done {
				t.Errorf("the other upload: %s %+v", done.State(), done.Fault)
			}
			before := stuckReadings()
			f.push(j.ID, 3)
			if after := stuckReadings(); after > before {
				t.Errorf("%d looks at the file are under way, before the tries %d", after, before)
			}
			release()
			for f.engine.behind.stuck(s.Path) && t.Context().Err() == nil {
				<-time.After(time.Millisecond)
			}
			f.do(Command{Verb: VerbRun, IDs: []uuid.UUID{j.ID}})
			f.until(j.ID, inState(Done))
			f.arrived(s)
		})
	}
}

// TestCommandsWhileAShareDoesNotAnswer: pausing, cancelling and quitting wait for no file. The engine's stall time is
// half a minute.
func TestCommandsWhileAShareDoesNotAnswer(t *testing.T) {
	stuckHalfWay := func(t *testing.T) (*front, *Job) {
		f, s, paused := pausedHalfWay(t)
		f.swap(nil)
		waits, _ := hold(t, s.Path, unix.FAN_ACCESS_PERM)
		f.do(Command{Verb: VerbRun, IDs: []uuid.UUID{paused.ID}})
		for !waits() && t.Context().Err() == nil {
			<-time.After(time.Millisecond)
		}
		return f, paused
	}
	t.Run("pause", func(t *testing.T) {
		f, j := stuckHalfWay(t)
		f.do(Command{Verb: VerbHold, IDs: []uuid.UUID{j.ID}})
		f.until(j.ID, func(j *Job) bool { return j.State() == Paused && j.Phase == Idle })
	})
	t.Run("cancel", func(t *testing.T) {
		f, j := stuckHalfWay(t)
		f.do(drop(j.ID))
		if got := f.until(j.ID, inState(Cancelled)); got.Outcome != Confirmed || len(f.requests(bits.CancelSession)) != 1 {
			t.Errorf("%s", got.Outcome)
		}
	})
	t.Run("quit", func(t *testing.T) {
		f, _ := stuckHalfWay(t)
		begun := time.Now()
		f.must(f.engine.Close())
		if took := time.Since(begun); took > closeWait {
			t.Errorf("it took %v", took)
		}
	})
	t.Run("quit while starting over", func(t *testing.T) {
		f, _, paused := pausedHalfWay(t)
		f.engine.stat = func(path string) (source.File, error) { <-t.Context().Done(); return source.Stat(path) }
		f.engine.Do(Command{Verb: VerbStart, IDs: []uuid.UUID{paused.ID}})
		f.must(f.engine.SaveSetting("passed", true)) // the loop has begun to look
		begun := time.Now()
		f.must(f.engine.Close())
		if took := time.Since(begun); took > closeWait {
			t.Errorf("it took %v", took)
		}
	})
}
