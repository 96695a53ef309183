package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Fact is a caption in its own column, with wrapping text beside it. The text cannot be selected: the toolkit's
// selectable labels take the focus without showing it, and swallow all keys.
type Fact struct {
	Label string
	Value *widget.Label
	Whole string // the text as it was set; Value shows it made safe
	Row   *fyne.Container
	safe  func(string) string
}

// FactGap moves facts closer together than the padding of labels allows.
const FactGap float32 = -Gap / 2

// NewFact makes an empty one. safe makes a value safe for drawing.
func NewFact(label string, column float32, safe func(string) string) *Fact {
	f := &Fact{Label: label, Value: widget.NewLabel(""), safe: safe}
	f.Value.Wrapping = fyne.TextWrapWord
	f.Value.SizeName = theme.SizeNameCaptionText
	caption := container.New(Column{Width: column}, container.New(layout.NewCustomPaddedLayout(Gap, 0, 0, 0),
		container.NewVBox(NewTextLine(label, TextSmall, ColorMuted))))
	f.Row = container.NewBorder(nil, nil, caption, nil, f.Value)
	return f
}

// Set shows a value.
func (f *Fact) Set(value string) {
	if f.Whole == value && (value == "") == (f.Value.Text == "") {
		return
	}
	f.Whole = value
	f.Value.SetText(f.safe(value))
}
