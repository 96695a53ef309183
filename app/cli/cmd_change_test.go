package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestChangeOnTheCommandLine: a job with a wrong address, and one whose file was moved, continue without being
// added again.
func TestChangeOnTheCommandLine(t *testing.T) {
	r := newRig(t)
	path := r.File("a.bin", 5000)
	hourAgo := time.Now().Add(-time.Hour) // a file just written would be waited for
	if err := os.Chtimes(path, hourAgo, hourAgo); err != nil {
		t.Fatal(err)
	}
	out, _ := r.Run(ExitDone, "add", "--to", "http://127.0.0.1:9/nowhere/", path)
	id := strings.TrimSpace(out)
	moved := filepath.Join(r.Files, "moved.bin")
	if err := os.Rename(path, moved); err != nil {
		t.Fatal(err)
	}
	r.Run(exitUsage, "change", id)
	r.Run(exitUsage, "change", "ffffffff", "--to", r.Server.URL)
	r.Run(exitUsage, "change", id, "--to", "nonsense")
	if _, stderr := r.Run(ExitFailed, "change", id, "--file", path); !strings.Contains(stderr, "Cannot find") {
		t.Errorf("a file that is not there: %s", stderr)
	}
	if _, stderr := r.Run(ExitDone, "change", id, "--to", r.Server.URL, "--file", moved); !strings.Contains(stderr, "sendoff run") {
		t.Errorf("nobody runs: %s", stderr)
	}
	j := r.List()["moved.bin"]
	if j["id"] != id || j["url"] != r.Server.URL+"moved.bin" || j["path"] != moved {
		t.Errorf("the job: %v", j)
	}
	r.Run(ExitDone, "run", "--until-idle")
	r.Arrived(moved)
	if _, stderr := r.Run(ExitFailed, "change", id, "--to", r.Server.URL+"late.bin"); !strings.Contains(stderr, "has ended") {
		t.Errorf("a job that has ended: %s", stderr)
	}
}
