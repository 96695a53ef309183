package sheets

import (
	"io"
	"time"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/transfer/cards"
	"sendoff/transfer/identity"
	"sendoff/transfer/readback"
	"sendoff/transfer/receipt"
	"sendoff/ui/kit"
	"sendoff/ui/list"
	"sendoff/ui/words"
)

// Window is what the sheets need of the window around them.
type Window interface {
	Desk
	Uploads
	Servers
	Look
}

// Desk is where sheets stand, and what they say in the window after they have closed.
type Desk interface {
	Sheets() *kit.Sheets
	Canvas() fyne.Canvas
	Copy(text string)
	// CopyDiagnostics copies a report for whoever helps.
	CopyDiagnostics()
	// ShowLog shows the log in the system's file manager.
	ShowLog()
	// SaveAs asks for a file, proposes a name and has write fill it. done makes the message afterwards.
	SaveAs(name string, write func(io.Writer) error, done func(path string) string)
	// Message stays until it is closed; News goes by itself, Offer has a button.
	Message(text string)
	News(text string)
	Offer(text, label string, do func())
	// Fade removes a message after a while, unless it was replaced.
	Fade(text string, after time.Duration)
}

// Uploads are the list, and what is done with it.
type Uploads interface {
	Model() *list.Model
	// Do sends a command to the engine. after, which may be nil, runs on the screen's goroutine once it is stored.
	Do(c transfer.Command, after func(error))
	// Change gives uploads other sources or targets, and says done.
	Change(jobs []transfer.Job, done string)
	// Cancel asks first where much would be lost. after, which may be nil, runs when that question closes.
	Cancel(ids []uuid.UUID, after func())
	Forget(ids []uuid.UUID)
	Paste()
}

// Servers are the remembered servers and what is known of them.
type Servers interface {
	Host() Host
	// Settings are the window's own. A change takes effect with Save.
	Settings() *list.Settings
	Save()
	// PutCard adds a server, or changes the one named old, and shows it at once. stored, which may be nil, runs on the
	// screen's goroutine with the engine's answer; after an error the servers are as before. Its errors are *cards.Error
	// and cards.ErrNoCard.
	PutCard(old string, c cards.Card, stored func(error)) error
	// ShowServer chooses a server by its index in the model, -1 = all.
	ShowServer(i int)
	// StartPractice starts the practice server and passes it to then, which may be nil.
	StartPractice(then func(list.Server, error))
}

// Look is what the settings change in the window.
type Look interface {
	SetLook()
	// SetLimits also stores the settings.
	SetLimits(transfer.Limits)
	HasTray() bool
	// Identity is the program's name and version.
	Identity() string
}

// Host is what the sheets need from the rest of the program.
type Host interface {
	// Post queues f for the screen's goroutine. Any goroutine may call it.
	Post(f func())
	// TestServer runs the steps of the server test until one fails. step is called after each, done after the last;
	// both run on the screen's goroutine. stop ends the test early; nothing is called after it.
	TestServer(address string, step func(words.TestStep), done func()) (stop func())
	// Verify compares an upload with what its server has. tell is called with the number of bytes read back so far,
	// done at the end; both run on the screen's goroutine. stop ends it early; nothing is called after it.
	Verify(j *transfer.Job, tell func(int64), done func(readback.Found, error)) (stop func())
	// Receipt makes the receipt of ended uploads, in the name of a program. It may read their files: call it off the
	// screen's goroutine.
	Receipt(program string, jobs []*transfer.Job) (receipt.Page, error)
	// Certificate fetches the certificate of a server or of an https proxy; an untrusted one is no error. done runs
	// on the screen's goroutine.
	Certificate(at transfer.CertificateAt, done func(bits.Certificate, error))
	// Proxy is the setting for proxies. SetProxy changes it; done runs on the screen's goroutine.
	Proxy() cards.Proxy
	SetProxy(c cards.Proxy, done func(error))
	// Pins are the certificates that the user trusts.
	Pins() []transfer.Pin
	// Learned asks what a server has taught. done runs on the screen's goroutine; the zero value means nothing.
	Learned(server string, done func(transfer.ServerStats))
	// ReadCard reads a .sendoff file off the screen's goroutine. done runs on that; unknown are fields that are left out.
	ReadCard(path string, done func(c cards.Card, unknown []string, err error))
	// Choose shows the system's file chooser, or its folder chooser. done runs on the screen's goroutine; no paths
	// and no error mean that the user chose nothing.
	Choose(folder bool, done func(paths []string, err error))
	// GiveCertificate takes a certificate of this computer for a server, and resumes the uploads that wait for it. done
	// runs on the screen's goroutine; kept reports whether the system's keyring stored its passphrase.
	GiveCertificate(c list.OwnCertificate, done func(kept bool, err error))
	// TakeCertificate removes the one of a place. done runs on the screen's goroutine; was reports whether there was one.
	TakeCertificate(place string, done func(was bool, err error))
	// Certificates are those of this computer.
	Certificates() []identity.Identity
	// SignIn takes the account of a server or proxy, and resumes the uploads that wait for it. done runs on the
	// screen's goroutine; kept reports whether the system's keyring stored the account.
	SignIn(s list.SignIn, done func(kept bool, err error))
	// SignOut removes the account of a server from memory and keyring; place is as in transfer.SignInPlace. done
	// runs on the screen's goroutine; was reports whether there was one.
	SignOut(place string, done func(was bool, err error))
	// Accounts are the servers and proxies that the user is signed in at.
	Accounts() []list.SignedIn
	// PracticeFaults are what the practice server does wrong on purpose; none if it does not run.
	PracticeFaults() list.PracticeFaults
	// SetPracticeFaults has it do wrong what is switched on, from its next packet on.
	SetPracticeFaults(list.PracticeFaults) error
	// Keyring checks whether a keyring answers; it may ask the user to unlock it. done runs on the screen's
	// goroutine.
	Keyring(done func(usable bool))
}
