package ui

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"sendoff/ui/kit"
	"sendoff/ui/list"
	"sendoff/ui/words"
)

// overview shows the facts of a job, and the graph of its speed.
type overview struct {
	w       *Window
	content *container.Scroll
	graph   *kit.Graph
	box     *fyne.Container // holds the graph
	facts   *fyne.Container
	shown   []*fact
}

// fact is a line of the overview.
type fact struct {
	label string
	value *widget.Label
	whole string // the text that the copy button copies
	prose bool   // it may have several lines
	row   *fyne.Container
}

func newOverview(w *Window) *overview {
	o := &overview{w: w, graph: kit.NewGraph()}
	o.facts = container.New(layout.NewCustomPaddedVBoxLayout(factGap))
	o.box = container.New(layout.NewCustomPaddedLayout(0, kit.Gap, 0, 0), o.graph)
	o.box.Hide()
	o.content = container.NewVScroll(container.New(kit.Padding{By: kit.Gap}, container.New(layout.NewCustomPaddedVBoxLayout(0), o.box, o.facts)))
	return o
}

// show fills the overview. Labels that stay the same are kept.
func (o *overview) show(e *list.Entry, now time.Time) {
	list := words.Facts(e.Job, o.w.model.Destination(e), now)
	if !o.sameLabels(list) {
		o.rebuild(list)
	}
	for i, f := range list {
		o.shown[i].set(f.Value)
	}
	line := o.w.speeds.Of[e.Job.ID]
	if visible := line != nil && len(line.Rates) > 1; o.box.Visible() != visible {
		kit.Show(o.box, visible)
		o.content.Refresh()
	}
	if line != nil {
		o.graph.Set(speedCurve(line))
	}
}

func (o *overview) sameLabels(list []words.Fact) bool {
	if len(list) != len(o.shown) {
		return false
	}
	for i, f := range list {
		if o.shown[i].label != f.Label {
			return false
		}
	}
	return true
}

func (o *overview) rebuild(list []words.Fact) {
	o.shown, o.facts.Objects = nil, nil
	column := float32(72)
	for _, v := range list {
		column = min(max(column, fyne.MeasureText(v.Label, kit.TextSmall, fyne.TextStyle{}).Width+kit.Gap), 150)
	}
	for _, v := range list {
		f := newFact(v.Label, "", column)
		f.prose = v.Prose
		f.set(v.Value)
		if v.Copy {
			if !v.Prose { // paths and addresses have no blanks to break at
				f.value.Wrapping = fyne.TextWrapBreak
			}
			button := kit.NewTabStop(kit.NewSmallButton("", words.Tr(words.Copy), func() { o.w.act.copy(f.whole) }), o.w.closeDetails)
			button.Seen = func(at fyne.CanvasObject) { kit.BringIn(o.content, at) }
			apart := container.New(layout.NewCustomPaddedLayout(0, kit.Gap, 0, 0), container.New(kit.TabStopRow{}, button))
			f.row = container.NewBorder(nil, nil, nil, container.NewVBox(apart), f.row)
		}
		o.shown = append(o.shown, f)
		o.facts.Objects = append(o.facts.Objects, f.row)
	}
	o.facts.Refresh()
}

// factGap moves facts closer together than the padding of labels allows.
const factGap float32 = -kit.Gap / 2

// newFact is a caption in its own column, with wrapping text beside it. The text cannot be selected: the toolkit's
// selectable labels take the focus without showing it, and swallow all keys.
func newFact(label, value string, column float32) *fact {
	f := &fact{label: label, value: widget.NewLabel("")}
	f.set(value)
	f.value.Wrapping = fyne.TextWrapWord
	f.value.SizeName = theme.SizeNameCaptionText
	caption := container.New(kit.Column{Width: column}, container.New(layout.NewCustomPaddedLayout(kit.Gap, 0, 0, 0),
		container.NewVBox(kit.NewTextLine(label, kit.TextSmall, kit.ColorMuted))))
	f.row = container.NewBorder(nil, nil, caption, nil, f.value)
	return f
}

// set shows a value, made safe for drawing.
func (f *fact) set(value string) {
	if f.whole == value && (value == "") == (f.value.Text == "") {
		return
	}
	f.whole = value
	if f.prose {
		f.value.SetText(words.PlainLines(value))
		return
	}
	f.value.SetText(words.Drawn(value))
}

// speedCurve is an upload's speed for the graph.
func speedCurve(l *list.SpeedLine) kit.Curve {
	c := kit.Curve{Rates: l.Rates, At: l.At, Scale: list.SpeedScale(l.Rates)}
	if n := len(l.Rates); n > 0 {
		c.Top, c.Legend = words.Rate(c.Scale), words.GraphText(l.Rates[n-1], mean(l.Rates))
	}
	return c
}

func mean(list []float64) float64 {
	sum := 0.0
	for _, v := range list {
		sum += v
	}
	return sum / float64(max(len(list), 1))
}
