package main

import (
	"os"
	"path/filepath"
	"runtime"

	"sendoff/transfer/safefile"
)

// softwareGL makes Mesa, which draws on most Linux systems, do without a graphics card.
const softwareGL = "LIBGL_ALWAYS_SOFTWARE"

// maxMark bounds a mark in bytes.
const maxMark = 4096

// mark is a file that says that a window has been opened on a display. To try that out takes as long as
// to open the window, and a screen seldom loses what it had.
type mark struct{ path, screen string }

// screenMark is the mark, in the folder of the queue, of the display that the window is to open on. Only on
// Linux can the program begin anew if the mark turns out to be wrong.
func screenMark(dir, version string, getenv func(string) string) mark {
	if runtime.GOOS != "linux" {
		return mark{}
	}
	return mark{filepath.Join(dir, "screen"), getenv("DISPLAY") + " " + getenv(softwareGL) + " " + version}
}

func (m mark) proved() bool {
	text, err := safefile.Read(m.path, maxMark)
	return err == nil && string(text) == m.screen
}

// prove says that a window opens. A mark that cannot be made only costs time at the next start.
func (m mark) prove() {
	if m.path != "" && os.MkdirAll(filepath.Dir(m.path), 0o700) == nil {
		_ = safefile.Write(m.path, []byte(m.screen))
	}
}

// remove takes the mark away and tells whether there was one.
func (m mark) remove() bool { return m.path != "" && safefile.Remove(m.path) == nil }
