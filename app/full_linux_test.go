package main

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// A queue that cannot be saved is unavailable, whichever process owns it, and nothing is half added.
func TestFullDisk(t *testing.T) {
	for _, owner := range []bool{false, true} {
		r := newRig(t)
		r.dir = t.TempDir()
		if err := syscall.Mount("tmpfs", r.dir, "tmpfs", 0, "size=256k,mode=0700"); err != nil {
			t.Skip("a small disk cannot be mounted here:", err)
		}
		t.Cleanup(func() { _ = syscall.Unmount(r.dir, syscall.MNT_DETACH) })
		path := r.file("a.bin", 10)
		if owner {
			r.owner()
		}
		r.run(exitDone, "add", "--paused", "--to", r.server.url+"first/", path)
		if err := os.WriteFile(filepath.Join(r.dir, "ballast"), make([]byte, 256<<10), 0o600); err == nil {
			t.Fatal("the disk is not full")
		}
		added, full := 1, (*started)(nil)
		for range 200 { // pages of the queue that are free take some more
			c := r.start("add", "--paused", "--to", r.server.url+strings.Repeat("n", 200)+"/", path)
			if code := c.end(t); code != exitDone {
				if full = c; code != exitQueue {
					t.Errorf("owner %v: exit code %d: %s", owner, code, c.err.String())
				}
				break
			}
			added++
		}
		if full == nil || !strings.Contains(full.err.String(), "cannot be saved") && !strings.Contains(full.err.String(), "no space left") {
			t.Fatalf("owner %v: after %d uploads: %+v", owner, added, full)
		}
		if out, _ := r.run(exitDone, "list", "--json"); strings.Count(out, "\n") != added {
			t.Errorf("owner %v: %d uploads were added, the queue has\n%s", owner, added, out)
		}
	}
}
