package words

import (
	"fmt"
)

// Words of the add sheet.
const (
	NameThere          = "Name there"
	NameFields         = "Fields: {name} {ext} {date} {time} {host} {user} {n} {folder}"
	FoldersLabel       = "Folders"
	Flatten            = "All into one folder"
	KeepPaths          = "Keep paths"
	FoldersHint        = "The folders must exist on the server: BITS cannot make them."
	AtOnce             = "Next time start at once for this server"
	Unclear            = "After a part without an answer"
	textUnclearAuto    = "Let Sendoff decide"
	textUnclearResume  = "Go on"
	textUnclearRestart = "Start over"

	AtOnceServer = "Start dropped files at once, without asking"
	WantReply    = "Save the server's reply beside each file"
	Aside        = "Take what is hidden too, system files and marks of open documents"
	Options      = "Options"
	FilesList    = "Files"
	NoFiles      = "There are no files in what was dropped."
	BringBack    = "Bring back"
	AskNextTime  = "Ask next time"
	BraceOpen    = "A { in the name has no }."
	BadSegment   = "A part of the name between two slashes is empty."
	NameEmpty    = "no name is left of it"

	RemarkFresh   = "still being written"
	RemarkRefused = "a name that some servers refuse"
	RemarkLong    = "a very long name"
)

// UnknownFieldText says that a name template has an unknown field.
func UnknownFieldText(field string) string {
	return fmt.Sprintf(Tr("The name knows no {%s}. It can hold {name} {ext} {date} {time} {host} {user} {n} {folder}."), field)
}

// SentAsText is the remark on a file whose name is encoded in its address.
func SentAsText(encoded string) string {
	return fmt.Sprintf(Tr("name will be sent as %s"), Shorten(encoded, 48))
}

// TwinsText says that n files with the same name cannot all go into one folder.
func TwinsText(n int) string {
	return fmt.Sprintf(Trn("%s file is left out: another one has its name. {n} or {folder} in the name tells them apart.",
		"%s files are left out: others have their names. {n} or {folder} in the name tells them apart.", n), Number(n))
}

// AsideText is the tick box that adds n files and folders left out by default.
func AsideText(n int) string { return fmt.Sprintf(Tr("%s (%s)"), Tr(Aside), Number(n)) }

// LeftOutText is the message after a sheet was closed without adding; n = 0: before a file was found.
func LeftOutText(n int) string {
	if n == 0 {
		return Tr("Nothing was added.")
	}
	return notAddedText(n)
}

// NothingAddedText is the message after a drop that added nothing.
func NothingAddedText(skipped []SkipCount) string {
	if len(skipped) == 0 {
		return Tr(NoFiles)
	}
	return fmt.Sprintf(Tr("Nothing was added: %s."), reasonsText(skipped))
}

// SkipCount says how many files were skipped and why.
type SkipCount struct {
	N   int
	Why string
}
