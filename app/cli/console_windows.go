package cli

import (
	"io"
	"log"
	"os"
	"strconv"
	"sync/atomic"

	"golang.org/x/sys/windows"
)

// On Windows a program is either one of the console, for which the system opens a console wherever
// none is, or one of the window, which has none even where it was typed into one. Sendoff is of the
// second kind and joins the console of whoever started it. Shells do not wait for that kind; so a
// small program of the first kind, sendoff.com, stands beside it, is what the shells find first, and
// waits in its place (packaging/windows/console.c).

// promptEvent names the handle of the event that sendoff.com waits for beside the end of the program:
// set, it gives the prompt back.
const promptEvent = "SENDOFF_PROMPT_EVENT"

var (
	kernel32              = windows.NewLazySystemDLL("kernel32.dll")
	attachConsole         = kernel32.NewProc("AttachConsole")
	freeConsole           = kernel32.NewProc("FreeConsole")
	setConsoleCtrlHandler = kernel32.NewProc("SetConsoleCtrlHandler")
)

const attachParent = ^uintptr(0) // ATTACH_PARENT_PROCESS

// unusable keeps the streams that lead nowhere: closing them, as the language does with what nobody
// holds, would close what has got their number since.
var unusable []*os.File

// prompt is the handle of promptEvent; 0 = nobody waits.
var prompt windows.Handle

// joinConsole makes the console that the program was typed into the one it prints to. Streams that
// lead to files and pipes stay. interrupted is called for Ctrl+C, and closed when the console is closed or the
// user's session ends.
func joinConsole(interrupted, closed func()) {
	if n, err := strconv.ParseUint(os.Getenv(promptEvent), 10, 32); err == nil {
		prompt = windows.Handle(n)
	}
	_ = os.Unsetenv(promptEvent) // it is not meant for the programs that this one starts
	if ok, _, _ := attachConsole.Call(attachParent); ok == 0 {
		return // whoever started it has none, or this is a build for the console
	}
	os.Stdin = stream(os.Stdin, windows.STD_INPUT_HANDLE, "CONIN$")
	os.Stdout = stream(os.Stdout, windows.STD_OUTPUT_HANDLE, "CONOUT$")
	os.Stderr = stream(os.Stderr, windows.STD_ERROR_HANDLE, "CONOUT$")
	log.SetOutput(os.Stderr)
	// Joining a console has removed the handler of the language's runtime.
	_, _, _ = setConsoleCtrlHandler.Call(windows.NewCallback(ctrlHandler(interrupted, closed)), 1)
}

// ctrlHandler is what the system calls, on a thread of its own, for Ctrl+C and the like.
func ctrlHandler(interrupted, closed func()) func(uintptr) uintptr {
	var again atomic.Bool
	return func(event uintptr) uintptr {
		switch event {
		case windows.CTRL_C_EVENT, windows.CTRL_BREAK_EVENT:
			if again.Swap(true) {
				return 0 // the second one ends the program at once
			}
			interrupted()
			return 1
		}
		closed()
		select {} // the program ends when this returns; ended by its orderly end, or by the system after 5 s
	}
}

// stream keeps what the program was started with, if that can be used, or opens the console.
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

// LeaveConsole gives the console and the prompt back: a window outlives the console it was typed into.
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

// devNull takes the place of a stream that leads nowhere: what is written to a handle that is closed
// could end up in a file that gets its number.
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

// drawable reports whether f is a console that understands cursor movement, which it must be asked for.
func drawable(f *os.File) bool {
	var mode uint32
	h := windows.Handle(f.Fd())
	if windows.GetConsoleMode(h, &mode) != nil {
		return false
	}
	return windows.SetConsoleMode(h, mode|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING) == nil
}

// decodedByCodePage reports whether the reader of w may take it for something else than UTF-8: a console gets
// characters, but who reads a pipe or a file guesses.
func decodedByCodePage(w io.Writer) bool {
	if c, ok := w.(*checked); ok {
		w = c.Writer
	}
	f, ok := w.(*os.File)
	return !ok || !isConsole(f)
}
