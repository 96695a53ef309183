package ui

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"github.com/google/uuid"

	"sendoff/transfer/bits"
	"sendoff/ui/kit"
	"sendoff/ui/list"
	"sendoff/ui/words"
)

// part is a page of the details.
type part int

const (
	partOverview part = iota
	partTimeline
	partProtocol
	partReply
)

// details is the pane about one job: overview, timeline, packets and reply.
type details struct {
	w             *Window
	content       *fyne.Container
	id            uuid.UUID // uuid.Nil = closed
	title         *kit.TextLine
	head          *fyne.Container
	first, second *kit.SmallButton // the same as in the job's row
	parts         *kit.Segmented
	withReply     *kit.Segmented // with one page more, for jobs that want a reply
	pages         [partReply + 1]fyne.CanvasObject
	body          *fyne.Container
	at            part
	slid          time.Time // when another job was shown without the user's asking

	overview   *overview
	timeline   *timeline
	transcript *transcript
	reply      *replyPage
}

func newDetails(w *Window) *details {
	d := &details{w: w, title: kit.NewTitle("", kit.TextSection)}
	d.first, d.second = kit.NewSmallButton("", "", nil), kit.NewSmallButton("", "", nil)
	d.second.Guard = d.clickCounts
	words := []string{words.Tr(words.Overview), words.Tr(words.Timeline), words.Tr(words.Protocol), words.Tr(words.Reply)}
	turn := func(i int) { d.turnTo(part(i)) }
	d.parts = kit.NewSegmented(words[:partReply], turn, w.closeDetails)
	d.withReply = kit.NewSegmented(words, turn, w.closeDetails)
	d.withReply.Hide()
	d.overview, d.timeline, d.transcript, d.reply = newOverview(w), newTimeline(w), newTranscript(w), newReplyPage(w)
	d.pages = [...]fyne.CanvasObject{d.overview.content, d.timeline.content, d.transcript.content, d.reply.content}
	for _, p := range d.pages[1:] {
		p.Hide()
	}
	leave := kit.NewTabStop(kit.NewSmallButton("close", "", w.closeDetails), w.closeDetails)
	leave.Button.SetBare(true)
	d.head = container.New(headLayout{d}, d.title,
		kit.NewTabStop(d.first, w.closeDetails), kit.NewTabStop(d.second, w.closeDetails), leave)
	head := container.New(kit.Padding{By: kit.Gap}, container.New(layout.NewCustomPaddedVBoxLayout(kit.Gap), d.head, container.NewStack(d.parts, d.withReply)))
	d.body = container.NewStack(d.pages[:]...)
	d.content = container.New(kit.Edged{Edge: kit.EdgeLeft}, kit.Backed(theme.ColorNameBackground,
		container.NewBorder(container.New(layout.NewCustomPaddedVBoxLayout(0), head, kit.NewHairline()), nil, nil, nil, d.body)), kit.NewHairline())
	d.content.Hide()
	return d
}

// headLayout puts the buttons behind the title. If labels and title do not fit, the buttons lose their labels, as
// in the list.
type headLayout struct{ d *details }

func (headLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(4*kit.SmallButtonHeight, kit.SmallButtonHeight)
}

func (l headLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	row, title := kit.TabStopRow{Gap: kit.Gap / 2}, l.d.title
	for _, bare := range []bool{false, true} {
		l.d.first.SetBare(bare) // the second keeps its label: beside the pane's close cross its own cross would be mistaken for it
		if title.FullWidth()+kit.Gap+row.MinSize(o[1:]).Width <= size.Width {
			break
		}
	}
	right := row.MinSize(o[1:]).Width
	kit.Place(title, 0, 0, size.Width-right-kit.Gap, size.Height)
	row.Layout(o[1:], fyne.NewSize(right, size.Height))
	for _, s := range o[1:] {
		s.Move(s.Position().AddXY(size.Width-right, 0))
	}
}

// turnTo shows another page.
func (d *details) turnTo(p part) {
	d.at = p
	d.parts.Choose(int(p))
	d.withReply.Choose(int(p))
	for i, page := range d.pages {
		kit.Show(page, part(i) == p)
	}
	d.update()
	if p == partProtocol {
		d.transcript.shown()
	}
}

