package receiver

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

const inUse = "0x80070020"

// TestHeldFileIsInUse: a file that another program holds is refused before a byte is sent, and after that at
// the last fragment, as one to be tried again; when it is let go the upload is finished without its bytes.
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

// TestHoldIsNoLackOfRights: what the system says of a file in use is told apart from a lack of rights.
func TestHoldIsNoLackOfRights(t *testing.T) {
	for name, c := range map[string]struct {
		err    error
		status int
	}{
		"in use": {errInUse, 503},
		"rights": {fs.ErrPermission, 403},
	} {
		t.Run(name, func(t *testing.T) {
			if a := refuse(&os.LinkError{Op: "renameat", Err: c.err}); a.status != c.status {
				t.Errorf("%d, want %d", a.status, c.status)
			}
		})
	}
}
