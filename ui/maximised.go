package ui

import (
	"time"

	"fyne.io/fyne/v2"
)

// sizesLate is how long after a change of state a desktop may still report sizes from before it: the state is read
// directly, sizes arrive as queued events.
const sizesLate = 2 * time.Second

// extent tracks the window's size, now and while not maximised. Desktops report state and size in either order: a
// size may turn out only later to be the maximised one.
type extent struct {
	now, normal, before fyne.Size // before precedes normal
	maximised           time.Time // when the desktop reported it
}

// unmaximised is the size to restore after maximising.
func (e *extent) unmaximised() fyne.Size {
	if e.normal == e.now && e.before.Width > 0 { // the size arrived before the state
		return e.before
	}
	return e.normal
}

// choose records a size as one of the unmaximised window.
func (e *extent) choose(size fyne.Size) {
	if size != e.normal {
		e.before, e.normal = e.normal, size
	}
}

// Resized takes the window's current size, in Fyne's units. It must come from the desktop: the toolkit lays out
// later, so its last size before the state would be a wrong one.
func (w *Window) Resized(size fyne.Size) {
	e := &w.extent
	if w.settings.Maximised && time.Since(e.maximised) > sizesLate {
		e.normal, e.now = e.unmaximised(), size // it is on another screen
		return
	}
	e.now = size
	e.choose(size)
}

// Maximised takes the desktop's report that the window was maximised or restored. A hidden window keeps its state:
// desktops clear it for windows that they do not show.
func (w *Window) Maximised(is bool) {
	if !w.tray.shown {
		return
	}
	w.settings.Maximised, w.extent.maximised = is, time.Now()
	if !is {
		w.extent.choose(w.extent.now)
	}
}

// appears is called when a hidden window is shown again. It is maximised if it was.
func (w *Window) appears() {
	if w.tray.shown {
		return
	}
	w.tray.shown = true
	if w.settings.Maximised {
		w.host.Maximise()
	}
}
