package words

import (
	"fmt"
	"strings"
	"time"

	"sendoff/transfer"
)

// Words of the window's fixed parts: keys, translated where they are shown.
const (
	AddFiles        = "Add files"
	AddFolder       = "Add folder"
	Pause           = "Pause"
	PauseAll        = "Pause all"
	Resume          = "Resume"
	StartNow        = "Start now"
	ResumeAll       = "Resume all"
	Cancel          = "Cancel"
	Retry           = "Retry"
	TryNow          = "Try now"
	StartOver       = "Start over"
	StopTrying      = "Forget on this computer"
	UploadAgain     = "Upload again"
	Verify          = "Verify…"
	VerifyAgain     = "Verify again"
	Verifying       = "Asking the server what it has."
	SaveReceipt     = "Save receipt…"
	Remove          = "Remove"
	Search          = "Search"
	Settings        = "Settings"
	Servers         = "Servers"
	Uploads         = "Uploads"
	AllServers      = "All servers"
	AddServer       = "Add server"
	EditServer      = "Edit server"
	PracticeName    = "Practice server"
	Back            = "Back" // leaves a question or a form without doing anything
	Close           = "Close"
	Save            = "Save"
	Copy            = "Copy"
	CopyAll         = "Copy all"
	AddPaused       = "Add paused"
	KeepUploading   = "Keep uploading"
	textKeepFolders = "Keep folders (they must exist on the server)"
	EmptyTitle      = "Nothing to upload"
	ChooseFiles     = "Choose files"
	ChooseFolder    = "Choose folder"
	StartPractice   = "Start the practice server"
	NoServer        = "No server at hand?"
	ShowAll         = "Show all uploads"
	Finished        = "Finished"
	ClearFinished   = "Remove all"
	Idle            = "Idle"
	NoLimit         = "No limit"
	UploadTo        = "Upload to"
	UploadToHint    = "A name or an address, such as https://files.example.com/drop/"
	Protocol        = "Protocol"
	NoTranscript    = "No packet has been exchanged yet."
	Copied          = "Copied."
	PracticeIsUp    = "The practice server is running on this computer. It keeps what you upload in a folder of Sendoff's own, until Sendoff ends."
	PracticeFaults  = "Faults of the practice server"
	PracticeKept    = "Only this computer reaches it. What it gets is in a folder of Sendoff's own, which is emptied when Sendoff ends. Here it does wrong what real servers do, from its next answer on."
	NameLabel       = "Name"
	AddressLabel    = "Address"
	NameHint        = "Lab drop"
	HTTPHint        = "If the server has no encryption, begin the address with http://."
	AddressHint     = "https://files.example.com/drop/"
	RemoveServer    = "Remove from list"
	Details         = "Details"
	MoveTop         = "Move to top"
	MoveUp          = "Move up"
	MoveDown        = "Move down"
	MoveBottom      = "Move to bottom"
	CopyName        = "Copy name"
	CopyAddress     = "Copy address"
	CopySession     = "Copy session ID"
	CopyStatus      = "Copy status"
	Priority        = "Priority"
	Foreground      = "Foreground"
	High            = "High"
	Normal          = "Normal"
	Low             = "Low"

	ClearQuestion    = "Remove what has finished from the list?"
	ClearConsequence = "The files on this computer and on the servers stay as they are. Only the record of how these uploads ended is removed."
	Overview         = "Overview"
	TranscriptGone   = "No packets are kept of an upload that has ended."
	PracticeStarting = "Starting the practice server…"
)

// Dot separates parts of a line.
const Dot = "  ·  "

// RetryFailedText is the label of the retry button; brief is for narrow windows, or for the selection.
func RetryFailedText(n int, brief bool) string {
	if brief {
		return fmt.Sprintf(Tr("Retry (%s)"), Number(n))
	}
	return fmt.Sprintf(Tr("Retry failed (%s)"), Number(n))
}

