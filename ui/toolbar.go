package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
	"github.com/google/uuid"

	"sendoff/ui/kit"
	"sendoff/ui/rows"
	"sendoff/ui/sheets"
	"sendoff/ui/words"
)

// toolbar is the top of the window: one line, or two if it is narrow.
type toolbar struct {
	w       *Window
	content *fyne.Container
	buttons *fyne.Container

	files, folder                 *kit.Button
	pause, resume, cancel, retry  *kit.Button
	settings, help                *kit.Button
	choose                        *kit.Button // filter and server, in one column
	search                        *kit.Field
	narrow                        bool
	brief                         bool                   // the retry button has its short label
	failed                        bool                   // retry applies to all failed uploads
	words                         map[*kit.Button]string // full labels
	bare                          map[*kit.Button]bool   // buttons reduced to their icons
	cancelMarks                   map[bool]*kit.Icon     // by whether the button is disabled
	pauseIDs, resumeIDs, retryIDs []uuid.UUID
}

func newToolbar(w *Window) *toolbar {
	t := &toolbar{w: w, words: map[*kit.Button]string{}, bare: map[*kit.Button]bool{}}
	t.files = kit.NewButton(words.Tr(words.AddFiles), w.act.addFiles, w.toList)
	t.files.Icon, t.files.Importance = theme.ContentAddIcon(), widget.HighImportance
	t.folder = kit.NewButton(words.Tr(words.AddFolder), w.act.addFolder, w.toList)
	t.pause = kit.NewButton(words.Tr(words.PauseAll), func() { w.act.pause(t.pauseIDs) }, w.toList)
	t.resume = kit.NewButton(words.Tr(words.ResumeAll), func() { w.act.run(t.resumeIDs) }, w.toList)
	t.cancel = kit.NewButton(words.Tr(words.Cancel), w.act.CancelSelected, w.toList)
	t.retry = kit.NewButton(words.RetryFailedText(0, false), func() { w.act.retry(t.retryIDs) }, w.toList)
	t.settings = kit.NewButton(words.Tr(words.Settings), w.openSettings, w.toList)
	t.help = kit.NewButton("", func() { sheets.Help(w.act) }, w.toList)
	t.help.Icon, t.help.Name = theme.HelpIcon(), words.Tr(words.Help)
	t.choose = kit.NewButton("", t.chooseMenu, w.toList)
	t.choose.Icon = theme.MenuDropDownIcon()
	t.choose.IconPlacement = widget.ButtonIconTrailingText
	t.search = kit.NewField(words.Tr(words.Search), func() { t.search.SetText(""); w.queue.Focus() })
	t.search.Shortcut = w.act.Shortcut
	t.search.OnChanged = func(s string) { w.model.SetSearch(s); w.refreshAll() }
	t.cancelMarks = map[bool]*kit.Icon{
		false: kit.NewIcon(rows.MarkCancel, theme.ColorNameForeground), true: kit.NewIcon(rows.MarkCancel, theme.ColorNameDisabled),
	}
	t.words[t.folder], t.words[t.settings] = words.Tr(words.AddFolder), words.Tr(words.Settings)
	for _, b := range []*kit.Button{t.files, t.folder, t.pause, t.resume, t.cancel, t.retry, t.choose, t.settings, t.help} {
		b.Other = w.functionKey
	}
	t.search.Other = t.fromSearch
	t.buttons = container.New(t, t.files, t.folder, t.pause, t.resume, t.cancel, t.retry, t.choose, t.search, t.settings, t.help)
	t.content = container.New(kit.Edged{Edge: kit.EdgeBottom}, kit.Backed(kit.ColorSide, t.buttons), kit.NewHairline())
	return t
}

// fromSearch moves the focus from the search to its results.
func (t *toolbar) fromSearch(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyDown, fyne.KeyReturn, fyne.KeyEnter:
		t.w.toList()
	default:
		t.w.functionKey(e)
	}
}

