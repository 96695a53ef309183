package details

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/ui/kit"
	"sendoff/ui/list"
	"sendoff/ui/words"
)

// transcript shows the packets of a job.
type transcript struct {
	w       Window
	content *fyne.Container
	list    *noteList
	empty   *kit.TextLine
	tools   *fyne.Container
	follow  *kit.CheckBox
	copyAll *kit.SmallButton
	curl    *kit.SmallButton
	save    *kit.SmallButton
	notes   []bits.Note
	job     *transfer.Job // the job, nil = not known yet
	chosen  *bits.Note    // the clicked packet
}

func newTranscript(w Window) *transcript {
	t := &transcript{w: w, empty: kit.NewTextLine(words.Tr(words.NoTranscript), kit.TextSmall, kit.ColorMuted)}
	t.list = newNoteList(t)
	t.follow = kit.NewCheckBox(words.Tr(words.Follow), true, w.CloseDetails)
	t.follow.OnChanged = func(bool) { t.keepEnd() }
	t.copyAll = kit.NewSmallButton("", words.Tr(words.CopyAll), func() { w.Copy(words.TranscriptText(t.notes)) })
	t.curl = kit.NewSmallButton("", words.Tr(words.CopyCurl), t.copyCurl)
	t.save = kit.NewSmallButton("", words.Tr(words.SaveAs), t.saveAs)
	stops := []fyne.CanvasObject{}
	for _, p := range []*kit.SmallButton{t.copyAll, t.curl, t.save} {
		stops = append(stops, kit.NewTabStop(p, w.CloseDetails))
	}
	t.tools = container.New(toolsLayout{}, t.follow, container.New(kit.TabStopRow{}, stops...))
	t.tools.Hide()
	t.content = container.New(protocolLayout{}, t.tools, container.NewStack(t.list, container.New(kit.Padding{By: kit.Gap}, container.NewVBox(t.empty))))
	return t
}

// protocolLayout puts the packets below the tools, which take two lines on a narrow page.
type protocolLayout struct{}

func (protocolLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	return o[0].MinSize().AddWidthHeight(2*kit.Gap, 2*kit.Gap)
}

func (protocolLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	tools, inner := o[0].(*fyne.Container), s.Width-2*kit.Gap
	h := tools.MinSize().Height
	if !(toolsLayout{}).fits(tools.Objects, inner) {
		h += kit.SmallButtonHeight + kit.Gap/2
	}
	kit.Place(tools, kit.Gap, kit.Gap, inner, h)
	kit.Place(o[1], 0, h+2*kit.Gap, s.Width, s.Height-h-2*kit.Gap)
}

// toolsLayout puts buttons at the right of a line, and the rest at its left; if that does not fit, the buttons get
// a second line.
type toolsLayout struct{}

func (toolsLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(o[1].MinSize().Width, max(o[0].MinSize().Height, kit.SmallButtonHeight))
}

func (toolsLayout) fits(o []fyne.CanvasObject, width float32) bool {
	return o[0].MinSize().Width+o[1].MinSize().Width <= width
}

func (l toolsLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	first, buttons := o[0].MinSize(), o[1].MinSize().Width
	if l.fits(o, s.Width) {
		kit.Place(o[0], -kit.Gap/2, (s.Height-first.Height)/2, s.Width-buttons, first.Height)
		kit.Place(o[1], s.Width-buttons, (s.Height-kit.SmallButtonHeight)/2, buttons, kit.SmallButtonHeight)
		return
	}
	kit.Place(o[0], -kit.Gap/2, 0, s.Width, first.Height)
	kit.Place(o[1], 0, s.Height-kit.SmallButtonHeight, buttons, kit.SmallButtonHeight)
}

// show adds new lines. It follows the end only if the reader is there.
func (t *transcript) show(notes []bits.Note) {
	if t.follow.Checked && len(t.notes) > 0 && t.content.Visible() && !t.atEnd() {
		t.follow.SetChecked(false)
	}
	if notes == nil {
		t.chosen = nil
		t.follow.SetChecked(true)
	}
	t.notes = notes
	kit.Show(t.empty, len(notes) == 0)
	kit.Show(t.tools, len(notes) > 0)
	t.rechoose()
	if t.content.Visible() { // a hidden page must not repaint the window
		t.list.Refresh()
		t.keepEnd()
	}
}

// rechoose keeps the chosen packet chosen when its index changes.
func (t *transcript) rechoose() {
	if t.chosen == nil {
		t.list.UnselectAll()
		return
	}
	c := *t.chosen
	i := slices.IndexFunc(t.notes, func(n bits.Note) bool { return n.At.Equal(c.At) && n.Kind == c.Kind && n.Packet == c.Packet })
	if i < 0 {
		t.chosen = nil
		t.list.UnselectAll()
		return
	}
	t.list.Select(i)
}

// of sets the job, and explains an empty list.
func (t *transcript) of(j *transfer.Job) {
	t.job = j
	text := words.Tr(words.NoTranscript)
	if j.Outcome != "" {
		text = words.Tr(words.TranscriptGone)
	}
	t.empty.Set(text, kit.ColorMuted)
}

// shown is called when the page becomes visible.
func (t *transcript) shown() {
	t.list.Refresh()
	t.keepEnd()
}

// atEnd reports whether the last line is visible.
func (t *transcript) atEnd() bool {
	return t.list.GetScrollOffset()+t.list.Size().Height >= float32(len(t.notes))*(noteHeight+theme.Padding())-noteHeight
}

func (t *transcript) keepEnd() {
	if t.follow.Checked && len(t.notes) > 0 && t.list.Size().Height > 0 {
		t.list.ScrollToBottom()
	}
}

// copyCurl copies the chosen packet, or the last sent one, as a curl command.
func (t *transcript) copyCurl() {
	n, ok := t.request()
	if !ok || t.job == nil {
		t.w.Message(words.Tr(words.NoRequest))
		return
	}
	t.w.Copy(words.Curl(t.job, n))
}

// request is the chosen packet if it was sent, else the request of the chosen answer, else the last request.
func (t *transcript) request() (bits.Note, bool) {
	if t.chosen == nil {
		return words.LastRequest(t.notes)
	}
	before := t.notes
	if i := slices.Index(t.notes, *t.chosen); i >= 0 {
		before = t.notes[:i+1]
	}
	return words.LastRequest(before)
}

// saveAs writes the transcript to a file.
func (t *transcript) saveAs() {
	if t.job != nil {
		t.w.SaveText(list.PlainName(t.job.Name())+".txt", []byte(words.TranscriptText(t.notes)), words.Tr(words.Saved))
	}
}

// noteList is the list of packets. It is a single Tab stop; the arrow keys move, Space chooses.
type noteList struct {
	kit.RingList
	t *transcript
}

func newNoteList(t *transcript) *noteList {
	l := &noteList{t: t}
	l.Length = func() int { return len(t.notes) }
	l.CreateItem = func() fyne.CanvasObject { return newNoteRow(t) }
	l.UpdateItem = func(i widget.ListItemID, o fyne.CanvasObject) { o.(*noteRow).bind(i) }
	l.Watch()
	l.OnSelected = func(i widget.ListItemID) {
		l.At = i
		if i < len(t.notes) {
			n := t.notes[i]
			t.chosen = &n
		}
	}
	l.HideSeparators = true
	l.ExtendBaseWidget(l)
	return l
}

// TypedKey hands Escape on.
func (l *noteList) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyEscape {
		l.t.w.CloseDetails()
		return
	}
	l.RingList.TypedKey(e)
}
