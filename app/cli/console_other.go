//go:build !windows

package cli

import (
	"io"
	"os"
)

// joinConsole does nothing: every program has its terminal's streams.
func joinConsole(func(), func()) {}

// LeaveConsole does nothing: the terminal does not wait for the program's console.
func LeaveConsole() {}

// drawable reports whether f is a terminal with cursor movement.
func drawable(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// decodedByCodePage reports whether the reader of w may decode it as something else than UTF-8.
func decodedByCodePage(io.Writer) bool { return false }
