package ui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"sendoff/transfer"
)

// trayApp is a toolkit on a desktop with a tray.
type trayApp struct {
	fyne.App
	menus []*fyne.Menu
	quit  int
}

func (a *trayApp) SetSystemTrayMenu(m *fyne.Menu)    { a.menus = append(a.menus, m) }
func (a *trayApp) SetSystemTrayIcon(fyne.Resource)   {}
func (a *trayApp) SetSystemTrayWindow(w fyne.Window) { w.SetCloseIntercept(w.Hide) }
func (a *trayApp) Quit()                             { a.quit++ }
func (a *trayApp) last() string                      { return menuText(a.menus[len(a.menus)-1]) }
func menuText(m *fyne.Menu) string {
	var b strings.Builder
	for _, i := range m.Items {
		b.WriteString(i.Label + "|")
	}
	return b.String()
}

func jobIn(s transfer.State, name string) *transfer.Job {
	u, list := fixture(1, func(_ int, j *transfer.Job) {
		j.Source.Path = "/data/" + name
		switch s {
		case transfer.Uploading:
			j.Phase = transfer.Sending
		case transfer.Done:
			j.Outcome = transfer.Delivered
		default:
		}
	})
	return u[list[0]]
}

func openTray(t *testing.T, s Settings) (*Window, *fakeHost, *trayApp) {
	t.Helper()
	w, h := openTest(t, s)
	a := &trayApp{App: w.app}
	w.app = a
	return w, h, a
}

func TestTrayMenu(t *testing.T) {
	w, _, a := openTray(t, labSettings())
	w.SetTray(true)
	if got := a.last(); got != "Idle||Add files|Pause all||Show window|Settings|Quit|" {
		t.Errorf("menu: %s", got)
	}
	w.Apply(transfer.Update{uuid.New(): jobIn(transfer.Uploading, "a.bin")})
	w.tray.refresh()
	w.setRate(1_000_000)
	w.tray.refresh()
	if got := a.last(); !strings.Contains(got, "Speed limit off") {
		t.Errorf("menu: %s", got)
	}
	w.setRate(0)
	w.tray.refresh()
	if got := a.last(); !strings.Contains(got, "Speed limit on|") || w.lastRate() != 1_000_000 {
		t.Errorf("menu: %s", got)
	}
}

func TestCloseButton(t *testing.T) {
	work := func() transfer.Update { return transfer.Update{uuid.New(): jobIn(transfer.Uploading, "a.bin")} }
	for _, tt := range []struct {
		name   string
		tray   bool
		chosen string
		busy   bool
		asks   bool
		quits  bool
		hidden bool
	}{
		{name: "idle", quits: true},
		{name: "idle with a tray", tray: true, quits: true},
		{name: "busy", busy: true, asks: true},
		{name: "busy with a tray", tray: true, busy: true, asks: true},
		{name: "chosen tray", tray: true, chosen: CloseTray, busy: true, hidden: true},
		{name: "chosen tray, which is gone", chosen: CloseTray, busy: true, asks: true},
		{name: "chosen quit", tray: true, chosen: CloseQuit, busy: true, asks: true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := labSettings()
			s.OnClose = tt.chosen
			w, _, a := openTray(t, s)
			w.SetTray(tt.tray)
			if tt.busy {
				w.Apply(work())
			}
			w.closeButton()
			if asks := w.sheet != nil; asks != tt.asks || (a.quit > 0) != tt.quits || w.tray.shown == tt.hidden {
				t.Errorf("asks %v, quit %d, shown %v", asks, a.quit, w.tray.shown)
			}
		})
	}
}

// TestTrayGoes: a window in the tray comes back when the tray goes.
func TestTrayGoes(t *testing.T) {
	w, _, _ := openTray(t, labSettings())
	w.SetTray(true)
	w.hide()
	w.SetTray(false)
	if !w.tray.shown {
		t.Error("the window cannot be reached")
	}
}

func TestNotifier(t *testing.T) {
	w, h := openTest(t, labSettings())
	w.notes.away = true
	w.applied = true
	one, two := uuid.New(), uuid.New()
	w.Apply(transfer.Update{one: jobIn(transfer.Uploading, "a.bin"), two: jobIn(transfer.Waiting, "b.bin")})
	w.Apply(transfer.Update{one: jobIn(transfer.Done, "a.bin")})
	if len(w.notes.ready) != 0 {
		t.Error("told of before the batch was over")
	}
	w.Apply(transfer.Update{two: jobIn(transfer.Done, "b.bin")})
	if len(w.notes.ready) != 1 {
		t.Fatal("not told of")
	}
	w.notes.send()
	if len(h.notified) != 1 || h.notified[0] != "Sendoff: 2 files uploaded" {
		t.Errorf("%q", h.notified)
	}
	w.notes.send()
	if len(h.notified) != 1 {
		t.Error("told twice")
	}
}
