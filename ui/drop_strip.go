package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"sendoff/ui/kit"
	"sendoff/ui/words"
)

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