// update enables the tools that apply to the selection.
func (t *toolbar) update() {
	b := t.w.model.Live()
	t.pauseIDs, t.resumeIDs, t.retryIDs, t.failed = b.Pause, b.Resume, b.Retry, b.Failed
	before := t.said()
	t.label(t.pause, map[bool]string{true: words.Tr(words.PauseAll), false: words.Tr(words.Pause)}[b.All], len(b.Pause) > 0)
	t.label(t.resume, map[bool]string{true: words.Tr(words.ResumeAll), false: words.Tr(words.Resume)}[b.All], len(b.Resume) > 0)
	t.label(t.cancel, words.Tr(words.Cancel), len(b.Cancel) > 0)
	t.labelRetry()
	t.label(t.choose, t.w.side.choice(), true)
	if before != t.said() {
		t.setRoom(t.narrow, t.buttons.Size().Width)
		t.Layout(nil, t.buttons.Size())
	}
}

// said is what determines the tools' widths.
func (t *toolbar) said() string {
	return t.words[t.pause] + t.words[t.resume] + t.words[t.retry] + t.words[t.choose]
}

func (t *toolbar) label(b *kit.Button, text string, live bool) {
	t.words[b] = text
	switch {
	case live && b.Disabled():
		b.Enable()
	case !live && !b.Disabled():
		b.Disable()
	}
	t.setLabel(b)
}

// setLabel gives a button its label, or its icon alone.
func (t *toolbar) setLabel(b *kit.Button) {
	text, icon := t.words[b], b.Icon
	if t.bare[b] {
		text, icon, b.Name = "", t.mark(b), t.words[b]
	} else if t.mark(b) != nil {
		icon = nil
	}
	if b.Text != text || b.Icon != icon {
		b.Text, b.Icon = text, icon
		b.Refresh()
	}
}

// mark is the icon in place of a button's label if there is no room; nil = the label stays.
func (t *toolbar) mark(b *kit.Button) fyne.Resource {
	switch b {
	case t.folder:
		return theme.FolderNewIcon()
	case t.settings:
		return theme.SettingsIcon()
	case t.pause:
		return theme.MediaPauseIcon()
	case t.resume:
		return theme.MediaPlayIcon()
	case t.cancel:
		return t.cancelMarks[t.cancel.Disabled()]
	case t.retry:
		return theme.ViewRefreshIcon()
	}
	return nil
}

// setRoom fits the tools into a width: labels that do not fit are replaced by icons.
func (t *toolbar) setRoom(narrow bool, width float32) {
	t.narrow, t.brief = narrow, false
	t.labelRetry()
	t.brief = narrow || t.wordedLine() > width
	t.labelRetry()
	t.setBare(t.bareEnds(width), t.folder, t.settings)
	t.setBare(narrow && t.worded(t.choose, t.pause, t.resume, t.cancel, t.retry) > width,
		t.pause, t.resume, t.cancel, t.retry)
}

// wordedLine is the width of one line with all labels.
func (t *toolbar) wordedLine() float32 {
	return t.worded(t.files, t.folder, t.pause, t.resume, t.cancel, t.retry, t.settings) + helpRoom + searchWidth + 4*kit.Gap
}

// bareEnds reports whether the two least needed buttons lose their labels: they do if that saves a line, or leaves
// room for the search.
func (t *toolbar) bareEnds(width float32) bool {
	if t.worded(t.files, t.folder, t.settings)+helpRoom+minSearch > width {
		return true
	}
	line := t.wordedLine()
	return !t.narrow && line > width && line-t.saved() <= width
}

// saved is the width that these two buttons save without labels.
func (t *toolbar) saved() float32 {
	return t.wordedWidth(t.folder) + t.wordedWidth(t.settings) - 2*toolHeight
}

func (t *toolbar) labelRetry() {
	t.label(t.retry, words.RetryFailedText(len(t.retryIDs), t.brief || !t.failed), len(t.retryIDs) > 0)
}

