package sheets

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"sendoff/ui/kit"
	"sendoff/ui/list"
	"sendoff/ui/words"
)

// practiceSheet switches faults of the practice server on and off. Each takes effect at once.
type practiceSheet struct {
	w     Window
	boxes [list.PracticeFaultCount]*kit.CheckBox
	size  *kit.Picker[int64]
	flaw  *widget.Label
}

// Practice shows what the practice server can do wrong on purpose, and what becomes of its files.
func Practice(w Window) { practiceShown(w) }

func practiceShown(w Window) *practiceSheet {
	p := &practiceSheet{w: w, flaw: widget.NewLabel("")}
	var sheet *kit.Sheet
	leave := func() { sheet.Dismiss() }
	now := w.Host().PracticeFaults()
	if !slices.Contains(list.PracticeSizes, now.Most) {
		now.Most = list.PracticeSizes[1]
	}
	p.size = kit.NewPicker(list.PracticeSizes, now.Most, words.Size, kit.InSheet{Leave: leave})
	body := container.New(layout.NewCustomPaddedVBoxLayout(kit.Gap), paragraph(words.Tr(words.PracticeKept)))
	for f := range list.PracticeFaultCount {
		p.boxes[f] = kit.NewCheckBox(list.PracticeFaultText(f), now.On[f], leave)
		row := kit.Flush(p.boxes[f])
		if f == list.TooLarge {
			row = container.NewBorder(nil, nil, nil, p.size, row)
		}
		body.Add(row)
	}
	for _, box := range p.boxes { // only now: they tell what all of them say
		box.OnChanged = func(bool) { p.set() }
	}
	p.size.OnChanged = func(string) { p.set() }
	p.flaw.Wrapping, p.flaw.Importance = fyne.TextWrapWord, widget.WarningImportance
	p.flaw.Hide()
	body.Add(p.flaw)
	sheet = w.Sheets().Show(kit.SheetParts{
		Title: kit.NewTitle(words.Tr(words.PracticeFaults), kit.TextHeading), Body: body,
		Buttons: []fyne.CanvasObject{kit.NewButton(words.Tr(words.Close), leave, leave)}, Want: fyne.NewSize(560, 0), Enter: leave,
	})
	return p
}

// paragraph is a text that wraps.
func paragraph(text string) fyne.CanvasObject {
	label := widget.NewLabel(text)
	label.Wrapping = fyne.TextWrapWord
	return kit.Flush(label)
}

// set has the server do what the sheet says.
func (p *practiceSheet) set() {
	now := list.PracticeFaults{Most: p.size.Value()}
	for f, box := range p.boxes {
		now.On[f] = box.Checked
	}
	if err := p.w.Host().SetPracticeFaults(now); err != nil {
		p.flaw.SetText(words.ErrorText(err))
		p.flaw.Show()
	}
}
