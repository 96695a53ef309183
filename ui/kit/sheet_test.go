package kit

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
)

// sheetRig is a canvas with sheets, and a record of the calls.
type sheetRig struct {
	*Sheets
	calls []string
}

func newSheetRig(t *testing.T) *sheetRig {
	t.Helper()
	test.NewTempApp(t)
	w := test.NewTempWindow(t, widget.NewLabel("behind"))
	w.Resize(fyne.NewSize(480, 360))
	r := &sheetRig{}
	r.Sheets = NewSheets(w.Canvas(), func() { r.calls = append(r.calls, "gone") })
	return r
}

// parts describe a sheet with one field, which records when it closes.
func (r *sheetRig) parts(name string) (SheetParts, *Field) {
	f := NewField(name, nil)
	return SheetParts{
		Title: NewTitle(name, TextHeading), Body: f, Want: fyne.NewSize(300, 0),
		OnClose: func() { r.calls = append(r.calls, name) },
		Enter:   func() { r.calls = append(r.calls, "enter "+name) },
	}, f
}

// TestSheetInPlaceOfAnother: the first one closes before the second opens.
func TestSheetInPlaceOfAnother(t *testing.T) {
	r := newSheetRig(t)
	first, _ := r.parts("first")
	second, _ := r.parts("second")
	r.Show(first)
	s := r.Show(second)
	if r.Top() != s || !slices.Equal(r.calls, []string{"gone", "first"}) {
		t.Errorf("top %v, calls %q", r.Top() == s, r.calls)
	}
	s.Dismiss()
	if r.Top() != nil || r.canvas.Overlays().Top() != nil {
		t.Error("something is left")
	}
}

// TestSheetOverAnother: the one below comes back with what was typed and with the keyboard where it was.
func TestSheetOverAnother(t *testing.T) {
	r := newSheetRig(t)
	below, field := r.parts("below")
	over, _ := r.parts("over")
	first := r.Show(below)
	r.canvas.Focus(field)
	field.SetText("half")
	second := r.ShowOver(over)
	if first.Object().Visible() || r.Top() != second {
		t.Fatal("the first still stands before the second")
	}
	second.Dismiss()
	if r.Top() != first || !first.Object().Visible() || r.canvas.Focused() != fyne.Focusable(field) || field.Text != "half" {
		t.Errorf("back: %v, keyboard on %T, %q", r.Top() == first, r.canvas.Focused(), field.Text)
	}
	if !slices.Equal(r.calls, []string{"gone", "over"}) {
		t.Errorf("calls %q", r.calls)
	}
}

// TestSheetThatEndsWhileItWaits: a waiting sheet that is dismissed calls onClose and does not come back.
func TestSheetThatEndsWhileItWaits(t *testing.T) {
	r := newSheetRig(t)
	below, _ := r.parts("below")
	over, _ := r.parts("over")
	first := r.Show(below)
	second := r.ShowOver(over)
	first.Dismiss()
	if r.Top() != second || !slices.Equal(r.calls, []string{"below"}) {
		t.Fatalf("top %v, calls %q", r.Top() == second, r.calls)
	}
	if second.Dismiss(); r.Top() != nil {
		t.Error("the first came back")
	}
}

// TestSheetStaysInside: a sheet larger than the canvas gets the size of the canvas, and its buttons stay inside.
func TestSheetStaysInside(t *testing.T) {
	r := newSheetRig(t)
	p, _ := r.parts("large")
	p.Want = fyne.NewSize(2000, 2000)
	last := NewButton("the last of several buttons", nil, nil)
	p.Buttons = []fyne.CanvasObject{NewButton("one with rather many words", nil, nil), NewButton("and another one", nil, nil), last}
	s := r.Show(p)
	if size, whole := s.Object().Size(), r.canvas.Size(); size.Width > whole.Width || size.Height > whole.Height {
		t.Errorf("%v in a canvas of %v", size, whole)
	}
	end := fyne.CurrentApp().Driver().AbsolutePositionForObject(last).Add(last.Size())
	if end.X > r.canvas.Size().Width || end.Y > r.canvas.Size().Height {
		t.Errorf("the last button ends at %v", end)
	}
}

func TestEnterOnASheet(t *testing.T) {
	r := newSheetRig(t)
	p, _ := r.parts("form")
	s := r.Show(p)
	s.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	s.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if !slices.Equal(r.calls, []string{"enter form"}) {
		t.Errorf("calls %q", r.calls)
	}
}

// TestQuestions: the focus is on the action, Escape means no, and a second question replaces the first.
func TestQuestions(t *testing.T) {
	r := newSheetRig(t)
	said := func(what string) func() { return func() { r.calls = append(r.calls, what) } }
	r.Confirm(Question{Title: "t", Body: "b", No: "no", Yes: "yes", Then: said("yes")})
	r.canvas.Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	r.Confirm(Question{Title: "t", Body: "b", No: "no", Yes: "yes", Then: said("yes"), After: said("after")})
	r.canvas.Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if want := []string{"gone", "gone", "after", "yes"}; !slices.Equal(r.calls, want) {
		t.Errorf("calls %q, want %q", r.calls, want)
	}
	r.calls = nil
	r.Ask(Decision{Title: "t", Body: "b", No: "no", Yes: "yes", OnYes: said("yes")})
	r.Ask(Decision{Title: "t", Body: "b", No: "no", Other: "other", Yes: "yes", OnNo: said("no"), OnOther: said("other"), OnYes: said("yes")})
	if n := len(r.Top().Buttons()); n != 3 {
		t.Errorf("%d buttons", n)
	}
	r.canvas.Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if want := []string{"gone", "gone", "no"}; !slices.Equal(r.calls, want) || r.Top() != nil {
		t.Errorf("calls %q, want %q", r.calls, want)
	}
}