func (t *toolbar) setBare(bare bool, list ...*kit.Button) {
	for _, b := range list {
		t.bare[b] = bare
		t.setLabel(b)
	}
}

// worded is the width of a line of buttons with labels.
func (t *toolbar) worded(list ...*kit.Button) float32 {
	w := 2*toolPad - kit.Gap
	for _, b := range list {
		w += t.wordedWidth(b) + kit.Gap
	}
	return w
}

// wordedWidth is a button's width with the longest label it ever has, so that tools do not move when the selection
// changes.
func (t *toolbar) wordedWidth(b *kit.Button) float32 {
	said := t.words[b]
	switch b {
	case t.pause:
		said = words.Tr(words.PauseAll)
	case t.resume:
		said = words.Tr(words.ResumeAll)
	}
	if said == "" || b.Text == said {
		return b.MinSize().Width
	}
	return widget.NewButton(said, nil).MinSize().Width
}

const (
	toolHeight  float32 = 36
	toolPad     float32 = 10
	searchWidth float32 = 200
	minSearch   float32 = 140
	helpRoom            = toolHeight + kit.Gap
)

// height is that of 1 or 2 lines.
func (t *toolbar) height(width float32) float32 {
	if t.narrow || t.oneLine() > width {
		return 2*toolHeight + 3*toolPad
	}
	return toolHeight + 2*toolPad
}

func (t *toolbar) first() []*kit.Button { return []*kit.Button{t.files, t.folder} }
func (t *toolbar) second() []*kit.Button {
	return []*kit.Button{t.pause, t.resume, t.cancel, t.retry}
}

// oneLine is the width of one line with the current labels.
func (t *toolbar) oneLine() float32 {
	if t.bare[t.folder] {
		return t.wordedLine() - t.saved()
	}
	return t.wordedLine()
}

// MinSize is 0: the window sets the size.
func (t *toolbar) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(0, toolHeight+2*toolPad)
}

// Layout puts the tools on one or two lines.
func (t *toolbar) Layout(_ []fyne.CanvasObject, s fyne.Size) {
	x := t.flow(t.first(), toolPad, toolPad)
	right := s.Width - toolPad - toolHeight
	kit.Place(t.help, right, toolPad, toolHeight, toolHeight)
	right -= kit.Gap + t.settings.MinSize().Width
	kit.Place(t.settings, right, toolPad, t.settings.MinSize().Width, toolHeight)
	right -= kit.Gap
	kit.Show(t.choose, t.narrow)
	kit.Show(t.retry, true)
	if t.height(s.Width) > toolHeight+2*toolPad {
		kit.Place(t.search, x+kit.Gap, toolPad, right-x-kit.Gap, toolHeight)
		t.secondLine(s.Width)
		return
	}
	kit.Place(t.search, right-searchWidth, toolPad, searchWidth, toolHeight)
	t.flow(t.second(), x+2*kit.Gap, toolPad)
}

func (t *toolbar) secondLine(width float32) {
	x, y := toolPad, 2*toolPad+toolHeight
	if t.narrow {
		w := t.choose.MinSize().Width
		kit.Place(t.choose, x, y, w, toolHeight)
		x += w + kit.Gap
	}
	kit.Show(t.retry, t.flow(t.second(), x, y) <= width)
}

// flow puts tools side by side and returns where the next would begin. Each has the room of its longest label, so that
// none moves when the selection changes.
func (t *toolbar) flow(list []*kit.Button, x, y float32) float32 {
	for _, b := range list {
		w := t.wordedWidth(b)
		if t.bare[b] {
			w = b.MinSize().Width
		}
		kit.Place(b, x, y, w, toolHeight)
		x += w + kit.Gap
	}
	return x
}

// chooseMenu offers what the side column offers, in its absence.
func (t *toolbar) chooseMenu() {
	d := fyne.CurrentApp().Driver()
	at := d.AbsolutePositionForObject(t.choose).AddXY(0, toolHeight)
	kit.ShowMenu(t.w.win.Canvas(), t.w.side.menu(), at)
}
