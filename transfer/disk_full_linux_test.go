package transfer

import (
	"errors"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
	"sendoff/transfer/source"
)

// smallDisk is a file system of its own with room for size ("256k"). Only root can have one.
func smallDisk(t *testing.T, size string) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size="+size); err != nil {
		t.Skip("a small disk cannot be mounted here:", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// pull takes the disk of dir away, and plugIn puts an empty one in its place.
func pull(t *testing.T, dir string) {
	t.Helper()
	if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
		t.Fatal(err)
	}
}

func plugIn(t *testing.T, dir string) {
	t.Helper()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=8m"); err != nil {
		t.Fatal(err)
	}
}

// fill fills the disk of dir and returns a function that frees it.
func fill(t testing.TB, dir string) (free func()) {
	t.Helper()
	f, err := os.CreateTemp(dir, "ballast")
	if err != nil {
		t.Fatal(err)
	}
	for err == nil {
		_, err = f.Write(make([]byte, 4096))
	}
	if !errors.Is(err, syscall.ENOSPC) {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := os.Remove(f.Name()); err != nil {
			t.Fatal(err)
		}
	}
}

// stuff adds jobs, paused ones, until the queue's file has no room for anything, and returns how many
// were added. A failed commit may leave pages for the next one.
func (f *front) stuff() int {
	f.t.Helper()
	added, refused := 0, 0
	for range 10_000 {
		j := f.job(source.File{Path: "/nowhere/" + uuid.NewString(), Size: 1, ModTime: time.Now()})
		j.Want = Hold
		err := <-f.engine.Do(Command{Verb: VerbAdd, Jobs: []Job{j}})
		var storage *StorageError
		switch {
		case err == nil:
			added, refused = added+1, 0
		case !errors.As(err, &storage):
			f.t.Fatal(err)
		default:
			refused++
		}
		if refused > 5 {
			return added
		}
	}
	f.t.Fatal("the disk is never full")
	return 0
}

// bulky adds a job whose record needs more consecutive pages than are free.
func (f *front) bulky() (source.File, Job) {
	f.t.Helper()
	s := f.file("x.bin", 100)
	j := f.job(s)
	j.Target.Group = strings.Repeat("g", 60<<10)
	f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	return s, j
}

func TestFullDiskRefusesAJobAndKeepsTheQueue(t *testing.T) {
	f := newFront(t, receiver.Options{}, nil)
	f.state = smallDisk(t, "512k")
	f.launch()
	s := f.file("x.bin", 100)
	free := fill(t, f.state)
	added := f.stuff()
	j := f.job(s)
	var storage *StorageError
	if err := <-f.engine.Do(Command{Verb: VerbAdd, Jobs: []Job{j}}); !errors.As(err, &storage) {
		t.Fatalf("on a full disk: %v", err)
	}
	free()
	f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	f.until(j.ID, inState(Done))
	if err := f.engine.Close(); err != nil {
		t.Fatal(err)
	}
	f.launch()
	f.until(j.ID, inState(Done))
	if len(f.jobs) != added+1 || len(f.engine.Notices()) != 0 {
		t.Errorf("%d jobs, want %d; notices %v", len(f.jobs), added+1, f.engine.Notices())
	}
}

// TestFullDiskStopsAJobForAWhile: a job whose facts cannot be stored stops, and a session that is not stored does not
// stay on the server.
func TestFullDiskStopsAJobForAWhile(t *testing.T) {
	come, goOn := make(chan struct{}), make(chan struct{})
	f := newFront(t, receiver.Options{}, holdFirst(bits.CreateSession, come, goOn))
	f.state = smallDisk(t, "512k")
	f.launch()
	s, j := f.bulky()
	<-come
	free := f.brim()
	close(goOn)
	at := f.until(j.ID, func(j *Job) bool { return j.Phase == Idle && (j.Fault != nil || j.Outcome != "") })
	if at.Outcome == Delivered {
		t.Fatal("the disk was not full")
	}
	if at.Fault.Kind != KindOwnDisk || at.State() != Retrying {
		t.Fatalf("%s %+v", at.State(), at.Fault)
	}
	if n := len(f.receiver.Sessions()); at.Session.IsZero() && n != 0 {
		t.Errorf("%d sessions are open on the server that nobody knows", n)
	}
	free()
	done, faults := f.push(j.ID, 2)
	if done.State() != Done {
		t.Fatalf("%s %+v", done.State(), faults)
	}
	f.arrived(s)
}

func TestReadOnlyStateFolder(t *testing.T) {
	dir := smallDisk(t, "1m")
	for name, prepare := range map[string]func() error{
		"without a queue": func() error { return nil },
		"with one": func() error {
			e, err := Open(Options{Dir: dir})
			if err != nil {
				return err
			}
			return e.Close()
		},
	} {
		t.Run(name, func(t *testing.T) {
			if err := syscall.Mount("", dir, "", syscall.MS_REMOUNT, ""); err != nil {
				t.Fatal(err)
			}
			if err := prepare(); err != nil {
				t.Fatal(err)
			}
			if err := syscall.Mount("", dir, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
				t.Fatal(err)
			}
			var refused *StoreError
			if _, err := Open(Options{Dir: dir}); !errors.As(err, &refused) {
				t.Errorf("got %v", err)
			}
			if all, err := os.ReadDir(dir); err != nil || len(all) > 1 {
				t.Errorf("%v: %v", err, all)
			}
		})
	}
}
