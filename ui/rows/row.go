package rows

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/ui/kit"
	"sendoff/ui/list"
	"sendoff/ui/words"
)

// Row shows one job, or the title of a section. It is one widget over a few fixed-size primitives: a change of
// text never makes the list lay itself out again.
type Row struct {
	widget.BaseWidget
	q     *Queue
	index int
	e     list.Row     // nil for a title
	title list.Section // whose title it is, noTitle for a row
	shows content

	face          *canvas.Rectangle
	chosen        *canvas.Rectangle // mark of a selected row at its left edge
	hairline      *canvas.Rectangle // below the row
	ring          *canvas.Rectangle // shown while the row has the focus
	icon          *canvas.Image
	arrow         *canvas.Image // for a group: open or collapsed
	name, dest    *canvas.Text  // first line, left
	facts         *canvas.Text  // first line, right
	state         *canvas.Text  // second line, left
	figures       *canvas.Text  // second line, right; the size in a row of one line
	percent, left *canvas.Text  // in a row of one line
	chip          *canvas.Rectangle
	code          *canvas.Text
	track         *canvas.Rectangle
	sent, acked   *canvas.Rectangle
	First, Second *kit.SmallButton

	was     rowLook // as painted last
	hovered bool    // the pointer is over the row or one of its buttons
	pointed bool    // the pointer is over the code
}

// rowLook is all that decides how a row is painted, so that only changes are repainted.
type rowLook struct {
	name, tail   string // tail is the end of the name, which is never cut
	dest         string
	facts, brief string // speed and time, or size; brief is its first part
	state        string // words of the second line
	figures      string
	cells
	code, mark string
	tint       fyne.ThemeColorName // of icon and state
	warn       bool                // the facts are a warning
	calm       bool                // its group says what is wrong, and has the cure
	bar        fyne.ThemeColorName // "" = no bar
	kind       rowKind
	faint      bool    // it is on its way out of the list
	arrow      string  // icon of a group's fold state, "" = no group
	indent     float32 // > 0 for members of groups
	compact    bool
}

// cells are the figures of a row of one line.
type cells struct{ size, percent, speed, left string }

// rowKind decides about buttons and colours.
type rowKind int8

const (
	rowOpen    rowKind = iota // goes on, or could
	rowFault                  // needs its cure
	rowEnded                  // is in the history
	rowHeading                // the title of a section
)

func newRow(q *Queue) *Row {
	r := &Row{q: q, face: canvas.NewRectangle(nil), icon: &canvas.Image{FillMode: canvas.ImageFillContain}}
	for _, t := range []**canvas.Text{&r.name, &r.dest, &r.state, &r.facts, &r.figures, &r.code, &r.percent, &r.left} {
		*t = canvas.NewText("", nil)
		(*t).TextSize = kit.TextSmall
	}
	for _, b := range []**canvas.Rectangle{&r.track, &r.sent, &r.acked, &r.chip, &r.chosen, &r.hairline} {
		*b = canvas.NewRectangle(nil)
	}
	r.track.CornerRadius, r.acked.CornerRadius, r.chosen.CornerRadius = barHeight/2, barHeight/2, chosenWidth/2
	r.track.StrokeWidth = 1
	r.name.TextSize, r.code.TextSize = kit.TextBody, kit.TextSmall-1
	r.chip.CornerRadius, r.face.CornerRadius = 4, kit.Corner
	r.First, r.Second = kit.NewSmallButton("", "", nil), kit.NewSmallButton("", "", nil)
	r.Second.Guard = r.clickCounts
	over := func(on bool) { q.hand.moved = time.Now(); r.hover(on) }
	r.First.Over, r.Second.Over = over, over
	r.arrow = &canvas.Image{FillMode: canvas.ImageFillContain}
	r.ring = canvas.NewRectangle(nil)
	r.ring.CornerRadius, r.ring.StrokeWidth = kit.Corner, kit.RingWidth
	r.ring.Hide()
	r.ExtendBaseWidget(r)
	return r
}

