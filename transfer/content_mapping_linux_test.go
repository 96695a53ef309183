package transfer

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/uuid"
	"golang.org/x/sys/unix"
)

// mapping is a file that is mapped writable, by no descriptor.
type mapping []byte

func mapFile(t *testing.T, path string) mapping {
	t.Helper()
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // the mapping stays
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	m, err := unix.Mmap(int(f.Fd()), 0, int(info.Size()), unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = unix.Munmap(m) })
	return m
}

// TestMixedThroughAMapping: what was stored through a mapping that stays open, and taken back, is found out whether
// the system tells of it or not.
func TestMixedThroughAMapping(t *testing.T) {
	for name, c := range map[string]struct {
		first func(m mapping, at int64) // before anything leaves
		then  func(m mapping, s Source) error
		tells bool // the change time moves
	}{
		"written back and stamped": {
			func(mapping, int64) {},
			func(m mapping, s Source) error { return errors.Join(unix.Msync(m, unix.MS_SYNC), restamp(s, 0)) }, true,
		},
		"in a page that was dirty before": {
			func(m mapping, at int64) { m[at]++; m[at]-- },
			func(mapping, Source) error { return nil }, false,
		},
	} {
		for place, part := range map[string]int64{"middle": 2, "last": 3} {
			t.Run(name+" "+place, func(t *testing.T) {
				t.Parallel()
				f, s, j := threeParts(t)
				m := mapFile(t, s.Path)
				c.first(m, part<<20-1)
				f.must(restamp(s, 0))
				before, err := Stat(s.Path)
				f.must(err)
				f.mixIn(part, s, change{
					func(s Source, at int64) error { m[at]++; return c.then(m, s) },
					func(s Source, at int64) error { m[at]--; return c.then(m, s) },
				}, false)
				f.do(Command{Verb: VerbRun, IDs: []uuid.UUID{j.ID}})
				f.mixed(j.ID)
				if now, err := Stat(s.Path); err != nil || (now != before) != c.tells {
					t.Errorf("the system told of it: %t, %v", !c.tells, err)
				}
			})
		}
	}
}

// TestMappedAndLetBe: a mapping by itself costs nothing but a second reading.
func TestMappedAndLetBe(t *testing.T) {
	f, s, j := threeParts(t)
	mapFile(t, s.Path)
	f.do(Command{Verb: VerbRun, IDs: []uuid.UUID{j.ID}})
	f.judgeContent(j.ID, s, true)
}

// TestWhoTellsOfChanges: the system's word is taken only on a file system whose change time is one, for a file
// that nobody has open for writing or mapped, and that did not change a moment ago.
func TestWhoTellsOfChanges(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x")
	if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	tells := func(path string) bool {
		f, now, err := Source{Path: path}.open()
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close() //nolint:errcheck // only read
		return tellsOfChanges(f, now)
	}
	if tells(path) {
		t.Error("it was written a moment ago")
	}
	for range 100 { // until it is old enough
		if tells(path) {
			break
		}
		waitFor(tick / 20)
	}
	if !tells(path) {
		t.Skip("nobody tells of changes here")
	}
	m := mapFile(t, path)
	if tells(path) {
		t.Error("it is mapped")
	}
	m[0]++
	if shared := "/dev/shm"; tellsIn(t, shared, tells) {
		t.Error("it is in memory alone, where stores through a mapping move no time")
	}
}

// tellsIn asks about an old file in a folder.
func tellsIn(t *testing.T, folder string, tells func(string) bool) bool {
	t.Helper()
	f, err := os.CreateTemp(folder, "sendoff-test-")
	if err != nil {
		t.Skip(err)
	}
	defer os.Remove(f.Name()) //nolint:errcheck // of no use any more
	_ = f.Close()
	waitFor(2 * tick)
	return tells(f.Name())
}
