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
	"sendoff/ui/details"
	"sendoff/ui/kit"
	"sendoff/ui/list"
	"sendoff/ui/rows"
	"sendoff/ui/sheets"
	"sendoff/ui/words"
)

// appName is every window's first title: X11 groups windows by it.
const appName = "Sendoff"

// Window is the main window. All of its methods run on the screen's goroutine unless they say otherwise.
type Window struct {
	app      fyne.App
	host     Host
	win      fyne.Window
	settings list.Settings
	practice list.Server
	model    *list.Model
	act      *actions

	queue      *rows.Queue
	toolbar    *toolbar
	side       *side
	status     *status
	details    *details.Pane
	empty      *emptyState
	header     *rows.Header
	strip      *dropStrip
	list       *fyne.Container
	rows       []fyne.CanvasObject // parts of list that are hidden without rows
	frame      *fyne.Container
	sheets     *kit.Sheets
	adder      *sheets.Adder
	pasting    bool             // the clipboard is being read
	cancelled  []uuid.UUID      // by the last cancel, for the way back
	stuck      []uuid.UUID      // of the last note about uploads that a filter hides
	rest       rest             // the details in the room that the list leaves
	listsDrops atomic.Bool      // drops arrive through AddListed
	sessions   *sheets.Sessions // those open on servers
	signIn     *sheets.SignIn

	ownCertificate *sheets.OwnCertificate
	tray           tray
	notes          *notifier
	speeds         list.Speeds
	low            bool // the window is too low for titles of sections
	ticking        bool // a tick is scheduled
	applied        bool // the first update has been applied
	leaving        bool // exit once nothing is active
	ending         bool // the exit is scheduled
	progress       progress
	extent         extent
	seen           func() // called whenever the user turns to the window
	fill           func() // fills the window; nil before Show and after it was called
	way            way
}

// NewWindow makes the window; Native().Show() shows it.
func NewWindow(a fyne.App, h Host, s list.Settings) *Window {
	w := PrepareWindow(a, h, s)
	w.furnish()
	return w
}

