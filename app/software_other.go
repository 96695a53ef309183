//go:build !linux

package main

import (
	"runtime"

	"github.com/ncruces/zenity"
)

// retryInSoftware has nothing to try: these systems choose how OpenGL is drawn by themselves.
func retryInSoftware(func(string) string) {}

// tellNoWindow shows why in a box of the system's own: a program for windows has no console there.
func tellNoWindow(text string) {
	if runtime.GOOS == "windows" {
		_ = zenity.Error(text, zenity.Title("Sendoff")) // it is printed as well
	}
}
