package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"sendoff/app/queue/queuetest"
)

func TestCrashIsReportedOnce(t *testing.T) {
	r := newRig(t)
	c := exec.CommandContext(t.Context(), os.Args[0])
	c.Env = append(os.Environ(), queuetest.CrashIn+"="+r.Dir)
	if out, err := c.CombinedOutput(); err == nil || !strings.Contains(string(out), "deliberate") {
		t.Fatalf("it did not crash as it should: %v\n%s", err, out)
	}
	_, stderr := r.Run(ExitDone, "list")
	if !strings.Contains(stderr, "crashed") {
		t.Errorf("the crash is not reported: %s", stderr)
	}
	kept, err := filepath.Glob(filepath.Join(r.Dir, "crash-*.txt"))
	if err != nil || len(kept) != 1 || !strings.Contains(stderr, kept[0]) {
		t.Fatalf("kept: %v, %v", kept, err)
	}
	if text, err := os.ReadFile(kept[0]); err != nil || !strings.Contains(string(text), "panic: deliberate") || !strings.Contains(string(text), "queuetest.go") {
		t.Errorf("the crash file does not tell what happened: %s, %v", text, err)
	}
	if _, stderr = r.Run(ExitDone, "list"); strings.Contains(stderr, "crashed") {
		t.Error("the crash is reported twice")
	}
}

func TestDamagedQueue(t *testing.T) {
	r := newRig(t)
	if err := os.MkdirAll(r.Dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(r.Dir, "queue.db"), []byte(strings.Repeat("no database ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, stderr := r.Run(ExitDone, "list"); !strings.Contains(stderr, "queue") {
		t.Errorf("the damage is not reported: %s", stderr)
	}
}

func TestUnusableFolder(t *testing.T) {
	r := newRig(t)
	r.Dir = r.File("a file", 1)
	r.Run(ExitQueue, "list")
}
