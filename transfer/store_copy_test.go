package transfer

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/source"
)

// TestOldQueueBesideANewerCopy: an old queue file was put in place of the newer one. Jobs that the copy knows as
// cancelled do not run.
func TestOldQueueBesideANewerCopy(t *testing.T) {
	dir := t.TempDir()
	open := func() *Engine {
		t.Helper()
		e, err := Open(Options{Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	do := func(e *Engine, c Command) {
		t.Helper()
		if err := <-e.Do(c); err != nil {
			t.Fatal(err)
		}
	}
	e := open()
	gone := NewJob(source.File{Path: "/gone", Size: 1}, Target{URL: "http://127.0.0.1:1/gone"})
	kept := NewJob(source.File{Path: "/kept", Size: 1}, Target{URL: "http://127.0.0.1:1/kept"})
	do(e, Command{Verb: VerbAdd, Jobs: []Job{gone, kept}})
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	old, err := os.ReadFile(queuePath(dir))
	if err != nil {
		t.Fatal(err)
	}
	e = open()
	do(e, Command{Verb: VerbDrop, IDs: []uuid.UUID{gone.ID}})
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(queuePath(dir), old, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, says := range []int{1, 0} { // and once is enough
		e = open()
		u, err := e.Watch().Next(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if u[gone.ID] == nil || u[gone.ID].Outcome != NeverReached || u[kept.ID] == nil || u[kept.ID].Want != Run {
			t.Errorf("the cancelled one is %+v, the other %+v", u[gone.ID], u[kept.ID])
		}
		if n := e.Notices(); len(n) != says || says == 1 && !strings.Contains(n[0], "older than its copy") {
			t.Errorf("it says %q", n)
		}
		if err := e.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestQueueFileDisplaced: the queue file is removed or replaced while an engine works on it. After the next change the
// file is there again with all jobs, although the engine never ends, and the other file has another name.
func TestQueueFileDisplaced(t *testing.T) {
	skipWithoutCompaction(t)
	others := []byte("what somebody else has put here")
	for _, test := range []struct {
		name     string
		displace func(path string) error
		aside    int // files
	}{
		{"removed", os.Remove, 0},
		{"folder removed", func(path string) error { return os.RemoveAll(filepath.Dir(path)) }, 0},
		{"replaced", func(path string) error {
			return errors.Join(os.Remove(path), os.WriteFile(path, others, 0o600))
		}, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir, told := filepath.Join(t.TempDir(), "queue"), make(chan string, 1)
			e, err := Open(Options{Dir: dir})
			if err != nil {
				t.Fatal(err)
			}
			defer e.Close() //nolint:errcheck // what it stores last does not matter here
			e.OnDisplaced(func(aside string) { told <- aside })
			jobs, _ := secretly(3)
			mustDo(t, e, Command{Verb: VerbAdd, Jobs: jobs[:1]})
			if err := test.displace(queuePath(dir)); err != nil {
				t.Fatal(err)
			}
			mustDo(t, e, Command{Verb: VerbAdd, Jobs: jobs[1:2]})
			var aside string
			select {
			case aside = <-told:
			case <-time.After(20 * time.Second):
				t.Fatal("nobody was told")
			}
			mustDo(t, e, Command{Verb: VerbAdd, Jobs: jobs[2:]})
			if (aside != "") != (test.aside > 0) {
				t.Errorf("aside is %q", aside)
			}
			if kept, err := os.ReadFile(aside); aside != "" && !bytes.Equal(kept, others) {
				t.Errorf("the other file has %q, %v", kept, err)
			}
			testHasJobs(t, queuePath(dir), jobs)
		})
	}
}

// testHasJobs: a copy of a queue file, as a killed program would leave it, has the jobs.
func testHasJobs(t *testing.T, path string, jobs []Job) {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	left := filepath.Join(t.TempDir(), queueFile)
	if err := os.WriteFile(left, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	s, c, err := openQueue(left, time.Second)
	if err != nil {
		t.Fatal(err)
	}
	defer s.close() //nolint:errcheck // only read
	found := map[uuid.UUID]bool{}
	for _, j := range c.jobs {
		found[j.ID] = true
	}
	for _, j := range jobs {
		if !found[j.ID] {
			t.Errorf("%s is lost", j.ID)
		}
	}
}

// TestQueueFileOfAnotherOwner: the file in the queue's place is another owner's. It is left alone.
func TestQueueFileOfAnotherOwner(t *testing.T) {
	skipWithoutCompaction(t)
	dir, aside := t.TempDir(), filepath.Join(t.TempDir(), "moved.db")
	e, err := Open(Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(queuePath(dir), aside); err != nil {
		t.Fatal(err)
	}
	other, _, err := openQueue(filepath.Join(t.TempDir(), queueFile), time.Second)
	if err != nil {
		t.Fatal(err)
	}
	defer other.close() //nolint:errcheck // nothing was written
	if err := os.Rename(other.path, queuePath(dir)); err != nil {
		t.Fatal(err)
	}
	jobs, _ := secretly(1)
	mustDo(t, e, Command{Verb: VerbAdd, Jobs: jobs})
	if err := e.Close(); err != nil {
		t.Error(err)
	}
	if other.path = queuePath(dir); !other.inPlace() {
		t.Error("the other owner's file was replaced")
	}
	testHasJobs(t, aside, jobs)
}
