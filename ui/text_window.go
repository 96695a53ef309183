package ui

import (
	"fmt"
	"strings"
	"time"
)

// Words of the window's fixed parts: keys, translated where they are shown.
const (
	textAddFiles      = "Add files"
	textAddFolder     = "Add folder"
	textPause         = "Pause"
	textPauseAll      = "Pause all"
	textResume        = "Resume"
	textStartNow      = "Start now"
	textResumeAll     = "Resume all"
	textCancel        = "Cancel"
	textRetry         = "Retry"
	textTryNow        = "Try now"
	textStartOver     = "Start over"
	textStopTrying    = "Stop trying"
	textUploadAgain   = "Upload again"
	textRemove        = "Remove"
	textSearch        = "Search"
	textSettings      = "Settings"
	textServers       = "Servers"
	textUploads       = "Uploads"
	textAllServers    = "All servers"
	textAddServer     = "Add server"
	textEditServer    = "Edit server"
	textPracticeName  = "Practice server"
	textNotNow        = "Not now"
	textClose         = "Close"
	textSave          = "Save"
	textCopy          = "Copy"
	textCopyAll       = "Copy all"
	textAddPaused     = "Add paused"
	textKeepUploading = "Keep uploading"
	textKeepFolders   = "Keep folders (they must exist on the server)"
	textEmptyTitle    = "Nothing to upload"
	textChooseFiles   = "Choose files"
	textChooseFolder  = "Choose folder"
	textStartPractice = "Start the practice server"
	textNoServer      = "No server at hand?"
	textNoMatch       = "Nothing here"
	textNoMatchHint   = "No upload fits the search, the filter and the server."
	textShowAll       = "Show all uploads"
	textFinished      = "Finished"
	textClearFinished = "Remove all"
	textIdle          = "Idle"
	textNoLimit       = "No limit"
	textUploadTo      = "Upload to"
	textUploadToHint  = "A name or an address, such as https://files.example.com/drop/"
	textProtocol      = "Protocol"
	textNoTranscript  = "No packet has been exchanged yet."
	textCopied        = "Copied."
	textPracticeIsUp  = "The practice server is running on this computer. It keeps what you upload in a folder of Sendoff's own."
	textNameLabel     = "Name"
	textAddressLabel  = "Address"
	textNameHint      = "Lab drop"
	textAddressHint   = "https://files.example.com/drop/"
	textRemoveServer  = "Remove from list"
	textDetails       = "Details"
	textMoveTop       = "Move to top"
	textMoveUp        = "Move up"
	textMoveDown      = "Move down"
	textMoveBottom    = "Move to bottom"
	textCopyName      = "Copy name"
	textCopyAddress   = "Copy address"
	textCopySession   = "Copy session ID"
	textCopyStatus    = "Copy status"
	textPriority      = "Priority"
	textForeground    = "Foreground"
	textHigh          = "High"
	textNormal        = "Normal"
	textLow           = "Low"

	textClearQuestion    = "Remove what has finished from the list?"
	textClearConsequence = "The files on this computer and on the servers stay as they are. Only the record of how these uploads ended is removed."
	textKeepThem         = "Keep them"
	textOverview         = "Overview"
	textTranscriptGone   = "No packets are kept of an upload that has ended."
	textPracticeStarting = "Starting the practice server…"
	textNameTaken        = "Another server has this name."
	textAddressTaken     = "This address is already in the list as %s."
)

// textDot stands between parts of a line.
const textDot = "  ·  "

// retryFailedText is the button's, in few words where there is little room or where it means what is
// selected.
func retryFailedText(n int, brief bool) string {
	if brief {
		return fmt.Sprintf(tr("Retry (%s)"), Number(n))
	}
	return fmt.Sprintf(tr("Retry failed (%s)"), Number(n))
}

func cancelQuestion(n int) string { return counted("Cancel %s upload?", "Cancel %s uploads?", n) }

func cancelButtonText(n int) string { return counted("Cancel %s upload", "Cancel %s uploads", n) }

func cancelConsequence(acked int64) string {
	if acked > 0 {
		return fmt.Sprintf(tr("%s already on the server will be thrown away. Files on this computer are not touched."), Size(acked))
	}
	return tr("Files on this computer are not touched.")
}

