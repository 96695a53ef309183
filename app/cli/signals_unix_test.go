//go:build unix

package cli

import (
	"os"
	"os/signal"
	"strings"
	"syscall"
	"testing"

	"sendoff/app/apptest"
	"sendoff/app/queue"
	"sendoff/app/queue/queuetest"
)

// init has the programs that tests start know the signal of a terminal that is gone, also where nohup has started the
// tests: a signal that is ignored stays ignored in children, one that is caught does not.
func init() {
	if os.Getenv(apptest.AsProgram) == "" && signal.Ignored(syscall.SIGHUP) {
		signal.Notify(make(chan os.Signal, 1), syscall.SIGHUP)
	}
}

// unread is a stream whose reader has left.
func unread(t *testing.T) *os.File {
	t.Helper()
	in, out, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := in.Close(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = out.Close() })
	return out
}

// TestRunOutlivesItsReader: "sendoff run | head -0" keeps working.
func TestRunOutlivesItsReader(t *testing.T) {
	r := newRig(t)
	c := r.Program("run", "-v")
	c.Stdout, c.Stderr = unread(t), unread(t)
	c.Begin(t)
	queuetest.Working(r.Rig, queue.Work)
	for _, name := range []string{"a.bin", "b.bin"} { // the first makes it print, the second shows that it still runs
		path := r.File(name, 1000)
		r.Run(ExitDone, "upload", "--to", r.Server.URL, path)
		r.Arrived(path)
	}
	c.Signal(t, syscall.SIGTERM)
	if err := c.End(t); err != nil {
		t.Errorf("ended with %v", err)
	}
}

// TestServeOutlivesItsReader: "sendoff serve DIR | head -1" keeps serving.
func TestServeOutlivesItsReader(t *testing.T) {
	r := newRig(t)
	in, out, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	r.Folder = t.TempDir() // one that no receiver has
	c := r.Program("serve", r.Folder, "--listen", "127.0.0.1:0")
	c.Stdout = out
	c.Begin(t)
	said := make([]byte, 500)
	n, err := in.Read(said)
	if err != nil {
		t.Fatal(err)
	}
	if err := in.Close(); err != nil {
		t.Fatal(err)
	}
	_ = out.Close()
	_, rest, _ := strings.Cut(string(said[:n]), "http://")
	address, _, _ := strings.Cut(rest, " ")
	for _, name := range []string{"a.bin", "b.bin"} {
		path := r.File(name, 1000)
		r.Run(ExitDone, "upload", "--to", "http://"+address, path)
		r.Arrived(path)
	}
	c.Signal(t, syscall.SIGTERM)
	if err := c.End(t); err != nil {
		t.Errorf("ended with %v", err)
	}
}

// TestUploadOutlivesItsReader: an upload continues without a reader.
func TestUploadOutlivesItsReader(t *testing.T) {
	r := newRig(t)
	path := r.File("a.bin", 1000)
	c := r.Program("upload", "--to", r.Server.URL, path)
	c.Stdout, c.Stderr = unread(t), unread(t)
	c.Begin(t)
	if err := c.End(t); err != nil {
		t.Errorf("ended with %v", err)
	}
	r.Arrived(path)
}

// TestSignals: what each command does on a signal to end.
func TestSignals(t *testing.T) {
	const goesOn = -1
	tests := []struct {
		name    string
		command string
		ignored string // by the parent, as with nohup
		signal  syscall.Signal
		code    int
		says    string
	}{
		{"run, interrupted", "run", "", syscall.SIGINT, exitInterrupted, ""},
		{"run, terminated", "run", "", syscall.SIGTERM, ExitDone, "goes on when it starts again"},
		{"run, terminal gone", "run", "", syscall.SIGHUP, ExitDone, "goes on when it starts again"},
		{"run under nohup", "run", "HUP", syscall.SIGHUP, goesOn, ""},
		{"run in the background of a script", "run", "INT", syscall.SIGINT, goesOn, ""},
		{"upload, terminated", "upload", "", syscall.SIGTERM, exitInterrupted, "stays in the queue"},
		{"upload, terminal gone", "upload", "", syscall.SIGHUP, exitInterrupted, "stays in the queue"},
		{"serve, terminated", "serve", "", syscall.SIGTERM, ExitDone, ""},
		{"serve, terminal gone", "serve", "", syscall.SIGHUP, ExitDone, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := newRig(t)
			args := map[string][]string{
				"run": {"run", "-v"}, "serve": {"serve", t.TempDir(), "--listen", "127.0.0.1:0"},
				"upload": {"upload", "--limit", "1k", "--to", r.Server.URL, r.File("long.bin", 1<<20)},
			}[tt.command]
			c := r.Program(args...)
			if tt.ignored != "" {
				c.Args = append([]string{"sh", "-c", `trap "" ` + tt.ignored + `; exec "$0" "$@"`, c.Path}, c.Args[1:]...)
				c.Path = "/bin/sh"
			}
			c.Begin(t)
			if tt.command == "serve" {
				apptest.Eventually(t, "the address", func() bool { return strings.Contains(c.Out.String(), "http://") })
			} else {
				queuetest.Working(r.Rig, queue.Work)
			}
			if tt.command == "upload" {
				apptest.Eventually(t, "the upload", func() bool { return len(r.List()) > 0 })
			}
			c.Signal(t, tt.signal)
			if tt.code == goesOn {
				path := r.File("a.bin", 1000)
				r.Run(ExitDone, "upload", "--to", r.Server.URL, path)
				apptest.Eventually(t, "the upload in it", func() bool { return strings.Contains(c.Out.String()+c.Err.String(), "a.bin") })
				r.Run(ExitDone, "quit")
				tt.code = ExitDone
			}
			_ = c.End(t)
			if code := c.ProcessState.ExitCode(); code != tt.code || !strings.Contains(c.Err.String(), tt.says) {
				t.Errorf("ended with %d (%v) and said %q", code, c.ProcessState, c.Err.String())
			}
		})
	}
}
