package details

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

// Page is a page of the details.
type Page int

// The pages, from left to right. Reply exists for uploads that want one.
const (
	Overview Page = iota
	Timeline
	Protocol
	Reply
)

// Pane is the pane about one job: overview, timeline, packets and reply.
type Pane struct {
	Content       *fyne.Container
	ID            uuid.UUID // the shown job; uuid.Nil = closed
	Title         *kit.TextLine
	First, Second *kit.SmallButton // the same as in the job's row

	w         Window
	m         *list.Model
	head      *fyne.Container
	parts     *kit.Segmented
	withReply *kit.Segmented // with one page more, for jobs that want a reply
	pages     [Reply + 1]fyne.CanvasObject
	body      *fyne.Container
	at        Page
	slid      time.Time // when another job was shown without the user's asking

	overview   *overview
	timeline   *timeline
	transcript *transcript
	reply      *replyPage
}

// New makes a closed pane about the uploads of a list.
func New(w Window, m *list.Model, s *list.Speeds) *Pane {
	d := &Pane{w: w, m: m, Title: kit.NewTitle("", kit.TextSection)}
	d.First, d.Second = kit.NewSmallButton("", "", nil), kit.NewSmallButton("", "", nil)
	d.Second.Guard = d.clickCounts
	pages := []string{words.Tr(words.Overview), words.Tr(words.Timeline), words.Tr(words.Protocol), words.Tr(words.Reply)}
	turn := func(i int) { d.TurnTo(Page(i)) }
	d.parts = kit.NewSegmented(pages[:Reply], turn, w.CloseDetails)
	d.withReply = kit.NewSegmented(pages, turn, w.CloseDetails)
	d.withReply.Hide()
	d.overview, d.timeline, d.transcript, d.reply = newOverview(w, m, s), newTimeline(w), newTranscript(w), newReplyPage(w)
	d.pages = [...]fyne.CanvasObject{d.overview.content, d.timeline.content, d.transcript.content, d.reply.content}
	for _, p := range d.pages[1:] {
		p.Hide()
	}
	leave := kit.NewTabStop(kit.NewSmallButton("close", "", w.CloseDetails), w.CloseDetails)
	leave.Button.Name = words.Tr(words.Close)
	leave.Button.SetBare(true)
	d.head = container.New(headLayout{d}, d.Title,
		kit.NewTabStop(d.First, w.CloseDetails), kit.NewTabStop(d.Second, w.CloseDetails), leave)
	head := container.New(kit.Padding{By: kit.Gap}, container.New(layout.NewCustomPaddedVBoxLayout(kit.Gap), d.head, container.NewStack(d.parts, d.withReply)))
	d.body = container.NewStack(d.pages[:]...)
	d.Content = container.New(kit.Edged{Edge: kit.EdgeLeft}, kit.Backed(theme.ColorNameBackground,
		container.NewBorder(container.New(layout.NewCustomPaddedVBoxLayout(0), head, kit.NewHairline()), nil, nil, nil, d.body)), kit.NewHairline())
	d.Content.Hide()
	return d
}

// headLayout puts the buttons behind the title. If labels and title do not fit, the buttons lose their labels, as
// in the list.
type headLayout struct{ d *Pane }

func (headLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(4*kit.SmallButtonHeight, kit.SmallButtonHeight)
}

func (l headLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	row, title := kit.TabStopRow{}, l.d.Title
	for _, bare := range []bool{false, true} {
		l.d.First.SetBare(bare) // the second keeps its label: beside the pane's close cross its own cross would be mistaken for it
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

// TurnTo shows another page.
func (d *Pane) TurnTo(p Page) {
	d.at = p
	d.parts.Choose(int(p))
	d.withReply.Choose(int(p))
	for i, page := range d.pages {
		kit.Show(page, Page(i) == p)
	}
	d.Update()
	if p == Protocol {
		d.transcript.shown()
	}
}

// Open reports whether the pane shows a job.
func (d *Pane) Open() bool { return d.ID != uuid.Nil }

// Show shows a job on the page that was open last.
func (d *Pane) Show(id uuid.UUID) {
	if d.ID != id {
		d.ID, d.m.Watched = id, id
		d.slid = time.Time{}
		d.transcript.show(nil)
		d.w.Inspect(id)
	}
	d.Update()
	d.Content.Show()
}

// Hide closes the pane.
func (d *Pane) Hide() {
	d.ID, d.m.Watched = uuid.Nil, uuid.Nil
	d.w.Inspect(uuid.Nil)
	d.Content.Hide()
}

// ShowTranscript shows a transcript of the shown job. The engine keeps none for ended jobs: what was shown then stays.
// The pages follow with Update.
func (d *Pane) ShowTranscript(notes []bits.Note) {
	if len(notes) > 0 || len(d.transcript.notes) == 0 {
		d.transcript.show(notes)
	}
}

// TimesChanged repaints the times of packets; Update repaints all others.
func (d *Pane) TimesChanged() { d.transcript.list.Refresh() }

// Follow shows another job if the pane is open.
func (d *Pane) Follow(id uuid.UUID) {
	if d.Open() && d.m.Entries[id] != nil && d.ID != id {
		d.Show(id)
	}
}

func (d *Pane) entry() *list.Entry { return d.m.Entries[d.ID] }

// showSuccessor shows the upload that took the place of one that left the list, and reports whether there was one.
func (d *Pane) showSuccessor() bool {
	m := d.m
	successor := m.Successor
	m.Successor = uuid.Nil
	if m.Entries[successor] == nil || successor == d.ID || m.IndexOf(d.ID) >= 0 {
		return false
	}
	d.Show(successor)
	d.slid = time.Now()
	return true
}

// clickCounts reports whether a click on the last button is meant for the shown job: see kit.SlideTime.
func (d *Pane) clickCounts() bool {
	if time.Since(d.slid) >= kit.SlideTime {
		return true
	}
	d.w.News(words.Tr(words.Slid))
	return false
}

// Update shows the job's current state. If the job is gone, the pane closes.
func (d *Pane) Update() {
	if !d.Open() || d.showSuccessor() {
		return
	}
	e := d.entry()
	if e == nil {
		d.w.CloseDetails()
		return
	}
	if name := words.Drawn(e.Job.Name()); d.Title.Words != name {
		d.Title.Set(name, theme.ColorNameForeground)
		d.head.Refresh()
	}
	d.buttons(e)
	wanted := e.Job.Target.Reply != ""
	if d.at == Reply && !wanted {
		d.TurnTo(Overview)
		return
	}
	kit.Show(d.withReply, wanted)
	kit.Show(d.parts, !wanted)
	d.page(e)
}

func (d *Pane) buttons(e *list.Entry) {
	first, second := d.w.Buttons(e)
	before := [2]string{d.First.Text, d.Second.Text}
	for p, a := range map[*kit.SmallButton]kit.Action{d.First: first, d.Second: second} {
		p.Act(a)
	}
	if before != [2]string{d.First.Text, d.Second.Text} {
		d.head.Refresh()
	}
}

// page fills the visible page.
func (d *Pane) page(e *list.Entry) {
	now := time.Now()
	switch d.at {
	case Overview:
		d.overview.show(e, now)
	case Timeline:
		d.timeline.show(words.TimelineOf(e.Job, d.transcript.notes, now), now)
	case Protocol:
		d.transcript.of(e.Job)
	case Reply:
		d.reply.show(e.Job)
	}
}