// bind makes the row show an entry.
func (r *Row) bind(i int) {
	r.index, r.title = i, r.q.titleOn(i)
	r.hold(r.q.at(i))
	r.q.place(i, r.ID(), time.Now())
	r.q.shown[i] = r
	r.was = rowLook{kind: -1}
	r.update()
}

// hold makes the row show another entry.
func (r *Row) hold(e list.Row) {
	if e != r.e {
		r.hovered = false // the pointer has not come to this one
	}
	r.e, r.shows = e, r.q.contentOf(e)
	if e == nil {
		r.shows = titleContent{r.q, r.title}
	}
}

// hover notes that the pointer is over the row or one of its buttons.
func (r *Row) hover(on bool) {
	if r.hovered != on {
		r.hovered = on
		r.setSelected()
	}
}

// Says is what the row says beside its name, not shortened: the cause or the state, speed or time, and amounts.
func (r *Row) Says() string {
	said := slices.DeleteFunc([]string{r.was.state, r.was.facts, r.was.figures}, func(s string) bool { return s == "" })
	return strings.Join(said, words.Dot)
}

// ID is the upload or the group that the row shows, uuid.Nil for a title.
func (r *Row) ID() uuid.UUID {
	if r.e == nil {
		return uuid.Nil
	}
	return r.e.ID()
}

// update repaints what changed since the last paint.
func (r *Row) update() {
	next := r.shows.describe(time.Now())
	if next == r.was {
		r.moveBar()
		return
	}
	r.was = next
	r.setButtons()
	r.paint()
	r.arrange(r.Size())
	r.setSelected()
	canvas.Refresh(r)
}

// setButtons gives the row the buttons for its state.
func (r *Row) setButtons() {
	var first, second kit.Action
	if r.e != nil || r.title == list.SectionFinished {
		first, second = r.q.w.Buttons(r.e)
	}
	for p, a := range map[*kit.SmallButton]kit.Action{r.First: first, r.Second: second} {
		p.Act(a)
	}
}

// Icons of the last button. In a narrow row they have no label, so each stands for one action only. A cross would
// mean closing something.
const (
	MarkCancel = string(transfer.Cancelling)
	MarkRemove = "remove"
	MarkStop   = "stop"
)

// paint updates the primitives' texts and colours.
func (r *Row) paint() {
	d := r.was
	strong, muted, tint := theme.Color(theme.ColorNameForeground), theme.Color(kit.ColorMuted), theme.Color(d.tint)
	r.name.Color, r.dest.Color, r.state.Color, r.facts.Color = strong, muted, tint, muted
	r.figures.Color, r.code.Color = muted, muted
	if d.faint {
		r.name.Color = muted
	}
	if d.kind == rowFault {
		r.state.Color, r.facts.Color = strong, tint
	}
	r.percent.Color, r.left.Color = muted, muted
	if d.compact {
		r.state.Color, r.facts.Color = tint, muted
	}
	if warning := theme.Color(theme.ColorNameWarning); d.warn && d.compact {
		r.state.Color = warning
	} else if d.warn {
		r.facts.Color = warning
	}
	r.name.TextStyle.Bold = d.kind == rowHeading || d.arrow != ""
	r.name.TextSize = kit.TextBody
	r.paintBar()
	r.chip.FillColor = theme.Color(kit.ColorTrack)
	if d.mark != "" {
		kit.SetIcon(r.icon, d.mark, d.tint)
	}
	kit.Show(r.icon, d.mark != "")
	if d.arrow != "" {
		kit.SetIcon(r.arrow, d.arrow, kit.ColorMuted)
	}
	kit.Show(r.arrow, d.arrow != "")
	r.hairline.FillColor, r.chosen.FillColor = theme.Color(theme.ColorNameSeparator), theme.Color(theme.ColorNamePrimary)
	r.ring.StrokeColor = theme.Color(theme.ColorNamePrimary)
	for _, t := range []fyne.CanvasObject{r.dest, r.facts, r.figures} {
		kit.Show(t, d.kind != rowHeading)
	}
	for _, t := range []fyne.CanvasObject{r.percent, r.left} {
		kit.Show(t, d.kind != rowHeading && d.compact)
	}
}

