//go:build unix

package transfer

import (
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestUnixClasses makes the system say each of these of a file.
func TestUnixClasses(t *testing.T) {
	dir := t.TempDir()
	plant(t, dir, "file")
	if err := os.Symlink("self", filepath.Join(dir, "self")); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]Kind{
		filepath.Join(dir, "none"):                   KindFileMissing,
		filepath.Join(dir, "file", "x"):              KindFileMissing,
		filepath.Join(dir, "self"):                   KindFilePath,
		filepath.Join(dir, strings.Repeat("n", 300)): KindFilePath,
		filepath.Join(dir, "nul\x00"):                KindFilePath,
		filepath.Join(dir, "gone", "x"):              KindFileAway,
	} {
		_, err := Stat(path)
		if got := FaultOf(err).Kind; got != want {
			t.Errorf("%.60q: %s, want %s (%v)", path, got, want, err)
		}
	}
}

// TestOutOfDescriptors is no lack of rights and not final, for a file and for a connection.
func TestOutOfDescriptors(t *testing.T) {
	for _, full := range []error{syscall.EMFILE, syscall.ENFILE} {
		file := FaultOf(&SourceError{Path: "/x", Kind: kindOf("/x", &fs.PathError{Op: "open", Path: "/x", Err: full})})
		line := FaultOf(&net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("socket", full)})
		for _, f := range []Fault{file, line} {
			if f.Kind != KindOwnLimit || f.Final {
				t.Errorf("%v: %+v", full, f)
			}
		}
	}
	if got := kindOf("/x", &fs.PathError{Op: "open", Path: "/x", Err: syscall.EACCES}); got != KindFileDenied {
		t.Errorf("a lack of rights is %s", got)
	}
}
