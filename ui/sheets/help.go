package sheets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"

	"sendoff/ui/kit"
	"sendoff/ui/list"
	"sendoff/ui/words"
)

// Help shows version and licence, what the keys do, and the way to the log and to a report.
func Help(w Window) {
	var s *kit.Sheet
	leave := func() { s.Dismiss() }
	table := container.New(layout.NewCustomPaddedVBoxLayout(3))
	for _, k := range words.HelpKeys(list.OnMac) {
		keys := kit.NewTextLine(k.Keys, kit.TextSmall, theme.ColorNameForeground)
		keys.Text.TextStyle.Bold = true
		table.Add(container.New(keyLayout{}, keys, kit.NewTextLine(k.Does, kit.TextSmall, theme.ColorNameForeground)))
	}
	about := kit.NewTextLine(w.Identity()+words.Dot+words.Tr(words.Licence), kit.TextSmall, kit.ColorMuted)
	scroll := container.NewVScroll(container.New(layout.NewCustomPaddedVBoxLayout(kit.Gap), about, kit.Titled(words.Tr("Keyboard"), table)))
	done := kit.NewButton(words.Tr(words.Close), leave, leave)
	done.Other = func(e *fyne.KeyEvent) { kit.ScrollBy(scroll, e.Name) }
	s = w.Sheets().Show(kit.SheetParts{
		Title: kit.NewTitle(words.Tr(words.Help), kit.TextHeading), Body: scroll,
		Buttons: []fyne.CanvasObject{kit.NewButton(words.Tr(words.ShowLog), w.ShowLog, leave), kit.NewButton(words.Tr(words.Diagnostics), w.CopyDiagnostics, leave), done}, Want: fyne.NewSize(560, 620),
	})
	w.Canvas().Focus(done)
}

// keyLayout puts a key and what it does side by side.
type keyLayout struct{}

func (keyLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(0, o[1].MinSize().Height)
}

func (keyLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	column := min(s.Width*0.34, 170)
	kit.Place(o[0], 0, 0, column-kit.Gap, s.Height)
	kit.Place(o[1], column, 0, s.Width-column, s.Height)
}
