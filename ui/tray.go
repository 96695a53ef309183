package ui

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"sendoff/assets"
	"sendoff/ui/list"
	"sendoff/ui/words"
)

// tray is the icon beside the clock.
type tray struct {
	w      *Window
	here   bool // the desktop has a tray
	made   bool // the icon exists, until the program ends
	said   trayState
	badge  string // current badge of the icon
	iconed bool   // the icon has been set
	due    bool   // a refresh is scheduled
	shown  bool   // the window is on the screen
}

// trayEvery is the shortest time between two rebuilds of the menu.
const trayEvery = 5 * time.Second

// trayState is all that the menu shows.
type trayState struct {
	line             string
	needs, failed    int
	busy             bool // uploads continue by themselves
	offline          bool // they cannot: nothing is under way, and there is no network
	paused, work     bool
	limited, anyRate bool
}

// SetTray sets whether the desktop has a tray. A window hidden in it is shown again when it disappears.
func (w *Window) SetTray(here bool) {
	t := &w.tray
	t.here = here
	if here {
		t.make()
		return
	}
	if t.made && !t.shown {
		w.Reveal()
	}
}

func (t *tray) make() {
	app, ok := t.w.app.(desktop.App)
	if !ok {
		t.here = false
		return
	}
	if t.made {
		return
	}
	t.made = true
	t.said = t.state()
	t.setBadge(app, t.said.badge())
	app.SetSystemTrayMenu(t.menu())
	app.SetSystemTrayWindow(t.w.win) // a click on the icon shows the window
	t.w.win.SetCloseIntercept(t.w.closeButton)
}

// later schedules an update of the menu.
func (t *tray) later() {
	if !t.made || t.due || t.state() == t.said {
		return
	}
	t.due = true
	time.AfterFunc(trayEvery, func() { // ends by itself after one post
		t.w.host.Post(func() {
			t.due = false
			t.refresh()
		})
	})
}

func (t *tray) refresh() {
	app, ok := t.w.app.(desktop.App)
	if now := t.state(); ok && now != t.said {
		t.said = now
		t.setBadge(app, now.badge())
		app.SetSystemTrayMenu(t.menu())
		t.w.host.TrayTip(appName + ": " + now.line)
	}
}

// badge is the badge of the icon. Uploads that need the user come first, since they remain when the network is
// back; then the lost network, because nothing can continue without it.
func (s trayState) badge() string {
	switch {
	case s.needs+s.failed > 0:
		return "trouble"
	case s.offline:
		return "offline"
	case s.busy:
		return "working"
	case s.paused:
		return "paused"
	}
	return ""
}

// setBadge changes the icon. An unchanged icon is not sent to the desktop again.
func (t *tray) setBadge(app desktop.App, badge string) {
	if t.iconed && t.badge == badge {
		return
	}
	data, err := assets.TrayIcon(badge)
	if err != nil {
		fyne.LogError("icon is missing", err)
		return
	}
	t.badge, t.iconed = badge, true
	app.SetSystemTrayIcon(fyne.NewStaticResource("tray-"+badge+".svg", data))
}

func (t *tray) state() trayState {
	m := t.w.model
	s, offline := m.Survey(), t.w.way.network.Offline
	line := list.TrayLine(m.Totals)
	if offline {
		line = list.TrayOfflineLine(m.Totals, t.w.way.network.Since)
	}
	return trayState{
		line: line, offline: offline && s.Running == 0, needs: s.Needs, failed: s.Failed,
		busy:   s.Busy(),
		paused: !s.Busy() && s.Paused > 0, work: s.Busy() || s.Paused > 0,
		limited: t.w.settings.Limits.Rate > 0, anyRate: t.w.lastRate() > 0,
	}
}

func (t *tray) menu() *fyne.Menu {
	w, s := t.w, t.said
	line := fyne.NewMenuItem(s.line, nil)
	line.Disabled = true
	items := []*fyne.MenuItem{line}
	if s.needs > 0 {
		items = append(items, fyne.NewMenuItem(words.TrayNeedsText(s.needs), func() { w.revealFilter(list.FilterNeedsYou) }))
	}
	if s.failed > 0 {
		items = append(items, fyne.NewMenuItem(words.TrayFailedText(s.failed), func() { w.revealFilter(list.FilterFailed) }))
	}
	items = append(items, fyne.NewMenuItemSeparator(),
		fyne.NewMenuItem(words.Tr(words.AddFiles), func() { w.Reveal(); w.act.addFiles() }), t.pauseItem())
	if s.anyRate {
		items = append(items, t.limitItem())
	}
	quit := fyne.NewMenuItem(words.Tr(words.Quit), w.quit)
	quit.IsQuit = true
	return fyne.NewMenu(appName, append(items, fyne.NewMenuItemSeparator(),
		fyne.NewMenuItem(words.Tr(words.ShowWindow), w.Reveal),
		fyne.NewMenuItem(words.Tr(words.Settings), func() { w.Reveal(); w.openSettings() }), quit)...)
}

func (t *tray) pauseItem() *fyne.MenuItem {
	w := t.w
	i := fyne.NewMenuItem(words.Tr(words.PauseAll), func() {
		w.act.pause(w.model.All(list.CanPause))
		t.soon()
	})
	if t.said.paused {
		i = fyne.NewMenuItem(words.Tr(words.ResumeAll), func() {
			w.act.run(w.model.All(list.CanResume))
			t.soon()
		})
	}
	i.Disabled = !t.said.work
	return i
}

// limitItem switches the speed limit off, and on again to its old value.
func (t *tray) limitItem() *fyne.MenuItem {
	w := t.w
	if t.said.limited {
		return fyne.NewMenuItem(words.Tr(words.LimitOff), func() { w.setRate(0); t.soon() })
	}
	return fyne.NewMenuItem(words.Tr(words.LimitOn), func() { w.setRate(w.lastRate()); t.soon() })
}

// soon shows the result of a menu click at once.
func (t *tray) soon() { t.w.host.Post(t.refresh) }

// Reveal brings the window to the front, hidden or not.
func (w *Window) Reveal() {
	w.appears()
	w.win.Show()
	w.win.RequestFocus()
}

func (w *Window) revealFilter(f list.Filter) {
	w.Reveal()
	w.showAll()
	w.side.chooseFilter(f)
}

func (w *Window) hide() {
	w.tray.shown = false
	w.win.Hide()
}

// lastRate is the current speed limit or the last one, in bytes a second; 0 = there was none.
func (w *Window) lastRate() int64 {
	if r := w.settings.Limits.Rate; r > 0 {
		w.settings.LastRate = r
	}
	return w.settings.LastRate
}
