package queue

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"sendoff/app/apptest"
	"sendoff/transfer"
)

// inertBus is a session bus that starts no programs: it would start another, locked keyring that outlives the
// test.
const inertBus = `<busconfig>
  <type>session</type>
  <listen>unix:path=%s</listen>
  <auth>EXTERNAL</auth>
  <policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy>
</busconfig>`

// startKeyring starts a session bus with GNOME's keyring, unlocked and empty, for one test.
func startKeyring(t *testing.T) {
	t.Helper()
	daemon, err := exec.LookPath("gnome-keyring-daemon")
	if err != nil {
		t.Skip("gnome-keyring-daemon is not installed")
	}
	bus, config := filepath.Join(t.TempDir(), "bus"), filepath.Join(t.TempDir(), "config")
	if err := os.WriteFile(config, fmt.Appendf(nil, inertBus, bus), 0o600); err != nil {
		t.Fatal(err)
	}
	dbus := exec.CommandContext(t.Context(), "dbus-daemon", "--config-file="+config, "--nofork", "--print-address=1")
	address, err := dbus.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := dbus.Start(); err != nil {
		t.Skip("dbus-daemon is not installed")
	}
	t.Cleanup(func() { _ = dbus.Process.Kill(); _ = dbus.Wait() })
	if _, err := address.Read(make([]byte, 256)); err != nil { // it listens from here on
		t.Fatal(err)
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+bus)
	t.Setenv("XDG_DATA_HOME", t.TempDir())
	t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
	ring := exec.CommandContext(t.Context(), daemon, "--foreground", "--unlock", "--components=secrets")
	ring.Stdin = strings.NewReader("unlock\n")
	if err := ring.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ring.Process.Kill(); _ = ring.Wait() })
	apptest.Eventually(t, "the keyring's answer", func() bool { return NewSecrets(SystemRing{}).usable(t.Context()) })
}

// TestKeyring: an account in the keyring is found at the next start.
func TestKeyring(t *testing.T) {
	startKeyring(t)
	const place = "https://files.example.com"
	want := transfer.Account{User: `CORP\ines`, Password: apptest.Planted + "ü"}
	first := NewSecrets(SystemRing{})
	if _, err := first.Account(t.Context(), whole(place)); err != transfer.ErrNoAccount { //nolint:errorlint // it is promised as it is
		t.Fatal(err)
	}
	if kept, err := first.file(t.Context(), place, want, true); !kept || err != nil {
		t.Fatal(kept, err)
	}
	second := NewSecrets(SystemRing{})
	if got, err := second.Account(t.Context(), whole(place)); got != want || err != nil {
		t.Errorf("%+v %v", got, err)
	}
	if _, err := second.Account(t.Context(), whole("http://files.example.com")); err == nil {
		t.Error("another scheme got the account")
	}
	second.Refused(whole(place), want)
	if _, err := second.Account(t.Context(), whole(place)); err == nil {
		t.Error("a refused account is given out again")
	}
	if kept, err := second.file(t.Context(), place, want, false); kept || err != nil {
		t.Error(kept, err)
	}
	if _, err := NewSecrets(SystemRing{}).Account(t.Context(), whole(place)); err == nil {
		t.Error("what was to stay in memory is in the keyring")
	}
	if _, err := first.file(t.Context(), place, want, true); err != nil {
		t.Fatal(err)
	}
	if was, err := NewSecrets(SystemRing{}).forget(t.Context(), place); !was || err != nil {
		t.Error(was, err)
	}
	if was, err := NewSecrets(SystemRing{}).forget(t.Context(), place); was || err != nil {
		t.Error(was, err)
	}
}
