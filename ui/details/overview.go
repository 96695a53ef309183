package details

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"sendoff/transfer"
	"sendoff/ui/kit"
	"sendoff/ui/list"
	"sendoff/ui/words"
)

// overview shows the facts of a job, and the graph of its speed.
type overview struct {
	w       Window
	m       *list.Model
	speeds  *list.Speeds
	content *container.Scroll
	graph   *kit.Graph
	box     *fyne.Container // holds the graph
	facts   *fyne.Container
	shown   []*kit.Fact
}

// factsWidth is the most that a fact takes with the button that copies it, so that they stand together in a wide pane.
const factsWidth float32 = 560

func newOverview(w Window, m *list.Model, s *list.Speeds) *overview {
	o := &overview{w: w, m: m, speeds: s, graph: kit.NewGraph()}
	o.facts = container.New(layout.NewCustomPaddedVBoxLayout(0))
	o.box = container.New(layout.NewCustomPaddedLayout(0, kit.Gap, 0, 0), o.graph)
	o.box.Hide()
	o.content = container.NewVScroll(container.New(kit.Padding{By: kit.Gap}, container.New(layout.NewCustomPaddedVBoxLayout(0), o.box, container.New(kit.AtMost{Width: factsWidth}, o.facts))))
	return o
}

// show fills the overview. Labels that stay the same are kept.
func (o *overview) show(e *list.Entry, now time.Time) {
	list := words.Facts(e.Job, o.m.Destination(e), now)
	if !o.sameLabels(list) {
		o.rebuild(list)
	}
	for i, f := range list {
		o.shown[i].Set(f.Value)
	}
	line := o.speeds.Of[e.Job.ID]
	if visible := line != nil && len(line.Rates) > 1 && slices.Max(line.Rates) > 0; o.box.Visible() != visible {
		kit.Show(o.box, visible)
		o.content.Refresh()
	}
	if line != nil {
		o.graph.Set(speedCurve(line, e.Job))
	}
}

func (o *overview) sameLabels(list []words.Fact) bool {
	if len(list) != len(o.shown) {
		return false
	}
	for i, f := range list {
		if o.shown[i].Label != f.Label {
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
		f := kit.NewFact(v.Label, column, safe(v.Prose))
		f.Set(v.Value)
		if v.Copy {
			if !v.Prose { // paths and addresses have no blanks to break at
				f.Value.Wrapping = fyne.TextWrapBreak
			}
			button := copyButton(func() { o.w.Copy(f.Whole) }, o.w.CloseDetails)
			button.Seen = func(at fyne.CanvasObject) { kit.BringIn(o.content, at) }
			apart := container.New(kit.TabStopRow{}, button)
			f.Row = container.NewBorder(nil, nil, nil, container.NewVBox(apart), f.Row)
		}
		o.shown = append(o.shown, f)
		o.facts.Objects = append(o.facts.Objects, f.Row)
	}
	o.facts.Refresh()
}

// copyButton is the icon behind what can be copied.
func copyButton(do, escape func()) *kit.TabStop {
	b := kit.NewSmallButton("copy", words.Tr(words.Copy), do)
	b.SetBare(true)
	b.SetQuiet(true)
	return kit.NewTabStop(b, escape)
}

// safe returns what makes a value safe for drawing. Prose may have several lines.
func safe(prose bool) func(string) string {
	if prose {
		return words.PlainLines
	}
	return words.Drawn
}

// speedCurve is an upload's speed for the graph. There is no speed of now while the upload does not run, or hears
// nothing.
func speedCurve(l *list.SpeedLine, j *transfer.Job) kit.Curve {
	c := kit.Curve{Rates: l.Rates, At: l.At, Scale: list.SpeedScale(l.Rates)}
	if len(l.Rates) > 0 {
		c.Top, c.Mean = words.Rate(c.Scale), words.MeanText(mean(l.Rates))
		if j.State() == transfer.Uploading && j.Rate >= 1 { // as the row says it: the newest sample may be two seconds old
			c.Now = words.NowText(j.Rate)
		}
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
