//go:build !linux

package desktop

import (
	"runtime"

	"github.com/ncruces/zenity"
)

// RetryInSoftware does nothing: these systems choose the OpenGL driver themselves.
func RetryInSoftware(func(string) string) {}

// TellNoWindow shows a text in a system dialog: a program with windows has no console there.
func TellNoWindow(text string) {
	if runtime.GOOS == "windows" {
		_ = zenity.Error(text, zenity.Title("Sendoff")) // it is printed as well
	}
}