// paintBar colours the bar. What is sent and what is acknowledged have one colour, and differ in height.
func (r *Row) paintBar() {
	r.track.FillColor, r.track.StrokeColor = theme.Color(kit.ColorTrack), theme.Color(kit.ColorOutline)
	r.acked.FillColor = theme.Color(cmp.Or(r.was.bar, theme.ColorNamePrimary))
	r.sent.FillColor = r.acked.FillColor
	for _, b := range []fyne.CanvasObject{r.track, r.sent, r.acked} {
		kit.Show(b, r.was.bar != "") // moveBar hides empty parts
	}
}

// setSelected shows whether the row is selected and where the focus is: at the row or at a button.
func (r *Row) setSelected() {
	on := r.e != nil && r.q.m.IsSelected(r.e)
	kit.Show(r.face, on)
	kit.Show(r.chosen, on)
	if c := theme.Color(kit.ColorChosen); r.face.FillColor != c {
		r.face.FillColor = c
		r.face.Refresh()
	}
	here := r.q.cursorAt(r)
	r.loudness(on || here)
	kit.Show(r.ring, here && r.q.button == 0)
	r.First.SetRing(here && r.q.button == 1)
	r.Second.SetRing(here && r.q.button == 2)
}

// pill is the first or the second button.
func (r *Row) pill(at int) *kit.SmallButton {
	if at == 1 {
		return r.First
	}
	return r.Second
}

// Tapped selects the row; a double click opens the details. The row does not implement fyne.DoubleTappable, which
// would delay every single click. A tap on a group's arrow opens or collapses it; one on a fault's code copies
// that.
func (r *Row) Tapped(e *fyne.PointEvent) {
	switch {
	case r.e == nil:
		r.q.foldSection(r.title)
	case r.was.arrow != "" && e.Position.X < kit.Pad+groupIndent:
		r.q.Focus()
		r.q.Choose(r.q.index(r.index), list.ReachOne)
		r.shows.open()
	case r.onCode(e.Position):
		r.q.tapped(r)
		r.q.w.CopyCode(r.was.code)
	default:
		r.q.tapped(r)
	}
}

// TappedSecondary opens the menu for the selection, or for this row if it is not selected. At a title it is about all
// uploads.
func (r *Row) TappedSecondary(e *fyne.PointEvent) {
	if r.e == nil {
		r.q.Focus()
		r.q.toTitle(r.title)
	} else if !r.q.m.IsSelected(r.e) {
		r.q.Choose(r.q.index(r.index), list.ReachOne)
	}
	r.q.w.Menu(e.AbsolutePosition)
}

// CreateRenderer makes the row's drawing.
func (r *Row) CreateRenderer() fyne.WidgetRenderer { return (*rowRenderer)(r) }

// onCode reports whether a position is on the code.
func (r *Row) onCode(at fyne.Position) bool {
	if !r.chip.Visible() || r.was.code == "" {
		return false
	}
	p, s := r.chip.Position(), r.chip.Size()
	return at.X >= p.X && at.X < p.X+s.Width && at.Y >= p.Y && at.Y < p.Y+s.Height
}

// point shows that the code can be clicked.
func (r *Row) point(on bool) {
	if r.pointed == on {
		return
	}
	r.pointed = on
	r.chip.StrokeWidth, r.chip.StrokeColor = 0, theme.Color(kit.ColorMuted)
	if on {
		r.chip.StrokeWidth = 1
	}
	r.chip.Refresh()
}

// MouseIn implements desktop.Hoverable.
func (r *Row) MouseIn(e *desktop.MouseEvent) {
	r.q.hand.moved = time.Now()
	r.hover(true)
	r.point(r.onCode(e.Position))
}

// MouseMoved implements desktop.Hoverable.
func (r *Row) MouseMoved(e *desktop.MouseEvent) {
	r.q.hand.moved = time.Now()
	r.point(r.onCode(e.Position))
}

// MouseOut implements desktop.Hoverable.
func (r *Row) MouseOut() {
	r.hover(false)
	r.point(false)
}

// Cursor implements desktop.Cursorable.
func (r *Row) Cursor() desktop.Cursor {
	if r.pointed {
		return desktop.PointerCursor
	}
	return desktop.DefaultCursor
}
