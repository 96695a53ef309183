package ui

import (
	"cmp"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"sendoff/ui/kit"
	"sendoff/ui/list"
	"sendoff/ui/words"
)

// emptyState stands in place of an empty list.
type emptyState struct {
	w       *Window
	content *fyne.Container
	first   *fyne.Container     // shown if there are no uploads at all
	none    *fyne.Container     // shown if none matches
	title   *kit.TextLine       // of none
	hint    *widget.Label       // of none
	choose  *kit.Button         // of none: files for the chosen server
	test    *kit.Button         // of none: the chosen server
	all     *kit.Button         // of none: show all
	extra   []fyne.CanvasObject // hidden first where room is short
	start   *kit.Button         // starts the practice server
}

func newEmptyState(w *Window) *emptyState {
	e := &emptyState{w: w}
	choose := kit.NewButton(words.Tr(words.ChooseFiles), w.act.addFiles, w.toList)
	choose.Importance = widget.HighImportance
	e.start = kit.NewButton(words.Tr(words.StartPractice), func() { w.startPractice(nil) }, w.toList)
	mark, space, ask := kit.NewMark("drop"), kit.NewSpace(kit.Gap), kit.Paragraph(words.Tr(words.NoServer))
	e.extra = []fyne.CanvasObject{mark, space, ask}
	apart := layout.NewCustomPaddedHBoxLayout(kit.Gap)
	e.first = kit.Centred(
		mark, kit.CentredTitle(words.Tr(words.EmptyTitle)), kit.Paragraph(words.EmptyHint(list.OnMac)),
		container.New(apart, layout.NewSpacer(), choose, kit.NewButton(words.Tr(words.ChooseFolder), w.act.addFolder, w.toList), layout.NewSpacer()),
		space, ask,
		container.New(apart, layout.NewSpacer(), kit.NewButton(words.Tr(words.AddServer), w.addServer, w.toList),
			e.start, layout.NewSpacer()),
	)
	e.none = e.newNone()
	e.content = container.New(emptyLayout{e}, e.first, e.none)
	return e
}

// newNone is the page of a filter, a server or a search that shows nothing.
func (e *emptyState) newNone() *fyne.Container {
	w := e.w
	e.title = kit.NewTitle("", kit.TextHeading)
	e.title.Text.Alignment = fyne.TextAlignCenter
	e.hint = kit.Paragraph("")
	e.choose = kit.NewButton(words.Tr(words.ChooseFiles), w.act.addFiles, w.toList)
	e.choose.Importance = widget.HighImportance
	e.test = kit.NewButton("", w.act.testChosen, w.toList)
	e.all = kit.NewButton(words.Tr(words.ShowAll), w.showAll, w.toList)
	return kit.Centred(kit.NewMark("all"), e.title, e.hint,
		container.New(layout.NewCustomPaddedHBoxLayout(kit.Gap), layout.NewSpacer(), e.choose, e.test, e.all, layout.NewSpacer()))
}

// say puts the words and buttons that fit on the page of none.
func (e *emptyState) say() {
	said := e.w.model.Empty()
	e.title.Set(said.Title, theme.ColorNameForeground)
	e.hint.SetText(said.Hint)
	kit.Show(e.choose, said.New)
	kit.Show(e.test, said.New)
	kit.Show(e.all, len(e.w.model.Entries) > 0)
	if s, chosen := e.w.chosenServer(); chosen {
		e.test.SetText(words.TestNamedText(s.Name))
	}
}

// emptyLayout centres the text, and hides extras in a low window.
type emptyLayout struct{ e *emptyState }

func (emptyLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(0, 0) }

func (l emptyLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	const low = 340
	if news := l.e.w.status.news; news.Visible() && s.Height >= low {
		s.Height += newsHeight // a message that comes and goes must not move a button about to be clicked
	}
	for _, x := range l.e.extra {
		kit.Show(x, s.Height >= low)
	}
	for _, c := range o {
		kit.Place(c, 0, 0, s.Width, s.Height)
	}
}

func (e *emptyState) update() {
	m := e.w.model
	own := m.Server >= 0 && !m.ServerAt(m.Server).Practice // a server of the user's has a page of its own
	kit.Show(e.first, len(m.Entries) == 0 && !own)
	kit.Show(e.none, !e.first.Visible() && len(m.Shown) == 0)
	if e.none.Visible() {
		e.say()
	}
	kit.Show(e.content, len(m.Shown) == 0)
	if running := e.w.practice.URL != ""; running == e.start.Visible() {
		kit.Show(e.start, !running)
		e.first.Refresh()
	}
}

// showAll resets filter, server and search.
func (w *Window) showAll() {
	w.model.Filter = list.FilterAll
	w.model.SetServer(-1)
	w.toolbar.search.SetText("")
	w.refreshAll()
}

// startPractice starts the practice server and passes it to then, which may be nil.
func (w *Window) startPractice(then func(list.Server, error)) {
	w.host.StartPractice(func(s list.Server, err error) {
		if err != nil {
			w.Message(words.ErrorText(err))
		} else {
			w.practiceStarted(s)
		}
		if then != nil {
			then(w.practice, err)
		}
	})
}

// practiceStarted adds the practice server. It becomes the chosen one only while the list is empty: later that
// would hide uploads to other servers.
func (w *Window) practiceStarted(s list.Server) {
	w.practice = list.Server{Name: cmp.Or(s.Name, words.Tr(words.PracticeName)), URL: s.URL, Practice: true}
	w.serversChanged()
	if len(w.model.Entries) == 0 {
		w.model.SetServer(len(w.model.Servers) - 1)
		w.refreshAll()
	}
	w.news(words.Tr(words.PracticeIsUp))
}

// showAway shows the uploads to servers that do not answer, among all that wait.
func (w *Window) showAway() {
	id, ok := w.model.FirstAway()
	if !ok {
		return
	}
	w.model.Filter = list.FilterWaiting
	w.model.SetServer(-1)
	w.toolbar.search.SetText("")
	w.refreshAll()
	w.queue.GoTo(id)
	w.queue.Focus()
}

// showHidden shows all servers' failures, which the chosen server had hidden.
func (w *Window) showHidden() {
	f := list.FilterNeedsYou
	if w.model.Totals.Stuck > 0 {
		f = list.FilterFailed
	}
	w.model.Filter = f
	w.model.SetServer(-1)
	w.toolbar.search.SetText("")
	w.refreshAll()
	w.queue.Focus()
}
