package ui

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"sendoff/ui/kit"
)

// openMenu shows a menu of twenty lines, of which the third does nothing, the fifth leads to more, the sixth
// does that and something itself, and the last is a long way down.
func openMenu(t *testing.T, w *Window) (p *popUp, chosen *string) {
	t.Helper()
	chosen = new(string)
	item := func(name string) *fyne.MenuItem { return fyne.NewMenuItem(name, func() { *chosen = name }) }
	menu := fyne.NewMenu("")
	for i := range 20 {
		menu.Items = append(menu.Items, item(fmt.Sprintf("line %d", i+1)))
	}
	menu.Items[2].Disabled = true
	menu.Items[4].Action, menu.Items[4].ChildMenu = nil, fyne.NewMenu("", item("part 1"), item("part 2"))
	menu.Items[5].ChildMenu = fyne.NewMenu("", item("other part"))
	w.popUp(menu, fyne.NewPos(400, 300))
	p, ok := w.win.Canvas().Overlays().Top().(*popUp)
	if !ok {
		t.Fatal("no menu")
	}
	return p, chosen
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
			w, _ := openTest(t, labSettings())
			_, chosen := openMenu(t, w)
			press(w, tt.keys...)
			if *chosen != tt.want {
				t.Errorf("chosen %q, want %q", *chosen, tt.want)
			}
			if w.covered() {
				t.Error("the menu stays")
			}
			if w.win.Canvas().Focused() != w.queue {
				t.Error("the keyboard is not back in the list")
			}
		})
	}
}

// TestLongMenu: in the smallest window all of a menu stays within it, and the marked line is in sight.
func TestLongMenu(t *testing.T) {
	w, _ := openTest(t, labSettings())
	w.win.Resize(fyne.NewSize(minWidth, minHeight))
	p, _ := openMenu(t, w)
	m := p.panels[0]
	if end := m.Position().Y + m.Size().Height; m.Position().Y < 0 || end > minHeight || m.Position().X+m.Size().Width > minWidth {
		t.Errorf("the menu is at %v, %v high", m.Position(), m.Size())
	}
	for range 19 {
		press(w, fyne.KeyDown)
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
	w, _ := openTest(t, labSettings())
	p, chosen := openMenu(t, w)
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
	tap(lines[2])
	if *chosen != "" || !w.covered() {
		t.Error("a grey line does something")
	}
	lines[4].MouseIn(nil)
	tap(p.panels[1].lines[0])
	if *chosen != "part 1" || w.covered() {
		t.Errorf("chosen %q", *chosen)
	}
}

// TestLineThatLeadsAndActs: a click on the arrow opens what the line leads to, one on the words chooses it.
func TestLineThatLeadsAndActs(t *testing.T) {
	w, _ := openTest(t, labSettings())
	p, chosen := openMenu(t, w)
	line := p.panels[0].lines[5]
	test.TapAt(line, fyne.NewPos(line.Size().Width-kit.Pad-2, 5))
	if len(p.panels) != 2 || *chosen != "" {
		t.Fatalf("%d panels, chosen %q", len(p.panels), *chosen)
	}
	test.TapAt(line, fyne.NewPos(kit.Pad+2, 5))
	if *chosen != "line 6" || w.covered() {
		t.Errorf("chosen %q", *chosen)
	}
}

// TestStartNow: an upload that waits goes before all others.
func TestStartNow(t *testing.T) {
	w, h := openTest(t, labSettings())
	u, id := fixture(3, nil)
	w.Apply(u)
	w.act.startNow(id[2:])
	if len(h.commands) != 3 || h.commands[0].Priority != 0 || h.commands[0].IDs[0] != id[2] {
		t.Errorf("commands: %+v", h.commands)
	}
}
