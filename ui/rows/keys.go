package rows

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"github.com/google/uuid"

	"sendoff/ui/kit"
	"sendoff/ui/list"
)

// The keyboard in the list: the cursor, the keys, and the search by typing a name.

// FocusGained shows the ring. The highlight of widget.List is not used: it would refresh the whole list, and the
// row shows the ring itself.
func (q *Queue) FocusGained() {
	q.focused = true
	q.SelectionChanged()
}

// FocusLost hides the ring.
func (q *Queue) FocusLost() {
	q.focused, q.button = false, 0
	q.SelectionChanged()
}

// TypedKey moves the selection and acts on it.
func (q *Queue) TypedKey(e *fyne.KeyEvent) {
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
		q.w.CancelSelected() // only selected ones, never what merely has the ring: a held key must cancel once
	case fyne.KeyReturn, fyne.KeyEnter:
		q.Enter()
	case fyne.KeyLeft, fyne.KeyRight:
		q.sideways(e.Name == fyne.KeyRight)
	case fyne.KeyEscape:
		q.escape()
	default:
		if kit.MenuKey(e) {
			q.menuAtCursor()
			return
		}
		q.w.FunctionKey(e)
	}
}

func (q *Queue) move(by int) {
	shift := kit.Modifiers() & fyne.KeyModifierShift
	if shift == 0 && (by == 1 || by == -1) && q.past(by) {
		return
	}
	at := q.m.Step(by, reachOf(shift))
	if at < 0 {
		return
	}
	q.button, q.title = 0, noTitle
	q.reveal(q.line(at))
	q.SelectionChanged()
	q.w.Selected()
}

// AtLeastCursor selects the cursor's row if nothing is selected: keys act on what the ring shows.
func (q *Queue) AtLeastCursor() {
	if e := q.AtCursor(); e != nil && len(q.m.Selected) == 0 {
		q.m.Pick(q.m.IndexOf(e.ID()), list.ReachOne)
		q.SelectionChanged()
		q.w.Selected()
	}
}

func (q *Queue) space() {
	switch {
	case q.typing(): // a blank in the name being typed
	case q.atTitle() != noTitle:
		q.here().open()
	case q.button > 0:
		q.press()
	default:
		q.AtLeastCursor()
		q.w.Toggle()
	}
}

// Enter presses the focused button, or opens what the row is about.
func (q *Queue) Enter() {
	if q.button > 0 {
		q.press()
		return
	}
	q.here().open()
}

func (q *Queue) escape() {
	if q.button > 0 {
		q.button = 0
		q.SelectionChanged()
		return
	}
	q.w.Escape()
}

// sideways opens and collapses groups, moves from a member to its group, and reaches a row's buttons.
func (q *Queue) sideways(right bool) {
	here := q.here()
	switch {
	case len(q.m.Shown) == 0 && q.atTitle() == noTitle:
	case right && q.button == 0 && here.unfold():
	case right:
		q.nextButton(1)
	case q.button > 0:
		q.nextButton(-1)
	default:
		here.leave()
	}
}

// nextButton moves among the visible buttons of the cursor's row.
func (q *Queue) nextButton(by int) {
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
	q.SelectionChanged()
}

// press presses the focused button.
func (q *Queue) press() {
	r := q.shown[q.line(max(q.m.IndexOf(q.m.Cursor), 0))]
	at := q.button
	q.button = 0
	if r != nil && r.pill(at).Visible() {
		r.pill(at).Tapped(nil)
	}
	q.SelectionChanged()
}

// menuAtCursor opens the menu below the cursor's row, or below a title.
func (q *Queue) menuAtCursor() {
	line := q.lineOfTitle(q.atTitle())
	if e := q.AtCursor(); line < 0 && e != nil {
		q.AtLeastCursor()
		line = q.line(q.m.IndexOf(e.ID()))
	}
	if line < 0 {
		return
	}
	q.reveal(line)
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(q)
	q.w.Menu(at.AddXY(kit.Pad+iconSize, q.top(line)-q.GetScrollOffset()+q.rowHeight()*0.75))
}

// Keep keeps a row in view after the list's size changed.
func (q *Queue) Keep(id uuid.UUID) {
	if at := q.m.IndexOf(id); at >= 0 {
		q.reveal(q.line(at))
	}
}

// typeTime is the longest pause between two letters of one typed name.
const typeTime = time.Second

func (q *Queue) typing() bool { return q.typed != "" && time.Since(q.typedAt) < typeTime }

// TypedRune moves to the next name that begins with the typed text.
func (q *Queue) TypedRune(c rune) {
	if !q.typing() {
		q.typed = ""
	}
	if c == ' ' && q.typed == "" {
		return // Space pauses and resumes
	}
	q.typed += strings.ToLower(string(c))
	q.typedAt = time.Now()
	if id, ok := q.m.Named(q.typed); ok {
		q.GoTo(id)
	}
}

// TypedShortcut handles shortcuts that reach a focused list before the window.
func (q *Queue) TypedShortcut(s fyne.Shortcut) {
	switch s := s.(type) {
	case *fyne.ShortcutSelectAll:
		q.w.SelectAll()
	case *fyne.ShortcutPaste:
		q.w.Paste()
	case *fyne.ShortcutUndo:
		q.w.UndoCancel()
	case *fyne.ShortcutCopy:
		q.w.CopyStatus()
	case *fyne.ShortcutCut: // Shift+Delete arrives as this
		if s.Secondary {
			q.w.CancelSelected()
		}
	case *desktop.CustomShortcut:
		q.w.Shortcut(s)
	}
}
