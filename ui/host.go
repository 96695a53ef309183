package ui

import (
	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/ui/list"
	"sendoff/ui/words"
)

// Host is what the window needs of the program around it.
type Host interface {
	// Do hands a command to the engine. The one value of the channel is ready when the command is
	// stored: nil, or why it could not be.
	Do(transfer.Command) <-chan error
	// Post runs f on the screen's goroutine soon. Any goroutine may call it.
	Post(f func())
	// Inspect asks for the transcript of a job: it comes through Window.ShowTranscript whenever it
	// changes, until another job is asked for. uuid.Nil asks for none.
	Inspect(uuid.UUID)
	// Choose shows the system's file chooser, or its folder chooser. done runs on the screen's
	// goroutine; no paths and no error mean that nothing was chosen.
	Choose(folder bool, done func(paths []string, err error))
	// Clipboard reads which files were copied, in a file manager or as paths in a text. done runs on the
	// screen's goroutine, within some seconds; nothing at all means that there are none. Errors are
	// ErrClipboardSilent, ErrClipboardLong, ErrClipboardStrange and the system's own.
	Clipboard(done func(list.Copied, error))
	// ChooseSave asks for the place and name of a file to be written; name is what is proposed. done
	// runs on the screen's goroutine; no path and no error mean that nothing was chosen. What is there
	// already has been asked about.
	ChooseSave(name string, done func(path string, err error))
	// Reveal shows a file in the system's file manager, or its folder where a file cannot be shown.
	// It is called away from the screen's goroutine and may take a moment.
	Reveal(path string) error
	// TestServer tries what an upload to an address needs, one step after the other, until one fails. step
	// is called as each ends, and done when the last has; both run on the screen's goroutine. stop ends the
	// test early, and nothing is called after it.
	TestServer(address string, step func(words.TestStep), done func()) (stop func())
	// Certificate asks the server of an address of https for its certificate; one that is not trusted is
	// no error. done runs on the screen's goroutine.
	Certificate(address string, done func(bits.Certificate, error))
	// Diagnostics are one text for who helps, without anything that grants access. done runs on the
	// screen's goroutine.
	Diagnostics(done func(text string, err error))
	// Pins are the certificates that the user trusts.
	Pins() []transfer.Pin
	// StartPractice starts the practice server unless it runs. done runs on the screen's goroutine.
	StartPractice(done func(list.Server, error))
	// Save has the settings stored soon. What goes wrong then is shown by the program around the window.
	Save(list.Settings)
	// SignIn takes in an account of a server or a proxy, and lets the uploads go on that waited for it.
	// done runs on the screen's goroutine; kept tells whether the system's keyring has the account.
	SignIn(s list.SignIn, done func(kept bool, err error))
	// SignOut forgets the account of a server, as transfer.SignInPlace has it, here and in the keyring. done
	// runs on the screen's goroutine; was tells whether there was one.
	SignOut(place string, done func(was bool, err error))
	// Accounts are the places that the user has signed in at and not signed out of again.
	Accounts() []list.SignedIn
	// Keyring finds out whether a keyring answers; it may ask the user to unlock it. done runs on the
	// screen's goroutine.
	Keyring(done func(usable bool))
	// TrayTip has the icon in the tray say a text where the pointer rests on it, on desktops that do that.
	TrayTip(text string)
	// Minimise puts the window away where the desktop keeps minimised windows; false means that it cannot.
	Minimise() bool
	// Maximise has the desktop give the window all of its room.
	Maximise()
	// Notify shows a message of the desktop. Neither text is markup.
	Notify(title, body string)
}
