package ui

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"github.com/google/uuid"

	"sendoff/ui/kit"
	"sendoff/ui/list"
)

// The keyboard in the list: where it is, what the keys do, and the search for a name by typing it.

// FocusGained shows where the keyboard is. The highlight of widget.List stays away: its refresh of the
// list would cost more, and the row says it itself.
func (q *queue) FocusGained() {
	q.focused = true
	q.selectionChanged()
}

// FocusLost takes the ring away.
func (q *queue) FocusLost() {
	q.focused, q.button = false, 0
	q.selectionChanged()
}

// cursorAt tells whether the keyboard is at a row: the first one, where the row it was at is not shown.
func (q *queue) cursorAt(r *row) bool {
	if r.e == nil || !q.focused {
		return false
	}
	return r.id() == q.m.Cursor || r.index == q.line(0) && q.m.IndexOf(q.m.Cursor) < 0
}

// atCursor is the entry the keyboard is at, nil in an empty list.
func (q *queue) atCursor() *list.Entry {
	if len(q.m.Shown) == 0 {
		return nil
	}
	return q.m.Shown[max(q.m.IndexOf(q.m.Cursor), 0)]
}

// TypedKey moves the selection and acts on it.
func (q *queue) TypedKey(e *fyne.KeyEvent) {
	page := max(1, int(q.Size().Height/q.rowHeight())-1)
	steps := map[fyne.KeyName]int{
		fyne.KeyUp: -1, fyne.KeyDown: 1, fyne.KeyPageUp: -page, fyne.KeyPageDown: page,
		fyne.KeyHome: -len(q.m.Shown), fyne.KeyEnd: len(q.m.Shown) + 1,
	}
	if by, ok := steps[e.Name]; ok {
		q.move(by)
		return
	}
	switch e.Name {
	case fyne.KeySpace:
		q.space()
	case fyne.KeyDelete, fyne.KeyBackspace:
		q.act.cancelSelected() // never what merely has the ring: a key that is held down must cancel once
	case fyne.KeyReturn, fyne.KeyEnter:
		q.enter()
	case fyne.KeyLeft, fyne.KeyRight:
		q.sideways(e.Name == fyne.KeyRight)
	case fyne.KeyEscape:
		q.escape()
	default:
		if kit.MenuKey(e) {
			q.menuAtCursor()
			return
		}
		q.act.w.functionKey(e)
	}
}

func (q *queue) move(by int) {
	at := q.m.Step(by, reachOf(kit.Modifiers()&fyne.KeyModifierShift))
	if at < 0 {
		return
	}
	q.button = 0
	q.reveal(q.line(at))
	q.selectionChanged()
	q.act.selected()
}

// atLeastCursor selects the row the keyboard is at if nothing is selected: what the ring shows is what
// a key means.
func (q *queue) atLeastCursor() {
	if e := q.atCursor(); e != nil && len(q.m.Selected) == 0 {
		q.m.Pick(q.m.IndexOf(e.Job.ID), list.ReachOne)
		q.selectionChanged()
		q.act.selected()
	}
}

func (q *queue) space() {
	switch {
	case q.typing(): // a blank in a name that is being typed
	case q.button > 0:
		q.press()
	default:
		q.atLeastCursor()
		q.act.toggle()
	}
}

func (q *queue) enter() {
	if q.button > 0 {
		q.press()
		return
	}
	q.open(q.atCursor())
}

func (q *queue) escape() {
	if q.button > 0 {
		q.button = 0
		q.selectionChanged()
		return
	}
	q.act.escape()
}

// sideways opens and collapses groups, leads from a member to its group, and reaches the buttons of a
// row.
func (q *queue) sideways(right bool) {
	e := q.atCursor()
	switch {
	case e == nil:
	case right && e.Face && q.button == 0 && q.m.Folded(e.Group):
		q.fold(e.Group, false)
	case right:
		q.nextButton(1)
	case q.button > 0:
		q.nextButton(-1)
	case e.Face && !q.m.Folded(e.Group):
		q.fold(e.Group, true)
	case e.Group != nil && q.m.Grouped():
		q.goTo(e.Group.Face.Job.ID)
	}
}

// goTo selects a row by its ID.
func (q *queue) goTo(id uuid.UUID) {
	if at := q.m.IndexOf(id); at >= 0 {
		q.reveal(q.line(at))
		q.choose(q.line(at), list.ReachOne)
	}
}

// nextButton moves among the buttons of the cursor's row that are there.
func (q *queue) nextButton(by int) {
	r := q.shown[q.line(max(q.m.IndexOf(q.m.Cursor), 0))]
	if r == nil {
		return
	}
	for at := q.button + by; at >= 0 && at <= 2; at += by {
		if at == 0 || r.pill(at).Visible() {
			q.button = at
			break
		}
	}
	q.selectionChanged()
}

// press presses the button the keyboard is at.
func (q *queue) press() {
	r := q.shown[q.line(max(q.m.IndexOf(q.m.Cursor), 0))]
	at := q.button
	q.button = 0
	if r != nil && r.pill(at).Visible() {
		r.pill(at).Tapped(nil)
	}
	q.selectionChanged()
}

// menuAtCursor opens the menu below the row the keyboard is at.
func (q *queue) menuAtCursor() {
	e := q.atCursor()
	if e == nil {
		return
	}
	q.atLeastCursor()
	line := q.line(q.m.IndexOf(e.Job.ID))
	q.reveal(line)
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(q)
	q.act.menu(at.AddXY(kit.Pad+iconSize, q.top(line)-q.GetScrollOffset()+q.rowHeight()*0.75))
}

// reveal scrolls a line into view, without the refresh of the whole list that List.ScrollTo makes.
func (q *queue) reveal(line int) {
	top, offset := q.top(line), q.GetScrollOffset()
	switch {
	case top < offset:
		q.ScrollToOffset(top)
	case top+q.height(line) > offset+q.Size().Height:
		q.ScrollToOffset(top + q.height(line) - q.Size().Height)
	}
}

// keep has a row in view after the list took another width, with which rows grow and shrink.
func (q *queue) keep(id uuid.UUID) {
	if at := q.m.IndexOf(id); at >= 0 {
		q.reveal(q.line(at))
	}
}

// typeTime is how long after a letter the next one still belongs to the same name.
const typeTime = time.Second

func (q *queue) typing() bool { return q.typed != "" && time.Since(q.typedAt) < typeTime }

// TypedRune goes to the next name that begins with what is typed.
func (q *queue) TypedRune(c rune) {
	if !q.typing() {
		q.typed = ""
	}
	if c == ' ' && q.typed == "" {
		return // the key pauses and resumes
	}
	q.typed += strings.ToLower(string(c))
	q.typedAt = time.Now()
	if id, ok := q.m.Named(q.typed); ok {
		q.goTo(id)
	}
}

// TypedShortcut handles what reaches a focused list before the window.
func (q *queue) TypedShortcut(s fyne.Shortcut) {
	switch s := s.(type) {
	case *fyne.ShortcutSelectAll:
		q.act.selectAll()
	case *fyne.ShortcutPaste:
		q.act.paste()
	case *fyne.ShortcutCopy:
		q.act.copyStatus()
	case *fyne.ShortcutCut: // Shift+Delete arrives as this
		if s.Secondary {
			q.act.cancelSelected()
		}
	case *desktop.CustomShortcut:
		q.act.shortcut(s)
	}
}
