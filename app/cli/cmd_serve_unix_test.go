//go:build unix

package cli

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
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
	for _, wrong := range []string{"bogus 1", "max-upload much", "overwrite perhaps", "overwrite", "listen"} {
		if err := os.WriteFile(settings, []byte(wrong), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, said := r.Run(exitUsage, "serve", into, "--config", settings); !strings.Contains(said, strings.Fields(wrong)[0]) {
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
