package words

import (
	"fmt"
)

// Words of the settings.
func Transfers() string     { return Tr("Uploads") }
func UploadsAtOnce() string { return Tr("Uploads at once") }
func PerServer() string     { return Tr("Uploads at once, per server") }
func SpeedLimit() string    { return Tr("Speed limit, MB/s") }
func SpeedHint() string     { return Tr("Empty = no limit") }
func AskFirst() string      { return Tr("Ask before cancelling") }
func AskFrom() string       { return Tr("From this many uploads") }
func AskBytes() string      { return Tr("From this much on the server") }
func Messages() string      { return Tr("Notifications") }
func NotifyDone() string    { return Tr("Uploads are done") }
func NotifyNeedsYou() string {
	return Tr("An upload needs me or failed")
}
func Appearance() string   { return Tr("Appearance") }
func ThemeLabel() string   { return Tr("Theme") }
func ThemeSystem() string  { return Tr("Like the system") }
func ThemeLight() string   { return Tr("Light") }
func ThemeDark() string    { return Tr("Dark") }
func Scale() string        { return Tr("Size") }
func Rows() string         { return Tr("Rows") }
func RowsRoomy() string    { return Tr("Roomy") }
func RowsCompact() string  { return Tr("Compact") }
func Language() string     { return Tr("Language (after a restart)") }
func CloseButton() string  { return Tr("The close button, while uploads run") }
func Hiding() string       { return Tr("Tray") }
func CloseAsk() string     { return Tr("Asks") }
func CloseToTray() string  { return Tr("Keeps uploading in the tray") }
func CloseToQuit() string  { return Tr("Quits") }
func HistoryTitle() string { return Tr("History") }
func HistoryKeep() string  { return Tr("Entries kept at most") }
func HistoryDays() string  { return Tr("Kept for") }
func HistoryDelete() string {
	return Tr("Delete history…")
}

func LimitNumber() string {
	return Tr("The speed limit must be a number of MB/s between 0.001 and 100,000.")
}

// historyDaysText is for how long the history keeps an upload; 0 is for ever.
func HistoryDaysText(n int) string {
	if n == 0 {
		return Tr("Any time")
	}
	return daysText(n)
}

func PercentText(n int) string { return fmt.Sprintf(Tr("%d %%"), n) }

// binarySize is a size that was chosen from a list, in bytes: a whole number of MiB or GiB.
func BinarySize(n int64) string {
	if n%(1<<30) == 0 {
		return fmt.Sprintf(Tr("%d GiB"), n>>30)
	}
	return fmt.Sprintf(Tr("%d MiB"), n>>20)
}

// languageNames are each in their own language.
func LanguageName(code string) string {
	switch code {
	case "en":
		return "English"
	case "ru":
		return "Русский"
	}
	return ThemeSystem()
}

func DeleteHistoryQuestion() string { return Tr("Delete the whole history?") }

func DeleteHistoryConsequence() string {
	return Tr("The files on this computer and on the servers stay as they are. Only the record of how uploads ended is removed.")
}

func DeleteHistoryButton(n int) string {
	return fmt.Sprintf(Trn("Delete %d entry", "Delete %d entries", n), n)
}

// Words of the tray and of quitting.
func ShowWindow() string { return Tr("Show window") }
func Quit() string       { return Tr("Quit") }
func QuitNow() string    { return Tr("Quit now") }
func FinishThenQuit() string {
	return Tr("Finish, then quit")
}
func Stay() string       { return Tr("Stay") }
func KeepInTray() string { return Tr("Keep uploading in the tray") }
func LimitOn() string    { return Tr("Speed limit on") }
func LimitOff() string   { return Tr("Speed limit off") }

func QuitQuestion() string  { return Tr("Quit while uploads run?") }
func CloseQuestion() string { return Tr("Keep uploading without the window?") }

func GoesOnMinimised() string {
	return Tr("The uploads go on while the window is minimised.")
}

func Leaving() string  { return Tr("Sendoff quits when the uploads are done.") }
func StayOpen() string { return Tr("Stay open") }

func CloseConsequence() string {
	return Tr("Sendoff can go on in the tray, or quit. The settings change this choice later.")
}

func TrayNeedsText(n int) string {
	return fmt.Sprintf(Trn("%d needs you…", "%d need you…", n), n)
}

func TrayFailedText(n int) string {
	return fmt.Sprintf(Trn("%d failed…", "%d failed…", n), n)
}

// Words of the desktop's messages. Titles may hold a name; bodies never do, since some desktops read
// markup in them.
func BatchTitle(group string) string { return fmt.Sprintf(Tr("Folder %q"), group) }

func BatchBody(done, needs, failed int) string {
	var s string
	add := func(part string, n int) {
		if n == 0 {
			return
		}
		if s != "" {
			s += ", "
		}
		s += fmt.Sprintf(part, n)
	}
	add(Trn("%d file uploaded", "%d files uploaded", done), done)
	add(Trn("%d needs you", "%d need you", needs), needs)
	add(Trn("%d failed", "%d failed", failed), failed)
	return s
}
