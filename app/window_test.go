//go:build !nowindow

package main

import (
	"context"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"

	"sendoff/app/apptest"
	"sendoff/app/cli"
)

// TestNoDisplay: without a display the program says what to do instead.
func TestNoDisplay(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("elsewhere there always is one")
	}
	r := newRig(t)
	if _, stderr := r.Run(cli.ExitQueue); !strings.Contains(stderr, "no display") {
		t.Errorf("says %q", stderr)
	}
	if _, stderr := r.Run(cli.ExitQueue, r.File("a.bin", 10)); !strings.Contains(stderr, "upload --to") {
		t.Errorf("for a file it says %q", stderr)
	}
}

// TestWindow operates the real window on a virtual display with mouse and keyboard: .ci/demo.
func TestWindow(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the virtual display is one of Linux")
	}
	for _, tool := range []string{"Xvfb", "xdotool", "import"} {
		if _, err := exec.LookPath(tool); err != nil {
			if os.Getenv("CI") != "" {
				t.Fatalf("%v: make deps installs it", err)
			}
			t.Skipf("%v: make deps installs it", err)
		}
	}
	ctx, stop := context.WithTimeout(t.Context(), 4*time.Minute)
	defer stop()
	demo := exec.CommandContext(ctx, "../.ci/demo", os.Args[0], t.TempDir())
	demo.Cancel = func() error { return demo.Process.Signal(os.Interrupt) } // so that it ends what it started
	demo.WaitDelay = 10 * time.Second
	demo.Env = append(os.Environ(), apptest.AsProgram+"=1")
	out, err := demo.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if strings.Contains(string(out), "Error in Fyne call thread") {
		t.Errorf("a widget was touched from a wrong goroutine:\n%s", out)
	}
}
