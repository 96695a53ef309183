package ui

import (
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"sendoff/transfer"
)

// settingsSheet changes how uploads run and how the window looks.
type settingsSheet struct {
	w               *Window
	sheet           *sheet
	uploads, server *widget.Select
	speed           *field
	theme           *widget.RadioGroup
	flaw            *widget.Label
}

// defaultUploads and defaultPerServer are what 0 in transfer.Limits means.
const (
	defaultUploads   = 3
	defaultPerServer = 2
)

var parallel = []string{"1", "2", "3", "4", "5", "6", "8", "10", "12", "16", "24", "32", "64"}

var themes = []struct{ value, text string }{
	{ThemeSystem, textThemeSystem}, {ThemeLight, textThemeLight}, {ThemeDark, textThemeDark},
}

func (w *Window) openSettings() {
	s := &settingsSheet{w: w, flaw: widget.NewLabel("")}
	limits := w.settings.Limits
	s.uploads = numberChoice(limits.Uploads, defaultUploads)
	s.server = numberChoice(limits.PerServer, defaultPerServer)
	s.speed = newField(tr(textSpeedHint), func() { s.sheet.dismiss() })
	if limits.Rate > 0 {
		s.speed.SetText(strconv.FormatFloat(float64(limits.Rate)/1e6, 'f', -1, 64))
	}
	s.theme = widget.NewRadioGroup(nil, nil)
	s.theme.Horizontal, s.theme.Required = true, true
	for _, t := range themes {
		s.theme.Append(tr(t.text))
		if t.value == w.settings.Theme {
			s.theme.Selected = tr(t.text)
		}
	}
	s.flaw.Wrapping, s.flaw.Importance = fyne.TextWrapWord, widget.WarningImportance
	s.open()
}

func (s *settingsSheet) open() {
	leave := func() { s.sheet.dismiss() }
	save := newButton(tr(textSave), s.save, leave)
	save.Importance = widget.HighImportance
	counts := container.NewGridWithColumns(2, labelled(tr(textUploadsAtOnce), s.uploads), labelled(tr(textPerServer), s.server))
	s.sheet = s.w.openSheet(sheetParts{
		title: newTitle(tr(textSettings), textHeading),
		body: container.New(layout.NewCustomPaddedVBoxLayout(rowPad),
			counts, labelled(tr(textSpeedLimit), s.speed), labelled(tr(textThemeLabel), flush(s.theme)), flush(s.flaw)),
		buttons: []fyne.CanvasObject{newButton(tr(textNotNow), leave, leave), save},
		want:    fyne.NewSize(480, 340),
	})
	s.w.win.Canvas().Focus(s.speed)
}

func numberChoice(n, otherwise int) *widget.Select {
	if n <= 0 {
		n = otherwise
	}
	c := widget.NewSelect(parallel, nil)
	c.Selected = strconv.Itoa(n)
	return c
}

func (s *settingsSheet) save() {
	limits, ok := s.limits()
	if !ok {
		s.flaw.SetText(tr(textLimitNumber))
		return
	}
	w := s.w
	for _, t := range themes {
		if tr(t.text) == s.theme.Selected {
			w.settings.Theme = t.value
		}
	}
	s.sheet.dismiss()
	w.app.Settings().SetTheme(look{w.settings.Theme})
	w.setLimits(limits)
}

// limits reads the sheet; ok is false for a speed that is no number.
func (s *settingsSheet) limits() (l transfer.Limits, ok bool) {
	l.Uploads, _ = strconv.Atoi(s.uploads.Selected)
	l.PerServer, _ = strconv.Atoi(s.server.Selected)
	text := strings.ReplaceAll(strings.TrimSpace(s.speed.Text), ",", ".")
	if text == "" {
		return l, true
	}
	mb, err := strconv.ParseFloat(text, 64)
	if err != nil || !(mb >= 0.001 && mb <= 100_000) {
		return l, false
	}
	l.Rate = int64(mb * 1e6)
	return l, true
}
