package transfer

import (
	"errors"
	"os"
	"testing"

	"github.com/google/uuid"
	"golang.org/x/sys/unix"

	"sendoff/transfer/source"
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

// TestMixedThroughAMapping: stores through an open mapping that are undone are detected, whether or not the system
// reports them.
func TestMixedThroughAMapping(t *testing.T) {
	for name, c := range map[string]struct {
		first func(m mapping, at int64) // before anything leaves
		then  func(m mapping, s source.File) error
		tells bool // the change time moves
	}{
		"written back and stamped": {
			func(mapping, int64) {},
			func(m mapping, s source.File) error { return errors.Join(unix.Msync(m, unix.MS_SYNC), restamp(s, 0)) }, true,
		},
		"in a page that was dirty before": {
			func(m mapping, at int64) { m[at]++; m[at]-- },
			func(mapping, source.File) error { return nil }, false,
		},
	} {
		for place, part := range map[string]int64{"middle": 2, "last": 3} {
			t.Run(name+" "+place, func(t *testing.T) {
				t.Parallel()
				f, s, j := threeParts(t)
				m := mapFile(t, s.Path)
				c.first(m, part<<20-1)
				f.must(restamp(s, 0))
				before, err := source.Stat(s.Path)
				f.must(err)
				f.mixIn(part, s, change{
					func(s source.File, at int64) error { m[at]++; return c.then(m, s) },
					func(s source.File, at int64) error { m[at]--; return c.then(m, s) },
				}, false)
				f.do(Command{Verb: VerbRun, IDs: []uuid.UUID{j.ID}})
				f.mixed(j.ID)
				if now, err := source.Stat(s.Path); err != nil || (now != before) != c.tells {
					t.Errorf("the system told of it: %t, %v", !c.tells, err)
				}
			})
		}
	}
}

// TestUnusedMapping: a mapping alone costs only a second reading.
func TestUnusedMapping(t *testing.T) {
	f, s, j := threeParts(t)
	mapFile(t, s.Path)
	f.do(Command{Verb: VerbRun, IDs: []uuid.UUID{j.ID}})
	f.judgeContent(j.ID, s, true)
}
