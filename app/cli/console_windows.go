package cli

import (
	"io"
	"log"
	"os"
	"strconv"
	"sync/atomic"

	"golang.org/x/sys/windows"
)

// On Windows a program is linked either for the console or for windows. The system opens a console for the first
// kind if there is none; the second kind has none even if typed into one. Sendoff is of the second kind and joins
// the console of its parent. Shells do not wait for that kind. So sendoff.com, a small program of the first kind,
// is installed beside it; shells find it first, and it waits in Sendoff's place (packaging/windows/console.c).

// promptEvent names an event handle. sendoff.com waits for it or for the program's end; setting it gives the prompt
// back.
const promptEvent = "SENDOFF_PROMPT_EVENT"

var (
	kernel32              = windows.NewLazySystemDLL("kernel32.dll")
	attachConsole         = kernel32.NewProc("AttachConsole")
	freeConsole           = kernel32.NewProc("FreeConsole")
	setConsoleCtrlHandler = kernel32.NewProc("SetConsoleCtrlHandler")
)

const attachParent = ^uintptr(0) // ATTACH_PARENT_PROCESS

// unusable keeps streams with invalid handles: a finalizer would close a handle number that may have been reused.
var unusable []*os.File

// prompt is the handle of promptEvent; 0 = no program waits.
var prompt windows.Handle

// joinConsole makes the program print to the console it was typed into. Streams to files and pipes are kept.
// interrupted is called for Ctrl+C, closed when the console closes or the user's session ends.
func joinConsole(interrupted, closed func()) {
	if n, err := strconv.ParseUint(os.Getenv(promptEvent), 10, 32); err == nil {
		prompt = windows.Handle(n)
	}
	_ = os.Unsetenv(promptEvent) // not meant for child processes
	if ok, _, _ := attachConsole.Call(attachParent); ok == 0 {
		return // the parent has none, or this is a console build
	}
	os.Stdin = stream(os.Stdin, windows.STD_INPUT_HANDLE, "CONIN$")
	os.Stdout = stream(os.Stdout, windows.STD_OUTPUT_HANDLE, "CONOUT$")
	os.Stderr = stream(os.Stderr, windows.STD_ERROR_HANDLE, "CONOUT$")
	log.SetOutput(os.Stderr)
	// Joining a console has removed the handler of Go's runtime.
	_, _, _ = setConsoleCtrlHandler.Call(windows.NewCallback(ctrlHandler(interrupted, closed)), 1)
}

// ctrlHandler is called by the system, on a thread of its own, for Ctrl+C and similar events.
func ctrlHandler(interrupted, closed func()) func(uintptr) uintptr {
	var again atomic.Bool
	return func(event uintptr) uintptr {
		switch event {
		case windows.CTRL_C_EVENT, windows.CTRL_BREAK_EVENT:
			if again.Swap(true) {
				return 0 // a second one ends the program at once
			}
			interrupted()
			return 1
		}
		closed()
		select {} // returning would end the program; it ends by itself, or by the system after 5 s
	}
}

// stream keeps an inherited stream if it is usable, or opens the console.
func stream(f *os.File, which uint32, console string) *os.File {
	h := windows.Handle(f.Fd())
	if usable(h) {
		_ = windows.SetStdHandle(which, h) // joining a console may have replaced it
		return f
	}
	unusable = append(unusable, f)
	f, err := os.OpenFile(console, os.O_RDWR, 0)
	if err != nil {
		return devNull(which)
	}
	_ = windows.SetStdHandle(which, windows.Handle(f.Fd()))
	return f
}

func usable(h windows.Handle) bool {
	if h == 0 || h == windows.InvalidHandle {
		return false
	}
	kind, err := windows.GetFileType(h)
	return err == nil && kind != windows.FILE_TYPE_UNKNOWN
}

// LeaveConsole gives the console and the prompt back: a window outlives its console.
func LeaveConsole() {
	for _, s := range []struct {
		file  **os.File
		which uint32
	}{{&os.Stdin, windows.STD_INPUT_HANDLE}, {&os.Stdout, windows.STD_OUTPUT_HANDLE}, {&os.Stderr, windows.STD_ERROR_HANDLE}} {
		if isConsole(*s.file) {
			*s.file = devNull(s.which)
		}
	}
	_, _, _ = freeConsole.Call()
	if prompt != 0 {
		_ = windows.SetEvent(prompt)
		_ = windows.CloseHandle(prompt)
		prompt = 0
	}
}

// devNull replaces a stream with an invalid handle: output to a closed handle could end up in a file that gets its
// number.
func devNull(which uint32) *os.File {
	f, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		_ = windows.SetStdHandle(which, 0)
		return nil
	}
	_ = windows.SetStdHandle(which, windows.Handle(f.Fd()))
	return f
}

func isConsole(f *os.File) bool {
	var mode uint32
	return f != nil && windows.GetConsoleMode(windows.Handle(f.Fd()), &mode) == nil
}

// drawable reports whether f is a console with cursor movement, which it enables.
func drawable(f *os.File) bool {
	var mode uint32
	h := windows.Handle(f.Fd())
	if windows.GetConsoleMode(h, &mode) != nil {
		return false
	}
	return windows.SetConsoleMode(h, mode|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING) == nil
}

// decodedByCodePage reports whether the reader of w may decode it as something else than UTF-8. A console gets
// characters; a pipe's or file's reader guesses.
func decodedByCodePage(w io.Writer) bool {
	if c, ok := w.(*checked); ok {
		w = c.Writer
	}
	f, ok := w.(*os.File)
	return !ok || !isConsole(f)
}
