package ui

import (
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/transfer/bits"
)

// details is the pane about one job: its facts, and what went over the wire.
type details struct {
	w          *Window
	content    *fyne.Container
	id         uuid.UUID // uuid.Nil = closed
	title      *line
	parts      *fyne.Container
	overview   *container.Scroll
	other      *pill // turns to the other part where there is room for one only
	packets    bool  // the protocol is that part
	facts      *fyne.Container
	shown      []*fact
	transcript *transcript
}

// fact is a line of the overview.
type fact struct {
	label string
	value *widget.Label
	row   *fyne.Container
}

// factValue is what an overview says; facts without a value are left out.
type factValue struct {
	label, value string
	copy         bool
}

func newDetails(w *Window) *details {
	d := &details{w: w, title: newTitle("", textSection)}
	d.facts = container.New(layout.NewCustomPaddedVBoxLayout(2))
	d.transcript = newTranscript(w)
	d.other = newPill("", tr(textProtocol), d.turn)
	back := widget.NewButton(tr(textClose), w.closeDetails)
	buttons := container.NewHBox(container.NewCenter(d.other), back)
	top := container.New(padding{gap}, container.NewBorder(nil, nil, nil, buttons, d.title))
	d.overview = container.NewVScroll(container.New(padding{gap}, d.facts))
	d.parts = container.New(detailsLayout{d}, d.overview, newLine(), d.transcript.content)
	body := container.NewBorder(container.NewVBox(top, newLine()), nil, nil, nil, d.parts)
	d.content = container.New(edged{edgeLeft}, backed(theme.ColorNameBackground, body), newLine())
	d.content.Hide()
	return d
}

// turn shows the other part.
func (d *details) turn() {
	d.packets = !d.packets
	d.parts.Refresh()
}

// detailsLayout puts the protocol below the overview, or shows one of them where it is low.
type detailsLayout struct{ d *details }

func (detailsLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(0, 0) }

func (l detailsLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	const low = 360
	end := l.d.transcript.atEnd()
	defer func() { l.d.transcript.keepEnd(end) }()
	both := s.Height >= low
	text := tr(textProtocol)
	if l.d.packets {
		text = tr(textOverview)
	}
	l.d.other.set("", text, l.d.turn)
	show(l.d.other, !both)
	show(o[0], both || !l.d.packets)
	show(o[1], both)
	show(o[2], both || l.d.packets)
	if !both {
		place(o[0], 0, 0, s.Width, s.Height)
		place(o[2], 0, 0, s.Width, s.Height)
		return
	}
	top := min(l.d.facts.MinSize().Height+2*gap, s.Height*0.6)
	place(o[0], 0, 0, s.Width, top)
	place(o[1], 0, top, s.Width, 1)
	place(o[2], 0, top+1, s.Width, s.Height-top-1)
}

func (d *details) open() bool { return d.id != uuid.Nil }

func (d *details) show(id uuid.UUID) {
	if d.id != id {
		d.id = id
		d.transcript.show(nil)
		d.w.host.Inspect(id)
	}
	d.update()
	d.content.Show()
}

func (d *details) hide() {
	d.id = uuid.Nil
	d.w.host.Inspect(uuid.Nil)
	d.content.Hide()
}

// news takes a transcript in. The engine keeps none of a job that has ended: what was shown of it stays.
func (d *details) news(notes []bits.Note) {
	if len(notes) > 0 || len(d.transcript.notes) == 0 {
		d.transcript.show(notes)
	}
	d.emptyText()
}

// emptyText says why there is no transcript.
func (d *details) emptyText() {
	text := tr(textNoTranscript)
	if e := d.w.model.entries[d.id]; e != nil && e.job.Outcome != "" {
		text = tr(textTranscriptGone)
	}
	d.transcript.empty.set(text, colorMuted)
}

// follow shows another job if the pane is open.
func (d *details) follow(id uuid.UUID) {
	if d.open() && d.w.model.entries[id] != nil && d.id != id {
		d.show(id)
	}
}

// update shows the job as it is now. A job that is gone closes the pane.
func (d *details) update() {
	if !d.open() {
		return
	}
	e := d.w.model.entries[d.id]
	if e == nil {
		d.w.closeDetails()
		return
	}
	d.title.set(e.job.Name(), theme.ColorNameForeground)
	d.emptyText()
	d.set(factsOf(e.job, d.w.model.destination(e), time.Now()))
}

// set fills the overview, with the same labels in place as far as they are the same.
func (d *details) set(list []factValue) {
	if !d.sameLabels(list) {
		d.rebuild(list)
	}
	for i, f := range list {
		if d.shown[i].value.Text != f.value {
			d.shown[i].value.SetText(f.value)
		}
	}
}

func (d *details) sameLabels(list []factValue) bool {
	if len(list) != len(d.shown) {
		return false
	}
	for i, f := range list {
		if d.shown[i].label != f.label {
			return false
		}
	}
	return true
}

