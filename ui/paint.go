package ui

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// area is a rectangle in a colour of the theme; it follows the theme when that changes.
type area struct {
	widget.BaseWidget
	name fyne.ThemeColorName
	min  fyne.Size
	rect *canvas.Rectangle
}

func newArea(n fyne.ThemeColorName) *area {
	a := &area{name: n, rect: canvas.NewRectangle(theme.Color(n))}
	a.ExtendBaseWidget(a)
	return a
}

// CreateRenderer makes the area's drawing.
func (a *area) CreateRenderer() fyne.WidgetRenderer { return (*areaRenderer)(a) }

type areaRenderer area

func (a *areaRenderer) Destroy()                     {}
func (a *areaRenderer) MinSize() fyne.Size           { return a.min }
func (a *areaRenderer) Layout(s fyne.Size)           { a.rect.Resize(s) }
func (a *areaRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{a.rect} }
func (a *areaRenderer) Refresh() {
	a.rect.FillColor = theme.Color(a.name)
	a.rect.Refresh()
}

// line is one line of words in a colour of the theme, shortened in the middle to the room it has.
type line struct {
	widget.BaseWidget
	words string
	tint  fyne.ThemeColorName
	text  *canvas.Text
}

func newLineOf(words string, size float32, tint fyne.ThemeColorName) *line {
	l := &line{words: words, tint: tint, text: canvas.NewText(words, theme.Color(tint))}
	l.text.TextSize = size
	l.ExtendBaseWidget(l)
	return l
}

func newTitle(words string, size float32) *line {
	l := newLineOf(words, size, theme.ColorNameForeground)
	l.text.TextStyle.Bold = true
	return l
}

// set changes the words and their colour.
func (l *line) set(words string, tint fyne.ThemeColorName) {
	if l.words == words && l.tint == tint {
		return
	}
	l.words, l.tint = words, tint
	l.Refresh()
}

// full is the width of all its words.
func (l *line) full() float32 { return textWidth(l.text, l.words) }

// CreateRenderer makes the line's drawing.
func (l *line) CreateRenderer() fyne.WidgetRenderer { return (*lineRenderer)(l) }

type lineRenderer line

func (l *lineRenderer) Destroy() {}
func (l *lineRenderer) MinSize() fyne.Size {
	return fyne.NewSize(0, fyne.MeasureText("Ag", l.text.TextSize, l.text.TextStyle).Height)
}
func (l *lineRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{l.text} }

func (l *lineRenderer) Layout(s fyne.Size) {
	h := l.MinSize().Height
	put(l.text, l.words, 0, (s.Height-h)/2, s.Width)
	if l.text.Alignment == fyne.TextAlignCenter {
		l.text.Move(fyne.NewPos((s.Width-l.text.Size().Width)/2, (s.Height-h)/2))
	}
}

func (l *lineRenderer) Refresh() {
	l.text.Color = theme.Color(l.tint)
	l.Layout((*line)(l).Size())
	canvas.Refresh((*line)(l))
}

// button is a widget.Button that Enter presses too, that hands Escape on, and that wears a ring while the
// keyboard is at it.
type button struct {
	widget.Button
	escape func()
	other  func(*fyne.KeyEvent)    // keys that are not the button's, nil = none
	seen   func(fyne.CanvasObject) // scrolls it into view; nil where nothing scrolls
	ring   *canvas.Rectangle
}

func newButton(text string, tapped, escape func()) *button {
	b := &button{escape: escape, ring: canvas.NewRectangle(nil)}
	b.ring.CornerRadius, b.ring.StrokeWidth = cornerSmall, ringWidth
	b.ring.Hide()
	b.Text, b.OnTapped = text, tapped
	b.ExtendBaseWidget(b)
	return b
}

// Tapped presses the button, once for a double click; e is nil if a key did.
func (b *button) Tapped(e *fyne.PointEvent) {
	if lastClick.counts(e, time.Now()) {
		b.Button.Tapped(e)
	}
}

// FocusGained shows the ring, and brings the button into sight.
func (b *button) FocusGained() {
	b.Button.FocusGained()
	show(b.ring, true)
	if b.seen != nil {
		b.seen(b)
	}
}

// FocusLost takes it away.
func (b *button) FocusLost() {
	b.Button.FocusLost()
	show(b.ring, false)
}

