package main

import (
	"os"
	"syscall"
)

// softwareGL makes Mesa, which draws on most Linux systems, do without a graphics card.
const softwareGL = "LIBGL_ALWAYS_SOFTWARE"

// retryInSoftware starts the program once more in this process, with OpenGL in software. It returns
// only if that has been tried, or cannot be.
func retryInSoftware(getenv func(string) string) {
	if getenv(softwareGL) != "" {
		return
	}
	program, err := os.Executable()
	if err != nil {
		return // the reason why the window failed says more
	}
	_ = syscall.Exec(program, os.Args, append(os.Environ(), softwareGL+"=1")) // it returns only if it failed
}

// tellNoWindow does nothing more: people see what the program prints.
func tellNoWindow(string) {}
