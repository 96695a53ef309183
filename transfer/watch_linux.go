package transfer

import (
	"encoding/binary"
	"os"
	"strconv"
	"sync/atomic"

	"golang.org/x/sys/unix"
)

// writeWatch is told by the system of writes to a file, as opposed to changes of its attributes: inotify.
// It has no goroutine: what was told waits in its queue. It is not told of writes that other computers make
// on a share, nor of what is stored through a mapping, or by a loop device, until that is closed. All of it
// may be asked of a nil watch, which knows of nothing.
type writeWatch struct {
	queue *os.File
	seen  atomic.Bool
}

// writeEvents: what was stored through a mapping shows only when the file that it is of is closed.
const writeEvents = unix.IN_MODIFY | unix.IN_CLOSE_WRITE

// newWriteWatch is nil where the system has no watch left.
func newWriteWatch() *writeWatch {
	fd, err := unix.InotifyInit1(unix.IN_NONBLOCK | unix.IN_CLOEXEC)
	if err != nil {
		return nil
	}
	return &writeWatch{queue: os.NewFile(uintptr(fd), "inotify")}
}

// add has the open file f watched, whatever its path leads to by now. Where that is refused nothing is seen.
func (w *writeWatch) add(f *os.File) {
	if w == nil {
		return
	}
	file, err := f.SyscallConn()
	if err != nil {
		return
	}
	_ = file.Control(func(fd uintptr) {
		w.control(func(queue int) {
			_, _ = unix.InotifyAddWatch(queue, "/proc/self/fd/"+strconv.Itoa(int(fd)), writeEvents)
		})
	})
}

// control keeps the queue open while use runs.
func (w *writeWatch) control(use func(queue int)) {
	if queue, err := w.queue.SyscallConn(); err == nil {
		_ = queue.Control(func(fd uintptr) { use(int(fd)) })
	}
}

// written reports whether a write was seen since forget. It never waits.
func (w *writeWatch) written() bool {
	if w == nil {
		return false
	}
	w.control(w.take)
	return w.seen.Load()
}

// forget lets what was seen so far count no more.
func (w *writeWatch) forget() {
	if w == nil {
		return
	}
	w.control(w.take)
	w.seen.Store(false)
}

// take empties the queue. A writer that fills it faster is seen the next time.
func (w *writeWatch) take(queue int) {
	buffer := make([]byte, 16<<10)
	for range 64 {
		n, err := unix.Read(queue, buffer)
		if err != nil || n <= 0 {
			return
		}
		if writesIn(buffer[:n]) {
			w.seen.Store(true)
		}
	}
}

// writesIn reports whether there is a write among events, or may have been among those that were lost.
func writesIn(events []byte) bool {
	for len(events) >= unix.SizeofInotifyEvent {
		mask, name := binary.NativeEndian.Uint32(events[4:]), binary.NativeEndian.Uint32(events[12:])
		if mask&(writeEvents|unix.IN_Q_OVERFLOW) != 0 {
			return true
		}
		events = events[min(unix.SizeofInotifyEvent+int(name), len(events)):]
	}
	return false
}

// close gives the watch back. An add that is stuck at a dead share holds that up, but not who calls.
func (w *writeWatch) close() {
	if w != nil {
		go w.queue.Close() //nolint:errcheck // nothing was written to it; ends when no add is under way
	}
}
