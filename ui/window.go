package ui

import (
	"cmp"
	"maps"
	"slices"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"github.com/google/uuid"

	"sendoff/assets"
	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/ui/kit"
	"sendoff/ui/list"
	"sendoff/ui/words"
)

// appName is the title of every window at its creation: X11 groups windows by it.
const appName = "Sendoff"

// Window is the main window. All of its methods run on the screen's goroutine.
type Window struct {
	app      fyne.App
	host     Host
	win      fyne.Window
	settings list.Settings
	practice list.Server
	model    *list.Model
	act      *actions

	queue      *queue
	toolbar    *toolbar
	side       *side
	status     *status
	details    *details
	empty      *emptyState
	header     *header
	strip      *dropStrip
	list       *fyne.Container
	rows       []fyne.CanvasObject // of list: what is there only with rows
	frame      *fyne.Container
	sheets     *kit.Sheets
	adding     *addSheet   // the add sheet, nil = not open
	pasting    bool        // the clipboard is being read
	listsDrops atomic.Bool // AddListed gets what is dropped
	cleanup    *cleanup    // the list of open sessions, nil = not open
	tray       tray
	notes      *notifier
	speeds     list.Speeds
	ticking    bool // a tick is on its way
	applied    bool // a first update has come
	leaving    bool // the program is to end when nothing goes on any more
	ending     bool // it is about to
	progress   progress
	extent     extent
	seen       func() // called whenever somebody turns to the window
	fill       func() // fills the window; nil until it is to be filled, and once it is
	way        way
}

// NewWindow makes the window; Native().Show() shows it.
func NewWindow(a fyne.App, h Host, s list.Settings) *Window {
	w := PrepareWindow(a, h, s)
	w.furnish()
	return w
}

// PrepareWindow makes the window without what is in it, which Show puts there.
func PrepareWindow(a fyne.App, h Host, s list.Settings) *Window {
	teachToolkit()
	w := &Window{app: a, host: h, settings: list.CleanSettings(s), win: a.NewWindow(appName), seen: func() {}}
	w.tray, w.notes = tray{w: w, shown: true}, newNotifier(w)
	w.practice = list.Server{Name: words.Tr(words.PracticeName), Practice: true}
	setScale(w.settings.Scale)
	w.sheets = kit.NewSheets(w.win.Canvas(), w.toList)
	w.frame = container.New(&frameLayout{w: w})
	w.win.SetPadded(false)
	w.win.SetContent(w.frame)
	w.win.SetCloseIntercept(w.closeButton)
	w.win.SetOnDropped(func(_ fyne.Position, uris []fyne.URI) { w.dropped(uris) })
	w.extent.normal = fyne.NewSize(
		max(cmp.Or(max(s.Width, 0), defaultWidth), minWidth), max(cmp.Or(max(s.Height, 0), defaultHeight), minHeight))
	w.win.Resize(w.extent.normal)
	return w
}

// Show shows a prepared window. It is filled when the screen has taken it and before anything of it is
// seen: to reach the screen takes longest of all, and others get ready in the meantime what filling needs.
// fill is called then, to wait for them; it calls its argument once.
func (w *Window) Show(fill func(furnish func())) {
	w.fill = func() { fill(w.furnish) }
	w.win.Show()
}

// furnish fills the window. All that asks for the size of words is in here.
func (w *Window) furnish() {
	w.app.Settings().SetTheme(lookOf(w.settings.Theme))
	w.model = list.New(w.servers())
	w.model.Restore(w.settings)
	w.act = &actions{w}
	w.model.SetServer(w.firstServer())
	w.build()
	w.keys()
	w.relayout()
	w.win.Canvas().Focus(w.queue)
	w.refreshAll()
}

// servers are those of the settings and, at the end, the practice server.
func (w *Window) servers() []list.Server { return append(slices.Clone(w.settings.Servers), w.practice) }

// PracticeWas says where the practice server was the last time, so that what went there is known by its
// name before the server is started again.
func (w *Window) PracticeWas(address string) {
	w.model.Practice = address
	w.model.SetServers(w.servers())
	w.refreshAll()
}

// firstServer is the practice server at the very first start, so that a first drop has somewhere to go;
// later all servers are shown.
func (w *Window) firstServer() int {
	if len(w.settings.Servers) == 0 && w.settings.LastServer == "" {
		return len(w.model.Servers) - 1
	}
	return -1
}

// ChooseServer selects a server by its address, as a click in the side column does: it filters the list
// and is where files go. An address that is no server's is passed over.
func (w *Window) ChooseServer(address string) {
	if i := slices.IndexFunc(w.model.Servers, func(s list.Server) bool { return s.URL != "" && s.URL == address }); i >= 0 {
		w.side.chooseServer(i)
	}
}

func (w *Window) build() {
	w.queue = newQueue(w.model, w.act)
	w.details = newDetails(w)
	w.toolbar, w.side, w.status = newToolbar(w), newSide(w), newStatus(w)
	w.empty = newEmptyState(w)
	w.header, w.strip = newHeader(w), newDropStrip(w)
	w.queue.compact = w.settings.Rows == list.RowsCompact
	w.rows = []fyne.CanvasObject{w.header, kit.NewHairline(), w.queue, kit.NewHairline(), w.strip.content}
	w.list = container.New(listLayout{}, append(slices.Clone(w.rows), w.empty.content)...)
	w.frame.Objects = []fyne.CanvasObject{
		w.toolbar.content, w.side.content,
		container.New(kit.Padding{By: kit.Gap / 2}, w.list), w.details.content, w.status.content,
	}
}

