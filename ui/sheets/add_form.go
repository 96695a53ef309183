package sheets

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"

	"sendoff/transfer/cards"
	"sendoff/ui/kit"
	"sendoff/ui/list"
	"sendoff/ui/words"
)

// addForm is the part of the add sheet that sets how files are sent.
type addForm struct {
	naming  *kit.ChoiceField
	folders *kit.Segmented
	where   *fyne.Container // the folder choice with its caption
	hint    *kit.TextLine
	hintRow *fyne.Container
	atOnce  *kit.CheckBox
	reply   *kit.CheckBox
	aside   *kit.CheckBox // visible if something was left out
	content *fyne.Container
	scroll  *container.Scroll // the content, where the window is too low for it
	twins   int               // files that would get another one's name
	open    bool              // visible in place of the files, where only one of them fits
}

func newAddForm(s *addSheet) *addForm {
	f := &addForm{}
	f.naming = kit.NewChoiceField(list.TemplateExamples, s.dismiss)
	f.naming.SetText(cards.DefaultTemplate)
	f.naming.OnChanged = func(string) { s.addressChanged() }
	f.folders = kit.NewSegmented([]string{words.Tr(words.Flatten), words.Tr(words.KeepPaths)}, func(int) { f.showHint(); s.addressChanged() }, s.dismiss)
	f.where = kit.Labelled(words.Tr(words.FoldersLabel), f.folders).(*fyne.Container)
	f.where.Hide()
	f.hint = kit.NewTextLine(words.Tr(words.NameFields), kit.TextSmall, kit.ColorMuted)
	f.hintRow = container.New(layout.NewCustomPaddedLayout(2, 0, 0, 0), f.hint)
	f.atOnce = kit.NewCheckBox(words.Tr(words.AtOnce), false, s.dismiss)
	f.reply = kit.NewCheckBox(words.Tr(words.WantReply), false, s.dismiss)
	f.reply.OnChanged = func(bool) { s.addressChanged() } // where to save it only matters with it
	f.aside = kit.NewCheckBox("", false, s.dismiss)
	f.aside.OnChanged = func(bool) { s.searchAgain() }
	f.aside.Hide()
	f.content = container.New(layout.NewCustomPaddedVBoxLayout(2),
		container.New(sideBySide{}, kit.Labelled(words.Tr(words.NameThere), f.naming), f.where), f.hintRow,
		kit.Flush(container.New(layout.NewCustomPaddedVBoxLayout(0), f.aside, f.reply, f.atOnce)))
	f.scroll = container.NewVScroll(container.New(layout.NewCustomPaddedLayout(0, 0, kit.Gap, kit.Gap), f.content))
	seen := func(o fyne.CanvasObject) { kit.BringIn(f.scroll, o) }
	f.naming.Seen, f.reply.In.Seen, f.atOnce.In.Seen, f.aside.In.Seen = seen, seen, seen, seen
	return f
}

// sideBySide gives two objects half of the width each, or stacks them if that is too narrow. A hidden one leaves
// its room to the other.
type sideBySide struct{}

const besideFrom float32 = 520

func (sideBySide) MinSize(o []fyne.CanvasObject) fyne.Size {
	height := o[0].MinSize().Height
	if o[1].Visible() {
		height = max(height, o[1].MinSize().Height)
	}
	return fyne.NewSize(200, height)
}

func (sideBySide) Layout(o []fyne.CanvasObject, s fyne.Size) {
	if !o[1].Visible() {
		kit.Place(o[0], 0, 0, s.Width, s.Height)
		return
	}
	right := min(o[1].MinSize().Width, s.Width/2)
	if s.Width >= besideFrom {
		right = s.Width * 0.42
	}
	kit.Place(o[0], 0, 0, s.Width-right-kit.Pad, s.Height)
	kit.Place(o[1], s.Width-right, 0, right, s.Height)
}

func (f *addForm) keep() bool { return f.folders.At == 1 }

func (f *addForm) setKeep(on bool) {
	f.folders.Choose(0)
	if on {
		f.folders.Choose(1)
	}
	f.showHint()
}

// showFolders shows the choice if there are folders.
func (f *addForm) showFolders(on bool) {
	if f.where.Visible() != on {
		kit.Show(f.where, on)
		f.content.Refresh()
	}
	f.showHint()
}

