//go:build !nowindow

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"sendoff/app/apptest"
	"sendoff/app/cli"
)

// TestNoOpenGL: on a screen without OpenGL the program prints an alternative, and exits with its own code.
func TestNoOpenGL(t *testing.T) {
	apptest.NeedTools(t, "Xvfb")
	s := &screen{&apptest.Display{Rig: newRig(t).Rig, Env: append(os.Environ(), apptest.AsProgram+"=1", "DBUS_SESSION_BUS_ADDRESS=disabled:")}}
	s.StartX("-screen", "0", "640x480x24", "-noreset", "-nolisten", "tcp", "-extension", "GLX")
	s.saysNoOpenGL()
}

// leavesNoFile checks that neither program nor toolkit left a file in the user's home. Only the toolkit's own two
// folders stay, empty.
func (s *screen) leavesNoFile() {
	s.T.Helper()
	home := filepath.Dir(s.Variable("XDG_CONFIG_HOME"))
	for _, name := range []string{".config/fyne/*", ".cache/fyne/*", ".cache/sendoff", ".cache/font_index*", ".local/share/sendoff"} {
		left, err := filepath.Glob(filepath.Join(home, name))
		if err != nil {
			s.T.Fatal(err)
		}
		if len(left) > 0 {
			s.T.Errorf("left behind: %v", left)
		}
	}
}

// TestFoldersOfOthers: a folder with other programs' toolkit settings stays as it is.
func TestFoldersOfOthers(t *testing.T) {
	s := openScreen(t, "light")
	file := filepath.Join(s.Variable("XDG_CONFIG_HOME"), "fyne", "settings.json")
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(`{"scale":1.5}`), 0o600); err != nil {
		t.Fatal(err)
	}
	c, w := s.Sendoff()
	s.Activate(w)
	s.Input("key ctrl+q")
	if err := c.End(t); err != nil {
		t.Error(err)
	}
	if text, err := os.ReadFile(file); string(text) != `{"scale":1.5}` {
		t.Errorf("%s, %v", text, err)
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	s.leavesNoFile()
}

// TestSignalLeavesNoFile: a window ended by a signal leaves no file at home, however soon after its start.
func TestSignalLeavesNoFile(t *testing.T) {
	s := openScreen(t, "light")
	for range 5 {
		c, _ := s.Sendoff()
		if err := c.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		if err := c.End(t); err != nil {
			t.Errorf("asked to end, it ends with %v", err)
		}
		s.leavesNoFile()
	}
}

func (s *screen) saysNoOpenGL() {
	s.T.Helper()
	c := s.Program(os.Args[0], "--dir", s.Dir)
	err := c.End(s.T)
	exit, ok := err.(*exec.ExitError) //nolint:errorlint // Wait's own
	if !ok || exit.ExitCode() != cli.ExitQueue {
		s.T.Errorf("%v, want exit code %d", err, cli.ExitQueue)
	}
	if said := c.Err.String(); !strings.Contains(said, "no OpenGL") || !strings.Contains(said, "sendoff upload --to") ||
		strings.Contains(said, "goroutine") {
		s.T.Errorf("it said: %s", said)
	}
}
