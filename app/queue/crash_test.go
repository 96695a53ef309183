package queue

import (
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// TestCrashFileFollowsNoLink: the target of a link in place of the crash file stays as it is, and a kept crash
// report replaces no earlier one.
func TestCrashFileFollowsNoLink(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("links need a right there")
	}
	dir := t.TempDir()
	aim := filepath.Join(t.TempDir(), "aim")
	if err := os.WriteFile(aim, []byte("theirs"), 0o600); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, crashName)
	if err := os.Symlink(aim, path); err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	watchCrashes(dir, log)
	endCrashWatch(dir)
	if text, err := os.ReadFile(aim); err != nil || string(text) != "theirs" {
		t.Errorf("the file behind the link holds %q, %v", text, err)
	}
	for _, text := range []string{"first", "second"} { // within one second
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		said := strings.Join(keepCrash(path, log), "")
		kept, err := os.ReadFile(said[strings.Index(said, dir) : strings.LastIndex(said, ".txt")+len(".txt")])
		if err != nil || string(kept) != text {
			t.Errorf("%q: kept %q, %v", said, kept, err)
		}
	}
	all, err := filepath.Glob(filepath.Join(dir, "crash-*.txt"))
	if err != nil || len(all) != 2 {
		t.Errorf("kept: %v, %v", all, err)
	}
}

// TestEmptyCrashFileIsNoCrash: it is left by a program that was killed, and there is nothing to keep of it.
func TestEmptyCrashFileIsNoCrash(t *testing.T) {
	dir := t.TempDir()
	log := slog.New(slog.DiscardHandler)
	path := filepath.Join(dir, crashName)
	if said := keepCrash(path, log); len(said) > 0 {
		t.Errorf("without a file: %v", said)
	}
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if said := watchCrashes(dir, log); len(said) > 0 {
		t.Errorf("of an empty one: %v", said)
	}
	endCrashWatch(dir)
	if left, err := os.ReadDir(dir); len(left) > 0 || err != nil {
		t.Errorf("left %v, %v", left, err)
	}
}
