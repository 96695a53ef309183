package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// sheet is a dialog inside the window. One is open at a time.
type sheet struct {
	w       *Window
	pop     *widget.PopUp
	want    fyne.Size // height 0 = as little as its content needs
	onClose func()
	enter   func() // what Enter does while nothing in it has the keyboard, nil = nothing
	buttons *buttonLines
}

// sheetParts make a sheet.
type sheetParts struct {
	title   *line
	body    fyne.CanvasObject
	buttons []fyne.CanvasObject // from left to right
	want    fyne.Size
	enter   func() // what Enter does while nothing in it has the keyboard, nil = nothing
	onClose func() // called when it goes, however it goes
}

// openSheet shows a sheet in place of the one that is open.
func (w *Window) openSheet(p sheetParts) *sheet {
	if w.sheet != nil {
		w.sheet.dismiss()
	}
	s := &sheet{w: w, want: p.want, enter: p.enter, onClose: p.onClose}
	s.buttons = &buttonLines{}
	row := container.New(s.buttons, p.buttons...)
	content := container.NewBorder(
		container.New(layout.NewCustomPaddedLayout(0, gap, 0, 0), p.title),
		container.New(layout.NewCustomPaddedLayout(rowPad, 0, 0, 0), row), nil, nil, p.body)
	s.pop = widget.NewModalPopUp(container.New(padding{rowPad}, content), w.win.Canvas())
	w.sheet = s
	s.fit()
	s.pop.Show()
	s.fit()
	return s
}

// fit keeps the sheet inside the window.
func (s *sheet) fit() {
	room := s.w.win.Canvas().Size().SubtractWidthHeight(4*gap, 4*gap)
	s.buttons.room = min(max(s.want.Width, s.pop.MinSize().Width), room.Width) - 2*rowPad
	least := s.pop.MinSize()
	size := fyne.NewSize(max(s.want.Width, least.Width), max(s.want.Height, least.Height))
	size = fyne.NewSize(min(size.Width, room.Width), min(size.Height, room.Height))
	s.pop.Resize(size)
	whole := s.w.win.Canvas().Size()
	s.pop.Move(fyne.NewPos((whole.Width-size.Width)/2, (whole.Height-size.Height)/2)) // the window may have another size than when it opened
}

func (s *sheet) dismiss() {
	if s.w.sheet != s {
		return
	}
	s.w.sheet = nil
	s.pop.Hide()
	if s.onClose != nil {
		s.onClose()
	}
	s.w.queue.focus()
}

// key is pressed while nothing in the sheet has the keyboard: after a click beside its fields.
func (s *sheet) key(e *fyne.KeyEvent) {
	if (e.Name == fyne.KeyReturn || e.Name == fyne.KeyEnter) && s.enter != nil {
		s.enter()
	}
}

// question asks before something that cannot be taken back.
type question struct {
	title, body, no, yes string
	then                 func()
}

// confirm asks. The keyboard is on yes: the user has just asked for it; Escape means no.
func (w *Window) confirm(q question) {
	var s *sheet
	leave := func() { s.dismiss() }
	yes := newButton(q.yes, func() { leave(); q.then() }, leave)
	yes.Importance = widget.DangerImportance
	no := newButton(q.no, leave, leave)
	body := widget.NewLabel(q.body)
	body.Wrapping = fyne.TextWrapWord
	s = w.openSheet(sheetParts{
		title: newTitle(q.title, textHeading), body: flush(body),
		buttons: []fyne.CanvasObject{no, yes}, want: fyne.NewSize(440, 0), enter: yes.OnTapped,
	})
	w.win.Canvas().Focus(yes)
}

// flush takes away the space that a label keeps at its left, so that its words begin where titles do.
func flush(label fyne.CanvasObject) fyne.CanvasObject {
	return container.New(layout.NewCustomPaddedLayout(0, 0, -gap, 0), label)
}

// labelled puts a caption above an input.
func labelled(caption string, input fyne.CanvasObject) fyne.CanvasObject {
	return container.New(layout.NewCustomPaddedVBoxLayout(4), newLineOf(caption, textSmall, colorMuted), input)
}

