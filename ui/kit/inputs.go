package kit

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// The inputs of sheets.

// InSheet connects an input to the sheet it stands on.
type InSheet struct {
	Leave func()                  // closes the sheet
	Seen  func(fyne.CanvasObject) // scrolls the sheet to the input; nil where nothing scrolls
	Enter func()                  // what Enter on a check box does, as in a field; nil = nothing
}

func (in InSheet) show(o fyne.CanvasObject) {
	if in.Seen != nil {
		in.Seen(o)
	}
}

// Picker is a drop-down of values that hands Escape to a callback.
type Picker[T comparable] struct {
	widget.Select
	Called
	values []T
	In     InSheet
}

// NewPicker offers the steps, plus the current value if it is not among them.
func NewPicker[T comparable](steps []T, now T, text func(T) string, in InSheet) *Picker[T] {
	c := &Picker[T]{values: slices.Clone(steps), In: in}
	if !slices.Contains(steps, now) {
		c.values = append(c.values, now)
	}
	for _, v := range c.values {
		c.Options = append(c.Options, text(v))
	}
	c.Selected = text(now)
	c.ExtendBaseWidget(c)
	return c
}

// Value is the chosen value.
func (c *Picker[T]) Value() T { return c.values[max(c.SelectedIndex(), 0)] }

// FocusGained scrolls the drop-down into view.
func (c *Picker[T]) FocusGained() {
	c.Select.FocusGained()
	c.In.show(c)
}

// TypedKey also opens the list with Enter, and hands Escape on.
func (c *Picker[T]) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyEscape:
		c.In.Leave()
	case fyne.KeyReturn, fyne.KeyEnter:
		c.Select.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	default:
		c.Select.TypedKey(e)
	}
}

// CheckBox is a check box that hands Escape and Enter to callbacks.
type CheckBox struct {
	widget.Check
	In InSheet
}

// NewCheckBox makes a check box. leave is called for Escape.
func NewCheckBox(text string, on bool, leave func()) *CheckBox {
	t := &CheckBox{In: InSheet{Leave: leave}}
	t.Text, t.Checked = text, on
	t.ExtendBaseWidget(t)
	return t
}

// FocusGained scrolls the box into view.
func (t *CheckBox) FocusGained() {
	t.Check.FocusGained()
	t.In.show(t)
}

// TypedKey hands Escape and Enter on.
func (t *CheckBox) TypedKey(e *fyne.KeyEvent) {
	switch {
	case e.Name == fyne.KeyEscape:
		t.In.Leave()
	case (e.Name == fyne.KeyReturn || e.Name == fyne.KeyEnter) && t.In.Enter != nil:
		t.In.Enter()
	default:
		t.Check.TypedKey(e)
	}
}
