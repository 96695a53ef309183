package queue

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/transfer/source"
)

// TestFaultsAreLoggedOnce: a fault is in the log once, however often its job changes otherwise and however often the
// program is started, and so is the end.
func TestFaultsAreLoggedOnce(t *testing.T) {
	r := newRig(t)
	path := filepath.Join(t.TempDir(), "removed.bin") // its folder stays: it will not come back
	j := transfer.NewJob(source.File{Path: path, Size: 1}, transfer.Target{URL: "http://127.0.0.1:9/x"})
	for run := range 3 {
		l := r.owner()
		if err := l.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		if run == 0 {
			follow(t, l, transfer.Command{Verb: transfer.VerbAdd, Jobs: []transfer.Job{j}}, func(j *transfer.Job) bool { return j.State() == transfer.Failed })
		}
		low := transfer.Command{Verb: transfer.VerbPriority, IDs: []uuid.UUID{j.ID}, Priority: transfer.Priority(run)}
		follow(t, l, low, func(j *transfer.Job) bool { return j.Priority == transfer.Priority(run) })
		if run == 2 {
			follow(t, l, transfer.Command{Verb: transfer.VerbDrop, IDs: []uuid.UUID{j.ID}}, func(j *transfer.Job) bool { return j.Outcome != "" })
		}
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(filepath.Join(r.Dir, logFiles, logName))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"job met a fault", "job ended"} {
		if n := strings.Count(string(text), line); n != 1 {
			t.Errorf("%q is there %d times:\n%s", line, n, text)
		}
	}
}

// follow carries out a command and waits until the only job is as wanted.
func follow(t *testing.T, l *Local, c transfer.Command, wanted func(*transfer.Job) bool) {
	t.Helper()
	if err := l.Do(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	err := l.Watch(t.Context(), func(u transfer.Update) error {
		for _, j := range u {
			if j != nil && wanted(j) {
				return errEnough
			}
		}
		return nil
	})
	if err == nil || !strings.Contains(err.Error(), errEnough.Error()) {
		t.Fatal(err)
	}
}

// TestGoodOrderIsQuiet: an upload that goes well, and everything that can be asked beside it, warns of nothing in the log.
func TestGoodOrderIsQuiet(t *testing.T) {
	eachEnd(t, func(t *testing.T, e *ends) {
		j := e.added("a.bin", transfer.Run)
		err := e.asked.Watch(t.Context(), func(u transfer.Update) error {
			if got := u[j.ID]; got != nil && got.Outcome == transfer.Delivered {
				return errEnough
			}
			return nil
		})
		if !errors.Is(err, errEnough) {
			t.Fatal(err)
		}
		held := e.added("b.bin", transfer.Hold)
		e.do(transfer.Command{Verb: transfer.VerbDrop, IDs: []uuid.UUID{held.ID}})
		asked := requests(e.asked)
		for _, name := range []string{"all", "each", "transcript", "pins", "servers", "proxy", "report", "sign in", "accounts", "sign out", "certificates"} {
			if err := asked[name](t.Context()); err != nil && name != "transcript" {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := e.owner.Close(); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(filepath.Join(e.Dir, logFiles, logName))
		if err != nil {
			t.Fatal(err)
		}
		for _, bad := range []string{"level=WARN", "level=ERROR"} {
			if strings.Contains(string(text), bad) {
				t.Errorf("%s in:\n%s", bad, text)
			}
		}
		if !strings.Contains(string(text), "level=INFO") {
			t.Errorf("nothing is logged: %s", text)
		}
	})
}
