package words

import (
	"fmt"
)

// Words of the settings: keys, translated where they are shown.
const (
	Transfers      = "Uploads"
	UploadsAtOnce  = "Uploads at once"
	PerServer      = "Uploads at once, per server"
	SpeedLimit     = "Speed limit, MB/s"
	SpeedHint      = "Empty = no limit"
	AskFirst       = "Ask before cancelling"
	AskFrom        = "From this many uploads"
	AskTime        = "If this much sending time would be lost"
	Messages       = "Notifications"
	NotifyDone     = "Uploads are done"
	NotifyNeedsYou = "An upload needs me or failed"
	Appearance     = "Appearance"
	ThemeLabel     = "Theme"
	ThemeSystem    = "Same as system"
	ThemeLight     = "Light"
	ThemeDark      = "Dark"
	Scale          = "Size"
	Rows           = "Rows"
	RowsRoomy      = "Comfortable"
	RowsCompact    = "Compact"
	Language       = "Language (after a restart)"
	LanguageLater  = "Sendoff speaks the new language when it is started again."
	CloseButton    = "The close button, while uploads run"
	Hiding         = "Tray"
	CloseAsk       = "Asks"
	CloseToTray    = "Keeps uploading in the tray"
	CloseToQuit    = "Quits"
	HistoryTitle   = "History"
	HistoryKeep    = "Entries kept at most"
	HistoryDays    = "Kept for"
	HistoryDelete  = "Delete history…"
	LimitNumber    = "The speed limit must be a number of MB/s between 0.001 and 100,000."
)

// Words of the question before the history is deleted.
const (
	DeleteHistoryQuestion    = "Delete the whole history?"
	DeleteHistoryConsequence = "The files on this computer and on the servers stay as they are. Only the record of how uploads ended is removed."
)

// HistoryDaysText is how long the history keeps an upload; 0 is for ever.
func HistoryDaysText(n int) string {
	if n == 0 {
		return Tr("Any time")
	}
	return daysText(n)
}

// PercentText is a scale, in percent.
func PercentText(n int) string { return fmt.Sprintf(Tr("%d %%"), n) }

// LanguageName is the name of a language in that language; "" is the system's.
func LanguageName(code string) string {
	switch code {
	case "en":
		return "English"
	case "ru":
		return "Русский"
	}
	return Tr(ThemeSystem)
}

// DeleteHistoryButton is the button that deletes n entries.
func DeleteHistoryButton(n int) string {
	return fmt.Sprintf(Trn("Delete %d entry", "Delete %d entries", n), n)
}
