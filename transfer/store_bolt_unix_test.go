//go:build unix

package transfer

// Windows neither cuts nor removes a file whose pages are mapped, and after a panic they stay mapped until the program
// ends, which is here the whole test program.

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"sendoff/transfer/source"
)

// foreverWait is how long a test waits for what must come, before it calls it a hang.
const foreverWait = 30 * time.Second

// inTime is what do returns. A test whose code hangs says so instead of hanging too.
func inTime(t *testing.T, what string, do func() error) error {
	t.Helper()
	done := make(chan error, 1)
	go func() { done <- do() }() // of a hang it ends with the test program
	select {
	case err := <-done:
		return err
	case <-time.After(foreverWait):
		t.Fatalf("%s hangs", what)
		return nil
	}
}

// damages are what can happen to a queue file while it is open.
var damages = map[string]func(path string, size int64) error{
	"heads zeroed":         func(path string, _ int64) error { return scribble(path, 0, make([]byte, 2*os.Getpagesize())) },
	"all but heads zeroed": func(path string, n int64) error { return scribble(path, int64(2*os.Getpagesize()), make([]byte, n)) },
	"garbage":              func(path string, n int64) error { return scribble(path, 0, bytes.Repeat([]byte{0xa5}, int(n))) },
	"emptied":              func(path string, _ int64) error { return os.Truncate(path, 0) },
	"cut within a head":    func(path string, _ int64) error { return os.Truncate(path, int64(os.Getpagesize())+904) },
}

func scribble(path string, at int64, data []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = f.WriteAt(data, at)
	return errors.Join(err, f.Close())
}

// harm damages the queue file in dir.
func harm(t *testing.T, dir string, damage func(path string, size int64) error) {
	t.Helper()
	info, err := os.Stat(queuePath(dir))
	if err != nil {
		t.Fatal(err)
	}
	if err := damage(queuePath(dir), info.Size()); err != nil {
		t.Fatal(err)
	}
}

// owner is a working engine with one paused upload, and a log as the program has it.
func owner(t *testing.T) (dir string, e *Engine, j Job) {
	t.Helper()
	dir = t.TempDir()
	e, err := Open(Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	e.Start()
	j = NewJob(source.File{Path: "/gone", Size: 1}, Target{URL: "http://127.0.0.1:1/x"})
	j.Want = Hold
	if err := errors.Join(<-e.Do(Command{Verb: VerbAdd, Jobs: []Job{j}}), os.Mkdir(filepath.Join(dir, "log"), 0o700)); err != nil {
		t.Fatal(err)
	}
	return dir, e, j
}

// TestDamageUnderARunningEngine: each command is refused because of the damage, the engine closes, and the next one
// salvages the queue.
func TestDamageUnderARunningEngine(t *testing.T) {
	for name, damage := range damages {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir, e, j := owner(t)
			harm(t, dir, damage)
			for n := range 3 {
				err := inTime(t, "a cancel", func() error { return <-e.Do(drop(j.ID)) })
				if storage := new(StorageError); !errors.As(err, &storage) || !storage.Damaged() {
					t.Errorf("cancel %d: %v", n, err)
				}
			}
			if _, err := e.LoadSetting("x", new(int)); !errors.Is(err, errDamaged) {
				t.Errorf("a setting: %v", err)
			}
			if err := e.store.backup(); !errors.Is(err, errDamaged) {
				t.Errorf("a copy: %v", err)
			}
			if err := inTime(t, "Close", e.Close); err != nil {
				t.Errorf("closed: %v", err)
			}
			again, err := Open(Options{Dir: dir})
			if err != nil {
				t.Fatal(err)
			}
			if said := strings.Join(again.Notices(), ""); !strings.Contains(said, "damaged") {
				t.Errorf("the next start says %q", said)
			}
			if err := again.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestEmptiedFileOfALivingOwner: it is taken over only after its owner has closed it, whether that knows of it yet.
func TestEmptiedFileOfALivingOwner(t *testing.T) {
	dir, e, j := owner(t)
	harm(t, dir, damages["emptied"])
	refused := func(when string) {
		t.Helper()
		if second, err := Open(Options{Dir: dir, LockWait: 50 * time.Millisecond}); !errors.Is(err, ErrLocked) {
			t.Errorf("%s: %v", when, err)
			if err == nil {
				_ = second.Close()
			}
		}
	}
	refused("before the owner has met it")
	if err := inTime(t, "a cancel", func() error { return <-e.Do(drop(j.ID)) }); !errors.Is(err, errDamaged) {
		t.Errorf("a cancel: %v", err)
	}
	refused("while the owner refuses commands")
	if info, err := os.Stat(queuePath(dir)); err != nil || info.Size() != 0 {
		t.Errorf("the owner's file was replaced: %v, %v", info, err)
	}
	if err := inTime(t, "Close", e.Close); err != nil {
		t.Errorf("closed: %v", err)
	}
	next, err := Open(Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if said := strings.Join(next.Notices(), ""); !strings.Contains(said, "empty") {
		t.Errorf("the next start says %q", said)
	}
	if err := next.Close(); err != nil {
		t.Error(err)
	}
}

// TestReaderAmongPanics: bbolt panics while it begins another transaction, which leaves its mutexes locked. A reader
// that has begun before still ends, and so does the store.
func TestReaderAmongPanics(t *testing.T) {
	dir := t.TempDir()
	s, _, _, err := openStore(dir, time.Second)
	if err != nil {
		t.Fatal(err)
	}
	reading, goOn, read := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() { // ends with the reader
		read <- s.db.view(func(*bbolt.Tx) error {
			close(reading)
			<-goOn
			return nil
		})
	}()
	<-reading
	harm(t, dir, damages["heads zeroed"])
	nothing := func(*bbolt.Tx) error { return nil }
	for range 2 {
		for name, run := range map[string]func(func(*bbolt.Tx) error) error{"view": s.db.view, "update": s.db.update} {
			if err := inTime(t, name, func() error { return run(nothing) }); !errors.Is(err, errDamaged) {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	close(goOn)
	if err := inTime(t, "the reader", func() error { return <-read }); err != nil {
		t.Errorf("the reader: %v", err)
	}
	if err := inTime(t, "close", s.close); err != nil {
		t.Errorf("closed: %v", err)
	}
}
