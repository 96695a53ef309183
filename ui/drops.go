package ui

import (
	"path/filepath"

	"fyne.io/fyne/v2"

	"sendoff/ui/list"
)

// What is dropped on the window or pasted.

// ListsDrops sets whether AddListed gets each drop; the toolkit's own drop event is then ignored. Any goroutine may
// call it.
func (w *Window) ListsDrops(on bool) { w.listsDrops.Store(on) }

// Add opens the add sheet for files and folders, or adds them to the open one. Where the user chose so, files for
// the chosen server start at once instead. Without paths it only brings the window to the front.
func (w *Window) Add(paths []string) {
	if len(paths) == 0 {
		w.win.Show()
		w.win.RequestFocus()
		return
	}
	w.adder.Add(paths)
}

// AddListed adds a drop, as listed by the program it comes from.
func (w *Window) AddListed(c list.Copied) {
	if len(c.Paths)+len(c.Elsewhere) > 0 {
		w.adder.AddCopied(c)
	}
}

func (w *Window) dropped(uris []fyne.URI) {
	if w.listsDrops.Load() {
		return
	}
	var c list.Copied
	for _, u := range uris {
		if u.Scheme() == "file" && filepath.IsAbs(filepath.FromSlash(u.Path())) {
			c.Paths = append(c.Paths, filepath.FromSlash(u.Path()))
		} else {
			c.Elsewhere = append(c.Elsewhere, list.ShownName(u.String()))
		}
	}
	w.AddListed(c)
}
