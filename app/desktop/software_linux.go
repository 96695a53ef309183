package desktop

import (
	"os"
	"syscall"
)

// SoftwareGL makes Mesa, the OpenGL of most Linux systems, draw without a graphics card.
const SoftwareGL = "LIBGL_ALWAYS_SOFTWARE"

// RetryInSoftware replaces this process by a new start with OpenGL in software. It returns only if that was tried
// already, or cannot be.
func RetryInSoftware(getenv func(string) string) {
	if getenv(SoftwareGL) != "" {
		return
	}
	program, err := os.Executable()
	if err != nil {
		return // the window's own error says more
	}
	_ = syscall.Exec(program, os.Args, append(os.Environ(), SoftwareGL+"=1")) // returns only on failure
}

// TellNoWindow does nothing: the printed text is seen.
func TellNoWindow(string) {}