// offerAside offers to add what was left out. The offer stays once taken.
func (f *addForm) offerAside(n int) {
	text := words.AsideText(n)
	if f.aside.Checked {
		n, text = 1, words.Tr(words.Aside)
	}
	if f.aside.Text != text {
		f.aside.SetText(text)
	}
	if f.aside.Visible() != (n > 0) {
		kit.Show(f.aside, n > 0)
		f.content.Refresh()
	}
}

// showHint explains the template's placeholders, or what keeping paths needs on the server, or warns of files left
// out for their names.
func (f *addForm) showHint() {
	text, tint := words.Tr(words.NameFields), kit.ColorMuted
	switch {
	case f.keep() && f.where.Visible():
		text = words.Tr(words.FoldersHint)
	case f.twins > 0:
		text, tint = words.TwinsText(f.twins), theme.ColorNameWarning
	}
	f.hint.Set(text, tint)
}

// set fills the form with a habit.
func (f *addForm) set(h list.Habit) {
	name := h.Name
	if name == "" {
		name = cards.DefaultTemplate
	}
	f.naming.SetText(name)
	f.setKeep(h.KeepFolders)
	f.atOnce.SetChecked(h.AtOnce)
	f.reply.SetChecked(h.Reply)
}

// habit reads the form.
func (f *addForm) habit() list.Habit {
	h := list.Habit{Name: strings.TrimSpace(f.naming.Text), KeepFolders: f.keep(), AtOnce: f.atOnce.Checked, Reply: f.reply.Checked}
	if h.Name == cards.DefaultTemplate {
		h.Name = ""
	}
	return h
}

// body lays the sheet out: all of it if it fits, else either the files or the options.
func (s *addSheet) body() fyne.CanvasObject {
	head := container.New(layout.NewCustomPaddedVBoxLayout(2), kit.Labelled(words.Tr(words.UploadTo), s.to), kit.Flush(s.preview))
	files := container.NewBorder(kit.NewHairline(), kit.NewHairline(), nil, nil, container.NewStack(s.list, container.NewVBox(s.nothing)))
	s.area = container.New(addLayout{s}, head, s.form.scroll, files)
	return s.area
}

// turn switches between options and files.
func (s *addSheet) turn() {
	s.form.open = !s.form.open
	text := words.Tr(words.Options)
	if s.form.open {
		text = words.Tr(words.FilesList)
	}
	s.options.SetText(text)
	s.sheet.Refresh()
}

// addLayout is the layout of the add sheet: destination, options, files.
type addLayout struct{ s *addSheet }

const lowSheet float32 = 330 // below this height: files or options

// At most this many lines of preview; a longer one is shortened in the middle.
const (
	previewLines    = 5
	previewLinesLow = 3
)

// headHeight fits the preview into a width and returns the height of the head. A label knows its number of lines
// only once it has its width.
func (l addLayout) headHeight(head fyne.CanvasObject, width float32, lines int) float32 {
	p := l.s.preview
	room := float32(lines) * (width - 2*kit.Gap) // a line may end one character early
	share := room / max(fyne.MeasureText(l.s.whole, kit.TextSmall, fyne.TextStyle{}).Width, 1)
	if text := words.Shorten(l.s.whole, int(share*float32(len([]rune(l.s.whole))))); text != p.Text {
		p.SetText(text)
	}
	head.Resize(fyne.NewSize(width, head.MinSize().Height))
	return head.MinSize().Height
}

func (addLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(300, 100) }

func (l addLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	head, form, files := o[0], o[1], o[2]
	low := size.Height < lowSheet
	kit.Show(l.s.options, low)
	kit.Show(form, !low || l.s.form.open)
	kit.Show(files, !low || !l.s.form.open)
	lines := previewLines
	switch {
	case low && l.s.form.open:
		lines = 1
	case low:
		lines = previewLinesLow
	}
	y := l.headHeight(head, size.Width, lines)
	kit.Place(head, 0, 0, size.Width, y)
	if form.Visible() {
		hint, content := l.s.form.hintRow, l.s.form.content
		kit.Show(hint, true)
		kit.Show(hint, !low || content.MinSize().Height <= size.Height-y) // hidden first where it is tight
		h := min(content.MinSize().Height, size.Height-y+kit.Gap)         // the last box keeps some room below it
		kit.Place(form, -kit.Gap, y, size.Width+2*kit.Gap, h)             // the scroller would cut off the focus rings
		y += h + kit.Gap
	}
	if files.Visible() {
		kit.Place(files, 0, y, size.Width, size.Height-y)
	}
}
