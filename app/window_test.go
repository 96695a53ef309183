package main

import (
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
)

// TestWindow drives the real window under a virtual display with mouse and keyboard: .ci/demo.
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
	demo := exec.CommandContext(t.Context(), "../.ci/demo", os.Args[0], t.TempDir())
	demo.Env = append(os.Environ(), asProgram+"=1")
	out, err := demo.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if strings.Contains(string(out), "Error in Fyne call thread") {
		t.Errorf("a widget was touched from a wrong goroutine:\n%s", out)
	}
}
