package kit

import (
	"image"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
)

// TestFieldOutlivesItsDrawing: after the toolkit has thrown a field's drawing away, as it does a minute after the field
// was hidden, the field looks as before, and shows that it has the keyboard.
func TestFieldOutlivesItsDrawing(t *testing.T) {
	test.NewTempApp(t)
	field, choice := NewField("name", func() {}), NewChoiceField([]string{"one"}, func() {})
	for name, one := range map[string]fyne.Widget{"field": field, "choice": choice} {
		t.Run(name, func(t *testing.T) {
			w := test.NewTempWindow(t, container.NewStack(one))
			w.Resize(fyne.NewSize(200, 60))
			look := func() (calm, focused image.Image) {
				c := w.Canvas()
				c.Unfocus()
				calm = c.Capture()
				c.Focus(one.(fyne.Focusable))
				focused = c.Capture()
				return calm, focused
			}
			calm, focused := look()
			w.Canvas().Unfocus()
			t.Run("thrown away", func(t *testing.T) { test.TempWidgetRenderer(t, one) }) // its end does that
			again, focusedAgain := look()
			if !same(again, calm) || !same(focusedAgain, focused) || same(again, focusedAgain) {
				t.Errorf("as before: %t; with the keyboard as before: %t", same(again, calm), same(focusedAgain, focused))
			}
		})
	}
}

func same(a, b image.Image) bool {
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			if a.At(x, y) != b.At(x, y) {
				return false
			}
		}
	}
	return a.Bounds() == b.Bounds()
}
