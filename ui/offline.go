package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"sendoff/transfer"
	"sendoff/ui/kit"
	"sendoff/ui/words"
)

// way is the state of the network, as shown by the window.
type way struct {
	known   bool // the system has reported
	network transfer.Network
	shown   bool // the message about waiting uploads is shown
	closed  bool // the user closed that message: it stays away until the next loss
}

// Network takes a new state of the computer's network.
func (w *Window) Network(n transfer.Network) {
	if n.Offline && !w.way.network.Offline {
		w.way.closed = false
	}
	w.way.known, w.way.network = true, n
	w.status.update()
	w.tray.later()
	w.sayOffline()
}

// sayOffline updates the message that counts uploads waiting for the network. Any other message replaces it.
func (w *Window) sayOffline() {
	if !w.way.shown && (!w.way.network.Offline || w.status.news.Visible()) {
		return
	}
	if w.way.shown != w.waitsOffline() || w.way.shown && w.status.words.Words != w.offlineNews() {
		w.Message("")
	}
}

func (w *Window) waitsOffline() bool {
	return w.way.network.Offline && !w.way.closed && w.model.CutOff() > 0
}

func (w *Window) offlineNews() string {
	return words.OfflineText(w.way.network.Since, w.model.CutOff())
}

// closeMessage closes the message for the user.
func (w *Window) closeMessage() {
	w.way.closed = w.way.closed || w.way.shown
	w.Message("")
}

// wayText is the status bar's text about the network; brief is for narrow windows. Empty until known.
func (w *Window) wayText() (full, brief string, tint fyne.ThemeColorName) {
	switch n := w.way.network; {
	case !w.way.known:
		return "", "", kit.ColorMuted
	case n.Offline:
		return words.OfflineSinceText(n.Since), words.Tr(words.Offline), theme.ColorNameWarning
	case w.model.Totals.Away > 0: // a button says so
		return "", "", kit.ColorMuted
	}
	return words.Tr(words.Online), words.Tr(words.Online), kit.ColorMuted
}
