package desktop

import (
	"os"
	"syscall"
)

// SoftwareGL makes Mesa, which draws on most Linux systems, do without a graphics card.
const SoftwareGL = "LIBGL_ALWAYS_SOFTWARE"

// RetryInSoftware starts the program once more in this process, with OpenGL in software. It returns
// only if that has been tried, or cannot be.
func RetryInSoftware(getenv func(string) string) {
	if getenv(SoftwareGL) != "" {
		return
	}
	program, err := os.Executable()
	if err != nil {
		return // the reason why the window failed says more
	}
	_ = syscall.Exec(program, os.Args, append(os.Environ(), SoftwareGL+"=1")) // it returns only if it failed
}

// TellNoWindow does nothing more: people see what the program prints.
func TellNoWindow(string) {}
