package main

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"sendoff/transfer"
)

func TestTwoProcesses(t *testing.T) {
	r := newRig(t)
	owner := r.child("run")
	eventually(t, "an owner that answers", func() bool { _, err := dial(t.Context(), r.dir); return err == nil })
	path := r.file("a.bin", 2<<20)
	r.run(exitDone, "upload", "--to", r.server.url, path)
	r.arrived(path)
	if _, stderr := r.run(exitQueue, "run"); !strings.Contains(stderr, "another Sendoff") {
		t.Errorf("a second run says %q", stderr)
	}
	if _, stderr := r.run(exitQueue, path); !strings.Contains(stderr, "display") && !strings.Contains(stderr, "without a window") {
		t.Errorf("a window beside run says %q", stderr)
	}
	if runtime.GOOS == "windows" {
		return // files have no modes there, and no signal can be sent to a process
	}
	if info, err := os.Stat(filepath.Join(r.dir, "control.sock")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("control socket: %v, %v", info, err)
	}
	if err := owner.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	_ = owner.end(t)
	if code := owner.ProcessState.ExitCode(); code != exitInterrupted {
		t.Errorf("the owner ended with %d: %s", code, owner.err.String())
	}
	if !strings.Contains(owner.out.String(), "a.bin: Done") {
		t.Errorf("the owner printed %q", owner.out.String())
	}
	if _, err := os.Lstat(filepath.Join(r.dir, "control.sock")); err == nil {
		t.Error("the control socket was left behind")
	}
}

// A command whose owner is killed takes the queue over and finishes the work.
func TestOwnerKilled(t *testing.T) {
	r := newRig(t)
	owner := r.child("run", "--limit", "1M")
	eventually(t, "an owner that answers", func() bool { _, err := dial(t.Context(), r.dir); return err == nil })
	path := r.file("a.bin", 20<<20)
	up := r.start("upload", "--to", r.server.url, path)
	eventually(t, "the first acknowledged fragment", func() bool {
		s := r.server.recv.Sessions()
		return len(s) == 1 && s[0].Received > 0
	})
	if err := owner.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = owner.end(t)
	if code := up.end(t); code != exitDone {
		t.Errorf("the upload ended with %d: %s", code, up.err.String())
	}
	r.arrived(path)
}

func TestLockedWithoutSocket(t *testing.T) {
	r := newRig(t)
	e, err := transfer.Open(transfer.Options{Dir: r.dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	for _, args := range [][]string{{"list"}, {"run"}} {
		if _, stderr := r.run(exitQueue, args...); !strings.Contains(stderr, r.dir) {
			t.Errorf("%v does not say which queue is in use: %s", args, stderr)
		}
	}
}

func TestQuit(t *testing.T) {
	r := newRig(t)
	if _, stderr := r.run(exitDone, "quit"); !strings.Contains(stderr, "No Sendoff") {
		t.Errorf("without an owner: %q", stderr)
	}
	if _, err := os.Stat(r.dir); err == nil {
		t.Error("a queue was made in order to end it")
	}
	owner := r.child("run")
	eventually(t, "an owner that answers", func() bool { _, err := dial(t.Context(), r.dir); return err == nil })
	r.run(exitDone, "quit")
	over := make(chan error, 1)
	go func() { over <- owner.Wait() }() // ends with the owner
	select {
	case <-over:
	case <-time.After(time.Second):
		t.Error("quit came back before the owner had ended")
		<-over
	}
	if code := owner.ProcessState.ExitCode(); code != exitDone {
		t.Errorf("the owner ended with %d: %s", code, owner.err.String())
	}
	if _, stderr := r.run(exitDone, "quit"); !strings.Contains(stderr, "No Sendoff") {
		t.Errorf("after it: %q", stderr)
	}
}
