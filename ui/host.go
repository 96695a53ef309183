package ui

import (
	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/ui/list"
	"sendoff/ui/words"
)

// Host is what the window needs from the rest of the program.
type Host interface {
	// Do sends a command to the engine. The channel yields one value once the command is stored: nil, or why it was
	// not.
	Do(transfer.Command) <-chan error
	// Post queues f for the screen's goroutine. Any goroutine may call it.
	Post(f func())
	// Inspect requests the transcript of a job. It arrives through Window.ShowTranscript, at first and at each
	// change, until another job is requested. uuid.Nil requests none.
	Inspect(uuid.UUID)
	// Choose shows the system's file chooser, or its folder chooser. done runs on the screen's goroutine; no paths
	// and no error mean that the user chose nothing.
	Choose(folder bool, done func(paths []string, err error))
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
	// TestServer runs the steps of the server test until one fails. step is called after each, done after the last;
	// both run on the screen's goroutine. stop ends the test early; nothing is called after it.
	TestServer(address string, step func(words.TestStep), done func()) (stop func())
	// Certificate fetches the certificate of an https address; an untrusted one is no error. done runs on the
	// screen's goroutine.
	Certificate(address string, done func(bits.Certificate, error))
	// Diagnostics is a report for whoever helps, without secrets. done runs on the screen's goroutine.
	Diagnostics(done func(text string, err error))
	// Pins are the certificates that the user trusts.
	Pins() []transfer.Pin
	// StartPractice starts the practice server unless it runs. done runs on the screen's goroutine.
	StartPractice(done func(list.Server, error))
	// Save stores the settings soon. The host reports failures to the user.
	Save(list.Settings)
	// SignIn takes the account of a server or proxy, and resumes the uploads that wait for it. done runs on the
	// screen's goroutine; kept reports whether the system's keyring stored the account.
	SignIn(s list.SignIn, done func(kept bool, err error))
	// SignOut removes the account of a server from memory and keyring; place is as in transfer.SignInPlace. done
	// runs on the screen's goroutine; was reports whether there was one.
	SignOut(place string, done func(was bool, err error))
	// Accounts are the servers and proxies that the user is signed in at.
	Accounts() []list.SignedIn
	// Keyring checks whether a keyring answers; it may ask the user to unlock it. done runs on the screen's
	// goroutine.
	Keyring(done func(usable bool))
	// TrayTip sets the tray icon's tooltip, on desktops that show one.
	TrayTip(text string)
	// Minimise minimises the window and reports whether the desktop can do that.
	Minimise() bool
	// Maximise asks the desktop to maximise the window.
	Maximise()
	// Notify shows a desktop notification. Title and body are plain text, no markup.
	Notify(title, body string)
}
