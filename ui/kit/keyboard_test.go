package kit

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

func typeKeys(o fyne.Focusable, keys ...fyne.KeyName) {
	for _, k := range keys {
		o.TypedKey(&fyne.KeyEvent{Name: k})
	}
}

// TestEscapeIsHandedOn: every control that takes the keyboard focus hands Escape to its callback.
func TestEscapeIsHandedOn(t *testing.T) {
	test.NewTempApp(t)
	n := 0
	leave := func() { n++ }
	list := NewChoiceList(leave)
	list.Fill(NewChoice("all", "one", func() {}))
	for i, o := range []fyne.Focusable{
		NewButton("b", func() {}, leave), NewTabStop(NewSmallButton("", "s", nil), leave), NewField("", leave),
		NewChoiceField(nil, leave), NewCheckBox("c", false, leave), list,
		NewSegmented([]string{"a", "b"}, func(int) {}, leave),
		NewPicker([]int{1, 2}, 1, func(int) string { return "" }, InSheet{Leave: leave}),
	} {
		if typeKeys(o, fyne.KeyEscape); n != i+1 {
			t.Fatalf("%T keeps Escape", o)
		}
	}
}

// TestSegmentedByKey: the arrow keys stop at the ends, Space wraps around, and Choose calls no callback.
func TestSegmentedByKey(t *testing.T) {
	test.NewTempApp(t)
	var told []int
	s := NewSegmented([]string{"a", "b", "c"}, func(i int) { told = append(told, i) }, nil)
	typeKeys(s, fyne.KeyLeft, fyne.KeyRight, fyne.KeyRight, fyne.KeyRight, fyne.KeySpace)
	if !slices.Equal(told, []int{1, 2, 0}) {
		t.Errorf("told %v", told)
	}
	if s.Choose(2); s.At != 2 || len(told) != 3 {
		t.Errorf("at %d, told %v", s.At, told)
	}
}

// TestChoiceListByKey: the keys move the ring without choosing, each focused line scrolls into view, and keys that
// the list does not use are handed on.
func TestChoiceListByKey(t *testing.T) {
	test.NewTempApp(t)
	var chosen, others []string
	var seen []fyne.CanvasObject
	l := NewChoiceList(nil)
	l.Other = func(e *fyne.KeyEvent) { others = append(others, string(e.Name)) }
	l.Seen = func(o fyne.CanvasObject) { seen = append(seen, o) }
	var lines []*Choice
	for _, name := range []string{"a", "b", "c"} {
		lines = append(lines, NewChoice("all", name, func() { chosen = append(chosen, name) }))
	}
	l.Fill(lines...)
	lines[1].Set("7", true)
	l.FocusGained()
	typeKeys(l, fyne.KeyDown, fyne.KeyDown, fyne.KeyReturn, fyne.KeyHome, fyne.KeySpace, fyne.KeyF5)
	if !slices.Equal(chosen, []string{"c", "a"}) || !slices.Equal(others, []string{"F5"}) {
		t.Errorf("chosen %q, others %q", chosen, others)
	}
	if want := []fyne.CanvasObject{lines[1], lines[2], lines[2], lines[0]}; !slices.Equal(seen, want) {
		t.Errorf("%d were brought into sight", len(seen))
	}
	if l.FocusLost(); l.Ring.Visible() {
		t.Error("the ring stays")
	}
}

// TestSmallButtonGuard: a guard blocks clicks, not keys.
func TestSmallButtonGuard(t *testing.T) {
	test.NewTempApp(t)
	n := 0
	b := NewSmallButton("", "go", func() { n++ })
	b.Guard = func() bool { return false }
	b.Tapped(&fyne.PointEvent{AbsolutePosition: fyne.NewPos(-5000, 0)})
	if typeKeys(NewTabStop(b, nil), fyne.KeyReturn); n != 1 {
		t.Errorf("pressed %d times", n)
	}
}
