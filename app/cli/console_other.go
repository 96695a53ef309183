//go:build !windows

package cli

import (
	"io"
	"os"
)

// joinConsole has nothing to do where every program has the streams of its terminal.
func joinConsole(func(), func()) {}

// LeaveConsole has nothing to do where a terminal does not wait for the console of a program.
func LeaveConsole() {}

// drawable reports whether f is a terminal that understands cursor movement.
func drawable(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// decodedByCodePage reports whether the reader of w may take it for something else than UTF-8.
func decodedByCodePage(io.Writer) bool { return false }