func (d *details) open() bool { return d.id != uuid.Nil }

func (d *details) show(id uuid.UUID) {
	if d.id != id {
		d.id, d.w.model.Watched = id, id
		d.slid = time.Time{}
		d.transcript.show(nil)
		d.w.host.Inspect(id)
	}
	d.update()
	d.content.Show()
}

func (d *details) hide() {
	d.id, d.w.model.Watched = uuid.Nil, uuid.Nil
	d.w.host.Inspect(uuid.Nil)
	d.content.Hide()
}

func (w *Window) openDetails(id uuid.UUID) {
	if w.model.Entries[id] == nil {
		return
	}
	w.details.show(id)
	w.relayout()
	w.queue.keep(id)
}

func (w *Window) closeDetails() {
	id := w.details.id
	w.details.hide()
	w.relayout()
	w.queue.keep(id)
	w.queue.focus()
}

// news shows a transcript. The engine keeps none for ended jobs: what was shown then stays.
func (d *details) news(notes []bits.Note) {
	if len(notes) > 0 || len(d.transcript.notes) == 0 {
		d.transcript.show(notes)
	}
	if e := d.entry(); e != nil {
		d.page(e)
	}
}

// follow shows another job if the pane is open.
func (d *details) follow(id uuid.UUID) {
	if d.open() && d.w.model.Entries[id] != nil && d.id != id {
		d.show(id)
	}
}

func (d *details) entry() *list.Entry { return d.w.model.Entries[d.id] }

// showSuccessor shows the upload that took the place of one that left the list, and reports whether there was one.
func (d *details) showSuccessor() bool {
	m := d.w.model
	successor := m.Successor
	m.Successor = uuid.Nil
	if m.Entries[successor] == nil || successor == d.id || m.IndexOf(d.id) >= 0 {
		return false
	}
	d.show(successor)
	d.slid = time.Now()
	return true
}

// clickCounts reports whether a click on the last button is meant for the shown job: see row_click_guard.go.
func (d *details) clickCounts() bool {
	if time.Since(d.slid) >= slideTime {
		return true
	}
	d.w.news(words.Tr(words.Slid))
	return false
}

// update shows the job's current state. If the job is gone, the pane closes.
func (d *details) update() {
	if !d.open() || d.showSuccessor() {
		return
	}
	e := d.entry()
	if e == nil {
		d.w.closeDetails()
		return
	}
	if name := words.Drawn(e.Job.Name()); d.title.Words != name {
		d.title.Set(name, theme.ColorNameForeground)
		d.head.Refresh()
	}
	d.buttons(e)
	wanted := e.Job.Target.Reply != ""
	if d.at == partReply && !wanted {
		d.turnTo(partOverview)
		return
	}
	kit.Show(d.withReply, wanted)
	kit.Show(d.parts, !wanted)
	d.page(e)
}

func (d *details) buttons(e *list.Entry) {
	first, second := d.w.act.of(e)
	before := [2]string{d.first.Text, d.second.Text}
	for p, a := range map[*kit.SmallButton]rowAction{d.first: first, d.second: second} {
		p.Set(a.mark, a.text, a.do)
		kit.Show(p, a.do != nil)
	}
	if before != [2]string{d.first.Text, d.second.Text} {
		d.head.Refresh()
	}
}

// page fills the visible page.
func (d *details) page(e *list.Entry) {
	now := time.Now()
	switch d.at {
	case partOverview:
		d.overview.show(e, now)
	case partTimeline:
		d.timeline.show(words.TimelineOf(e.Job, d.transcript.notes, now), now)
	case partProtocol:
		d.transcript.of(e.Job)
	case partReply:
		d.reply.show(e.Job)
	}
}

// reveal shows a file in the system's file manager, off the screen's goroutine.
func (a *actions) reveal(path string) {
	host := a.w.host
	go func() { // ends once the file manager has started
		if err := host.Reveal(path); err != nil {
			host.Post(func() { a.w.Message(words.ErrorText(err)) })
		}
	}()
}

// showSource reveals the local file of the first upload.
func (a *actions) showSource(list []uuid.UUID) {
	if e := a.w.model.Entries[list[0]]; e != nil {
		a.reveal(e.Job.Source.Path)
	}
}
