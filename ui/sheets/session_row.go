package sheets

import (
	"path/filepath"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"sendoff/ui/kit"
	"sendoff/ui/words"
)

// sessionList shows the open sessions. It is a single Tab stop; the arrow keys choose.
type sessionList struct {
	kit.RingList
	c *cleanup
}

func newSessionList(c *cleanup) *sessionList {
	l := &sessionList{c: c}
	l.Length = func() int { return len(c.open) }
	l.CreateItem = func() fyne.CanvasObject { return newSessionRow(c) }
	l.UpdateItem = func(i widget.ListItemID, o fyne.CanvasObject) { o.(*sessionRow).bind(i) }
	l.Watch()
	l.OnSelected = func(i widget.ListItemID) {
		l.At = i
		l.UnselectAll()
		c.choose(i)
		l.Refresh()
	}
	l.HideSeparators = true
	l.ExtendBaseWidget(l)
	return l
}

// TypedKey chooses with the arrow keys, cancels with Delete and leaves with Escape.
func (l *sessionList) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyEscape:
		l.c.sheet.Dismiss()
	case fyne.KeyDelete, fyne.KeyBackspace:
		l.c.cancelNow()
	default:
		l.RingList.TypedKey(e)
		l.c.choose(l.At)
	}
}

const sessionHeight float32 = 66

// sessionRow is one session: its file, how long the server keeps it, its address and its progress.
type sessionRow struct {
	widget.BaseWidget
	c           *cleanup
	index       int
	face, ring  *canvas.Rectangle
	file, kept  *canvas.Text
	where       *canvas.Text
	state, held *canvas.Text
}

func newSessionRow(c *cleanup) *sessionRow {
	r := &sessionRow{c: c, face: canvas.NewRectangle(nil), ring: kit.NewRing()}
	r.face.CornerRadius = kit.Corner
	for _, t := range []**canvas.Text{&r.file, &r.kept, &r.where, &r.state, &r.held} {
		*t = canvas.NewText("", nil)
		(*t).TextSize = kit.TextSmall
	}
	r.file.TextSize = kit.TextBody
	r.ExtendBaseWidget(r)
	return r
}

func (r *sessionRow) bind(i int) {
	if i < len(r.c.open) {
		r.index = i
		r.Refresh()
	}
}

// CreateRenderer makes the line's drawing.
func (r *sessionRow) CreateRenderer() fyne.WidgetRenderer { return (*sessionRenderer)(r) }

type sessionRenderer sessionRow

func (r *sessionRenderer) Destroy()           {}
func (r *sessionRenderer) MinSize() fyne.Size { return fyne.NewSize(200, sessionHeight) }
func (r *sessionRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.face, r.ring, r.file, r.kept, r.where, r.state, r.held}
}

func (r *sessionRenderer) Layout(size fyne.Size) {
	if r.index >= len(r.c.open) {
		return
	}
	s, now := r.c.open[r.index], time.Now()
	r.face.Resize(size)
	kit.Place(r.ring, 1, 1, size.Width-2, size.Height-2)
	left, room := kit.Pad, size.Width-2*kit.Pad
	kept := words.KeptText(s, now)
	kit.Put(r.kept, kept, 0, 9, room*0.55)
	r.kept.Move(fyne.NewPos(left+room-r.kept.Size().Width, 9))
	kit.Put(r.file, words.Drawn(filepath.Base(s.File)), left, 6, room-r.kept.Size().Width-kit.Gap)
	kit.Put(r.where, words.SessionServer(s)+words.Dot+words.SessionName(s), left, 27, room)
	says, age := r.says(now), words.AgeText(s, now)
	if kit.TextWidth(r.state, says)+kit.Gap+kit.TextWidth(r.held, age) > room {
		age = words.BytesText(s)
	}
	kit.Put(r.held, age, 0, 45, room*0.6)
	r.held.Move(fyne.NewPos(left+room-r.held.Size().Width, 45))
	kit.Put(r.state, says, left, 45, room-r.held.Size().Width-kit.Gap)
}

// says describes what the upload is doing, or when its cancel is sent next.
func (r *sessionRenderer) says(now time.Time) string {
	s := r.c.open[r.index]
	j := r.c.w.Model().Job(s.Job)
	switch {
	case j == nil:
		return ""
	case s.Cancelled() && s.NextTry.After(now):
		return words.NextTellText(s.NextTry, now)
	case s.Cancelled():
		return words.Tr(words.Telling)
	}
	return words.StateText(j, now)
}

func (r *sessionRenderer) Refresh() {
	strong, muted := theme.Color(theme.ColorNameForeground), theme.Color(kit.ColorMuted)
	r.file.Color, r.where.Color, r.held.Color, r.kept.Color, r.state.Color = strong, muted, muted, muted, strong
	if r.index < len(r.c.open) && r.c.open[r.index].Cancelled() {
		r.state.Color = theme.Color(theme.ColorNameWarning)
	}
	r.face.FillColor = theme.Color(kit.ColorChosen)
	kit.Show(r.face, r.index < len(r.c.open) && r.c.open[r.index].Job == r.c.chosen)
	kit.PaintRing(r.ring, r.c.list.HasKeyboard(r.index))
	w := (*sessionRow)(r)
	r.Layout(w.Size())
	canvas.Refresh(w)
}

// AccessibilityLabel is what the row says.
func (r *sessionRow) AccessibilityLabel() string {
	return kit.SpokenTexts(r.file, r.kept, r.where, r.state, r.held)
}

// AccessibilityRole is that of a text.
func (r *sessionRow) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }
