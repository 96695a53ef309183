//go:build unix

package queue

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestStrangersSocket: the system says whose the other end is, and another user's is sent nothing.
func TestStrangersSocket(t *testing.T) {
	r := newRig(t)
	r.owner()
	conn, err := DialControl(t.Context(), r.Dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if err := checkPeerIs(conn, os.Geteuid()); err != nil {
		t.Errorf("the own end: %v", err)
	}
	if err := checkPeerIs(conn, os.Geteuid()+1); !errors.Is(err, ErrStranger) {
		t.Errorf("a stranger's end: %v", err)
	}
}

// The path of a socket is short; a deep folder must work all the same.
// TestFileInThePlaceOfTheSocket: whatever it is, it may be the user's. Only sockets and links are removed.
func TestFileInThePlaceOfTheSocket(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, controlName)
	if err := os.WriteFile(path, []byte("theirs"), 0o600); err != nil {
		t.Fatal(err)
	}
	if ln, err := listenControl(t.Context(), dir); err == nil {
		t.Error("it listens")
		_ = ln.Close()
	}
	if text, err := os.ReadFile(path); err != nil || string(text) != "theirs" {
		t.Errorf("the file is %q, %v", text, err)
	}
}

func TestDeepFolder(t *testing.T) {
	r := newRig(t)
	r.Dir = filepath.Join(t.TempDir(), strings.Repeat("deep/", 30))
	l := r.owner()
	if l.control == nil {
		t.Fatal("no control socket")
	}
	if _, err := Dial(t.Context(), r.Dir); err != nil {
		t.Error(err)
	}
	path, err := socketPath(r.Dir)
	if err != nil || len(path) > maxSocketPath {
		t.Errorf("socket at %q: %v", path, err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(filepath.Dir(path)) })
}

func TestStrangersFolder(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	dir := filepath.Join(t.TempDir(), strings.Repeat("deep/", 30))
	path, err := socketPath(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if _, err := socketPath(dir); err == nil {
		t.Error("a folder that anybody can write to is trusted")
	}
}
