package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestChangeOnTheCommandLine: a job with a wrong address and a file that was moved goes on without being
// added again.
func TestChangeOnTheCommandLine(t *testing.T) {
	r := newRig(t)
	path := r.file("a.bin", 5000)
	hourAgo := time.Now().Add(-time.Hour) // a file that was just written would be waited for
	if err := os.Chtimes(path, hourAgo, hourAgo); err != nil {
		t.Fatal(err)
	}
	out, _ := r.run(exitDone, "add", "--to", "http://127.0.0.1:9/nowhere/", path)
	id := strings.TrimSpace(out)
	moved := filepath.Join(r.files, "moved.bin")
	if err := os.Rename(path, moved); err != nil {
		t.Fatal(err)
	}
	r.run(exitUsage, "change", id)
	r.run(exitUsage, "change", "ffffffff", "--to", r.server.url)
	r.run(exitUsage, "change", id, "--to", "nonsense")
	if _, stderr := r.run(exitFailed, "change", id, "--file", path); !strings.Contains(stderr, "Cannot find") {
		t.Errorf("a file that is not there: %s", stderr)
	}
	if _, stderr := r.run(exitDone, "change", id, "--to", r.server.url, "--file", moved); !strings.Contains(stderr, "sendoff run") {
		t.Errorf("nobody runs: %s", stderr)
	}
	j := r.list()["moved.bin"]
	if j["id"] != id || j["url"] != r.server.url+"moved.bin" || j["path"] != moved {
		t.Errorf("the job: %v", j)
	}
	r.run(exitDone, "run", "--until-idle")
	r.arrived(moved)
	if _, stderr := r.run(exitFailed, "change", id, "--to", r.server.url+"late.bin"); !strings.Contains(stderr, "has ended") {
		t.Errorf("a job that has ended: %s", stderr)
	}
}
