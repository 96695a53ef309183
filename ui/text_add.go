package ui

import (
	"fmt"
)

// Words of the add sheet.
const (
	textNameThere      = "Name there"
	textNameFields     = "Fields: {name} {ext} {date} {time} {host} {user} {n} {folder}"
	textFoldersLabel   = "Folders"
	textFlatten        = "All into one folder"
	textKeepPaths      = "Keep paths"
	textFoldersHint    = "The folders must exist on the server: BITS cannot make them."
	textAtOnce         = "Next time start at once for this server"
	textUnclear        = "After a part without an answer"
	textUnclearAuto    = "As Sendoff thinks best"
	textUnclearResume  = "Go on"
	textUnclearRestart = "Start over"

	textAtOnceServer = "Start dropped files at once, without asking"
	textWantReply    = "Save the server's reply beside each file"
	textAside        = "Take what is hidden too, system files and marks of open documents"
	textOptions      = "Options"
	textFilesList    = "Files"
	textNoFiles      = "There are no files in what was dropped."
	textBringBack    = "Bring back"
	textAskNextTime  = "Ask next time"
	textBraceOpen    = "A { in the name has no }."
	textBadSegment   = "A part of the name between two slashes is empty."
	textNameEmpty    = "no name is left of it"

	remarkFresh   = "still being written"
	remarkWindows = "a name that Windows servers may refuse"
	remarkLong    = "a very long name"
)

func unknownFieldText(field string) string {
	return fmt.Sprintf(tr("The name knows no {%s}. It can hold {name} {ext} {date} {time} {host} {user} {n} {folder}."), field)
}

func sentAsText(encoded string) string {
	return fmt.Sprintf(tr("name will be sent as %s"), Shorten(encoded, 48))
}

// addedToText is the sentence after a drop that went straight in.
func addedToText(sentence, server string) string {
	return fmt.Sprintf(tr("To %s: %s"), server, sentence)
}

// twinsText says that files of one name cannot all go into one folder.
func twinsText(n int) string {
	return fmt.Sprintf(trn("%s file is left out: another one has its name. {n} or {folder} in the name tells them apart.",
		"%s files are left out: others have their names. {n} or {folder} in the name tells them apart.", n), Number(n))
}

// asideText is the tick that takes n files and folders in that are left out by default.
func asideText(n int) string { return fmt.Sprintf(tr("%s (%s)"), tr(textAside), Number(n)) }

// leftOutText is the sentence after a sheet that was left; n = 0: before a file was found.
func leftOutText(n int) string {
	if n == 0 {
		return tr("Nothing was added.")
	}
	return notAddedText(n)
}

// nothingAddedText is the sentence after a drop of which nothing could be added.
func nothingAddedText(skipped []skipCount) string {
	if len(skipped) == 0 {
		return tr(textNoFiles)
	}
	return addedText(0, skipped)
}

// skipCount says how many files were skipped and why.
type skipCount struct {
	n   int
	why string
}
