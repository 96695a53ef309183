package system

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/godbus/dbus/v5"
)

// TestReadGNOME changes the settings with the real gsettings, in a folder of the test's own.
func TestReadGNOME(t *testing.T) {
	for name, value := range map[string]string{"XDG_CURRENT_DESKTOP": "ubuntu:GNOME", "GSETTINGS_BACKEND": "keyfile", "XDG_CONFIG_HOME": t.TempDir(), "SNAP": ""} {
		t.Setenv(name, value)
	}
	if err := exec.CommandContext(t.Context(), "gsettings", "list-keys", gnomeSchema).Run(); err != nil {
		t.Skipf("gsettings knows no proxies here: %v", err)
	}
	for _, set := range [][]string{
		{gnomeSchema, "mode", "manual"},
		{gnomeSchema + ".http", "host", "proxy.test"},
		{gnomeSchema + ".http", "port", "8080"},
		{gnomeSchema, "ignore-hosts", "['*.intern.test']"},
	} {
		if out, err := exec.CommandContext(t.Context(), "gsettings", append([]string{"set"}, set...)...).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
	r, ok, err := Read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for address, want := range map[string]string{"http://files.test/": "http://proxy.test:8080", "http://a.intern.test/": "direct"} {
		if got := by(t, r, ok, address); got != want {
			t.Errorf("%s: %s", address, got)
		}
	}
}

// TestReadKDE: the user's own file counts before that of all users; elsewhere it says nothing.
func TestReadKDE(t *testing.T) {
	own, all := t.TempDir(), t.TempDir()
	for name, value := range map[string]string{"XDG_CURRENT_DESKTOP": "KDE", "XDG_CONFIG_HOME": own, "XDG_CONFIG_DIRS": all} {
		t.Setenv(name, value)
	}
	read := func() string {
		t.Helper()
		r, ok, err := Read(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return by(t, r, ok, "http://files.test/")
	}
	if got := read(); got != "nothing" {
		t.Errorf("without a file: %s", got)
	}
	for dir, proxy := range map[string]string{all: "all.test:1", own: "own.test:2"} {
		text := "[Proxy Settings]\nProxyType=1\nhttpProxy=" + proxy + "\n"
		if err := os.WriteFile(filepath.Join(dir, "kioslaverc"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if got := read(); got != "http://own.test:2" {
		t.Errorf("%s", got)
	}
	t.Setenv("XDG_CURRENT_DESKTOP", "")
	if got := read(); got != "nothing" {
		t.Errorf("without a desktop: %s", got)
	}
}

// resolver is a portal that knows one proxy.
type resolver struct{ asked chan string }

// Lookup implements org.freedesktop.portal.ProxyResolver.
func (r resolver) Lookup(address string) ([]string, *dbus.Error) {
	r.asked <- address
	return []string{"http://portal.test:3128", "direct://"}, nil
}

// TestReadPortal: inside a sandbox the desktop's portal is asked, and is told scheme and host only.
func TestReadPortal(t *testing.T) {
	path, err := exec.LookPath("dbus-daemon")
	if err != nil {
		t.Skip("dbus-daemon is not installed")
	}
	bus := exec.CommandContext(t.Context(), path, "--session", "--nofork", "--print-address")
	out, err := bus.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := bus.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = bus.Process.Kill(); _ = bus.Wait() })
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", strings.TrimSpace(address))
	t.Setenv("XDG_CURRENT_DESKTOP", "GNOME")
	t.Setenv("SNAP", "/snap/sendoff/1")
	conn, err := dbus.ConnectSessionBus()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	portal := resolver{make(chan string, 1)}
	if err := conn.Export(portal, "/org/freedesktop/portal/desktop", "org.freedesktop.portal.ProxyResolver"); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.RequestName("org.freedesktop.portal.Desktop", dbus.NameFlagDoNotQueue); err != nil {
		t.Fatal(err)
	}
	r, ok, err := Read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got := by(t, r, ok, "https://files.test/drop?token=secret"); got != "http://portal.test:3128" {
		t.Error(got)
	}
	if got := <-portal.asked; got != "https://files.test/" {
		t.Errorf("the portal was told %s", got)
	}
}