func sheetTitle(files int, size int64) string {
	if files == 0 {
		return tr("Add uploads")
	}
	return fmt.Sprintf(trn("Add %s file (%s)", "Add %s files (%s)", files), Number(files), Size(size))
}

func walkingText(files int) string {
	if files == 0 {
		return tr("Looking for files…")
	}
	return fmt.Sprintf(tr("Looking for files… %s so far"), Number(files))
}

func uploadButtonText(n int) string { return counted("Upload %s file", "Upload %s files", n) }

func previewText(address string) string { return fmt.Sprintf(tr("First file goes to %s"), address) }

func oneNameText(n int) string {
	return counted("This address names one file. End it with / to upload %s file into it.",
		"This address names one file. End it with / to upload %s files into it.", n)
}

// emptyHint says how files come into the queue. On a Mac only their paths can be pasted.
func emptyHint(mac bool) string {
	if mac {
		return tr("Drop files or folders anywhere in this window, paste their paths with Cmd+V, or choose them.")
	}
	return tr("Drop files or folders anywhere in this window, paste them or their paths with Ctrl+V, or choose them.")
}

// nothingPasted is the sentence after a paste without anything to add.
func nothingPasted(mac bool) string {
	if mac {
		return tr("Nothing was added: the clipboard holds no paths as text. Drop the files on the window, or choose them.")
	}
	return tr("Nothing was added: the clipboard holds neither files nor paths. Copy the files in a file manager, drop them on the window, or choose them.")
}

// addedText is the sentence after every adding; reasons come in the order of first use.
func addedText(added int, skipped []skipCount) string {
	total := 0
	parts := make([]string, 0, len(skipped))
	for _, k := range skipped {
		total += k.n
		parts = append(parts, fmt.Sprintf(tr("%[1]s %[2]s"), Number(k.n), k.why))
	}
	if total == 0 {
		return fmt.Sprintf(tr("%s added"), Number(added))
	}
	return fmt.Sprintf(tr("%s added, %s skipped: %s"), Number(added), Number(total), strings.Join(parts, ", "))
}

// Remarks on files in the add sheet.
const (
	remarkEmpty    = "empty file"
	remarkInList   = "already in the list"
	remarkTwice    = "same name twice"
	remarkUnticked = "not ticked"
)

func inListText(percent int) string { return fmt.Sprintf(tr("already in the list (%d %%)"), percent) }

// hiddenText counts the failures of servers that are not shown.
func hiddenText(n int) string { return counted("%s problem elsewhere", "%s problems elsewhere", n) }

func cleanupText(n int) string { return fmt.Sprintf(tr("Cleanup: %s"), Number(n)) }

// finishedText sums up the history. keep is how many of its entries are kept: once there are as many, older
// ones have gone or will go.
func finishedText(n int, bytes int64, keep int) string {
	text := fmt.Sprintf(trn("%s entry, %s uploaded", "%s entries, %s uploaded", n), Number(n), Size(bytes))
	if n >= keep {
		text += textDot + fmt.Sprintf(tr("the newest %s are kept"), Number(keep))
	}
	return text
}

func limitText(rate int64) string {
	if rate <= 0 {
		return tr(textNoLimit)
	}
	return fmt.Sprintf(tr("Limit: %s"), Rate(float64(rate)))
}

func againText(added int, failed []string) string {
	if len(failed) == 0 {
		return counted("%s upload added again.", "%s uploads added again.", added)
	}
	return fmt.Sprintf(tr("%s added again, %s not: %s"), Number(added), Number(len(failed)), failed[0])
}

func takingText(d time.Duration) string {
	if d <= 0 {
		return ""
	}
	return fmt.Sprintf(tr("%d ms"), d.Milliseconds())
}

func toText(destination string) string { return fmt.Sprintf(tr("to %s"), destination) }

func clearButtonText(n int) string { return counted("Remove %s entry", "Remove %s entries", n) }

func removeQuestion(n int) string {
	return counted("Remove %s entry from the list?", "Remove %s entries from the list?", n)
}

func notAddedText(n int) string {
	return counted("%s file was not added.", "%s files were not added.", n)
}
