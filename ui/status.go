package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"sendoff/transfer"
	"sendoff/ui/kit"
	"sendoff/ui/list"
	"sendoff/ui/sheets"
	"sendoff/ui/words"
)

// status is the bottom of the window: the totals, and above them one line for messages.
type status struct {
	w       *Window
	content *fyne.Container
	bar     *fyne.Container
	news    *fyne.Container

	running, remaining *kit.TextLine
	way                *kit.TextLine // whether there is a network
	limit, sessions    *kit.SmallButton
	hidden             *kit.SmallButton // failures at servers that are not shown
	away               *kit.SmallButton // servers that do not answer
	words              *kit.TextLine
	halves             [2]*kit.TextLine // lines of a text that is too long for one
	runs, runsBrief    string           // text of running, and its short form
	left, leftBrief    string           // text of remaining, and its short form
	close, offered     *kit.SmallButton
	stops              []*kit.TabStop // of limit, sessions, close, offered, hidden and away
}

func newStatus(w *Window) *status {
	s := &status{w: w}
	s.running = kit.NewTextLine(words.Tr(words.Idle), kit.TextSmall, theme.ColorNameForeground)
	s.remaining = kit.NewTextLine("", kit.TextSmall, kit.ColorMuted)
	s.way = kit.NewTextLine("", kit.TextSmall, kit.ColorMuted)
	s.limit = kit.NewSmallButton("", words.Tr(words.NoLimit), func() { s.limitMenu() })
	s.sessions = kit.NewSmallButton("", "", w.openSessions)
	s.words = kit.NewTextLine("", kit.TextSmall, theme.ColorNameForeground)
	for i := range s.halves {
		s.halves[i] = kit.NewTextLine("", kit.TextSmall, theme.ColorNameForeground)
	}
	s.hidden = kit.NewSmallButton(string(transfer.Failed), words.HiddenText(0), func() { w.showHidden() })
	s.away = kit.NewSmallButton("", "", func() { w.showAway() })
	s.away.SetTint(theme.ColorNameWarning)
	s.close = kit.NewSmallButton("close", "", w.closeMessage)
	s.close.Name = words.Tr(words.Close)
	s.close.Bare = true
	s.offered = kit.NewSmallButton("", "", nil)
	for _, p := range []*kit.SmallButton{s.limit, s.sessions, s.close, s.offered, s.hidden, s.away} {
		o := kit.NewTabStop(p, w.toList)
		o.Other = w.functionKey
		s.stops = append(s.stops, o)
	}
	s.bar = container.New(statusLayout{s}, s.running, s.remaining, s.way, s.stops[0], s.stops[5], s.stops[1], s.stops[4])
	s.news = container.NewStack(kit.NewArea(kit.ColorChosen), container.New(newsLayout{s}, s.words, s.halves[0], s.halves[1], s.stops[3], s.stops[2]))
	s.news.Hide()
	s.content = container.New(bottomLayout{s}, s.news, kit.NewHairline(), kit.Backed(kit.ColorSide, s.bar))
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

// message shows a message; "" removes it.
func (s *status) message(text string) {
	s.words.Set(text, theme.ColorNameForeground)
	kit.Show(s.stops[3], false)
	kit.Show(s.news, text != "")
	s.news.Refresh()
}

// offer shows a message with a button; pressing it closes the message.
func (s *status) offer(text, label string, do func()) {
	s.message(text)
	s.offered.Set("", label, func() { s.w.Message(""); do() })
	kit.Show(s.stops[3], true)
	s.news.Refresh()
}

// update shows the totals.
func (s *status) update() {
	t := s.w.model.Totals
	s.runs, s.runsBrief = list.RunningText(t)
	s.left, s.leftBrief = list.RemainingText(t)
	s.keep(s.stops[1], t.Sessions > 0)
	s.hidden.Set(string(transfer.Failed), words.HiddenText(t.Hidden), s.hidden.OnTapped)
	s.keep(s.stops[4], t.Hidden > 0)
	s.keep(s.stops[5], t.Away > 0 && !s.w.way.network.Offline)
	s.bar.Layout.Layout(s.bar.Objects, s.bar.Size())
}

// keep shows or hides a button. The keyboard does not stay at a hidden one.
func (s *status) keep(o *kit.TabStop, on bool) {
	if c := s.w.win.Canvas(); !on && o.Visible() && c.Focused() == fyne.Focusable(o) {
		s.w.toList()
	}
	kit.Show(o, on)
}

// limitSteps are the limits offered in the status bar, in bytes a second; 0 = none.
var limitSteps = []int64{0, 250_000, 500_000, 1_000_000, 2_000_000, 5_000_000, 10_000_000, 25_000_000, 50_000_000, 100_000_000}

func (s *status) limitMenu() {
	menu := fyne.NewMenu("")
	steps := limitSteps
	if own := s.w.settings.Limits.Rate; !slices.Contains(steps, own) {
		steps = slices.Insert(slices.Clone(steps), 1, own)
	}
	for _, rate := range steps {
		text := words.Tr(words.NoLimit)
		if rate > 0 {
			text = words.Rate(float64(rate))
		}
		i := fyne.NewMenuItem(text, func() { s.w.setRate(rate) })
		i.Checked = rate == s.w.settings.Limits.Rate
		menu.Items = append(menu.Items, i)
	}
	menu.Items = append(menu.Items, fyne.NewMenuItem(words.Tr("Other…"), func() { sheets.OpenSpeedLimit(s.w.act) }))
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(s.limit)
	kit.ShowMenuAbove(s.w.win.Canvas(), menu, at)
}

// setRate changes the speed limit, in bytes a second; 0 = none.
func (w *Window) setRate(rate int64) {
	limits := w.settings.Limits
	limits.Rate = rate
	w.setLimits(limits)
}

// setLimits sends the limits to the engine, and stores them once accepted.
func (w *Window) setLimits(limits transfer.Limits) {
	before := w.settings.Limits
	w.settings.Limits = limits
	w.status.update()
	w.act.Do(transfer.Command{Verb: transfer.VerbLimits, Limits: &limits}, func(err error) {
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
	l.label(s.sessions, size.Width, words.SessionsText, s.w.model.Totals.Sessions)
	l.label(s.away, size.Width, words.AwayText, s.w.model.Totals.Away)
	x := l.fromRight(s.stops[5], l.fromRight(s.stops[1], size.Width-kit.Pad, size.Height), size.Height)
	full, brief, tint := s.w.wayText()
	s.way.Set(full, tint)
	if size.Width < narrowWidth {
		s.way.Set(brief, tint)
	}
	width := s.way.FullWidth() + 1
	kit.Show(s.way, width > 1)
	if width > 1 {
		x -= width + kit.Gap/2
		kit.Place(s.way, x, 0, width, size.Height)
		x -= kit.Gap + kit.Gap/2
	}
	limit, short := words.LimitText(s.w.settings.Limits.Rate)
	if size.Width < narrowWidth {
		limit = short
	}
	s.limit.Set("", limit, s.limitMenu)
	x = l.fromRight(s.stops[4], l.fromRight(s.stops[0], x, size.Height), size.Height)
	runs := s.runs
	if kit.TextWidth(s.running.Text, runs)+1 > x-kit.Pad {
		runs = s.runsBrief
	}
	s.running.Set(runs, theme.ColorNameForeground)
	w := min(s.running.FullWidth()+1, x-kit.Pad)
	kit.Place(s.running, kit.Pad, 0, w, size.Height)
	left := kit.Pad + w + 3*kit.Gap
	said := s.left
	if kit.TextWidth(s.remaining.Text, said) > x-left {
		said = s.leftBrief
	}
	if kit.TextWidth(s.remaining.Text, said) > x-left { // part of a word is useless
		if s.runs == words.Tr(words.Idle) {
			s.running.Set(said, theme.ColorNameForeground)
			kit.Place(s.running, kit.Pad, 0, min(s.running.FullWidth()+1, x-kit.Pad), size.Height)
		}
		said = ""
	}
	s.remaining.Set(said, kit.ColorMuted)
	kit.Place(s.remaining, left, 0, x-left, size.Height)
	kit.Show(s.remaining, x-left > 40)
}

// label gives a button the text for a number, short in a narrow window.
func (statusLayout) label(b *kit.SmallButton, width float32, text func(int) (full, brief string), n int) {
	said, brief := text(n)
	if width < narrowWidth {
		said = brief
	}
	b.Set("", said, b.OnTapped)
}

// fromRight puts a button to the left of x and returns where the next one ends.
func (statusLayout) fromRight(o *kit.TabStop, x, height float32) float32 {
	if !o.Visible() {
		return x
	}
	width := o.Button.Width()
	kit.Place(o, x-width, (height-kit.SmallButtonHeight)/2, width, kit.SmallButtonHeight)
	return x - width - kit.Gap
}

type newsLayout struct{ s *status }

func (l newsLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(0, newsHeight) }

func (l newsLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	kit.Place(l.s.stops[2], size.Width-kit.Pad-kit.SmallButtonHeight, (size.Height-kit.SmallButtonHeight)/2, kit.SmallButtonHeight, kit.SmallButtonHeight)
	room := size.Width - 2*kit.Pad
	if l.s.stops[2].Visible() {
		room -= kit.Pad + kit.SmallButtonHeight
	}
	if offer := l.s.stops[3]; offer.Visible() {
		width := offer.Button.Width()
		room -= width + kit.Gap
		kit.Place(offer, kit.Pad+room+kit.Gap, (size.Height-kit.SmallButtonHeight)/2, width, kit.SmallButtonHeight)
	}
	first, second := kit.WrapTwo(l.s.words.Text, l.s.words.Words, room, 0)
	kit.Show(l.s.words, second == "")
	kit.Place(l.s.words, kit.Pad, 0, room, size.Height)
	for i, words := range []string{first, second} {
		half := l.s.halves[i]
		kit.Show(half, second != "")
		half.Set(words, theme.ColorNameForeground)
		kit.Place(half, kit.Pad, 3+float32(i)*(size.Height-6)/2, room, (size.Height-6)/2)
	}
}

type bottomLayout struct{ s *status }

func (l bottomLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(0, l.s.height()) }

func (l bottomLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	y := size.Height - statusHeight
	kit.Place(o[0], 0, 0, size.Width, y)
	kit.Place(o[1], 0, y, size.Width, 1)
	kit.Place(o[2], 0, y+1, size.Width, statusHeight-1)
}
