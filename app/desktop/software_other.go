//go:build !linux

package desktop

import (
	"runtime"

	"github.com/ncruces/zenity"
)

// RetryInSoftware has nothing to try: these systems choose how OpenGL is drawn by themselves.
func RetryInSoftware(func(string) string) {}

// TellNoWindow shows why in a box of the system's own: a program for windows has no console there.
func TellNoWindow(text string) {
	if runtime.GOOS == "windows" {
		_ = zenity.Error(text, zenity.Title("Sendoff")) // it is printed as well
	}
}
