package transfer

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"go.etcd.io/bbolt"

	"sendoff/transfer/bits"
	"sendoff/transfer/source"
)

// library is a queue file with jobs and history, written once, as bytes.
func library(t *testing.T, jobs int) (raw []byte, ids map[uuid.UUID]bool) {
	t.Helper()
	dir := t.TempDir()
	s, _, _, err := openStore(dir, time.Second)
	if err != nil {
		t.Fatal(err)
	}
	ids = map[uuid.UUID]bool{}
	for i := range jobs {
		c := &changes{put: map[uuid.UUID]*Job{}, ended: map[uuid.UUID]*Job{}, transcripts: map[uuid.UUID]*transcript{}}
		j := stored(i)
		c.put[j.ID], ids[j.ID] = j, true
		c.transcripts[j.ID] = &transcript{lines: []bits.Note{{Text: strings.Repeat("x", 300)}}}
		old := stored(i)
		old.Outcome = Delivered
		c.ended[old.ID] = old
		if err := s.write(c); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.close(); err != nil {
		t.Fatal(err)
	}
	raw, err = os.ReadFile(queuePath(dir))
	if err != nil {
		t.Fatal(err)
	}
	return raw, ids
}

func stored(i int) *Job {
	return &Job{
		ID: newID(), Source: source.File{Path: fmt.Sprintf("/data/file-%d.bin", i), Size: 1 << 30},
		Target: Target{URL: fmt.Sprintf("http://server/drop/file-%d.bin", i)}, Priority: Normal, Order: int64(i + 1),
		Session: bits.Session{ID: "{" + uuid.NewString() + "}"}, Acked: int64(i) << 20, Added: time.Now().UTC(),
	}
}

// shelve puts bytes where an engine looks for its queue; bak may be nil.
func shelve(t *testing.T, raw, bak []byte) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(queuePath(dir), raw, 0o600); err != nil {
		t.Fatal(err)
	}
	if bak != nil {
		if err := os.WriteFile(queuePath(dir)+".bak", bak, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// reopened opens the queue in dir, which must work, and checks that damage is reported and the file kept.
func reopened(t *testing.T, dir string, raw []byte) contents {
	t.Helper()
	s, c, notices, err := openStore(dir, time.Second)
	if err != nil {
		t.Fatalf("it does not start: %v", err)
	}
	if err := s.write(&changes{put: map[uuid.UUID]*Job{}, ended: map[uuid.UUID]*Job{}}); err != nil {
		t.Errorf("and cannot be written to: %v", err)
	}
	if err := s.close(); err != nil {
		t.Error(err)
	}
	aside, err := filepath.Glob(queuePath(dir) + ".damaged-*")
	if err != nil {
		t.Fatal(err)
	}
	switch {
	case len(aside) == 0:
	case len(aside) > 1 || len(notices) == 0:
		t.Errorf("set aside: %v, notices %v", aside, notices)
	default:
		kept, err := os.ReadFile(aside[0])
		if err != nil || !bytes.Equal(kept, raw) {
			t.Errorf("the damaged file is not kept as it was: %v", err)
		}
		if !strings.Contains(notices[0], aside[0]) {
			t.Errorf("nobody is told where it is: %s", notices[0])
		}
	}
	return c
}

func TestSalvageATruncatedQueue(t *testing.T) {
	raw, ids := library(t, 40)
	page := os.Getpagesize()
	for _, backup := range []bool{false, true} {
		var bak []byte
		if backup {
			bak = raw
		}
		for size := 0; size < len(raw); size += page {
			dir := shelve(t, raw[:size], bak)
			c := reopened(t, dir, raw[:size])
			whole := len(c.jobs) == len(ids)
			if backup && len(c.jobs) == 0 {
				t.Errorf("cut to %d bytes: nothing restored beside a good copy", size)
			}
			for _, j := range c.jobs {
				if !ids[j.ID] {
					t.Errorf("cut to %d bytes: a job out of nowhere: %+v", size, j)
				}
			}
			if backup && size == 0 && !whole {
				t.Errorf("an empty file beside a good copy: %d jobs", len(c.jobs))
			}
			for _, j := range c.jobs {
				if backup && size == 0 && j.Want != Hold {
					t.Errorf("a job of the copy would start by itself: %+v", j)
				}
			}
		}
	}
}

// TestSalvageFlippedBytes damages the file anywhere, a few hundred times.
func TestSalvageFlippedBytes(t *testing.T) {
	raw, ids := library(t, 40)
	rng := rand.New(rand.NewPCG(7, 7))
	kept := 0
	for n := range 300 {
		bad := bytes.Clone(raw)
		for range 1 + rng.IntN(8) {
			at := rng.IntN(len(bad))
			if n%2 == 0 { // heads of pages hold the pointers
				at = at/os.Getpagesize()*os.Getpagesize() + rng.IntN(64)
			}
			bad[at] ^= byte(1 + rng.IntN(255))
		}
		for _, j := range reopened(t, shelve(t, bad, raw), bad).jobs {
			if ids[j.ID] {
				kept++
			}
		}
	}
	if kept < 300*len(ids)*9/10 {
		t.Errorf("%d of %d jobs came through", kept, 300*len(ids))
	}
}

// TestPageThatIsFreeAndInUse: bbolt would overwrite it. Nothing of the queue is lost, and it is reported.
func TestPageThatIsFreeAndInUse(t *testing.T) {
	raw, ids := library(t, 40)
	if _, err := recordsOf(raw); err != nil {
		t.Fatal(err)
	}
	head, _ := headsOf(t, raw)
	free := binary.NativeEndian.Uint64(head[32:])
	list := int(free) * os.Getpagesize()
	if binary.NativeEndian.Uint16(raw[list+10:]) == 0 {
		t.Fatal("no page is free")
	}
	for name, id := range map[string]uint64{
		"the root": binary.NativeEndian.Uint64(head[16:]), "the list itself": free, "a head": 1,
		"behind the end": binary.NativeEndian.Uint64(head[40:]),
	} {
		broken := bytes.Clone(raw)
		binary.NativeEndian.PutUint64(broken[list+16:], id)
		if _, err := recordsOf(broken); err == nil {
			t.Errorf("%s is free, and nothing is said", name)
		}
		c := reopened(t, shelve(t, broken, nil), broken)
		if len(c.jobs) != len(ids) {
			t.Errorf("%s: %d jobs of %d", name, len(c.jobs), len(ids))
		}
	}
}

// TestRecordUnderAnotherKey: a job is checked by its ID, all else by the checksum.
func TestRecordUnderAnotherKey(t *testing.T) {
	stored := seal([]byte("a"), []byte(`{"x":1}`))
	if got := unseal([]byte("a"), stored); string(got) != `{"x":1}` {
		t.Errorf("under its own: %q", got)
	}
	for _, key := range []string{"b", "", "aa"} {
		if got := unseal([]byte(key), stored); got != nil {
			t.Errorf("under %q: %q", key, got)
		}
	}
}

func TestSalvageWhatIsNoQueue(t *testing.T) {
	for name, raw := range map[string][]byte{
		"text": []byte(strings.Repeat("hello ", 5000)), "zeros": make([]byte, 64<<10), "a byte": {1}, "short": make([]byte, 100),
	} {
		t.Run(name, func(t *testing.T) {
			if c := reopened(t, shelve(t, raw, nil), raw); len(c.jobs) != 0 {
				t.Errorf("jobs: %v", c.jobs)
			}
		})
	}
}

func TestStoreIsLocked(t *testing.T) {
	dir := t.TempDir()
	e, err := Open(Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Open(Options{Dir: dir, LockWait: 50 * time.Millisecond}); !errors.Is(err, ErrLocked) {
		t.Errorf("second owner: %v", err)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := Open(Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if err := again.Close(); err != nil {
		t.Error(err)
	}
}

// tamper changes a queue file from outside.
func tamper(t *testing.T, dir string, change func(tx *bbolt.Tx) error) {
	t.Helper()
	db, err := bbolt.Open(queuePath(dir), 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(db.Update(change), db.Close()); err != nil {
		t.Fatal(err)
	}
}

func TestStoreOfANewerProgramIsLeftAlone(t *testing.T) {
	raw, _ := library(t, 3)
	dir := shelve(t, raw, nil)
	tamper(t, dir, func(tx *bbolt.Tx) error {
		version := fmt.Append(nil, schemaVersion+1)
		return errors.Join(tx.Bucket(bucketMeta).Put(keySchema, version), tx.Bucket(bucketMeta).Put(keySchemaSum, []byte(sum(keySchema, version))))
	})
	before, err := os.ReadFile(queuePath(dir))
	if err != nil {
		t.Fatal(err)
	}
	_, err = Open(Options{Dir: dir})
	var refused *StoreError
	if !errors.As(err, &refused) || !errors.Is(err, errNewer) {
		t.Errorf("got %v", err)
	}
	after, err := os.ReadFile(queuePath(dir))
	if err != nil || !bytes.Equal(before, after) {
		t.Errorf("the file was changed: %v", err)
	}
}

func TestStoreRecordThatCannotBeRead(t *testing.T) {
	raw, ids := library(t, 3)
	dir := shelve(t, raw, nil)
	bad, moved := newID(), newID()
	tamper(t, dir, func(tx *bbolt.Tx) error {
		other, err := json.Marshal(stored(9))
		return errors.Join(err, tx.Bucket(bucketJobs).Put(bad[:], []byte("{not json")), tx.Bucket(bucketJobs).Put(moved[:], other))
	})
	for range 2 { // it stays where it is
		e, err := Open(Options{Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		all, err := e.Watch().Next(t.Context())
		if err != nil || len(all) != 2*len(ids) {
			t.Errorf("%d jobs and lines of history, %v", len(all), err)
		}
		text := strings.Join(e.Notices(), " ")
		if !strings.Contains(text, fmt.Sprintf("%x", bad[:])) || !strings.Contains(text, fmt.Sprintf("%x", moved[:])) {
			t.Errorf("notices: %s", text)
		}
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestStoreIsItsOwnersAlone(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such modes")
	}
	dir := filepath.Join(t.TempDir(), "new", "sendoff")
	e, err := Open(Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	e.Start()
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]os.FileMode{dir: 0o700, queuePath(dir): 0o600, queuePath(dir) + ".bak": 0o600} {
		info, err := os.Stat(path)
		if err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v", path, info, err)
		}
	}
}

func TestStoreInAPlaceThatIsNoFolder(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{file, filepath.Join(file, "below")} {
		var refused *StoreError
		if _, err := Open(Options{Dir: dir}); !errors.As(err, &refused) {
			t.Errorf("%s: %v", dir, err)
		}
	}
}

// TestMissingFileWhereThereWasAQueue: a missing queue file with a copy is reported and restored from it. Without any
// trace of a queue a new one begins silently.
func TestMissingFileWhereThereWasAQueue(t *testing.T) {
	dir := t.TempDir()
	open := func() (*Engine, Update) {
		t.Helper()
		e, err := Open(Options{Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = e.Close() })
		u, err := e.Watch().Next(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return e, u
	}
	e, _ := open()
	if n := e.Notices(); len(n) != 0 {
		t.Errorf("a first start says %q", n)
	}
	j := NewJob(source.File{Path: "/gone", Size: 1}, Target{URL: "http://127.0.0.1:1/x"})
	if err := <-e.Do(Command{Verb: VerbAdd, Jobs: []Job{j}}); err != nil {
		t.Fatal(err)
	}
	id := j.ID
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(queuePath(dir)); err != nil {
		t.Fatal(err)
	}
	e, u := open()
	if n := e.Notices(); len(n) != 1 || !strings.Contains(n[0], "missing") || !strings.Contains(n[0], "1 uploads") {
		t.Errorf("it says %q", n)
	}
	if u[id] == nil || u[id].Want != Hold {
		t.Errorf("the upload is %+v", u[id])
	}
}
