package ui

import (
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"sendoff/ui/kit"
	"sendoff/ui/list"
	"sendoff/ui/sheets"
	"sendoff/ui/words"
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

// dropStrip is the line below the list that says where a drop goes.
type dropStrip struct {
	content *fyne.Container
	words   *kit.TextLine
	w       *Window
}

func newDropStrip(w *Window) *dropStrip {
	d := &dropStrip{w: w, words: kit.NewTextLine("", kit.TextSmall, kit.ColorMuted)}
	mark := widget.NewIcon(kit.NewIcon("drop", kit.ColorMuted))
	d.content = container.New(stripLayout{}, mark, d.words)
	d.update()
	return d
}

// update names the chosen server.
func (d *dropStrip) update() {
	s, _ := d.w.chosenServer()
	d.words.Set(words.DropText(s.Name), kit.ColorMuted)
}

const (
	stripHeight float32 = 32
	stripLow    float32 = 22 // below this height hardly a row fits
)

type stripLayout struct{}

func (stripLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(0, stripHeight) }

func (stripLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	const mark = 16
	kit.Place(o[0], kit.Pad, (s.Height-mark)/2, mark, mark)
	kit.Place(o[1], kit.Pad+mark+kit.Gap, 0, s.Width-2*kit.Pad-mark-kit.Gap, s.Height)
}
