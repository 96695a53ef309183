package ui

import (
	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/ui/list"
	"sendoff/ui/sheets"
)

// Host is what the window needs from the rest of the program.
type Host interface {
	sheets.Host
	// Do sends a command to the engine. The channel yields one value once the command is stored: nil, or why it was
	// not.
	Do(transfer.Command) <-chan error
	// Inspect requests the transcript of a job. It arrives through Window.ShowTranscript, at first and at each
	// change, until another job is requested. uuid.Nil requests none.
	Inspect(uuid.UUID)
	// Clipboard reads which files were copied, in a file manager or as paths in a text. done runs on the screen's
	// goroutine within some seconds; an empty list without an error means none. Errors are ErrClipboardSilent,
	// ErrClipboardLong, ErrClipboardStrange and the system's own.
	Clipboard(done func(list.Copied, error))
	// ChooseSave asks for a file to write; name is the proposal. done runs on the screen's goroutine; no path and
	// no error mean that the user chose nothing. The chooser has already asked about overwriting an existing file.
	ChooseSave(name string, done func(path string, err error))
	// Reveal shows a file in the system's file manager, or its folder if that cannot be done. It may block: call it
	// off the screen's goroutine.
	Reveal(path string) error
	// LogFile is the path of the program's log.
	LogFile() string
	// Diagnostics is a report for whoever helps, without secrets. done runs on the screen's goroutine.
	Diagnostics(done func(text string, err error))
	// StartPractice starts the practice server unless it runs. done runs on the screen's goroutine.
	StartPractice(done func(list.Server, error))
	// Save stores the settings soon. The host reports failures to the user.
	Save(list.Settings)
	// TrayTip sets the tray icon's tooltip, on desktops that show one.
	TrayTip(text string)
	// Minimise minimises the window and reports whether the desktop can do that.
	Minimise() bool
	// Maximise asks the desktop to maximise the window.
	Maximise()
	// Notify shows a desktop notification. Title and body are plain text, no markup.
	Notify(title, body string)
}