// CancelQuestion asks before n uploads are cancelled.
func CancelQuestion(n int) string { return Counted("Cancel %s upload?", "Cancel %s uploads?", n) }

// CancelButtonText is the label of the button that cancels n uploads.
func CancelButtonText(n int) string { return Counted("Cancel %s upload", "Cancel %s uploads", n) }

// CancelledText is the note after n uploads were cancelled; name is of the first.
func CancelledText(n int, name string) string {
	if n == 1 {
		return fmt.Sprintf(Tr("%s cancelled."), Drawn(name))
	}
	return Counted("%s upload cancelled.", "%s uploads cancelled.", n)
}

// ShowIt is the label of the button that leads to what a note is about.
const ShowIt = "Show"

// StuckText is the note about uploads that cannot go on and that a filter hides; j is the first of n.
func StuckText(j *transfer.Job, n int) string {
	if n == 1 {
		return fmt.Sprintf(Tr("%s cannot go on"), Drawn(j.Name())) + Dot + ShortFault(j.Fault, j)
	}
	return Counted("%s upload cannot go on.", "%s uploads cannot go on.", n)
}

// Words for what cannot be done, and why.
const (
	NothingSelected = "Nothing is selected. Select the uploads first."
	NothingToCancel = "Nothing to cancel: what is selected has ended or is being cancelled."
	NothingToPause  = "Nothing to pause or resume: what is selected has ended or is being cancelled."
	NothingToRetry  = "Nothing to retry: no upload has failed."
	NothingToMove   = "Nothing to move: select uploads that have not ended."
	NothingToUndo   = "Nothing to take back: nothing was just cancelled."
)

// CancelConsequence says what a cancel throws away: bytes that servers have, and how long they took.
func CancelConsequence(acked int64, spent time.Duration) string {
	if acked > 0 && spent >= time.Minute {
		return fmt.Sprintf(Tr("%s already on the server will be thrown away, which took %s to send. Files on this computer are not touched."), Size(acked), Lasted(spent))
	}
	if acked > 0 {
		return fmt.Sprintf(Tr("%s already on the server will be thrown away. Files on this computer are not touched."), Size(acked))
	}
	return Tr("Files on this computer are not touched.")
}

// SheetTitle is the title of the add sheet; size is in bytes.
func SheetTitle(files int, size int64) string {
	if files == 0 {
		return Tr("Add uploads")
	}
	return fmt.Sprintf(Trn("Add %s file (%s)", "Add %s files (%s)", files), Number(files), Size(size))
}

// WalkingText is the title of the add sheet while folders are searched.
func WalkingText(files int) string {
	if files == 0 {
		return Tr("Looking for files…")
	}
	return fmt.Sprintf(Tr("Looking for files… %s so far"), Number(files))
}

// UploadButtonText is the label of the button that adds n files.
func UploadButtonText(n int) string { return Counted("Upload %s file", "Upload %s files", n) }

// PreviewText says where the first of the files goes.
func PreviewText(address string) string { return fmt.Sprintf(Tr("First file goes to %s"), address) }

// OneNameText says why n files cannot all go to one address.
func OneNameText(n int) string {
	return Counted("This address names one file. End it with / to upload %s file into it.",
		"This address names one file. End it with / to upload %s files into it.", n)
}

// EmptyHint says how to add files. On a Mac only paths can be pasted.
func EmptyHint(mac bool) string {
	if mac {
		return Tr("Drop files or folders anywhere in this window, paste their paths with Cmd+V, or choose them.")
	}
	return Tr("Drop files or folders anywhere in this window, paste them or their paths with Ctrl+V, or choose them.")
}

// NothingPasted is the message after a paste without files.
func NothingPasted(mac bool) string {
	if mac {
		return Tr("Nothing was added: the clipboard holds no paths as text. Drop the files on the window, or choose them.")
	}
	return Tr("Nothing was added: the clipboard holds neither files nor paths. Copy the files in a file manager, drop them on the window, or choose them.")
}

