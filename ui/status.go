package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"sendoff/transfer"
)

// status is the bottom of the window: what is going on in all, and above it one line of news.
type status struct {
	w       *Window
	content *fyne.Container
	bar     *fyne.Container
	news    *fyne.Container

	running, remaining *line
	way                *line // whether there is a network
	limit, cleanup     *pill
	hidden             *pill // of failures of servers that are not shown
	words              *line
	halves             [2]*line // of words that are too long for one line
	runs, runsBrief    string   // what running says, and where there is little room
	left, leftBrief    string   // what remaining says, likewise
	close, offered     *pill
	stops              []*stop // of limit, cleanup, close, offered and hidden
}

func newStatus(w *Window) *status {
	s := &status{w: w}
	s.running = newLineOf(tr(textIdle), textSmall, theme.ColorNameForeground)
	s.remaining = newLineOf("", textSmall, colorMuted)
	s.way = newLineOf("", textSmall, colorMuted)
	s.limit = newPill("", tr(textNoLimit), func() { s.limitMenu() })
	s.cleanup = newPill("", cleanupText(0), w.openCleanup)
	s.words = newLineOf("", textSmall, theme.ColorNameForeground)
	for i := range s.halves {
		s.halves[i] = newLineOf("", textSmall, theme.ColorNameForeground)
	}
	s.hidden = newPill(string(transfer.Failed), hiddenText(0), func() { w.showHidden() })
	s.close = newPill("close", "", w.closeMessage)
	s.close.bare = true
	s.offered = newPill("", "", nil)
	for _, p := range []*pill{s.limit, s.cleanup, s.close, s.offered, s.hidden} {
		o := newStop(p, w.toList)
		o.other = w.functionKey
		s.stops = append(s.stops, o)
	}
	s.bar = container.New(statusLayout{s}, s.running, s.remaining, s.way, s.stops[0], s.stops[1], s.stops[4])
	s.news = container.NewStack(newArea(colorChosen), container.New(newsLayout{s}, s.words, s.halves[0], s.halves[1], s.stops[3], s.stops[2]))
	s.news.Hide()
	s.content = container.New(bottomLayout{s}, s.news, newLine(), backed(colorSide, s.bar))
	return s
}

const (
	statusHeight float32 = 42
	newsHeight   float32 = 38
)

func (s *status) height() float32 {
	if s.news.Visible() {
		return statusHeight + newsHeight
	}
	return statusHeight
}

// message shows a line of news; "" takes it away.
func (s *status) message(text string) {
	s.words.set(text, theme.ColorNameForeground)
	show(s.stops[3], false)
	show(s.news, text != "")
	s.news.Refresh()
}

// offer shows a line of news with a button; the line goes when it is pressed.
func (s *status) offer(text, label string, do func()) {
	s.message(text)
	s.offered.set("", label, func() { s.w.Message(""); do() })
	show(s.stops[3], true)
	s.news.Refresh()
}

// update sums up what goes on.
func (s *status) update() {
	t := s.w.model.totals
	s.runs, s.runsBrief = runningText(t)
	s.left, s.leftBrief = remainingText(t)
	s.limit.set("", limitText(s.w.settings.Limits.Rate), s.limitMenu)
	s.cleanup.set("", cleanupText(t.cleanup), s.cleanup.tapped)
	s.hidden.set(string(transfer.Failed), hiddenText(t.hidden), s.hidden.tapped)
	show(s.stops[4], t.hidden > 0)
	s.bar.Layout.Layout(s.bar.Objects, s.bar.Size())
}

// limitSteps are the speeds offered at the status bar, in bytes a second; 0 = none.
var limitSteps = []int64{0, 250_000, 500_000, 1_000_000, 2_000_000, 5_000_000, 10_000_000, 25_000_000, 50_000_000, 100_000_000}

func (s *status) limitMenu() {
	menu := fyne.NewMenu("")
	steps := limitSteps
	if own := s.w.settings.Limits.Rate; !slices.Contains(steps, own) {
		steps = slices.Insert(slices.Clone(steps), 1, own)
	}
	for _, rate := range steps {
		text := tr(textNoLimit)
		if rate > 0 {
			text = Rate(float64(rate))
		}
		i := fyne.NewMenuItem(text, func() { s.w.setRate(rate) })
		i.Checked = rate == s.w.settings.Limits.Rate
		menu.Items = append(menu.Items, i)
	}
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(s.limit)
	s.w.popUp(menu, at)
}

