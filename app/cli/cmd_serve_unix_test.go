//go:build unix

package cli

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/crypto/bcrypt"

	"sendoff/app/apptest"
	"sendoff/app/queue"
)

// TestServeBySystemd: serve takes the socket that systemd hands over, and tells it when it is ready and when it ends.
func TestServeBySystemd(t *testing.T) {
	r := newRig(t)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	socket, err := ln.(*net.TCPListener).File()
	if err != nil {
		t.Fatal(err)
	}
	told := filepath.Join(t.TempDir(), "notify")
	notify, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: told, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = notify.Close() }()
	var complaints apptest.Output
	state := func() string {
		if err := notify.SetReadDeadline(time.Now().Add(time.Minute)); err != nil {
			t.Fatal(err)
		}
		text := make([]byte, 100)
		n, err := notify.Read(text)
		if err != nil {
			t.Fatalf("%v; it says %s", err, complaints.String())
		}
		return string(text[:n])
	}
	into := t.TempDir()
	c := exec.CommandContext(t.Context(), "sh", "-c", `LISTEN_PID=$$ exec "$0" "$@"`, os.Args[0], "serve", into, "--listen", "systemd", "--quiet")
	c.Env = append(os.Environ(), apptest.AsProgram+"=1", "LISTEN_FDS=1", "NOTIFY_SOCKET="+told)
	c.ExtraFiles, c.Stderr = []*os.File{socket}, &complaints
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	if got := state(); got != "READY=1" {
		t.Errorf("told %q", got)
	}
	r.Run(ExitDone, "upload", "--to", "http://"+ln.Addr().String()+"/", r.File("small", 1000))
	if _, err := os.Stat(filepath.Join(into, "small")); err != nil {
		t.Error(err)
	}
	if err := c.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if got := state(); got != "STOPPING=1" {
		t.Errorf("told %q", got)
	}
	if err := c.Wait(); err != nil {
		t.Error(err)
	}
}

