package cli

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"sendoff/app/apptest"
)

// TestServeEndsWithItsTerminal: a SIGHUP still ends a serve that was started in a terminal, with settings or without.
func TestServeEndsWithItsTerminal(t *testing.T) {
	r := newRig(t)
	keyboard, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Skip(err)
	}
	defer func() { _ = keyboard.Close() }()
	number, err := unix.IoctlGetInt(int(keyboard.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	if err := unix.IoctlSetPointerInt(int(keyboard.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	screen, err := os.OpenFile(filepath.Join("/dev/pts", strconv.Itoa(number)), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = screen.Close() }()
	settings := filepath.Join(r.Files, "serve.conf")
	if err := os.WriteFile(settings, []byte("max-upload 1k\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c := r.Program("serve", t.TempDir(), "--listen", "127.0.0.1:0", "--config", settings)
	c.Stdin = screen
	c.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	c.Begin(t)
	apptest.Eventually(t, "the address", func() bool { return strings.Contains(c.Out.String(), "http://") })
	c.Signal(t, syscall.SIGHUP)
	if err := c.End(t); err != nil {
		t.Errorf("ended with %v: %s", err, c.Err.String())
	}
}
