package words

import (
	"fmt"
	"time"

	"sendoff/transfer"
)

// Words of the cures of faults: keys, translated where they are shown.
const (
	OtherName      = "Other name…"
	ChangeAddress  = "Change address…"
	TestServer     = "Test server"
	FindFile       = "Find file…"
	CopyForAdmin   = "Copy for admin"
	CopyCode       = "Copy error code"
	CopyDetails    = "Copy details"
	ShowCert       = "Certificate…"
	OwnCert        = "Your certificate…"
	SignIn         = "Sign in…"
	OtherAccount   = "Other account…"
	textSkip       = "Skip"
	CancelAgain    = "Cancel again"
	CancelUnsaved  = "The cancel could not be saved on this computer; its disk may be full. The upload is stopped and stays paused: make room, then cancel it again."
	Slid           = "Nothing was cancelled: the list had just moved under the pointer."
	Diagnostics    = "Copy diagnostics"
	Diagnosed      = "Copied: version, settings, the last errors and the end of the log, without passwords and tokens."
	Change         = "Change"
	NameTitle      = "Upload under another name"
	NameOnServer   = "Name on the server"
	AddressTitle   = "Upload to another address"
	Upload         = "Upload"
	NameNone       = "Type a name."
	NameFolder     = "A name cannot hold / or \\. Change the address to upload into another folder."
	NameSame       = "This is the name it has. The server has refused it."
	AddressSame    = "This is the address it has."
	AddressInList  = "Another upload in the list goes to this address."
	FolderSlash    = "The address of a folder ends in /."
	Again          = "Test again"
	Testing        = "Testing…"
	TestDone       = "The server takes uploads."
	TestWhat       = "A session is opened and cancelled again; no file is sent."
	FileGoneOn     = "Going on with the file that was found."
	ChangedByOther = "It has changed meanwhile and was left as it is."
)

// MoveAllText is the choice to move n uploads to another folder.
func MoveAllText(n int) string { return Counted("All %s to this folder", "All %s to this folder", n) }

// RenamedText is the message after an upload got another name.
func RenamedText(name string) string { return fmt.Sprintf(Tr("Uploading as \"%s\"."), Drawn(name)) }

// ChangedText is the message after n uploads got another address.
func ChangedText(n int) string {
	return Counted("%s upload goes to another address.", "%s uploads go to another address.", n)
}

// CopiedCodeText is the message after a code was copied.
func CopiedCodeText(code string) string { return fmt.Sprintf(Tr("Copied: %s"), code) }

// TestNamedText is the button that tests a server.
func TestNamedText(name string) string { return fmt.Sprintf(Tr("Test %s"), name) }

// TestTitleText is the title of the sheet that tests a server. Its address is shown as it is.
func TestTitleText(server transfer.Target) string {
	name := server.URL
	if server.Practice {
		name = nameInSentence(server)
	}
	return fmt.Sprintf(Tr("Test of %s"), name)
}

// TookStep is the duration of a test step.
func TookStep(d time.Duration) string {
	return fmt.Sprintf(Tr("%s ms"), Number(int(d.Round(time.Millisecond)/time.Millisecond)))
}

// TestFailedText says at which step a test has failed.
func TestFailedText(step string) string {
	return fmt.Sprintf(Tr("The test failed at this step: %s."), step)
}

// StepText is a test step as one line of plain text.
func StepText(s TestStep) string {
	how := Tr("ok")
	if !s.OK {
		how = Tr("failed")
	}
	return fmt.Sprintf("%s: %s, %s. %s", s.Name, how, TookStep(s.Took), s.Text)
}

// contextText says where a fault arose, from its BG_ERROR_CONTEXT.
func contextText(context uint32) string {
	switch context {
	case 0:
		return ""
	case 4:
		return Tr("the local file")
	case 5:
		return Tr("the server")
	case 6:
		return Tr("the transport")
	case 7:
		return Tr("the program behind the server")
	}
	return fmt.Sprint(context)
}

// WayOut is the label of a row's last button. For a final refusal with nothing on the server it is Skip rather than
// Cancel.
func WayOut(j *transfer.Job) string {
	if f := j.Fault; f != nil && f.Final && j.Session.IsZero() {
		switch f.Kind { //nolint:exhaustive // the others are stopped
		case transfer.KindExists, transfer.KindBadName, transfer.KindEmptyFile, transfer.KindNotFile:
			return Tr(textSkip)
		}
	}
	return Tr(Cancel)
}

// Cure names what cures a fault.
type Cure int8

// The cures. Each cause in causes names one.
const (
	CureRetry Cure = iota
	CureName
	CureAddress
	CureTest
	CureFind
	CureStartOver
	CureUploadAgain
	CureAdmin
	CureDetails
	CureCertificate
	CureSignIn
	CureAccount
	CureOwnCertificate
)

// CureOf is the likely cure of a fault that is not retried automatically.
func CureOf(f *transfer.Fault, subject *transfer.Job) Cure { return causeFor(f, subject).button }

// TestedCure is the likely cure of a fault met by a server test.
func TestedCure(f *transfer.Fault) Cure { return testedCause(f).button }
