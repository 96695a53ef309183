package cli

import (
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"sendoff/app/apptest"
)

// spoolOf lists the files spooled for a rig's queue.
func (r *rig) spoolOf() []string {
	r.T.Helper()
	list, err := filepath.Glob(filepath.Join(r.Dir, "spool", "*", "*"))
	if err != nil {
		r.T.Fatal(err)
	}
	return list
}

// TestPipedIn: input for - is stored, uploaded under its name, and removed when its job has ended, however it ends
// and whichever process works on the queue.
func TestPipedIn(t *testing.T) {
	r := newRig(t)
	r.Stdin = rand.Text() + strings.Repeat("x", 1<<20)
	sent := func(name string) {
		t.Helper()
		if got, err := os.ReadFile(filepath.Join(r.Folder, name)); err != nil || string(got) != r.Stdin {
			t.Errorf("%s: %d bytes arrived: %v", name, len(got), err)
		}
		if left := r.spoolOf(); len(left) != 0 {
			t.Errorf("%s: kept after the end: %q", name, left)
		}
	}
	r.Run(ExitDone, "upload", "--to", r.Server.URL, "--name", "one.tar", "-")
	sent("one.tar")
	r.Run(ExitDone, "add", "--to", r.Server.URL+"two.tar", "-") // named by its address
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
	r.Run(ExitDone, "run", "--until-idle")
	sent("two.tar")
	owner := r.Start("run")
	apptest.Eventually(t, "the owner", func() bool { return strings.Contains(owner.Err.String(), "Working") })
	r.Run(ExitDone, "upload", "--to", r.Server.URL, "--name", "three.tar", "-")
	apptest.Eventually(t, "the removal", func() bool { return len(r.spoolOf()) == 0 })
	sent("three.tar")
	out, _ := r.Run(ExitDone, "add", "--paused", "--to", r.Server.URL, "--name", "four.tar", "-")
	r.Run(ExitDone, "cancel", strings.TrimSpace(out))
	apptest.Eventually(t, "the removal after a cancel", func() bool { return len(r.spoolOf()) == 0 })
	owner.Stop()
	owner.End(t)
}

// TestFirstPipedInOfAnOwner: a running owner removes spooled files too, even if there were none when it started.
func TestFirstPipedInOfAnOwner(t *testing.T) {
	r := newRig(t)
	owner := r.Start("run")
	apptest.Eventually(t, "the owner", func() bool { return strings.Contains(owner.Err.String(), "Working") })
	r.Stdin = "text"
	r.Run(ExitDone, "add", "--to", r.Server.URL, "--name", "one.tar", "-")
	apptest.Eventually(t, "the removal", func() bool { return len(r.spoolOf()) == 0 })
	if got, err := os.ReadFile(filepath.Join(r.Folder, "one.tar")); string(got) != r.Stdin {
		t.Errorf("%q arrived: %v", got, err)
	}
	owner.Stop()
	owner.End(t)
}

func TestPipedInIsRefused(t *testing.T) {
	r := newRig(t)
	r.Stdin = "text"
	path := r.File("a", 1)
	for _, args := range [][]string{
		{"upload", "--to", r.Server.URL, "-"},                                        // no name
		{"upload", "--to", r.Server.URL, "--name", "../x", "-"},                      // not one name
		{"upload", "--to", r.Server.URL, "--name", "x", path},                        // nothing is piped in
		{"upload", "--to", r.Server.URL, "--name", "x", "-", "-"},                    // only once
		{"upload", "--to", r.Server.URL, "--name", "x", "--files-from", "-", "-"},    // one or the other
		{"upload", "--to", r.Server.URL, "--name", "x", "-", r.Files},                // not with a folder
		{"upload", "--to", "nonsense", "--name", "x", "-"},                           // no address
		{"upload", "--to", r.Server.URL + "a", "--name", "x", "-", path},             // not two files at one address
		{"upload", "--to", r.Server.URL, "--name", "x", "--header", "nonsense", "-"}, // an invalid header
		{"upload", "--to", r.Server.URL, "--name", filepath.Base(path), "-", path},   // two files of one name
	} {
		r.Run(exitUsage, args...)
	}
	if left := r.spoolOf(); len(left) != 0 {
		t.Errorf("kept for no job: %q", left)
	}
}
