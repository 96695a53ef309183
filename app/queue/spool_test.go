package queue

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/transfer/safefile"
	"sendoff/transfer/source"
)

// TestSpoolOfABrokenPipe: incomplete input is not kept.
func TestSpoolOfABrokenPipe(t *testing.T) {
	dir := t.TempDir()
	broken := io.MultiReader(strings.NewReader("half"), iotest.ErrReader(fs.ErrInvalid))
	if _, err := Spool(dir, "x", broken); !errors.Is(err, fs.ErrInvalid) {
		t.Errorf("error %v", err)
	}
	if left, _ := os.ReadDir(filepath.Join(dir, spoolFolder)); len(left) != 0 {
		t.Errorf("kept: %v", left)
	}
}

// TestWhatIsSpooled: only files in folders of the spool.
func TestWhatIsSpooled(t *testing.T) {
	dir, id := t.TempDir(), uuid.NewString()
	for path, want := range map[string]bool{
		filepath.Join(dir, spoolFolder, id, "a"):        true,
		filepath.Join("by", "link", "spool", id, "a"):   true,
		filepath.Join(dir, id, "a"):                     false,
		filepath.Join(t.TempDir(), id, "a"):             false,
		filepath.Join(dir, spoolFolder, "a"):            false,
		filepath.Join(dir, spoolFolder, "x", "a"):       false,
		filepath.Join(dir, spoolFolder, id, "sub", "a"): false,
	} {
		if _, ok := spooled(path); ok != want {
			t.Errorf("%s: %t", path, ok)
		}
	}
}

// TestSpooledIsDurable: a job is durable before it is shown, and so is its spooled file.
func TestSpooledIsDurable(t *testing.T) {
	dir := t.TempDir()
	var synced []string
	t.Cleanup(func() { syncDir = safefile.SyncDir })
	syncDir = func(path string) error {
		synced = append(synced, path)
		return safefile.SyncDir(path)
	}
	path, err := Spool(dir, "x", strings.NewReader("whole"))
	if err != nil {
		t.Fatal(err)
	}
	if folder := filepath.Dir(path); !slices.Equal(synced, []string{folder, filepath.Dir(folder), dir}) {
		t.Errorf("names made durable in %q", synced)
	}
}

// TestSweepSpool removes what no job needs, and nothing else.
func TestSweepSpool(t *testing.T) {
	dir := t.TempDir()
	job := func(outcome transfer.Outcome, age time.Duration) (path string, j *transfer.Job) {
		path, err := Spool(dir, "x", strings.NewReader("text"))
		if err != nil {
			t.Fatal(err)
		}
		then := time.Now().Add(-age)
		if err := os.Chtimes(filepath.Dir(path), then, then); err != nil {
			t.Fatal(err)
		}
		return path, &transfer.Job{ID: uuid.New(), Source: source.File{Path: path}, Outcome: outcome}
	}
	open, j1 := job("", 2*spoolAge)
	ended, j2 := job(transfer.Delivered, 0)
	fresh, _ := job("", 0) // its job is about to be added
	stale, _ := job("", 2*spoolAge)
	linked, j5 := job("", 2*spoolAge)
	alias := filepath.Join(t.TempDir(), "alias")
	j5.Source.Path = filepath.Join(alias, strings.TrimPrefix(linked, dir)) // by the path of the time when it was added
	twice, j3 := job(transfer.Confirmed, 0)
	again := &transfer.Job{ID: uuid.New(), Source: source.File{Path: twice}}
	others := filepath.Join(dir, "others", uuid.NewString(), "x")
	if err := os.MkdirAll(filepath.Dir(others), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(others, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	j4 := &transfer.Job{ID: uuid.New(), Source: source.File{Path: others}, Outcome: transfer.Delivered}
	all := transfer.Update{j1.ID: j1, j2.ID: j2, j3.ID: j3, again.ID: again, j4.ID: j4, j5.ID: j5}
	if err := sweepSpool(dir, all, time.Now()); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]bool{open: true, ended: false, fresh: true, stale: false, twice: true, others: true, linked: true} {
		if _, err := os.Stat(path); (err == nil) != want {
			t.Errorf("%s is there: %v", path, err == nil)
		}
	}
	if err := Unspool(dir, others); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(others); err != nil {
		t.Error("a file outside the spool was removed")
	}
}

// TestSpoolTouchesNothingOfOthers: a link's target, and anything with a name that the spool does not use, is never
// removed, however old. Nothing is stored through a link either.
func TestSpoolTouchesNothingOfOthers(t *testing.T) {
	dir, victim := t.TempDir(), t.TempDir()
	long := time.Now().Add(-30 * spoolAge)
	keep := func(folder, name string) string {
		path := filepath.Join(folder, name, "file")
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("precious"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(filepath.Dir(path), long, long); err != nil {
			t.Fatal(err)
		}
		return path
	}
	there := keep(victim, uuid.NewString())
	link := filepath.Join(dir, spoolFolder)
	if err := os.Symlink(victim, link); err != nil {
		t.Skip(err) // Windows requires a privilege
	}
	if _, err := os.Readlink(link); err != nil {
		t.Skip("Wine says that it made a link, and has made none: ", err)
	}
	if err := sweepSpool(dir, nil, time.Now()); !errors.Is(err, errSpoolLink) {
		t.Errorf("a link in place of the spool: %v", err)
	}
	if _, err := Spool(dir, "x", strings.NewReader("text")); !errors.Is(err, errSpoolLink) {
		t.Errorf("stored through a link: %v", err)
	}
	if err := os.Remove(link); err != nil {
		t.Fatal(err)
	}
	mine := keep(link, "photos")
	inside := filepath.Join(link, uuid.NewString())
	if err := os.Symlink(filepath.Dir(there), inside); err != nil {
		t.Fatal(err)
	}
	if err := sweepSpool(dir, nil, time.Now().Add(2*spoolAge)); err != nil {
		t.Error(err)
	}
	for _, path := range []string{there, mine, inside} {
		if _, err := os.Lstat(path); err != nil {
			t.Errorf("%s is gone: %v", path, err)
		}
	}
	if list, _ := os.ReadDir(victim); len(list) != 1 {
		t.Errorf("stored in the folder of others: %v", list)
	}
}
