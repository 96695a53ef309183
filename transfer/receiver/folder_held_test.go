package receiver

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

const inUse = "0x80070020"

// TestHeldFileIsInUse: a file that another program holds is refused at Create-Session and at the last fragment, with
// a status that is retried. When it is released, the upload is finished without resending.
func TestHeldFileIsInUse(t *testing.T) {
	g := start(t, Options{Overwrite: true})
	g.put(map[string]string{"a.bin": "old"})
	var holding bool
	g.r.disk.held = func(path string, _ hold) bool {
		return holding && path == filepath.Join(g.r.disk.dir, "a.bin")
	}
	holding = true
	g.run(step{packet: "Create-Session", status: 503, code: inUse})
	holding = false
	g.do(step{packet: "Create-Session", status: 200})
	holding = true
	last := step{packet: "Fragment", rng: "0-2/3", body: "new", status: 503, code: inUse}
	g.run(last)
	g.wantFile("a.bin", "old")
	holding = false
	last.status, last.code, last.received = 200, "", "3"
	g.run(last)
	g.wantFile("a.bin", "new")
}

// TestFileInUseIsNoLackOfRights: a file in use is distinguished from missing rights.
func TestFileInUseIsNoLackOfRights(t *testing.T) {
	for name, c := range map[string]struct {
		err    error
		status int
	}{
		"in use": {errInUse, 503},
		"rights": {fs.ErrPermission, 403},
	} {
		t.Run(name, func(t *testing.T) {
			if a := answerFor(&os.LinkError{Op: "renameat", Err: c.err}); a.status != c.status {
				t.Errorf("%d, want %d", a.status, c.status)
			}
		})
	}
}