// emptyState stands where the list would be when there is nothing in it.
type emptyState struct {
	w       *Window
	content *fyne.Container
	first   *fyne.Container     // there are no uploads at all
	none    *fyne.Container     // none fits
	extra   []fyne.CanvasObject // what goes first where there is little room
}

func newEmptyState(w *Window) *emptyState {
	e := &emptyState{w: w}
	choose := newButton(tr(textChooseFiles), w.act.addFiles, w.toList)
	choose.Importance = widget.HighImportance
	mark, space, ask := newMark("drop"), spaceOf(gap), paragraph(tr(textNoServer))
	e.extra = []fyne.CanvasObject{mark, space, ask}
	e.first = centred(
		mark, title(tr(textEmptyTitle)), paragraph(tr(textEmptyHint)),
		container.NewHBox(layout.NewSpacer(), choose, newButton(tr(textChooseFolder), w.act.addFolder, w.toList), layout.NewSpacer()),
		space, ask,
		container.NewHBox(layout.NewSpacer(), newButton(tr(textAddServer), w.addServer, w.toList),
			newButton(tr(textStartPractice), func() { w.startPractice(nil) }, w.toList), layout.NewSpacer()),
	)
	all := newButton(tr(textShowAll), w.showAll, w.toList)
	e.none = centred(newMark("all"), title(tr(textNoMatch)), paragraph(tr(textNoMatchHint)),
		container.NewHBox(layout.NewSpacer(), all, layout.NewSpacer()))
	e.content = container.New(emptyLayout{e}, e.first, e.none)
	return e
}

// emptyLayout centres the words, and leaves out what is not needed in a low window.
type emptyLayout struct{ e *emptyState }

func (emptyLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(0, 0) }

func (l emptyLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	const low = 340
	for _, x := range l.e.extra {
		show(x, s.Height >= low)
	}
	for _, c := range o {
		place(c, 0, 0, s.Width, s.Height)
	}
}

func centred(o ...fyne.CanvasObject) *fyne.Container {
	return container.NewCenter(container.New(columnOf{440}, container.New(layout.NewCustomPaddedVBoxLayout(rowPad), o...)))
}

// columnOf is a layout of a fixed width.
type columnOf struct{ width float32 }

func (c columnOf) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(c.width, o[0].MinSize().Height)
}

func (c columnOf) Layout(o []fyne.CanvasObject, s fyne.Size) { o[0].Resize(s) }

func title(text string) fyne.CanvasObject {
	l := newTitle(text, textHeading)
	l.text.Alignment = fyne.TextAlignCenter
	return l
}

func paragraph(text string) fyne.CanvasObject {
	l := widget.NewLabel(text)
	l.Alignment, l.Wrapping = fyne.TextAlignCenter, fyne.TextWrapWord
	return l
}

func spaceOf(h float32) fyne.CanvasObject {
	a := newArea(theme.ColorNameBackground)
	a.min = fyne.NewSize(1, h)
	return a
}

func newMark(name string) fyne.CanvasObject {
	i := widget.NewIcon(newIcon(name, theme.ColorNamePrimary))
	return container.NewCenter(container.NewGridWrap(fyne.NewSquareSize(48), i))
}

func (e *emptyState) update() {
	m := e.w.model
	show(e.first, len(m.entries) == 0)
	show(e.none, len(m.entries) > 0 && len(m.shown) == 0)
	show(e.content, len(m.shown) == 0)
}

// showAll takes filter, server and search away.
func (w *Window) showAll() {
	w.model.filter = filterAll
	w.model.setServer(-1)
	w.toolbar.search.SetText("")
	w.refreshAll()
}

// startPractice starts the practice server and chooses it; then, which may be nil, gets it.
func (w *Window) startPractice(then func(Server, error)) {
	w.host.StartPractice(func(s Server, err error) {
		if err != nil {
			w.Message(ErrorText(err))
		} else {
			w.practiceStarted(s)
		}
		if then != nil {
			then(w.practice, err)
		}
	})
}

func (w *Window) practiceStarted(s Server) {
	w.practice = Server{Name: orName(s.Name, tr(textPracticeName)), URL: s.URL, Practice: true}
	w.serversChanged()
	w.model.setServer(len(w.model.servers) - 1)
	w.refreshAll()
	w.news(tr(textPracticeIsUp))
}

func orName(name, other string) string {
	if name == "" {
		return other
	}
	return name
}
