package ui

import (
	"time"

	"fyne.io/fyne/v2"
)

// sizesLate is how long after the state a desktop may still tell of sizes from before it: the state is read as it
// is, sizes come one after the other.
const sizesLate = 2 * time.Second

// extent is the size of the window now and when it was not maximised. Desktops tell of a maximised window and of
// its size in one order or the other: a size may turn out to be the maximised one only afterwards.
type extent struct {
	now, normal, before fyne.Size // before is the one before normal
	maximised           time.Time // when the desktop said so
}

// unmaximised is the size that a maximised window gets back.
func (e *extent) unmaximised() fyne.Size {
	if e.normal == e.now && e.before.Width > 0 { // the size came before the state
		return e.before
	}
	return e.normal
}

// choose takes a size for one that the window has without being maximised.
func (e *extent) choose(size fyne.Size) {
	if size != e.normal {
		e.before, e.normal = e.normal, size
	}
}

// Resized takes in the size that the window has now, in Fyne's units. The desktop's word is needed, not the
// toolkit's: that lays out later, and another size than the one from before the state would be the last then.
func (w *Window) Resized(size fyne.Size) {
	e := &w.extent
	if w.settings.Maximised && time.Since(e.maximised) > sizesLate {
		e.normal, e.now = e.unmaximised(), size // the screen is another
		return
	}
	e.now = size
	e.choose(size)
}

// Maximised says that the desktop has maximised the window, or given it its size back. A window that is hidden
// stays as it was: desktops take the state away from what they do not show.
func (w *Window) Maximised(is bool) {
	if !w.tray.shown {
		return
	}
	w.settings.Maximised, w.extent.maximised = is, time.Now()
	if !is {
		w.extent.choose(w.extent.now)
	}
}

// appears is called when a window comes back that was hidden, or is to. It comes back maximised if it was.
func (w *Window) appears() {
	if w.tray.shown {
		return
	}
	w.tray.shown = true
	if w.settings.Maximised {
		w.host.Maximise()
	}
}
