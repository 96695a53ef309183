//go:build unix

package main

import (
	"os"
	"strings"
	"syscall"
	"testing"
)

// unread is a stream that nobody reads any more.
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

// TestRunOutlivesItsReader: "sendoff run | head -0" works on.
func TestRunOutlivesItsReader(t *testing.T) {
	r := newRig(t)
	c := r.program("run", "-v")
	c.Stdout, c.Stderr = unread(t), unread(t)
	c.begin(t)
	working(r.Rig, work)
	for _, name := range []string{"a.bin", "b.bin"} { // the first makes it print, the second finds it alive
		path := r.file(name, 1000)
		r.run(exitDone, "upload", "--to", r.server.url, path)
		r.arrived(path)
	}
	c.signal(t, syscall.SIGTERM)
	if err := c.end(t); err != nil {
		t.Errorf("ended with %v", err)
	}
}

// TestServeOutlivesItsReader: "sendoff serve DIR | head -1" serves on.
func TestServeOutlivesItsReader(t *testing.T) {
	r := newRig(t)
	in, out, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	c := r.program("serve", r.folder, "--listen", "127.0.0.1:0")
	c.Stdout = out
	c.begin(t)
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
		path := r.file(name, 1000)
		r.run(exitDone, "upload", "--to", "http://"+address, path)
		r.arrived(path)
	}
	c.signal(t, syscall.SIGTERM)
	if err := c.end(t); err != nil {
		t.Errorf("ended with %v", err)
	}
}

// TestUploadOutlivesItsReader: an upload is work, whoever looks on.
func TestUploadOutlivesItsReader(t *testing.T) {
	r := newRig(t)
	path := r.file("a.bin", 1000)
	c := r.program("upload", "--to", r.server.url, path)
	c.Stdout, c.Stderr = unread(t), unread(t)
	c.begin(t)
	if err := c.end(t); err != nil {
		t.Errorf("ended with %v", err)
	}
	r.arrived(path)
}

// TestSignals: what a command does when a signal asks it to end.
func TestSignals(t *testing.T) {
	const goesOn = -1
	tests := []struct {
		name    string
		command string
		ignored string // by whoever starts it, as nohup does
		signal  syscall.Signal
		code    int
		says    string
	}{
		{"run, interrupted", "run", "", syscall.SIGINT, exitInterrupted, ""},
		{"run, terminated", "run", "", syscall.SIGTERM, exitDone, "goes on when it starts again"},
		{"run, terminal gone", "run", "", syscall.SIGHUP, exitDone, "goes on when it starts again"},
		{"run under nohup", "run", "HUP", syscall.SIGHUP, goesOn, ""},
		{"run in the background of a script", "run", "INT", syscall.SIGINT, goesOn, ""},
		{"upload, terminated", "upload", "", syscall.SIGTERM, exitInterrupted, "stays in the queue"},
		{"upload, terminal gone", "upload", "", syscall.SIGHUP, exitInterrupted, "stays in the queue"},
		{"serve, terminated", "serve", "", syscall.SIGTERM, exitDone, ""},
		{"serve, terminal gone", "serve", "", syscall.SIGHUP, exitDone, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := newRig(t)
			args := map[string][]string{
				"run": {"run"}, "serve": {"serve", r.folder, "--listen", "127.0.0.1:0"},
				"upload": {"upload", "--limit", "1k", "--to", r.server.url, r.file("long.bin", 1<<20)},
			}[tt.command]
			c := r.program(args...)
			if tt.ignored != "" {
				c.Args = append([]string{"sh", "-c", `trap "" ` + tt.ignored + `; exec "$0" "$@"`, c.Path}, c.Args[1:]...)
				c.Path = "/bin/sh"
			}
			c.begin(t)
			if tt.command == "serve" {
				eventually(t, "the address", func() bool { return strings.Contains(c.out.String(), "http://") })
			} else {
				working(r.Rig, work)
			}
			if tt.command == "upload" {
				eventually(t, "the upload", func() bool { return len(r.list()) > 0 })
			}
			c.signal(t, tt.signal)
			if tt.code == goesOn {
				path := r.file("a.bin", 1000)
				r.run(exitDone, "upload", "--to", r.server.url, path)
				r.run(exitDone, "quit")
				tt.code = exitDone
			}
			_ = c.end(t)
			if code := c.ProcessState.ExitCode(); code != tt.code || !strings.Contains(c.err.String(), tt.says) {
				t.Errorf("ended with %d (%v) and said %q", code, c.ProcessState, c.err.String())
			}
		})
	}
}
