package cli

import (
	"crypto/rand"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"sendoff/app/apptest"
	"sendoff/app/queue/queuetest"
)

// A queue that cannot be saved is unavailable, whichever process owns it, and nothing is added partly.
func TestFullDisk(t *testing.T) {
	for _, owner := range []bool{false, true} {
		r := newRig(t)
		r.Dir = t.TempDir()
		if err := syscall.Mount("tmpfs", r.Dir, "tmpfs", 0, "size=256k,mode=0700"); err != nil {
			t.Skip("a small disk cannot be mounted here:", err)
		}
		t.Cleanup(func() { _ = syscall.Unmount(r.Dir, syscall.MNT_DETACH) })
		path := r.File("a.bin", 10)
		if owner {
			queuetest.Own(r.Rig)
		}
		r.Run(ExitDone, "add", "--paused", "--to", r.Server.URL+"first/", path)
		if err := os.WriteFile(filepath.Join(r.Dir, "ballast"), make([]byte, 256<<10), 0o600); err == nil {
			t.Fatal("the disk is not full")
		}
		added, full := 1, (*apptest.Started)(nil)
		for range 200 { // the queue's free pages hold some more
			var folder strings.Builder // it cannot be packed
			for range 8 {
				folder.WriteString(rand.Text())
			}
			c := r.Start("add", "--paused", "--to", r.Server.URL+folder.String()+"/", path)
			if code := c.End(t); code != ExitDone {
				if full = c; code != ExitQueue {
					t.Errorf("owner %v: exit code %d: %s", owner, code, c.Err.String())
				}
				break
			}
			added++
		}
		if full == nil || !strings.Contains(full.Err.String(), "cannot be saved") && !strings.Contains(full.Err.String(), "no space left") {
			t.Fatalf("owner %v: after %d uploads: %+v", owner, added, full)
		}
		if out, _ := r.Run(ExitDone, "list", "--json"); strings.Count(out, "\n") != added {
			t.Errorf("owner %v: %d uploads were added, the queue has\n%s", owner, added, out)
		}
	}
}
