package ui

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

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
