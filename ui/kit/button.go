package kit

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Button is a widget.Button with three additions: Enter presses it, Escape goes to a callback, and a ring marks it
// while it has the keyboard focus.
type Button struct {
	widget.Button
	Escape func()
	Other  func(*fyne.KeyEvent)    // handles keys that the button does not use, nil = none
	Seen   func(fyne.CanvasObject) // scrolls the button into view; nil where nothing scrolls
	Name   string                  // what a screen reader reads where only an icon is shown
	ring   *canvas.Rectangle
}

// NewButton makes a button. escape is called for Escape while the button has the keyboard focus.
func NewButton(text string, tapped, escape func()) *Button {
	b := &Button{Escape: escape, ring: canvas.NewRectangle(nil)}
	b.ring.CornerRadius, b.ring.StrokeWidth = CornerSmall, RingWidth
	b.ring.Hide()
	b.Text, b.OnTapped = text, tapped
	b.ExtendBaseWidget(b)
	return b
}

// Tapped presses the button, once for a double click. e is nil if a key pressed it.
func (b *Button) Tapped(e *fyne.PointEvent) {
	if lastClick.counts(e, time.Now()) {
		b.Button.Tapped(e)
	}
}

// FocusGained shows the ring and scrolls the button into view.
func (b *Button) FocusGained() {
	b.Button.FocusGained()
	Show(b.ring, true)
	if b.Seen != nil {
		b.Seen(b)
	}
}

// FocusLost hides the ring.
func (b *Button) FocusLost() {
	b.Button.FocusLost()
	Show(b.ring, false)
}

// CreateRenderer makes the button's drawing.
func (b *Button) CreateRenderer() fyne.WidgetRenderer {
	r := &buttonRenderer{WidgetRenderer: b.Button.CreateRenderer(), b: b}
	r.paint()
	return r
}

type buttonRenderer struct {
	fyne.WidgetRenderer
	b       *Button
	hadIcon bool
}

// MinSize leaves out the room that widget.Button still reserves for an icon it no longer has.
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
	Place(r.b.ring, 0, 0, s.Width, s.Height)
}

// paint picks a ring colour that stands out from the button's own.
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
func (b *Button) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		if !b.Disabled() {
			b.OnTapped()
		}
	case fyne.KeyEscape:
		b.Escape()
	default:
		b.Button.TypedKey(e)
		if b.Other != nil {
			b.Other(e)
		}
	}
}