// CreateRenderer makes the button's drawing.
func (b *button) CreateRenderer() fyne.WidgetRenderer {
	r := &buttonRenderer{WidgetRenderer: b.Button.CreateRenderer(), b: b}
	r.paint()
	return r
}

type buttonRenderer struct {
	fyne.WidgetRenderer
	b       *button
	hadIcon bool
}

// MinSize leaves out the room that widget.Button keeps for an icon it has no longer.
func (r *buttonRenderer) MinSize() fyne.Size {
	size := r.WidgetRenderer.MinSize()
	if r.hadIcon && r.b.Icon == nil {
		size.Width -= r.b.Theme().Size(theme.SizeNameInlineIcon) + r.b.Theme().Size(theme.SizeNamePadding)
	}
	return size
}

func (r *buttonRenderer) Objects() []fyne.CanvasObject {
	return append(slices.Clone(r.WidgetRenderer.Objects()), r.b.ring)
}

func (r *buttonRenderer) Layout(s fyne.Size) {
	r.WidgetRenderer.Layout(s)
	place(r.b.ring, 0, 0, s.Width, s.Height)
}

// paint gives the ring a colour that can be seen on the button's own.
func (r *buttonRenderer) paint() {
	r.hadIcon = r.hadIcon || r.b.Icon != nil
	r.b.ring.StrokeColor = theme.Color(theme.ColorNamePrimary)
	if r.b.Importance == widget.HighImportance || r.b.Importance == widget.DangerImportance {
		r.b.ring.StrokeColor = theme.Color(theme.ColorNameForeground)
	}
}

func (r *buttonRenderer) Refresh() {
	r.paint()
	r.WidgetRenderer.Refresh()
}

// TypedKey presses the button with Enter.
func (b *button) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		if !b.Disabled() {
			b.OnTapped()
		}
	case fyne.KeyEscape:
		b.escape()
	default:
		b.Button.TypedKey(e)
		if b.other != nil {
			b.other(e)
		}
	}
}

// choiceField is a widget.SelectEntry that lets go on Escape.
type choiceField struct {
	widget.SelectEntry
	escape func()
	seen   func(fyne.CanvasObject) // scrolls it into view; nil where nothing scrolls
	paste  func(text string) bool  // takes what is pasted instead of the field, if it says so; nil = never
}

func newChoiceField(options []string, escape func()) *choiceField {
	f := &choiceField{escape: escape}
	f.ExtendBaseWidget(f)
	f.SetOptions(options)
	return f
}

// FocusGained brings the field into sight.
func (f *choiceField) FocusGained() {
	f.SelectEntry.FocusGained()
	if f.seen != nil {
		f.seen(f)
	}
}

// TypedKey hands Escape on.
func (f *choiceField) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyEscape {
		f.escape()
		return
	}
	f.SelectEntry.TypedKey(e)
}

// TypedShortcut lets what is pasted go elsewhere.
func (f *choiceField) TypedShortcut(s fyne.Shortcut) {
	if p, ok := s.(*fyne.ShortcutPaste); ok && f.paste != nil && f.paste(p.Clipboard.Content()) {
		return
	}
	f.SelectEntry.TypedShortcut(pastingOneLine(s))
}

// field is an entry that lets go on Escape.
type field struct {
	widget.Entry
	escape func()
	other  func(*fyne.KeyEvent)    // keys that are not the entry's, nil = none
	seen   func(fyne.CanvasObject) // scrolls it into view; nil where nothing scrolls

	shortcut func(*desktop.CustomShortcut) // of the window, which a focused entry keeps them from; nil in sheets
}

func newField(hint string, escape func()) *field {
	f := &field{escape: escape}
	f.PlaceHolder = hint
	f.ExtendBaseWidget(f)
	return f
}

// FocusGained brings the field into sight.
func (f *field) FocusGained() {
	f.Entry.FocusGained()
	if f.seen != nil {
		f.seen(f)
	}
}

// TypedShortcut pastes one line, and hands the window's shortcuts on.
func (f *field) TypedShortcut(s fyne.Shortcut) {
	f.Entry.TypedShortcut(pastingOneLine(s))
	if c, ok := s.(*desktop.CustomShortcut); ok && f.shortcut != nil {
		f.shortcut(c)
	}
}

// TypedKey hands Escape on.
func (f *field) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyEscape {
		f.escape()
		return
	}
	f.Entry.TypedKey(e)
	if f.other != nil {
		f.other(e)
	}
}
