package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"sendoff/transfer"
	"sendoff/ui/kit"
	"sendoff/ui/words"
)

// way is what the window knows about the way to servers.
type way struct {
	known   bool // the system has told
	network transfer.Network
	shown   bool // the line of news says that uploads wait for the network
	closed  bool // somebody has closed that line: it stays away until the next loss
}

// Network takes in what this computer knows of its network.
func (w *Window) Network(n transfer.Network) {
	if n.Offline && !w.way.network.Offline {
		w.way.closed = false
	}
	w.way.known, w.way.network = true, n
	w.status.update()
	w.tray.later()
	w.sayOffline()
}

// sayOffline keeps the line of news true that says how many uploads wait for the network. It gives way
// to whatever else is said.
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

// closeMessage takes the line of news away for the user.
func (w *Window) closeMessage() {
	w.way.closed = w.way.closed || w.way.shown
	w.Message("")
}

// wayText is what the status bar says of the network: brief where there is little room. Nothing is said
// before it is known.
func (w *Window) wayText() (full, brief string, tint fyne.ThemeColorName) {
	switch n := w.way.network; {
	case !w.way.known:
		return "", "", kit.ColorMuted
	case n.Offline:
		return words.OfflineSinceText(n.Since), words.Tr(words.Offline), theme.ColorNameWarning
	case w.model.Totals.Away > 0:
		full = words.AwayText(w.model.Totals.Away)
		return full, full, theme.ColorNameWarning
	}
	return words.Tr(words.Online), words.Tr(words.Online), kit.ColorMuted
}
