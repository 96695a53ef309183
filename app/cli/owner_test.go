package cli

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"sendoff/app/apptest"
	"sendoff/app/queue"
	"sendoff/transfer"
)

func TestTwoProcesses(t *testing.T) {
	r := newRig(t)
	owner := r.Child("run")
	apptest.Eventually(t, "an owner that answers", func() bool { _, err := queue.Dial(t.Context(), r.Dir); return err == nil })
	path := r.File("a.bin", 2<<20)
	r.Run(ExitDone, "upload", "--to", r.Server.URL, path)
	r.Arrived(path)
	if _, stderr := r.Run(ExitQueue, "run"); !strings.Contains(stderr, "another Sendoff") {
		t.Errorf("a second run says %q", stderr)
	}
	if _, stderr := r.Run(ExitQueue, path); !strings.Contains(stderr, "display") && !strings.Contains(stderr, "without a window") {
		t.Errorf("a window beside run says %q", stderr)
	}
	if runtime.GOOS == "windows" {
		return // Windows has neither file modes nor signals
	}
	if info, err := os.Stat(filepath.Join(r.Dir, "control.sock")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("control socket: %v, %v", info, err)
	}
	if err := owner.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	_ = owner.End(t)
	if code := owner.ProcessState.ExitCode(); code != exitInterrupted {
		t.Errorf("the owner ended with %d: %s", code, owner.Err.String())
	}
	if !strings.Contains(owner.Out.String(), "a.bin: Done") {
		t.Errorf("the owner printed %q", owner.Out.String())
	}
	if _, err := os.Lstat(filepath.Join(r.Dir, "control.sock")); err == nil {
		t.Error("the control socket was left behind")
	}
}

// If a command's owner is killed, the command takes the queue over and finishes the work.
func TestOwnerKilled(t *testing.T) {
	r := newRig(t)
	owner := r.Child("run", "--limit", "1M")
	apptest.Eventually(t, "an owner that answers", func() bool { _, err := queue.Dial(t.Context(), r.Dir); return err == nil })
	path := r.File("a.bin", 20<<20)
	up := r.Start("upload", "--to", r.Server.URL, path)
	apptest.Eventually(t, "the first acknowledged fragment", func() bool {
		s := r.Server.Recv.Sessions()
		return len(s) == 1 && s[0].Received > 0
	})
	if err := owner.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = owner.End(t)
	if code := up.End(t); code != ExitDone {
		t.Errorf("the upload ended with %d: %s", code, up.Err.String())
	}
	r.Arrived(path)
}

func TestLockedWithoutSocket(t *testing.T) {
	r := newRig(t)
	e, err := transfer.Open(transfer.Options{Dir: r.Dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	for _, args := range [][]string{{"list"}, {"run"}} {
		if _, stderr := r.Run(ExitQueue, args...); !strings.Contains(stderr, r.Dir) {
			t.Errorf("%v does not say which queue is in use: %s", args, stderr)
		}
	}
}

func TestQuit(t *testing.T) {
	r := newRig(t)
	if _, stderr := r.Run(ExitDone, "quit"); !strings.Contains(stderr, "No Sendoff") {
		t.Errorf("without an owner: %q", stderr)
	}
	if _, err := os.Stat(r.Dir); err == nil {
		t.Error("a queue was made in order to end it")
	}
	owner := r.Child("run")
	apptest.Eventually(t, "an owner that answers", func() bool { _, err := queue.Dial(t.Context(), r.Dir); return err == nil })
	r.Run(ExitDone, "quit")
	over := make(chan error, 1)
	go func() { over <- owner.Wait() }() // ends with the owner
	select {
	case <-over:
	case <-time.After(time.Second):
		t.Error("quit came back before the owner had ended")
		<-over
	}
	if code := owner.ProcessState.ExitCode(); code != ExitDone {
		t.Errorf("the owner ended with %d: %s", code, owner.Err.String())
	}
	if _, stderr := r.Run(ExitDone, "quit"); !strings.Contains(stderr, "No Sendoff") {
		t.Errorf("after it: %q", stderr)
	}
}