// Native is the window of the toolkit.
func (w *Window) Native() fyne.Window { return w.win }

// Settings are the settings as they are now, with the size of the window.
func (w *Window) Settings() list.Settings {
	s := w.settings
	if w.model == nil { // the window was never shown
		return s
	}
	s.Servers, s.Remembered, s.Habits = slices.Clone(s.Servers), maps.Clone(s.Remembered), maps.Clone(s.Habits)
	s.Column, s.Descending, s.Folds = list.ColumnKeys[w.model.Column], w.model.Descending, w.model.KeptFolds()
	size := w.win.Canvas().Size()
	if s.Maximised {
		size = w.extent.unmaximised()
	}
	if size.Width >= minWidth && size.Height >= minHeight {
		s.Width, s.Height = size.Width, size.Height
	}
	return s
}

func (w *Window) save() { w.host.Save(w.Settings()) }

// Apply shows what changed.
func (w *Window) Apply(u transfer.Update) {
	w.notes.watch(u)
	w.speeds.Take(u, time.Now())
	c := w.model.Apply(u)
	if !w.applied && len(u) > 0 && len(w.model.Shown) == 0 {
		w.model.SetServer(-1) // what is there must not be hidden by a choice that nobody made
		c.Whole = true
	}
	w.applied = w.applied || len(u) > 0
	w.notes.update()
	w.tray.later()
	_, touched := u[w.details.id]
	w.progress.details = w.progress.details || touched
	if c.Whole || c.State {
		w.queue.changed(c)
		w.around()
		w.paintDetails()
		w.sayOffline()
	} else {
		w.paintSoon()
	}
	w.tickLater()
	w.endIfDone()
}

// paintEvery is the time between two pictures of mere progress. Every picture paints the whole window,
// which costs a processor without a graphics card 2 % of its time for each one a second.
const paintEvery = 500 * time.Millisecond

// progress is what waits to be painted.
type progress struct {
	last    time.Time // when it was painted
	due     bool      // a picture is on its way
	details bool      // the upload in the details is part of it
}

// paintSoon paints progress: now if the last picture is old enough, else when it is. What changes in
// between is part of the same picture.
func (w *Window) paintSoon() {
	p := &w.progress
	wait := paintEvery - time.Since(p.last)
	switch {
	case p.due:
	case wait <= 0:
		w.paintProgress()
	default:
		p.due = true
		time.AfterFunc(wait, func() { // ends by itself after one post
			w.host.Post(func() {
				p.due = false
				w.paintProgress()
			})
		})
	}
}

func (w *Window) paintProgress() {
	w.progress.last = time.Now()
	w.queue.tick()
	w.status.update() // progress changes nothing else around the list
	if w.cleanup != nil {
		w.cleanup.update()
	}
	w.paintDetails()
}

func (w *Window) paintDetails() {
	if w.progress.details && w.details.open() {
		w.details.update()
	}
	w.progress.details = false
}

// refreshRows repaints the list after a prediction.
func (w *Window) refreshRows() {
	w.queue.Refresh()
	w.around()
	w.details.update()
}

// WhenSeen has f called, on the screen's goroutine, whenever somebody turns to the window.
func (w *Window) WhenSeen(f func()) { w.seen = f }

// TimesChanged writes all times anew: the system's zone, the form of its clock or the day is another.
func (w *Window) TimesChanged() {
	if w.model == nil { // nothing is written yet
		return
	}
	w.refreshRows()
	w.details.transcript.list.Refresh()
	w.sayOffline()
	w.tray.later()
}

// around repaints what sums the list up.
func (w *Window) around() {
	w.side.update()
	w.toolbar.update()
	w.status.update()
	w.empty.update()
	w.strip.update()
	if w.cleanup != nil {
		w.cleanup.update()
	}
	some := len(w.model.Shown) > 0
	for _, o := range w.rows {
		if o != w.queue { // it keeps the keyboard
			kit.Show(o, some)
		}
	}
	if w.list.Size().Width > 0 {
		w.list.Layout.Layout(w.list.Objects, w.list.Size())
	}
}

// refreshAll repaints everything after another filter, server or search was chosen.
func (w *Window) refreshAll() {
	w.queue.resettle()
	w.queue.Refresh()
	w.queue.ScrollToTop()
	w.around()
}

// tickLater repaints the times that rows count down, as long as there is one.
func (w *Window) tickLater() {
	if w.ticking || w.model.Totals.Retrying == 0 {
		return
	}
	w.ticking = true
	time.AfterFunc(time.Second, func() { // ends by itself after one post
		w.host.Post(func() {
			w.ticking = false
			w.queue.tick()
			w.tickLater()
		})
	})
}

// ShowTranscript shows what went over the wire for a job, if its details are open.
func (w *Window) ShowTranscript(id uuid.UUID, notes []bits.Note) {
	if id == w.details.id {
		w.details.news(notes)
	}
}

func (w *Window) relayout() { w.frame.Layout.Layout(w.frame.Objects, w.frame.Size()) }

// AppIcon is the icon of the program.
func AppIcon() fyne.Resource { return fyne.NewStaticResource("icon.png", assets.IconPNG) }
