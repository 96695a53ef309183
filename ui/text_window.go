package ui

import (
	"fmt"
	"strings"
	"time"
)

// Words of the window's fixed parts.
const (
	textAddFiles       = "Add files"
	textAddFolder      = "Add folder"
	textPause          = "Pause"
	textPauseAll       = "Pause all"
	textResume         = "Resume"
	textResumeAll      = "Resume all"
	textCancel         = "Cancel"
	textRetry          = "Retry"
	textTryNow         = "Try now"
	textStartOver      = "Start over"
	textStopTrying     = "Stop trying"
	textUploadAgain    = "Upload again"
	textRemove         = "Remove"
	textSearch         = "Search"
	textSettings       = "Settings"
	textServers        = "Servers"
	textUploads        = "Uploads"
	textAllServers     = "All servers"
	textAddServer      = "Add server"
	textEditServer     = "Edit server"
	textPracticeName   = "Practice server"
	textNotNow         = "Not now"
	textClose          = "Close"
	textSave           = "Save"
	textCopy           = "Copy"
	textCopyAll        = "Copy all"
	textAddPaused      = "Add paused"
	textKeepUploading  = "Keep uploading"
	textKeepFolders    = "Keep folders (they must exist on the server)"
	textEmptyTitle     = "Nothing to upload"
	textEmptyHint      = "Drop files or folders anywhere in this window, paste their paths with Ctrl+V, or choose them."
	textChooseFiles    = "Choose files"
	textChooseFolder   = "Choose folder"
	textStartPractice  = "Start the practice server"
	textNoServer       = "No server at hand?"
	textNoMatch        = "Nothing here"
	textNoMatchHint    = "No upload fits the search, the filter and the server."
	textShowAll        = "Show all uploads"
	textFinished       = "Finished"
	textClearFinished  = "Remove all"
	textIdle           = "Idle"
	textNoLimit        = "No limit"
	textLimit          = "Limit: "
	textUploadTo       = "Upload to"
	textUploadToHint   = "A name or an address, such as https://files.example.com/drop/"
	textNothingPasted  = "Nothing was added: the clipboard holds no file paths."
	textProtocol       = "Protocol"
	textNoTranscript   = "No packet has been exchanged yet."
	textCopied         = "Copied."
	textPracticeIsUp   = "The practice server is running on this computer. It keeps what you upload in a folder of Sendoff's own."
	textNameLabel      = "Name"
	textAddressLabel   = "Address"
	textNameHint       = "Lab drop"
	textAddressHint    = "https://files.example.com/drop/"
	textRemoveServer   = "Remove from list"
	textUploadsAtOnce  = "Uploads at once"
	textPerServer      = "For one server"
	textSpeedLimit     = "Speed limit in MB/s"
	textSpeedHint      = "MB/s; empty = no limit"
	textThemeLabel     = "Look"
	textThemeSystem    = "Like the system"
	textThemeLight     = "Light"
	textThemeDark      = "Dark"
	textLimitNumber    = "The speed limit must be a number of MB/s between 0.001 and 100,000."
	textDetails        = "Details"
	textMoveTop        = "Move to top"
	textMoveUp         = "Move up"
	textMoveDown       = "Move down"
	textMoveBottom     = "Move to bottom"
	textCopyName       = "Copy name"
	textCopyAddress    = "Copy address"
	textCopySession    = "Copy session ID"
	textCopyStatus     = "Copy status"
	textPriority       = "Priority"
	textForeground     = "Foreground"
	textHigh           = "High"
	textNormal         = "Normal"
	textLow            = "Low"
	textLookingForFile = "Looking for files"

	textClearQuestion    = "Remove what has finished from the list?"
	textClearConsequence = "The files on this computer and on the servers stay as they are. Only the record of how these uploads ended is removed."
	textKeepThem         = "Keep them"
	textOverview         = "Overview"
	textTranscriptGone   = "No packets are kept of an upload that has ended."
	textPracticeStarting = "Starting the practice server…"
	textNameTaken        = "Another server has this name."
	textAddressTaken     = "This address is already in the list as "
)