// Added are files that were added: how many, the name of the first, and where they go.
type Added struct {
	N        int
	Name, To string
}

// AddedText is the message after files were added; reasons are in the order of first use.
func AddedText(a Added, skipped []SkipCount) string {
	text := fmt.Sprintf(Trn("%[1]s file added to %[2]s", "%[1]s files added to %[2]s", a.N), Number(a.N), a.To)
	if a.N == 1 {
		text = fmt.Sprintf(Tr("%[1]s added to %[2]s"), Drawn(a.Name), a.To)
	}
	return joined(", ", text, skippedText(skipped))
}

// skippedText says what was not added: one reason, or the sum of several.
func skippedText(skipped []SkipCount) string {
	if len(skipped) < 2 {
		return reasonsText(skipped)
	}
	total := 0
	for _, k := range skipped {
		total += k.N
	}
	return fmt.Sprintf(Tr("%s skipped: %s"), Number(total), reasonsText(skipped))
}

func reasonsText(skipped []SkipCount) string {
	parts := make([]string, 0, len(skipped))
	for _, k := range skipped {
		parts = append(parts, fmt.Sprintf(Tr("%[1]s %[2]s"), Number(k.N), k.Why))
	}
	return strings.Join(parts, ", ")
}

// Remarks on files in the add sheet.
const (
	RemarkEmpty    = "empty file"
	RemarkInList   = "already in the list"
	RemarkTwice    = "same name twice"
	RemarkUnticked = "not ticked"
)

// InListText is the remark on a file that is already being uploaded.
func InListText(percent int) string { return fmt.Sprintf(Tr("already in the list (%d %%)"), percent) }

// HiddenText counts the failures of hidden servers.
func HiddenText(n int) string { return Counted("%s problem elsewhere", "%s problems elsewhere", n) }

// SessionsText is the status bar's button for n sessions that are open on servers; brief is for narrow windows.
func SessionsText(n int) (full, brief string) {
	return Counted("%s open session", "%s open sessions", n), Counted("%s session", "%s sessions", n)
}

// FinishedText sums up the history. keep is how many entries it keeps: once there are as many, older ones are
// dropped.
func FinishedText(n int, bytes int64, keep int) string {
	text := fmt.Sprintf(Trn("%s entry, %s uploaded", "%s entries, %s uploaded", n), Number(n), Size(bytes))
	if n >= keep {
		text += Dot + fmt.Sprintf(Tr("the newest %s are kept"), Number(keep))
	}
	return text
}

// LimitText is the current speed limit, in bytes a second; 0 is none. brief is for narrow windows.
func LimitText(rate int64) (full, brief string) {
	if rate <= 0 {
		return Tr(NoLimit), Tr("Unlimited")
	}
	brief = Rate(float64(rate))
	return fmt.Sprintf(Tr("Limit: %s"), brief), brief
}

// AgainText is the message after uploads were added again; failed are the reasons for those that were not.
func AgainText(added int, failed []string) string {
	if len(failed) == 0 {
		return Counted("%s upload added again.", "%s uploads added again.", added)
	}
	return fmt.Sprintf(Tr("%s added again, %s not: %s"), Number(added), Number(len(failed)), failed[0])
}

// TakingText is how long a packet took, "" if unknown.
func TakingText(d time.Duration) string {
	if d <= 0 {
		return ""
	}
	return fmt.Sprintf(Tr("%d ms"), d.Milliseconds())
}

// ToText says where a file goes.
func ToText(destination string) string { return fmt.Sprintf(Tr("to %s"), destination) }

// ClearButtonText is the label of the button that removes n history entries.
func ClearButtonText(n int) string { return Counted("Remove %s entry", "Remove %s entries", n) }

// RemoveQuestion asks before n history entries are removed.
func RemoveQuestion(n int) string {
	return Counted("Remove %s entry from the list?", "Remove %s entries from the list?", n)
}

func notAddedText(n int) string {
	return Counted("%s file was not added.", "%s files were not added.", n)
}
