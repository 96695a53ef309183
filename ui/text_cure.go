package ui

import (
	"fmt"
	"time"

	"sendoff/transfer"
)

// Words of the ways out of faults: keys, translated where they are shown.
const (
	textOtherName      = "Other name…"
	textChangeAddress  = "Change address…"
	textTestServer     = "Test server"
	textFindFile       = "Find file…"
	textCopyForAdmin   = "Copy for admin"
	textCopyCode       = "Copy error code"
	textCopyDetails    = "Copy details"
	textShowCert       = "Certificate…"
	textSignIn         = "Sign in…"
	textOtherAccount   = "Other account…"
	textSkip           = "Skip"
	textCancelAgain    = "Cancel again"
	textCancelUnsaved  = "The cancel could not be saved on this computer; its disk may be full. The upload is stopped and stays paused: make room, then cancel it again."
	textSlid           = "Nothing was cancelled: the list had just moved under the pointer."
	textDiagnostics    = "Copy diagnostics"
	textDiagnosed      = "Copied: version, settings, the last errors and the end of the log, without passwords and tokens."
	textChange         = "Change"
	textNameTitle      = "Upload under another name"
	textNameOnServer   = "Name on the server"
	textAddressTitle   = "Upload to another address"
	textUpload         = "Upload"
	textKeepAsItIs     = "Leave it"
	textNameNone       = "Type a name."
	textNameFolder     = "A name cannot hold / or \\. Change the address to upload into another folder."
	textNameSame       = "This is the name it has. The server has refused it."
	textAddressSame    = "This is the address it has."
	textAddressInList  = "Another upload in the list goes to this address."
	textFolderSlash    = "The address of a folder ends in /."
	textAgain          = "Test again"
	textTesting        = "Testing…"
	textTestDone       = "The server takes uploads."
	textTestFailed     = "The test ended at the step that failed."
	textTestWhat       = "A session is opened and cancelled again; no file is sent."
	textFileGoneOn     = "Going on with the file that was found."
	textChangedByOther = "It has changed meanwhile and was left as it is."
)

func moveAllText(n int) string { return counted("All %s to this folder", "All %s to this folder", n) }

func changedText(n int) string {
	return counted("%s upload goes to another address.", "%s uploads go to another address.", n)
}

func copiedCodeText(code string) string { return fmt.Sprintf(tr("Copied: %s"), code) }

func testTitleText(address string) string {
	if isPractice(address) {
		address = hostNames(address)[3] // as in {host:of}
	}
	return fmt.Sprintf(tr("Test of %s"), address)
}

// tookStep is the time that a step of a test took.
func tookStep(d time.Duration) string {
	return fmt.Sprintf(tr("%s ms"), Number(int(d.Round(time.Millisecond)/time.Millisecond)))
}

// stepText is a step of a test as one line of plain text.
func stepText(s TestStep) string {
	how := tr("ok")
	if !s.OK {
		how = tr("failed")
	}
	return fmt.Sprintf("%s: %s, %s. %s", s.Name, how, tookStep(s.Took), s.Text)
}

// contextText says where a fault arose, in the words of BG_ERROR_CONTEXT.
func contextText(context uint32) string {
	switch context {
	case 0:
		return ""
	case 4:
		return tr("the local file")
	case 5:
		return tr("the server")
	case 6:
		return tr("the transport")
	case 7:
		return tr("the program behind the server")
	}
	return fmt.Sprint(context)
}

// wayOut is the word of a row's last button: what it cancels was refused for good and has nothing on
// the server, so that people pass over it rather than stop it.
func wayOut(j *transfer.Job) string {
	if f := j.Fault; f != nil && f.Final && j.Session.IsZero() {
		switch f.Kind { //nolint:exhaustive // the others are stopped
		case transfer.KindExists, transfer.KindBadName, transfer.KindEmptyFile, transfer.KindNotFile:
			return tr(textSkip)
		}
	}
	return tr(textCancel)
}

// cure names a way out of a fault.
type cure int8

// The ways out. A cause names one of them in causes.
const (
	cureRetry cure = iota
	cureName
	cureAddress
	cureTest
	cureFind
	cureStartOver
	cureUploadAgain
	cureAdmin
	cureDetails
	cureCertificate
	cureSignIn
	cureAccount
)
