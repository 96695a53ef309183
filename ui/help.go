package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
)

// openHelp shows what the keys do.
func (w *Window) openHelp() {
	var s *sheet
	leave := func() { s.dismiss() }
	table := container.New(layout.NewCustomPaddedVBoxLayout(3))
	for _, k := range helpKeys(onMac) {
		keys := newLineOf(k.keys, textSmall, theme.ColorNameForeground)
		keys.text.TextStyle.Bold = true
		table.Add(container.New(keyLayout{}, keys, newLineOf(k.does, textSmall, theme.ColorNameForeground)))
	}
	scroll := container.NewVScroll(table)
	done := newButton(tr(textClose), leave, leave)
	done.other = func(e *fyne.KeyEvent) { scrollBy(scroll, e.Name) }
	s = w.openSheet(sheetParts{
		title: newTitle(tr(textHelp), textHeading), body: scroll,
		buttons: []fyne.CanvasObject{newButton(tr(textDiagnostics), w.act.copyDiagnostics, leave), done}, want: fyne.NewSize(560, 620),
	})
	w.win.Canvas().Focus(done)
}

// keyLayout puts a key and what it does side by side.
type keyLayout struct{}

func (keyLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(0, o[1].MinSize().Height)
}

func (keyLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	column := min(s.Width*0.34, 170)
	place(o[0], 0, 0, column-gap, s.Height)
	place(o[1], column, 0, s.Width-column, s.Height)
}
