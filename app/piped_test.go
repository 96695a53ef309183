package main

import (
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// spoolOf lists the files that are kept for a rig's queue.
func (r *rig) spoolOf() []string {
	r.t.Helper()
	list, err := filepath.Glob(filepath.Join(r.dir, "spool", "*", "*"))
	if err != nil {
		r.t.Fatal(err)
	}
	return list
}

// TestPipedIn: what - sends is kept, uploaded under its name, and removed when its job has ended, however it
// ends and whoever works on the queue.
func TestPipedIn(t *testing.T) {
	r := newRig(t)
	r.stdin = rand.Text() + strings.Repeat("x", 1<<20)
	sent := func(name string) {
		t.Helper()
		if got, err := os.ReadFile(filepath.Join(r.folder, name)); err != nil || string(got) != r.stdin {
			t.Errorf("%s: %d bytes arrived: %v", name, len(got), err)
		}
		if left := r.spoolOf(); len(left) != 0 {
			t.Errorf("%s: kept after the end: %q", name, left)
		}
	}
	r.run(exitDone, "upload", "--to", r.server.url, "--name", "one.tar", "-")
	sent("one.tar")
	r.run(exitDone, "add", "--to", r.server.url+"two.tar", "-") // named by its address
	kept := r.spoolOf()
	if len(kept) != 1 {
		t.Fatalf("kept for the queue: %q", kept)
	}
	if runtime.GOOS != "windows" {
		file, err := os.Stat(kept[0])
		folder, err2 := os.Stat(filepath.Dir(kept[0]))
		if errors.Join(err, err2) != nil || file.Mode().Perm() != 0o600 || folder.Mode().Perm() != 0o700 {
			t.Errorf("%v in %v: others may read it", file.Mode(), folder.Mode())
		}
	}
	r.run(exitDone, "run", "--until-idle")
	sent("two.tar")
	owner := r.start("run")
	eventually(t, "the owner", func() bool { return strings.Contains(owner.err.String(), "Working") })
	r.run(exitDone, "upload", "--to", r.server.url, "--name", "three.tar", "-")
	eventually(t, "the removal", func() bool { return len(r.spoolOf()) == 0 })
	sent("three.tar")
	out, _ := r.run(exitDone, "add", "--paused", "--to", r.server.url, "--name", "four.tar", "-")
	r.run(exitDone, "cancel", strings.TrimSpace(out))
	eventually(t, "the removal after a cancel", func() bool { return len(r.spoolOf()) == 0 })
	owner.stop()
	owner.end(t)
}

// TestFirstPipedInOfAnOwner: who owns the queue already when something is piped in for the first time removes it
// afterwards all the same.
func TestFirstPipedInOfAnOwner(t *testing.T) {
	r := newRig(t)
	owner := r.start("run")
	eventually(t, "the owner", func() bool { return strings.Contains(owner.err.String(), "Working") })
	r.stdin = "text"
	r.run(exitDone, "add", "--to", r.server.url, "--name", "one.tar", "-")
	eventually(t, "the removal", func() bool { return len(r.spoolOf()) == 0 })
	if got, err := os.ReadFile(filepath.Join(r.folder, "one.tar")); string(got) != r.stdin {
		t.Errorf("%q arrived: %v", got, err)
	}
	owner.stop()
	owner.end(t)
}

func TestPipedInIsRefused(t *testing.T) {
	r := newRig(t)
	r.stdin = "text"
	path := r.file("a", 1)
	for _, args := range [][]string{
		{"upload", "--to", r.server.url, "-"},                                        // no name
		{"upload", "--to", r.server.url, "--name", "../x", "-"},                      // not one name
		{"upload", "--to", r.server.url, "--name", "x", path},                        // nothing is piped
		{"upload", "--to", r.server.url, "--name", "x", "-", "-"},                    // once
		{"upload", "--to", r.server.url, "--name", "x", "--files-from", "-", "-"},    // either
		{"upload", "--to", r.server.url, "--name", "x", "-", r.files},                // a folder beside it
		{"upload", "--to", "nonsense", "--name", "x", "-"},                           // no address
		{"upload", "--to", r.server.url + "a", "--name", "x", "-", path},             // one address
		{"upload", "--to", r.server.url, "--name", "x", "--header", "nonsense", "-"}, // a header
		{"upload", "--to", r.server.url, "--name", filepath.Base(path), "-", path},   // both would be a
	} {
		r.run(exitUsage, args...)
	}
	if left := r.spoolOf(); len(left) != 0 {
		t.Errorf("kept for no job: %q", left)
	}
}
