package ui

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
)

// TestSizeFromBeforeIsKept: the size of the maximised window is not stored as the window's size, in whatever order
// the desktop reports.
func TestSizeFromBeforeIsKept(t *testing.T) {
	normal, whole := fyne.NewSize(1000, 700), fyne.NewSize(1900, 1000)
	for name, maximise := range map[string]func(w *Window){
		"the state first": func(w *Window) { w.Maximised(true); w.Resized(whole) },
		"all sizes last": func(w *Window) {
			w.Resized(fyne.NewSize(1100, 720))
			w.Maximised(true)
			w.Resized(normal)
			w.Resized(whole)
		},
		"another screen": func(w *Window) {
			w.Resized(whole)
			w.Maximised(true)
			w.extent.maximised = time.Now().Add(-time.Hour)
			w.Resized(fyne.NewSize(2500, 1400))
			w.Resized(fyne.NewSize(1200, 700))
		},
		"the size first": func(w *Window) { w.Resized(whole); w.Maximised(true) },
	} {
		w, _ := openTest(t, labSettings())
		w.Resized(normal)
		maximise(w)
		if s := w.Settings(); !s.Maximised || s.Width != normal.Width || s.Height != normal.Height {
			t.Errorf("%s: maximised %v, %v x %v", name, s.Maximised, s.Width, s.Height)
		}
		w.Maximised(false)
		w.Resized(fyne.NewSize(800, 600))
		w.win.Resize(fyne.NewSize(800, 600))
		if s := w.Settings(); s.Maximised || s.Width != 800 || s.Height != 600 {
			t.Errorf("%s, restored: maximised %v, %v x %v", name, s.Maximised, s.Width, s.Height)
		}
	}
}

// TestHiddenWindowStaysMaximised: desktops clear the maximised state of a hidden window.
func TestHiddenWindowStaysMaximised(t *testing.T) {
	w, h := openTest(t, labSettings())
	w.Maximised(true)
	w.hide()
	w.Maximised(false)
	if !w.Settings().Maximised {
		t.Error("hidden, it is no more maximised")
	}
	w.Reveal()
	if h.maximised != 1 {
		t.Errorf("coming back it was maximised %d times", h.maximised)
	}
	w.Reveal()
	if h.maximised != 1 {
		t.Error("a window that is there is maximised again")
	}
}
