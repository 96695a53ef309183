//go:build unix

package cli

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// stranger is a user ID that no computer assigns.
const stranger = 54321

// TestStrangersFolderIsRefused: every command refuses and names a folder that other users own, may write to or may
// replace, and leaves it alone.
func TestStrangersFolderIsRefused(t *testing.T) {
	tests := []struct {
		name  string
		says  string
		spoil func(t *testing.T, dir string)
	}{
		{"the group may write", "other users may write", func(t *testing.T, dir string) { chmod(t, dir, 0o770) }},
		{"all may write", "chmod go-w", func(t *testing.T, dir string) { chmod(t, dir, 0o707) }},
		{"all may write above it", "put another folder in the place", func(t *testing.T, dir string) { chmod(t, filepath.Dir(dir), 0o777) }},
		{"another user owns it", "belongs to the user " + strconv.Itoa(stranger), func(t *testing.T, dir string) {
			if err := os.Chown(dir, stranger, stranger); err != nil {
				t.Skip("only root gives folders away:", err)
			}
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := newRig(t)
			if err := os.Mkdir(r.Dir, 0o700); err != nil {
				t.Fatal(err)
			}
			tt.spoil(t, r.Dir)
			for _, args := range [][]string{
				{"list"}, {"run", "--until-idle"}, {"quit"}, {"add", "--to", r.Server.URL, r.File("a.bin", 10)}, {"trust"},
			} {
				if _, stderr := r.Run(ExitQueue, args...); !strings.Contains(stderr, tt.says) {
					t.Errorf("%v says %q", args, stderr)
				}
			}
			if left, err := os.ReadDir(r.Dir); err != nil || len(left) != 0 {
				t.Errorf("it left %v: %v", left, err)
			}
		})
	}
}

func chmod(t *testing.T, path string, mode os.FileMode) {
	t.Helper()
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

// TestClosedFolderOfAnotherUser: if a queue's folder cannot be read, its parent's owner is checked.
func TestClosedFolderOfAnotherUser(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can be two users")
	}
	home := t.TempDir()
	chmod(t, filepath.Dir(home), 0o711)
	chmod(t, home, 0o700)
	if err := os.Chown(home, stranger, stranger); err != nil {
		t.Fatal(err)
	}
	program := publicCopy(t)
	r := newRig(t)
	r.Dir = filepath.Join(home, "q")
	c := r.Program("list")
	c.Path = program
	c.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: stranger + 1, Gid: stranger + 1}}
	c.Dir = "/"
	c.Begin(t)
	_ = c.End(t)
	if code := c.ProcessState.ExitCode(); code != ExitQueue || !strings.Contains(c.Err.String(), "belongs to the user "+strconv.Itoa(stranger)) {
		t.Errorf("code %d, said %q", code, c.Err.String())
	}
}

// publicCopy is a copy of this program that every user can run.
func publicCopy(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	chmod(t, filepath.Dir(dir), 0o711)
	program, err := os.ReadFile(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "sendoff")
	if err := os.WriteFile(path, program, 0o700); err != nil {
		t.Fatal(err)
	}
	chmod(t, path, 0o755)
	return path
}