func filterText(f filter) string {
	return [...]string{"All", "Active", "Waiting", "Needs you", "Failed", "Paused", "Done", "Cancelled"}[f]
}

// retryFailedText is the button's, in few words where there is little room.
func retryFailedText(n int, brief bool) string {
	if brief {
		return fmt.Sprintf("Retry (%s)", Number(n))
	}
	return fmt.Sprintf("Retry failed (%s)", Number(n))
}

func cancelQuestion(n int) string { return fmt.Sprintf("Cancel %s?", Count(n, "upload", "uploads")) }

func cancelButtonText(n int) string { return "Cancel " + Count(n, "upload", "uploads") }

func cancelConsequence(acked int64) string {
	s := "Files on this computer are not touched."
	if acked > 0 {
		return Size(acked) + " already on the server will be thrown away. " + s
	}
	return s
}

func sheetTitle(files int, size int64) string {
	if files == 0 {
		return "Add uploads"
	}
	return fmt.Sprintf("Add %s (%s)", Count(files, "file", "files"), Size(size))
}

func walkingText(files int) string {
	if files == 0 {
		return textLookingForFile + "…"
	}
	return fmt.Sprintf("%s… %s so far", textLookingForFile, Number(files))
}

func uploadButtonText(n int) string { return "Upload " + Count(n, "file", "files") }

func previewText(address string) string { return "First file goes to " + address }

func oneNameText(n int) string {
	return fmt.Sprintf("This address names one file. End it with / to upload %s into it.", Count(n, "file", "files"))
}

// addedText is the sentence after every adding; reasons come in the order of first use.
func addedText(added int, skipped []skipCount) string {
	s := Number(added) + " added"
	total := 0
	parts := make([]string, 0, len(skipped))
	for _, k := range skipped {
		total += k.n
		parts = append(parts, Number(k.n)+" "+k.why)
	}
	if total == 0 {
		return s
	}
	return fmt.Sprintf("%s, %s skipped: %s", s, Number(total), strings.Join(parts, ", "))
}

// Remarks on files in the add sheet.
const (
	remarkEmpty    = "empty file"
	remarkInList   = "already in the list"
	remarkTwice    = "same name twice"
	remarkUnticked = "not ticked"
)

func inListText(percent int) string { return fmt.Sprintf("%s (%d %%)", remarkInList, percent) }

func cleanupText(n int) string { return fmt.Sprintf("Cleanup: %s", Number(n)) }

// runningText is the left part of the status bar.
func runningText(t totals) string {
	if t.active == 0 {
		return textIdle
	}
	if t.rate < 1 {
		return fmt.Sprintf("%s up", Number(t.active))
	}
	return fmt.Sprintf("%s up  ·  %s", Number(t.active), Rate(t.rate))
}

// remainingText is the second part of the status bar: uploads, bytes and time that are left.
func remainingText(t totals) string {
	if t.open == 0 {
		return ""
	}
	s := fmt.Sprintf("%s left  ·  %s", Number(t.open), Size(t.bytes))
	if d := timeLeft(t.bytes, t.rate); d > 0 {
		s += "  ·  " + Left(d)
	}
	return s
}

func finishedText(n int, bytes int64) string {
	return fmt.Sprintf("%s, %s uploaded", Count(n, "entry", "entries"), Size(bytes))
}

func limitText(rate int64) string {
	if rate <= 0 {
		return textNoLimit
	}
	return textLimit + Rate(float64(rate))
}

func againText(added int, failed []string) string {
	if len(failed) == 0 {
		return Count(added, "upload", "uploads") + " added again."
	}
	return fmt.Sprintf("%s added again, %s not: %s", Number(added), Number(len(failed)), failed[0])
}

func takingText(d time.Duration) string {
	if d <= 0 {
		return ""
	}
	return fmt.Sprintf("%d ms", d.Milliseconds())
}

func toText(destination string) string { return "to " + destination }

func clearButtonText(n int) string { return "Remove " + Count(n, "entry", "entries") }

func notAddedText(n int) string {
	if n == 1 {
		return "1 file was not added."
	}
	return Number(n) + " files were not added."
}
