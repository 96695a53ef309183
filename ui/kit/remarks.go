package kit

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// Slot is a layout of objects that take turns at one place. It has the size of the largest, also of hidden ones, so
// that nothing around it moves.
type Slot struct{}

// MinSize is that of the largest object.
func (Slot) MinSize(o []fyne.CanvasObject) fyne.Size {
	var s fyne.Size
	for _, c := range o {
		s = s.Max(c.MinSize())
	}
	return s
}

// Layout gives each object its height, at the top.
func (Slot) Layout(o []fyne.CanvasObject, s fyne.Size) {
	for _, c := range o {
		Place(c, 0, 0, s.Width, s.Height)
	}
}

// Remarks is the place of a dialog where it says what is missing or going on: one remark at a time.
type Remarks struct {
	slot   *fyne.Container
	labels []*widget.Label
}

// NewRemarks makes the place, high enough for each of these remarks. It is empty at first.
func NewRemarks(texts ...string) *Remarks {
	r := &Remarks{slot: container.New(Slot{})}
	for _, text := range texts {
		r.Add(text)
	}
	return r
}

// Add makes room for another remark.
func (r *Remarks) Add(text string) {
	l := widget.NewLabel(text)
	l.Wrapping, l.Importance = fyne.TextWrapWord, widget.WarningImportance
	l.Hide()
	r.labels = append(r.labels, l)
	r.slot.Add(l)
}

// Object is what is drawn.
func (r *Remarks) Object() fyne.CanvasObject { return r.slot }

// Say shows a remark in place of the one before, "" = none.
func (r *Remarks) Say(text string) {
	if text != "" && !slices.ContainsFunc(r.labels, func(l *widget.Label) bool { return l.Text == text }) {
		r.Add(text)
	}
	for _, l := range r.labels {
		Show(l, l.Text == text)
	}
}

// Said is the remark that is shown, "" = none.
func (r *Remarks) Said() string {
	for _, l := range r.labels {
		if l.Visible() {
			return l.Text
		}
	}
	return ""
}

// Mended removes a remark once what it was about has changed.
func (r *Remarks) Mended(text string) {
	if r.Said() == text {
		r.Say("")
	}
}
