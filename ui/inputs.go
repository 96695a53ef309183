package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// The inputs of sheets.

// inSheet is what an input does to the sheet it stands on.
type inSheet struct {
	leave func()                  // closes it
	seen  func(fyne.CanvasObject) // scrolls it to the input; nil where nothing scrolls
	enter func()                  // what Enter on a box does, as it does in a field; nil = nothing
}

func (in inSheet) show(o fyne.CanvasObject) {
	if in.seen != nil {
		in.seen(o)
	}
}

// picker is a drop-down of values that lets go on Escape.
type picker[T comparable] struct {
	widget.Select
	values []T
	in     inSheet
}

// newPicker offers the steps, and the value that holds now if it is none of them.
func newPicker[T comparable](steps []T, now T, text func(T) string, in inSheet) *picker[T] {
	c := &picker[T]{values: slices.Clone(steps), in: in}
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

func (c *picker[T]) value() T { return c.values[max(c.SelectedIndex(), 0)] }

// FocusGained brings the drop-down into sight.
func (c *picker[T]) FocusGained() {
	c.Select.FocusGained()
	c.in.show(c)
}

// TypedKey opens the list with Enter too, and hands Escape on.
func (c *picker[T]) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyEscape:
		c.in.leave()
	case fyne.KeyReturn, fyne.KeyEnter:
		c.Select.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	default:
		c.Select.TypedKey(e)
	}
}

// checkBox is a check box that lets go on Escape and submits on Enter.
type checkBox struct {
	widget.Check
	in inSheet
}

func newCheckBox(text string, on bool, leave func()) *checkBox {
	t := &checkBox{in: inSheet{leave: leave}}
	t.Text, t.Checked = text, on
	t.ExtendBaseWidget(t)
	return t
}

// FocusGained brings the box into sight.
func (t *checkBox) FocusGained() {
	t.Check.FocusGained()
	t.in.show(t)
}

// TypedKey hands Escape and Enter on.
func (t *checkBox) TypedKey(e *fyne.KeyEvent) {
	switch {
	case e.Name == fyne.KeyEscape:
		t.in.leave()
	case (e.Name == fyne.KeyReturn || e.Name == fyne.KeyEnter) && t.in.enter != nil:
		t.in.enter()
	default:
		t.Check.TypedKey(e)
	}
}
