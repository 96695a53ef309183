package ui

import (
	"path/filepath"

	"fyne.io/fyne/v2"

	"sendoff/ui/list"
	"sendoff/ui/sheets"
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
	w.whetherServer(paths, func() { w.adder.Add(paths) })
}

// whetherServer asks about the server of a .sendoff file if that is all there is; else do takes what was dropped.
func (w *Window) whetherServer(paths []string, do func()) {
	if len(paths) == 1 && sheets.IsServerFile(paths[0]) {
		w.win.Show()
		w.win.RequestFocus()
		sheets.ImportServer(w.act, paths[0], do)
		return
	}
	do()
}

// AddListed adds a drop, as listed by the program it comes from.
func (w *Window) AddListed(c list.Copied) {
	if len(c.Elsewhere) > 0 {
		w.adder.AddCopied(c)
	} else if len(c.Paths) > 0 {
		w.whetherServer(c.Paths, func() { w.adder.AddCopied(c) })
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
