//go:build unix

package cli

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/crypto/bcrypt"

	"sendoff/app/apptest"
	"sendoff/app/queue"
)

// service starts serve with a file of settings, as a process without a terminal, and returns its address. The rig's folder
// is its folder from then on.
func service(t *testing.T, r *rig, settings, text string) (*apptest.Child, string) {
	t.Helper()
	r.Folder = t.TempDir()
	if err := os.WriteFile(settings, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	c := r.Program("serve", r.Folder, "--listen", "127.0.0.1:0", "--config", settings)
	c.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	c.Begin(t)
	apptest.Eventually(t, "the address", func() bool { return strings.Contains(c.Out.String(), "http://") })
	_, rest, _ := strings.Cut(c.Out.String(), "http://")
	address, _, _ := strings.Cut(rest, " ")
	return c, "http://" + address
}

// rereads changes the settings and has the process read them.
func rereads(t *testing.T, r *rig, c *apptest.Child, settings, text, says string) {
	t.Helper()
	if err := os.WriteFile(settings, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	before := len(c.Err.String())
	c.Signal(t, syscall.SIGHUP)
	apptest.Eventually(t, says, func() bool { return strings.Contains(c.Err.String()[before:], says) })
}

// TestServeReadsItsSettingsAgain: a SIGHUP to a service is a request to read the settings again. They hold for what comes
// next; those that do not work change nothing, and what cannot change is named.
func TestServeReadsItsSettingsAgain(t *testing.T) {
	r := newRig(t)
	settings, packets := filepath.Join(r.Files, "serve.conf"), filepath.Join(r.Files, "packets")
	c, url := service(t, r, settings, "max-upload 1k\nlog-file "+packets+"\n")
	r.Run(ExitFailed, "upload", "--to", url, r.File("first", 2000))
	rereads(t, r, c, settings, "max-upload 1k\nno-such-flag 1\n", "not taken over")
	rereads(t, r, c, settings, "max-upload 1k\nlog-file "+r.Files+"\n", "not taken over")
	r.Run(ExitFailed, "upload", "--to", url, r.File("second", 2000))
	if err := os.Rename(packets, packets+".old"); err != nil {
		t.Fatal(err)
	}
	rereads(t, r, c, settings, "max-upload 1M\nstatus 127.0.0.1:0\nlog-file "+packets+"\n", "a restart is needed for --status")
	r.Run(ExitDone, "upload", "--to", url, r.File("third", 2000))
	if text, err := os.ReadFile(packets); err != nil || !strings.Contains(string(text), "Close-Session /third") {
		t.Errorf("the new file of packets has %q, %v", text, err)
	}
	c.Signal(t, syscall.SIGTERM)
	if err := c.End(t); err != nil {
		t.Errorf("ended with %v: %s", err, c.Err.String())
	}
}

// TestServeUsers: users have folders and limits of their own, and settings of users that say nothing are refused.
func TestServeUsers(t *testing.T) {
	r := newRig(t)
	users, settings := filepath.Join(r.Files, "users"), filepath.Join(r.Files, "serve.conf")
	hash, err := bcrypt.GenerateFromPassword([]byte(apptest.Planted), bcrypt.MinCost)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(users, []byte("ines:"+string(hash)+"\nivo:"+string(hash)+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, url := service(t, r, settings, "htpasswd "+users+"\nuser-folders yes\nmax-upload 1k\nuser ines folder=films/new max-upload=1M\nuser ines sessions=7\n")
	for _, user := range []string{"ines", "ivo"} {
		want := map[string]int{"ines": ExitDone, "ivo": ExitFailed}[user]
		owner := r.Start("run")
		apptest.Eventually(t, "the start", func() bool {
			_, err := queue.Dial(t.Context(), r.Dir)
			return err == nil
		})
		r.Stdin = apptest.Planted + "\n"
		r.Run(ExitDone, "sign-in", url, "--user", user, "--password-stdin", "--unencrypted")
		r.Run(want, "upload", "--to", url, r.File(user, 2000))
		r.Run(ExitDone, "upload", "--to", url, r.File(user+" small", 20))
		owner.Stop()
		owner.End(t)
	}
	for _, path := range []string{"films/new/ines", "films/new/ines small", "ivo/ivo small"} {
		if _, err := os.Stat(filepath.Join(r.Folder, filepath.FromSlash(path))); err != nil {
			t.Error(err)
		}
	}
	c.Signal(t, syscall.SIGTERM)
	_ = c.End(t)
	for _, wrong := range []string{"ines", "ines bogus=1", "ines sessions=x", "ines max-upload=x"} {
		if err := os.WriteFile(settings, []byte("htpasswd "+users+"\nuser "+wrong), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, said := r.Run(exitUsage, "serve", r.Folder, "--config", settings); !strings.Contains(said, "ines") {
			t.Errorf("%s: said %s", wrong, said)
		}
	}
	if err := os.WriteFile(settings, []byte("user ines folder=x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, said := r.Run(exitUsage, "serve", r.Folder, "--config", settings); !strings.Contains(said, "--htpasswd") {
		t.Errorf("said %s", said)
	}
}
