package ui

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/ui/list"
	"sendoff/ui/list/listtest"
)

// trayApp is a Fyne app on a desktop with a tray.
type trayApp struct {
	fyne.App
	menus []*fyne.Menu
	icons []string
	quit  int
}

func (a *trayApp) SetSystemTrayMenu(m *fyne.Menu)    { a.menus = append(a.menus, m) }
func (a *trayApp) SetSystemTrayIcon(r fyne.Resource) { a.icons = append(a.icons, r.Name()) }
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
	u, list := listtest.Jobs(1, func(_ int, j *transfer.Job) {
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

func openTray(t *testing.T, s list.Settings) (*Window, *fakeHost, *trayApp) {
	t.Helper()
	w, h := openTest(t, s)
	a := &trayApp{App: w.app}
	w.app = a
	return w, h, a
}

// TestTrayIcon: icon and first menu lines agree, and the icon is sent only when it changes.
func TestTrayIcon(t *testing.T) {
	w, _, a := openTray(t, labSettings())
	w.SetTray(true)
	one := jobIn(transfer.Uploading, "a.bin")
	show := func(change func(*transfer.Job)) {
		j := *one
		change(&j)
		w.Apply(transfer.Update{j.ID: &j})
		w.tray.refresh()
	}
	show(func(*transfer.Job) {})
	show(func(j *transfer.Job) { j.Acked++ })
	show(func(j *transfer.Job) { j.Want, j.Phase = transfer.Hold, transfer.Idle })
	show(func(j *transfer.Job) { j.Fault = &transfer.Fault{Kind: transfer.KindNotFound, Final: true} })
	show(func(j *transfer.Job) { j.Outcome = transfer.Delivered })
	want := []string{"tray-.svg", "tray-working.svg", "tray-paused.svg", "tray-trouble.svg", "tray-.svg"}
	if !slices.Equal(a.icons, want) {
		t.Errorf("icons %q, want %q", a.icons, want)
	}
}

// TestTrayOffline: a lost network shows while nothing is under way; uploads that need the user come before it.
func TestTrayOffline(t *testing.T) {
	w, h, a := openTray(t, labSettings())
	w.SetTray(true)
	since := time.Now()
	said := func() string {
		w.tray.refresh()
		return w.tray.badge + ": " + a.menus[len(a.menus)-1].Items[0].Label
	}
	expect := func(when, want string) {
		t.Helper()
		if got := said(); got != want {
			t.Errorf("%s: %q, want %q", when, got, want)
		}
		if _, line, _ := strings.Cut(want, ": "); h.tips[len(h.tips)-1] != "Sendoff: "+line {
			t.Errorf("%s: the icon says %q", when, h.tips)
		}
	}
	u, id := cutOffUploads()
	lost := transfer.Network{Offline: true, Since: since}
	at := "Offline since " + since.Format("15:04")
	w.Network(lost)
	expect("with nothing to do", "offline: "+at)
	w.Apply(u)
	expect("with uploads that wait", "offline: "+at+"  ·  4 left")
	w.Network(transfer.Network{})
	expect("back", "working: Idle")
	w.Network(lost)
	here := *u[id[3]]
	here.Phase = transfer.Sending
	w.Apply(transfer.Update{here.ID: &here})
	expect("with an upload to this computer", "working: 1 uploading  ·  Offline")
	w.Apply(transfer.Update{here.ID: nil, id[0]: nil, id[1]: nil, id[2]: nil})
	expect("with one that is paused", "offline: "+at+"  ·  1 paused")
	paused := *u[id[4]]
	paused.Fault = &transfer.Fault{Kind: transfer.KindExists, Final: true}
	paused.Want = transfer.Run
	w.Apply(transfer.Update{paused.ID: &paused})
	expect("with one that needs somebody", "trouble: "+at)
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

// TestTrayGoes: a window hidden in the tray is shown again when the tray disappears.
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