// PrepareWindow makes the window without its content, which Show adds.
func PrepareWindow(a fyne.App, h Host, s list.Settings) *Window {
	setToolkitLanguage()
	kit.Speech = kit.States{
		Chosen: words.Tr(words.StateChosen), Unavailable: words.Tr(words.StateUnavailable),
		Ticked: words.Tr(words.StateTicked), NotTicked: words.Tr(words.StateNotTicked),
	}
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

// Show shows a prepared window. Mapping it is the slowest step; fonts and the queue load meanwhile. fill is called
// once the window is mapped and before it is painted: it waits for them and calls its argument once.
func (w *Window) Show(fill func(furnish func())) {
	w.fill = func() { fill(w.furnish) }
	w.win.Show()
}

// furnish fills the window. Everything that measures text is in here.
func (w *Window) furnish() {
	w.app.Settings().SetTheme(lookOf(w.settings.Theme))
	w.model = list.New(w.servers())
	w.model.Restore(w.settings)
	w.act = &actions{w}
	w.adder, w.sessions, w.signIn = sheets.NewAdder(w.act), sheets.NewSessions(w.act), sheets.NewSignIn(w.act)
	w.ownCertificate = sheets.NewOwnCertificate(w.act)
	w.model.SetServer(w.firstServer())
	w.build()
	w.keys()
	w.relayout()
	w.win.Canvas().Focus(w.queue)
	w.refreshAll()
}

// servers are those of the settings and then the practice server.
func (w *Window) servers() []list.Server { return append(slices.Clone(w.settings.Servers), w.practice) }

// PracticeWas sets the practice server's last address, so that uploads to it have its name before it is started
// again.
func (w *Window) PracticeWas(address string) {
	w.model.Practice = address
	w.model.SetServers(w.servers())
	w.refreshAll()
}

// firstServer is the practice server at the very first start, so that a first drop has a destination. Later it is
// all servers.
func (w *Window) firstServer() int {
	if len(w.settings.Servers) == 0 && w.settings.LastServer == "" {
		return len(w.model.Servers) - 1
	}
	return -1
}

// ChooseServer chooses a server by its address, as a click in the side column does: it filters the list and
// receives drops. An unknown address is ignored.
func (w *Window) ChooseServer(address string) {
	if i := slices.IndexFunc(w.model.Servers, func(s list.Server) bool { return s.URL != "" && s.URL == address }); i >= 0 {
		w.side.chooseServer(i)
	}
}

func (w *Window) build() {
	w.queue = rows.New(w.act, w.model)
	w.details = details.New(w.act, w.model, &w.speeds)
	w.toolbar, w.side, w.status = newToolbar(w), newSide(w), newStatus(w)
	w.empty = newEmptyState(w)
	w.header, w.strip = rows.NewHeader(w.act, w.queue), newDropStrip(w)
	w.queue.SetColumns(w.settings.Columns, w.save)
	w.queue.SetCompact(w.settings.Rows == list.RowsCompact)
	w.header.Update()
	w.rows = []fyne.CanvasObject{w.header, kit.NewHairline(), w.queue, kit.NewHairline(), w.strip.content}
	w.list = container.New(listLayout{}, append(slices.Clone(w.rows), w.empty.content)...)
	w.frame.Objects = []fyne.CanvasObject{
		w.toolbar.content, w.side.content,
		container.New(kit.Padding{By: kit.Gap / 2}, w.list), w.details.Content, w.status.content,
		kit.NewGrip(w.dragPane, w.save),
	}
}

// Native is the toolkit's window.
func (w *Window) Native() fyne.Window { return w.win }

// Settings are the current settings, with the window's size.
func (w *Window) Settings() list.Settings {
	s := w.settings
	if w.model == nil { // the window was never shown
		return s
	}
	s.Servers, s.Remembered, s.Habits = slices.Clone(s.Servers), maps.Clone(s.Remembered), maps.Clone(s.Habits)
	s.Columns = maps.Clone(s.Columns)
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

// Apply applies an update of the queue.
func (w *Window) Apply(u transfer.Update) {
	w.notes.watch(u)
	w.speeds.Take(u, time.Now())
	c := w.model.Apply(u)
	w.act.sayStuck(c.Stuck)
	if c.Found {
		w.side.rebuild()
	}
	if !w.applied && len(u) > 0 && len(w.model.Shown) == 0 {
		w.model.SetServer(-1) // existing uploads must not be hidden by a choice the user did not make
		c.Whole = true
	}
	w.applied = w.applied || len(u) > 0
	w.notes.update()
	w.tray.later()
	w.signIn.Update()
	w.ownCertificate.Update()
	_, touched := u[w.details.ID]
	w.progress.details = w.progress.details || touched
	if c.Whole || c.State {
		w.queue.Changed(c)
		w.around()
		w.restChanged()
		w.paintDetails()
		w.sayOffline()
	} else {
		w.paintSoon()
	}
	w.tickLater()
	w.endIfDone()
}

// paintEvery is the time between two frames of mere progress. Each frame repaints the whole window: one a second
// costs a processor without a graphics card 2 % of its time.
const paintEvery = 500 * time.Millisecond

// progress is what waits to be repainted.
type progress struct {
	last    time.Time // time of the last frame
	due     bool      // a frame is scheduled
	details bool      // includes the upload in the details
}

// paintSoon paints progress now if the last frame is old enough, else later. Changes until then are part of the
// same frame.
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
	w.queue.Tick()
	w.status.update() // the only part around the list that progress changes
	w.sessions.Update()
	w.paintDetails()
}

func (w *Window) paintDetails() {
	if w.progress.details && w.details.Open() {
		w.details.Update()
	}
	w.progress.details = false
}

// refreshRows repaints the list after a prediction.
func (w *Window) refreshRows() {
	w.queue.Refresh()
	w.around()
	w.details.Update()
}

// WhenSeen sets a callback for whenever the user turns to the window. It runs on the screen's goroutine.
func (w *Window) WhenSeen(f func()) { w.seen = f }

// TimesChanged repaints all times after a change of the zone, the clock format or the day.
func (w *Window) TimesChanged() {
	if w.model == nil { // the window is not filled yet
		return
	}
	w.refreshRows()
	w.details.TimesChanged()
	w.sayOffline()
	w.tray.later()
}

// around repaints the totals.
func (w *Window) around() {
	w.side.update()
	w.toolbar.update()
	w.status.update()
	w.empty.update()
	w.strip.update()
	w.sessions.Update()
	some := len(w.model.Shown) > 0
	for _, o := range w.rows {
		if o != w.queue { // the list keeps the focus
			kit.Show(o, some && (o != w.strip.content || !w.low))
		}
	}
	if w.list.Size().Width > 0 {
		w.list.Layout.Layout(w.list.Objects, w.list.Size())
	}
}

// refreshAll repaints everything after a change of filter, server or search.
func (w *Window) refreshAll() {
	w.queue.ForgetOwners()
	w.queue.Refresh()
	w.queue.ScrollToTop()
	w.around()
}

// countEvery is the time between two frames of mere countdowns: the smallest step of their texts.
const countEvery = 5 * time.Second

// tickLater repaints the times that rows count down, as long as there are any.
func (w *Window) tickLater() {
	if w.ticking || w.model.Totals.Retrying == 0 {
		return
	}
	w.ticking = true
	time.AfterFunc(countEvery, func() { // ends by itself after one post
		w.host.Post(func() {
			w.ticking = false
			w.queue.Tick()
			w.tickLater()
		})
	})
}

// ShowTranscript shows a job's transcript if its details are open. What else the details say follows with the next frame,
// so that row, status bar and details tell the same.
func (w *Window) ShowTranscript(id uuid.UUID, notes []bits.Note) {
	if id == w.details.ID {
		w.details.ShowTranscript(notes)
		w.progress.details = true
		w.paintSoon()
	}
}

func (w *Window) relayout() { w.frame.Layout.Layout(w.frame.Objects, w.frame.Size()) }

// AppIcon is the icon of the program.
func AppIcon() fyne.Resource { return fyne.NewStaticResource("icon.png", assets.IconPNG) }

// historyKept is how many entries the history keeps.
func (w *Window) historyKept() int { return cmp.Or(w.settings.Limits.History, list.DefaultHistory) }

func (w *Window) openSettings() { sheets.OpenSettings(w.act) }
func (w *Window) addServer()    { sheets.AddServer(w.act) }
func (w *Window) openSessions() { w.sessions.Open() }
