package words

import "fmt"

// Words of the tray and of quitting: keys, translated where they are shown.
const (
	ShowWindow       = "Show window"
	Quit             = "Quit"
	QuitNow          = "Quit now"
	FinishThenQuit   = "Finish, then quit"
	KeepInTray       = "Keep uploading in the tray"
	LimitOn          = "Speed limit on"
	LimitOff         = "Speed limit off"
	QuitQuestion     = "Quit while uploads run?"
	CloseQuestion    = "Keep uploading without the window?"
	GoesOnMinimised  = "The uploads go on while the window is minimised."
	Leaving          = "Sendoff quits when the uploads are done."
	StayOpen         = "Stay open"
	CloseConsequence = "Sendoff can go on in the tray, or quit. The settings change this choice later."
)

// TrayNeedsText is the tray menu's entry for uploads that need the user.
func TrayNeedsText(n int) string {
	return fmt.Sprintf(Trn("%d needs you…", "%d need you…", n), n)
}

// TrayFailedText is the tray menu's entry for failed uploads.
func TrayFailedText(n int) string {
	return fmt.Sprintf(Trn("%d failed…", "%d failed…", n), n)
}

// BatchTitle is the title of the notification about a folder. A title may contain a name.
func BatchTitle(group string) string { return fmt.Sprintf(Tr("Folder %q"), group) }

// BatchBody is the body of such a notification: how many files were uploaded, need the user and failed. A body
// never contains a name, since some desktops interpret markup in it.
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