// setRate changes the speed limit, in bytes a second; 0 = none.
func (w *Window) setRate(rate int64) {
	limits := w.settings.Limits
	limits.Rate = rate
	w.setLimits(limits)
}

// setLimits tells the engine and stores the limits once it has taken them.
func (w *Window) setLimits(limits transfer.Limits) {
	before := w.settings.Limits
	w.settings.Limits = limits
	w.status.update()
	w.act.do(transfer.Command{Verb: transfer.VerbLimits, Limits: &limits}, func(err error) {
		if err != nil {
			w.settings.Limits = before
			w.status.update()
			return
		}
		w.save()
	})
}

type statusLayout struct{ s *status }

func (l statusLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(0, statusHeight) }

func (l statusLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	s := l.s
	x := l.fromRight(s.stops[1], size.Width-rowPad, size.Height)
	full, brief, tint := s.w.wayText()
	s.way.set(full, tint)
	if size.Width < narrowWidth {
		s.way.set(brief, tint)
	}
	if width := s.way.full() + 1; width > 1 {
		x -= width + gap/2
		place(s.way, x, 0, width, size.Height)
		x -= gap + gap/2
	}
	x = l.fromRight(s.stops[4], l.fromRight(s.stops[0], x, size.Height), size.Height)
	runs := s.runs
	if textWidth(s.running.text, runs)+1 > x-rowPad {
		runs = s.runsBrief
	}
	s.running.set(runs, theme.ColorNameForeground)
	w := min(s.running.full()+1, x-rowPad)
	place(s.running, rowPad, 0, w, size.Height)
	left := rowPad + w + 3*gap
	words := s.left
	if textWidth(s.remaining.text, words) > x-left {
		words = s.leftBrief
	}
	if textWidth(s.remaining.text, words) > x-left { // part of a word says nothing
		if s.runs == tr(textIdle) {
			s.running.set(words, theme.ColorNameForeground)
			place(s.running, rowPad, 0, min(s.running.full()+1, x-rowPad), size.Height)
		}
		words = ""
	}
	s.remaining.set(words, colorMuted)
	place(s.remaining, left, 0, x-left, size.Height)
	show(s.remaining, x-left > 40)
}

// fromRight puts a button to the left of x and returns where the next one ends.
func (statusLayout) fromRight(o *stop, x, height float32) float32 {
	if !o.Visible() {
		return x
	}
	width := o.pill.width()
	place(o, x-width, (height-pillHeight)/2, width, pillHeight)
	return x - width - gap
}

type newsLayout struct{ s *status }

func (l newsLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(0, newsHeight) }

func (l newsLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	place(l.s.stops[2], size.Width-rowPad-pillHeight, (size.Height-pillHeight)/2, pillHeight, pillHeight)
	room := size.Width - 2*rowPad
	if l.s.stops[2].Visible() {
		room -= rowPad + pillHeight
	}
	if offer := l.s.stops[3]; offer.Visible() {
		width := offer.pill.width()
		room -= width + gap
		place(offer, rowPad+room+gap, (size.Height-pillHeight)/2, width, pillHeight)
	}
	first, second := wrapTwo(l.s.words.text, l.s.words.words, room, 0)
	show(l.s.words, second == "")
	place(l.s.words, rowPad, 0, room, size.Height)
	for i, words := range []string{first, second} {
		half := l.s.halves[i]
		show(half, second != "")
		half.set(words, theme.ColorNameForeground)
		place(half, rowPad, 3+float32(i)*(size.Height-6)/2, room, (size.Height-6)/2)
	}
}

type bottomLayout struct{ s *status }

func (l bottomLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(0, l.s.height()) }

func (l bottomLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	y := size.Height - statusHeight
	place(o[0], 0, 0, size.Width, y)
	place(o[1], 0, y, size.Width, 1)
	place(o[2], 0, y+1, size.Width, statusHeight-1)
}
