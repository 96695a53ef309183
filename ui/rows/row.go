package rows

import (
	"cmp"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/ui/kit"
	"sendoff/ui/list"
)

// Row shows one job, or the heading of the history. It is one widget over a few fixed-size primitives: a change of
// text never makes the list lay itself out again.
type Row struct {
	widget.BaseWidget
	q     *Queue
	index int
	e     list.Row // nil for the heading
	shows content

	face               *canvas.Rectangle
	icon               *canvas.Image
	name, dest         *canvas.Text
	state, detail      *canvas.Text
	more               *canvas.Text   // second line of text
	rest               []*canvas.Text // lines below it, where the row has grown
	track, sent, acked *canvas.Rectangle
	chip               *canvas.Rectangle
	code               *canvas.Text
	First, Second      *kit.SmallButton
	ring               *canvas.Rectangle // shown while the row has the focus
	arrow              *canvas.Image     // for a group: open or collapsed

	was     rowLook // as painted last
	pointed bool    // the pointer is over the code
}

// rowLook is all that decides how a row is painted, so that only changes are repainted.
type rowLook struct {
	name, dest, state, detail, brief, code, mark string
	tint                                         fyne.ThemeColorName
	bar                                          fyne.ThemeColorName // "" = no bar
	kind                                         rowKind
	faint                                        bool
	arrow                                        string  // icon of a group's fold state, "" = no group
	indent                                       float32 // > 0 for members of groups
	compact                                      bool
}

// rowKind decides what is below the name.
type rowKind int8

const (
	rowBar     rowKind = iota // a bar and one line
	rowFault                  // two lines of words
	rowEnded                  // one or two lines of words
	rowHeading                // the heading over the history
	rowGroup                  // the bar of a group and one line
)

func newRow(q *Queue) *Row {
	r := &Row{q: q, face: canvas.NewRectangle(nil), icon: &canvas.Image{FillMode: canvas.ImageFillContain}}
	for _, t := range []**canvas.Text{&r.name, &r.dest, &r.state, &r.detail, &r.more, &r.code} {
		*t = canvas.NewText("", nil)
		(*t).TextSize = kit.TextSmall
	}
	for _, b := range []**canvas.Rectangle{&r.track, &r.sent, &r.acked, &r.chip} {
		*b = canvas.NewRectangle(nil)
		(*b).CornerRadius = barHeight / 2
	}
	r.name.TextSize, r.code.TextSize = kit.TextBody, kit.TextSmall-1
	r.chip.CornerRadius, r.face.CornerRadius = 4, kit.Corner
	r.First, r.Second = kit.NewSmallButton("", "", nil), kit.NewSmallButton("", "", nil)
	r.Second.Guard = r.clickCounts
	r.arrow = &canvas.Image{FillMode: canvas.ImageFillContain}
	r.ring = canvas.NewRectangle(nil)
	r.ring.CornerRadius, r.ring.StrokeWidth = kit.Corner, kit.RingWidth
	r.ring.Hide()
	r.ExtendBaseWidget(r)
	return r
}

// bind makes the row show an entry.
func (r *Row) bind(i int) {
	r.index = i
	r.hold(r.q.at(i))
	r.q.place(i, r.ID(), time.Now())
	r.q.shown[i] = r
	r.was = rowLook{kind: -1}
	r.update()
	r.setSelected()
}

// hold makes the row show another entry.
func (r *Row) hold(e list.Row) { r.e, r.shows = e, r.q.contentOf(e) }

// Says is what the row says about its upload, not shortened.
func (r *Row) Says() string { return r.was.state }

// ID is the upload or the group that the row shows, uuid.Nil for the heading.
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
	canvas.Refresh(r)
}

// setButtons gives the row the buttons for its state.
func (r *Row) setButtons() {
	first, second := r.q.w.Buttons(r.e)
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
	strong := theme.Color(theme.ColorNameForeground)
	muted := theme.Color(kit.ColorMuted)
	r.name.Color, r.dest.Color, r.detail.Color, r.code.Color = strong, muted, muted, muted
	if d.faint {
		r.name.Color = muted
	}
	r.state.Color = theme.Color(d.tint)
	r.more.Color = strong
	if d.kind == rowEnded {
		r.more.Color = r.state.Color
	}
	if d.kind == rowFault {
		r.detail.Color = strong
	}
	r.name.TextStyle.Bold = d.kind == rowHeading || d.arrow != ""
	r.name.TextSize = kit.TextBody
	if d.kind == rowHeading {
		r.name.TextSize = kit.TextSection
	}
	r.track.FillColor, r.sent.FillColor = theme.Color(kit.ColorTrack), theme.Color(kit.ColorSent)
	r.acked.FillColor = theme.Color(cmp.Or(d.bar, theme.ColorNamePrimary))
	r.chip.FillColor = theme.Color(kit.ColorTrack)
	if d.mark != "" {
		kit.SetIcon(r.icon, d.mark, d.tint)
	}
	kit.Show(r.icon, d.mark != "")
	if d.arrow != "" {
		kit.SetIcon(r.arrow, d.arrow, kit.ColorMuted)
	}
	kit.Show(r.arrow, d.arrow != "")
	r.ring.StrokeColor = theme.Color(theme.ColorNamePrimary)
	for _, b := range []fyne.CanvasObject{r.track, r.sent, r.acked} {
		kit.Show(b, d.kind == rowBar || d.kind == rowGroup) // moveBar hides empty parts
	}
	kit.Show(r.more, !d.compact && (d.kind == rowFault || d.kind == rowEnded))
	for _, t := range r.rest {
		t.Color = r.more.Color
		kit.Show(t, !d.compact && d.kind == rowFault)
	}
	kit.Show(r.dest, d.kind != rowHeading)
	kit.Show(r.detail, d.kind != rowHeading)
	kit.Show(r.chip, d.code != "")
	kit.Show(r.code, d.code != "")
}

// setSelected shows whether the row is selected and where the focus is: at the row or at a button.
func (r *Row) setSelected() {
	on := r.e != nil && r.q.m.IsSelected(r.e)
	kit.Show(r.face, on)
	if c := theme.Color(kit.ColorChosen); r.face.FillColor != c {
		r.face.FillColor = c
		r.face.Refresh()
	}
	here := r.q.cursorAt(r)
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
	case r.was.arrow != "" && e.Position.X < kit.Pad+groupIndent:
		r.q.Focus()
		r.q.Choose(r.index, list.ReachOne)
		r.shows.open()
	case r.onCode(e.Position):
		r.q.tapped(r)
		r.q.w.CopyCode(r.was.code)
	default:
		r.q.tapped(r)
	}
}

// TappedSecondary opens the menu for the selection, or for this row if it is not selected.
func (r *Row) TappedSecondary(e *fyne.PointEvent) {
	if r.e == nil {
		return
	}
	if !r.q.m.IsSelected(r.e) {
		r.q.Choose(r.index, list.ReachOne)
	}
	r.q.w.Menu(e.AbsolutePosition)
}

// CreateRenderer makes the row's drawing.
func (r *Row) CreateRenderer() fyne.WidgetRenderer { return (*rowRenderer)(r) }
