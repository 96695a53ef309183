package ui

import (
	"fmt"
)

// Words of the settings.
func textTransfers() string     { return tr("Uploads") }
func textUploadsAtOnce() string { return tr("Uploads at once") }
func textPerServer() string     { return tr("Uploads at once, per server") }
func textSpeedLimit() string    { return tr("Speed limit, MB/s") }
func textSpeedHint() string     { return tr("Empty = no limit") }
func textAskFirst() string      { return tr("Ask before cancelling") }
func textAskFrom() string       { return tr("From this many uploads") }
func textAskBytes() string      { return tr("From this much on the server") }
func textMessages() string      { return tr("Notifications") }
func textNotifyDone() string    { return tr("Uploads are done") }
func textNotifyNeedsYou() string {
	return tr("An upload needs me or failed")
}
func textAppearance() string   { return tr("Appearance") }
func textThemeLabel() string   { return tr("Theme") }
func textThemeSystem() string  { return tr("Like the system") }
func textThemeLight() string   { return tr("Light") }
func textThemeDark() string    { return tr("Dark") }
func textScale() string        { return tr("Size") }
func textRows() string         { return tr("Rows") }
func textRowsRoomy() string    { return tr("Roomy") }
func textRowsCompact() string  { return tr("Compact") }
func textLanguage() string     { return tr("Language (after a restart)") }
func textCloseButton() string  { return tr("The close button, while uploads run") }
func textHiding() string       { return tr("Tray") }
func textCloseAsk() string     { return tr("Asks") }
func textCloseToTray() string  { return tr("Keeps uploading in the tray") }
func textCloseToQuit() string  { return tr("Quits") }
func textHistoryTitle() string { return tr("History") }
func textHistoryKeep() string  { return tr("Entries kept at most") }
func textHistoryDays() string  { return tr("Kept for") }
func textHistoryDelete() string {
	return tr("Delete history…")
}

func textLimitNumber() string {
	return tr("The speed limit must be a number of MB/s between 0.001 and 100,000.")
}

// historyDaysText is for how long the history keeps an upload; 0 is for ever.
func historyDaysText(n int) string {
	if n == 0 {
		return tr("Any time")
	}
	return daysText(n)
}

func percentText(n int) string { return fmt.Sprintf(tr("%d %%"), n) }

// binarySize is a size that was chosen from a list, in bytes: a whole number of MiB or GiB.
func binarySize(n int64) string {
	if n%(1<<30) == 0 {
		return fmt.Sprintf(tr("%d GiB"), n>>30)
	}
	return fmt.Sprintf(tr("%d MiB"), n>>20)
}

// languageNames are each in their own language.
func languageName(code string) string {
	switch code {
	case "en":
		return "English"
	case "ru":
		return "Русский"
	}
	return textThemeSystem()
}

func deleteHistoryQuestion() string { return tr("Delete the whole history?") }

func deleteHistoryConsequence() string {
	return tr("The files on this computer and on the servers stay as they are. Only the record of how uploads ended is removed.")
}

func deleteHistoryButton(n int) string {
	return fmt.Sprintf(trn("Delete %d entry", "Delete %d entries", n), n)
}

// Words of the tray and of quitting.
func textShowWindow() string { return tr("Show window") }
func textQuit() string       { return tr("Quit") }
func textQuitNow() string    { return tr("Quit now") }
func textFinishThenQuit() string {
	return tr("Finish, then quit")
}
func textStay() string       { return tr("Stay") }
func textKeepInTray() string { return tr("Keep uploading in the tray") }
func textLimitOn() string    { return tr("Speed limit on") }
func textLimitOff() string   { return tr("Speed limit off") }

func quitQuestion() string  { return tr("Quit while uploads run?") }
func closeQuestion() string { return tr("Keep uploading without the window?") }

func textGoesOnMinimised() string {
	return tr("The uploads go on while the window is minimised.")
}

func textLeaving() string  { return tr("Sendoff quits when the uploads are done.") }
func textStayOpen() string { return tr("Stay open") }

func closeConsequence() string {
	return tr("Sendoff can go on in the tray, or quit. The settings change this choice later.")
}

func trayNeedsText(n int) string {
	return fmt.Sprintf(trn("%d needs you…", "%d need you…", n), n)
}

func trayFailedText(n int) string {
	return fmt.Sprintf(trn("%d failed…", "%d failed…", n), n)
}

// Words of the desktop's messages. Titles may hold a name; bodies never do, since some desktops read
// markup in them.
func batchTitle(group string) string { return fmt.Sprintf(tr("Folder %q"), group) }

func batchBody(done, needs, failed int) string {
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
	add(trn("%d file uploaded", "%d files uploaded", done), done)
	add(trn("%d needs you", "%d need you", needs), needs)
	add(trn("%d failed", "%d failed", failed), failed)
	return s
}
