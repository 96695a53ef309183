package kit

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// openMenu shows a menu of twenty lines. The third does nothing, the fifth opens a submenu, the sixth opens one and
// acts itself, and the last is far below the window.
func openMenu(t *testing.T) (p *Popup, chosen *string) {
	t.Helper()
	test.NewTempApp(t)
	before := NewButton("before", nil, nil)
	w := test.NewTempWindow(t, before)
	w.Resize(fyne.NewSize(480, 360))
	w.Canvas().Focus(before)
	chosen = new(string)
	item := func(name string) *fyne.MenuItem { return fyne.NewMenuItem(name, func() { *chosen = name }) }
	menu := fyne.NewMenu("")
	for i := range 20 {
		menu.Items = append(menu.Items, item(fmt.Sprintf("line %d", i+1)))
	}
	menu.Items[2].Disabled = true
	menu.Items[4].Action, menu.Items[4].ChildMenu = nil, fyne.NewMenu("", item("part 1"), item("part 2"))
	menu.Items[5].ChildMenu = fyne.NewMenu("", item("other part"))
	ShowMenu(w.Canvas(), menu, fyne.NewPos(400, 300))
	p, ok := w.Canvas().Overlays().Top().(*Popup)
	if !ok {
		t.Fatal("no menu")
	}
	return p, chosen
}

// covered reports whether the menu is still open.
func covered(p *Popup) bool { return p.canvas.Overlays().Top() != nil }

// pressAt sends keys to the focused object.
func pressAt(c fyne.Canvas, keys ...fyne.KeyName) {
	for _, k := range keys {
		c.Focused().TypedKey(&fyne.KeyEvent{Name: k})
	}
}

func TestMenuByKey(t *testing.T) {
	for _, tt := range []struct {
		keys []fyne.KeyName
		want string
	}{
		{[]fyne.KeyName{fyne.KeyDown, fyne.KeyReturn}, "line 1"},
		{[]fyne.KeyName{fyne.KeyDown, fyne.KeyDown, fyne.KeyDown, fyne.KeySpace}, "line 4"},
		{[]fyne.KeyName{fyne.KeyUp, fyne.KeyReturn}, "line 20"},
		{[]fyne.KeyName{fyne.KeyDown, fyne.KeyUp, fyne.KeyUp, fyne.KeyReturn}, "line 19"},
		{[]fyne.KeyName{fyne.KeyEnd, fyne.KeyHome, fyne.KeyReturn}, "line 1"},
		{[]fyne.KeyName{fyne.KeyDown, fyne.KeyDown, fyne.KeyDown, fyne.KeyDown, fyne.KeyRight, fyne.KeyDown, fyne.KeyReturn}, "part 2"},
		{[]fyne.KeyName{fyne.KeyDown, fyne.KeyDown, fyne.KeyDown, fyne.KeyDown, fyne.KeyReturn, fyne.KeyLeft, fyne.KeyUp, fyne.KeyReturn}, "line 4"},
		{[]fyne.KeyName{fyne.KeyDown, fyne.KeyDown, fyne.KeyDown, fyne.KeyDown, fyne.KeyDown, fyne.KeyReturn}, "line 6"},
		{[]fyne.KeyName{fyne.KeyDown, fyne.KeyDown, fyne.KeyDown, fyne.KeyDown, fyne.KeyDown, fyne.KeyRight, fyne.KeyReturn}, "other part"},
		{[]fyne.KeyName{fyne.KeyDown, fyne.KeyRight, fyne.KeyReturn}, "line 1"},
		{[]fyne.KeyName{fyne.KeyReturn, fyne.KeyEscape}, ""},
	} {
		t.Run(fmt.Sprint(tt.keys), func(t *testing.T) {
			p, chosen := openMenu(t)
			pressAt(p.canvas, tt.keys...)
			if *chosen != tt.want {
				t.Errorf("chosen %q, want %q", *chosen, tt.want)
			}
			if covered(p) {
				t.Error("the menu stays")
			}
			if b, ok := p.canvas.Focused().(*Button); !ok || b.Text != "before" {
				t.Error("the keyboard is not back where it was")
			}
		})
	}
}

// TestLongMenu: in the smallest window a long menu stays inside it, and the marked line is visible.
func TestLongMenu(t *testing.T) {
	p, _ := openMenu(t)
	m := p.panels[0]
	end, right := m.Position().Y+m.Size().Height, m.Position().X+m.Size().Width
	if size := p.canvas.Size(); m.Position().Y < 0 || end > size.Height || right > size.Width {
		t.Errorf("the menu is at %v, %v high", m.Position(), m.Size())
	}
	for range 19 {
		pressAt(p.canvas, fyne.KeyDown)
		top := m.lines[m.at].top - menuEdge - m.scroll.Offset.Y
		if top < 0 || top+menuLineHeight > m.scroll.Size().Height {
			t.Errorf("line %d is at %v of %v", m.at+1, top, m.scroll.Size().Height)
		}
	}
	if m.at != len(m.lines)-1 {
		t.Errorf("at line %d", m.at+1)
	}
}

func TestMenuByMouse(t *testing.T) {
	p, chosen := openMenu(t)
	lines := p.panels[0].lines
	lines[4].MouseIn(nil)
	if len(p.panels) != 2 {
		t.Fatal("the mouse opens nothing")
	}
	lines[4].MouseIn(nil)
	p.panels[1].lines[1].MouseIn(nil)
	if len(p.panels) != 2 {
		t.Fatal("the mouse in a part closes it")
	}
	lines[0].MouseIn(nil)
	if len(p.panels) != 1 {
		t.Error("another line leaves the part open")
	}
	test.Tap(lines[2])
	if *chosen != "" || !covered(p) {
		t.Error("a grey line does something")
	}
	lines[4].MouseIn(nil)
	test.Tap(p.panels[1].lines[0])
	if *chosen != "part 1" || covered(p) {
		t.Errorf("chosen %q", *chosen)
	}
}

// TestLineThatLeadsAndActs: a click on the arrow opens the submenu, a click on the text chooses the line.
func TestLineThatLeadsAndActs(t *testing.T) {
	p, chosen := openMenu(t)
	line := p.panels[0].lines[5]
	test.TapAt(line, fyne.NewPos(line.Size().Width-Pad-2, 5))
	if len(p.panels) != 2 || *chosen != "" {
		t.Fatalf("%d panels, chosen %q", len(p.panels), *chosen)
	}
	test.TapAt(line, fyne.NewPos(Pad+2, 5))
	if *chosen != "line 6" || covered(p) {
		t.Errorf("chosen %q", *chosen)
	}
}

// TestMenuAboveItsButton: a menu at the bottom of the window stands above its button and leaves it free.
func TestMenuAboveItsButton(t *testing.T) {
	test.NewTempApp(t)
	w := test.NewTempWindow(t, NewArea(ColorSide))
	w.Resize(fyne.NewSize(600, 400))
	ShowMenuAbove(w.Canvas(), fyne.NewMenu("", fyne.NewMenuItem("one", nil), fyne.NewMenuItem("two", nil)), fyne.NewPos(300, 370))
	m := w.Canvas().Overlays().Top().(*Popup).panels[0]
	if low := m.Position().Y + m.Size().Height; low > 370 || low < 360 || m.Position().X != 300 {
		t.Errorf("it ends at %v, from %v", low, m.Position())
	}
}
