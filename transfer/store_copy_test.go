package transfer

import (
	"os"
	"strings"
	"testing"

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