func (d *details) rebuild(list []factValue) {
	d.shown, d.facts.Objects = nil, nil
	for _, v := range list {
		f := &fact{label: v.label, value: widget.NewLabel(v.value)}
		f.value.Wrapping, f.value.Selectable = fyne.TextWrapWord, true
		if v.copy { // paths and addresses have no blanks to break at
			f.value.Wrapping = fyne.TextWrapBreak
		}
		f.value.SizeName = theme.SizeNameCaptionText
		var button fyne.CanvasObject
		if v.copy {
			button = container.NewVBox(newPill("", tr(textCopy), func() { d.w.act.copy(f.value.Text) }))
		}
		caption := container.New(columnOf{88}, container.New(layout.NewCustomPaddedLayout(gap, 0, 0, 0),
			container.NewVBox(newLineOf(v.label, textSmall, colorMuted))))
		f.row = container.NewBorder(nil, nil, caption, button, f.value)
		d.shown = append(d.shown, f)
		d.facts.Objects = append(d.facts.Objects, f.row)
	}
	d.facts.Refresh()
	d.parts.Refresh()
}

// factsOf is the overview of a job.
func factsOf(j *transfer.Job, server string, now time.Time) []factValue {
	all := []factValue{
		{label: "State", value: StateText(j, now)},
		{label: "Problem", value: FaultText(j.Fault, j)},
		{label: "Reported", value: detailOf(j.Fault)},
		{label: "Confirmed", value: bytesOf(j.Acked, j.Source.Size)},
		{label: "Sent", value: sentOf(j)},
		{label: "Speed", value: speedOf(j)},
		{label: "File", value: j.Source.Path, copy: true},
		{label: "Server", value: server},
		{label: "Address", value: j.Target.URL, copy: true},
		{label: "Session ID", value: j.Session.ID, copy: true},
		{label: "Host ID", value: j.Session.Host},
		{label: "BITS state", value: j.State().BITS()},
		{label: "Tries", value: triesOf(j)},
		{label: "Next try", value: timeOf(j.RetryAt)},
		{label: "Added", value: timeOf(j.Added)},
		{label: "Started", value: timeOf(j.Started)},
		{label: "Ended", value: timeOf(j.Ended)},
	}
	kept := all[:0]
	for _, f := range all {
		if f.value != "" {
			kept = append(kept, f)
		}
	}
	return kept
}

func detailOf(f *transfer.Fault) string {
	if f == nil {
		return ""
	}
	return f.Detail
}

func bytesOf(n, all int64) string {
	return Size(n) + " of " + Size(all) + " (" + strconv.Itoa(Percent(n, all)) + " %)"
}

func sentOf(j *transfer.Job) string {
	if j.Phase == transfer.Idle || j.Sent <= j.Acked {
		return ""
	}
	return bytesOf(j.Sent, j.Source.Size)
}

func speedOf(j *transfer.Job) string {
	if j.Rate < 1 {
		return ""
	}
	return Rate(j.Rate) + ", " + Left(left(j)) + " left"
}

func triesOf(j *transfer.Job) string {
	if j.Attempt < 2 {
		return ""
	}
	return strconv.Itoa(j.Attempt)
}

func timeOf(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Local().Format("2 Jan 2006 15:04:05")
}

// transcript shows the packets of a job.
type transcript struct {
	w       *Window
	content *fyne.Container
	list    *widget.List
	empty   *line
	copyAll *pill
	notes   []bits.Note
}

func newTranscript(w *Window) *transcript {
	t := &transcript{w: w, empty: newLineOf(tr(textNoTranscript), textSmall, colorMuted)}
	t.list = widget.NewList(func() int { return len(t.notes) },
		func() fyne.CanvasObject { return newNoteRow(t) },
		func(i widget.ListItemID, o fyne.CanvasObject) { o.(*noteRow).bind(i) })
	t.list.HideSeparators = true
	t.copyAll = newPill("", tr(textCopyAll), func() { w.act.copy(transcriptText(t.notes)) })
	top := container.New(padding{gap}, container.NewBorder(nil, nil, nil, t.copyAll, newTitle(tr(textProtocol), textName)))
	t.content = container.NewBorder(top, nil, nil, nil, container.NewStack(t.list, container.New(padding{gap}, container.NewVBox(t.empty))))
	return t
}

// show takes new lines in. A reader at the end stays at the end.
func (t *transcript) show(notes []bits.Note) {
	end := t.atEnd()
	t.notes = notes
	show(t.empty, len(notes) == 0)
	show(t.copyAll, len(notes) > 0)
	t.list.Refresh()
	t.keepEnd(end)
}

// atEnd tells whether the last line is on the screen.
func (t *transcript) atEnd() bool {
	return t.list.GetScrollOffset()+t.list.Size().Height >= float32(len(t.notes))*(noteHeight+gap/2)-noteHeight
}

func (t *transcript) keepEnd(end bool) {
	if end && len(t.notes) > 0 && t.list.Size().Height > 0 {
		t.list.ScrollToBottom()
	}
}
