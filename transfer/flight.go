package transfer

import (
	"os"
	"sync/atomic"
	"time"
)

// flight is what is known of the file while bytes of it are under way. They go to the network unseen, so a
// change that was undone before the next look shows in nothing but what the system told of it meanwhile.
// All of it may be asked of a nil flight.
type flight struct {
	left   atomic.Bool // bytes may have left since the file was last found to be what it was
	writes *writeWatch // nil: the system tells of no writes
}

func newFlight() *flight { return &flight{writes: newWriteWatch()} }

// open opens the file for sending, as Source.openUntouched does, and has it watched before the look that
// finds it untouched. Like every call that touches a file it may be left behind.
func (f *flight) open(s Source) (*os.File, error) {
	if f == nil { // the end of a file that is all acknowledged is sent once more to ask for the reply
		return s.openUntouched()
	}
	if !f.left.Load() {
		f.writes.forget()
	}
	file, err := s.openWatched(f.writes.add)
	if err == nil {
		f.left.Store(true)
	}
	return file, err
}

// begun reports whether bytes may have left that no look has covered.
func (f *flight) begun() bool { return f != nil && f.left.Load() }

// written reports whether anybody wrote to the file since. What only changed its attributes does not count.
func (f *flight) written() bool { return f.begun() && f.writes.written() }

// landed: the file is what it was, so that what has left is of it.
func (f *flight) landed() {
	if f != nil {
		f.left.Store(false)
	}
}

// written: bytes were under way while the file was written to, or found to be another one. The session may
// have bytes of more than one version from then on, and nothing that the file holds later proves otherwise.
type written struct{}

func (written) apply(j *Job, _ time.Time) { j.Source.Written = true }
func (written) durable() bool             { return true }

// opener is how the job's file is opened for a fragment.
func (w *worker) opener() func() (*os.File, error) {
	f, s := w.flight, w.job.Source // what is left behind shares nothing with the worker
	return func() (*os.File, error) { return f.open(s) }
}

// endFlight keeps for the next worker what was seen of the last fragment, if nothing has settled it.
func (w *worker) endFlight() {
	if w.flight.written() && w.job.LastFragment != LastAcked {
		w.mixed()
	}
	w.flight.writes.close()
	w.flight = nil
}

// mixed takes note that the session may have bytes of more than one version. It is stored with what is said
// of that.
func (w *worker) mixed() { w.promise(written{}) }