// TestServeSettings: settings come from a file, and flags win. Who may upload signs in.
func TestServeSettings(t *testing.T) {
	r := newRig(t)
	hash, err := bcrypt.GenerateFromPassword([]byte(apptest.Planted), bcrypt.MinCost)
	if err != nil {
		t.Fatal(err)
	}
	users, settings, into := filepath.Join(r.Files, "users"), filepath.Join(r.Files, "serve.conf"), t.TempDir()
	text := "\ufeff# settings\n\nhtpasswd = " + users + "\nmake-folders yes\nmax-upload 1k\noverwrite\tno\nlisten=127.0.0.1:0\nlog json\nhost a.test\nhost b.test\n"
	for path, text := range map[string]string{users: "ines:" + string(hash) + "\n", settings: text} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s := r.Start("serve", into, "--config", settings, "--max-upload", "2k")
	apptest.Eventually(t, "the address", func() bool { return strings.Contains(s.Out.String(), "http://") })
	_, rest, _ := strings.Cut(s.Out.String(), "http://")
	address, _, _ := strings.Cut(rest, " ")
	url := "http://" + address
	r.Run(ExitFailed, "upload", "--to", url, r.File("early", 10))
	r.Run(ExitDone, "cancel", "--all")
	owner := r.Start("run")
	r.Stdin = apptest.Planted + "\n"
	apptest.Eventually(t, "the owner's start", func() bool {
		_, err := queue.Dial(t.Context(), r.Dir)
		return err == nil
	})
	r.Run(ExitDone, "sign-in", url, "--user", "ines", "--password-stdin", "--unencrypted")
	r.Run(ExitDone, "upload", "--to", url+"new/folder/", r.File("small", 2000))
	if _, err := os.Stat(filepath.Join(into, "new", "folder", "small")); err != nil {
		t.Error(err)
	}
	if !strings.Contains(s.Out.String(), `"user":"ines"`) {
		t.Errorf("no user in %s", s.Out.String())
	}
	owner.Stop()
	owner.End(t)
	s.Stop()
	if code := s.End(t); code != ExitDone {
		t.Errorf("exit code %d: %s", code, s.Err.String())
	}
	// A service manager must not try again what can never work: each has the exit code of wrong usage.
	for wrong, says := range map[string]string{
		"bogus 1": "bogus", "max-upload much": "max-upload", "overwrite perhaps": "overwrite", "overwrite": "overwrite", "listen": "listen",
		"host-id a/b": "a/b", "sessions -1": "limit is negative", "tls-cert " + users: "--tls-key", "notify ftp://a.test/": "--notify",
		"external-url drop.example.test": "drop.example.test", "notify http://a.test/\non-upload /bin/true": "--on-upload",
		"user ines folder=../x\nhtpasswd " + users: "user ines",
	} {
		if err := os.WriteFile(settings, []byte(wrong), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, said := r.Run(exitUsage, "serve", into, "--config", settings); !strings.Contains(said, says) {
			t.Errorf("%s: said %s", wrong, said)
		}
	}
}

// TestServeReplies: a program that is run for each upload answers it, and upload --reply keeps the answer.
func TestServeReplies(t *testing.T) {
	r := newRig(t)
	program, into, reply := filepath.Join(r.Files, "on-upload"), t.TempDir(), filepath.Join(r.Files, "reply")
	if err := os.WriteFile(program, []byte("#!/bin/sh\nwc -c < \"$SENDOFF_FILE\"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	s := r.Start("serve", into, "--listen", "127.0.0.1:0", "--on-upload", program)
	apptest.Eventually(t, "the address", func() bool { return strings.Contains(s.Out.String(), "http://") })
	_, rest, _ := strings.Cut(s.Out.String(), "http://")
	address, _, _ := strings.Cut(rest, " ")
	r.Run(ExitDone, "upload", "--to", "http://"+address, "--reply", reply, r.File("small", 1000))
	text, err := os.ReadFile(reply)
	if err != nil || strings.TrimSpace(string(text)) != "1000" {
		t.Errorf("the reply is %q, %v", text, err)
	}
	if _, err := os.Stat(filepath.Join(into, "small")); err != nil {
		t.Error(err)
	}
	s.Stop()
	s.End(t)
}

// TestServeDisabled: uploads are refused for good while they are disabled, as IIS does; what is open is still there when they
// are enabled again (S8).
func TestServeDisabled(t *testing.T) {
	r := newRig(t)
	settings := filepath.Join(r.Files, "serve.conf")
	c, url := service(t, r, settings, "disabled yes\n")
	if _, said := r.Run(ExitFailed, "upload", "--to", url, r.File("first", 10)); !strings.Contains(said, "501") {
		t.Errorf("said %s", said)
	}
	rereads(t, r, c, settings, "disabled no\n", "settings were read again")
	r.Run(ExitDone, "upload", "--to", url, r.File("second", 10))
	rereads(t, r, c, settings, "disabled yes\n", "settings were read again")
	r.Run(ExitFailed, "upload", "--to", url, r.File("third", 10))
	c.Signal(t, syscall.SIGTERM)
	if err := c.End(t); err != nil {
		t.Errorf("ended with %v: %s", err, c.Err.String())
	}
}

// TestServeOneFolderOnce: a second server for a folder is refused, and says why.
func TestServeOneFolderOnce(t *testing.T) {
	r := newRig(t)
	settings := filepath.Join(r.Files, "serve.conf")
	c, _ := service(t, r, settings, "")
	if _, said := r.Run(ExitFailed, "serve", r.Folder, "--listen", "127.0.0.1:0"); !strings.Contains(said, "nother server receives into "+r.Folder) {
		t.Errorf("said %s", said)
	}
	c.Signal(t, syscall.SIGTERM)
	_ = c.End(t)
}
