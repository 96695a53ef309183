package ui

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// pill is the small button of rows and bars. Unlike widget.Button it stays out of the keyboard's order,
// so that Tab does not visit every row, and it never changes its row's layout.
type pill struct {
	widget.BaseWidget
	text    string
	mark    string // name of its icon, "" = none
	bare    bool   // no words: the mark stands alone
	hovered bool
	ring    bool // the keyboard is here
	tapped  func()
	guard   func() bool // whether a click counts; nil = always. Keys always do

	face  *canvas.Rectangle
	icon  *canvas.Image
	label *canvas.Text
}

func newPill(mark, text string, tapped func()) *pill {
	p := &pill{tapped: tapped, face: canvas.NewRectangle(nil), icon: &canvas.Image{FillMode: canvas.ImageFillContain}, label: canvas.NewText(text, nil)}
	p.face.CornerRadius, p.face.StrokeWidth = cornerSmall, 1
	p.label.TextSize = textSmall
	p.text, p.mark = text, mark
	p.ExtendBaseWidget(p)
	p.paint()
	return p
}

// set changes what it says and does.
func (p *pill) set(mark, text string, tapped func()) {
	p.tapped = tapped
	if p.mark == mark && p.text == text {
		return
	}
	p.mark, p.text = mark, text
	p.Refresh()
}

func (p *pill) setBare(bare bool) {
	if p.bare != bare {
		p.bare = bare
		p.Refresh()
	}
}

func (p *pill) setRing(on bool) {
	if p.ring != on {
		p.ring = on
		p.Refresh()
	}
}

func (p *pill) paint() {
	p.face.StrokeColor, p.face.StrokeWidth = theme.Color(colorOutline), 1
	if p.ring {
		p.face.StrokeColor, p.face.StrokeWidth = theme.Color(theme.ColorNamePrimary), ringWidth
	}
	p.face.FillColor = theme.Color(theme.ColorNameBackground)
	if p.hovered {
		p.face.FillColor = theme.Color(theme.ColorNameButton)
	}
	p.label.Color, p.label.Text = theme.Color(theme.ColorNameForeground), p.text
	if p.mark != "" {
		setIcon(p.icon, p.mark, theme.ColorNameForeground)
	}
	show(p.icon, p.mark != "")
	show(p.label, !p.bare || p.mark == "")
}

// width is what it needs for its mark and words.
func (p *pill) width() float32 {
	if p.mark != "" && p.bare {
		return pillHeight
	}
	if p.mark == "" {
		return 2*pillPad + textWidth(p.label, p.text)
	}
	return p.widthOf(p.text)
}

// widthOf is what it would need for other words, beside a mark.
func (p *pill) widthOf(words string) float32 {
	return 2*pillPad + pillIcon + gap/2 - pillPad/3 + textWidth(p.label, words)
}

const pillIcon float32 = 14

// Tapped presses the button; e is nil if a key did.
func (p *pill) Tapped(e *fyne.PointEvent) {
	if !lastClick.counts(e, time.Now()) || e != nil && p.guard != nil && !p.guard() {
		return
	}
	if p.tapped != nil {
		p.tapped()
	}
}

func (p *pill) MouseIn(*desktop.MouseEvent)    { p.hovered = true; p.Refresh() }
func (p *pill) MouseMoved(*desktop.MouseEvent) {}
func (p *pill) MouseOut()                      { p.hovered = false; p.Refresh() }

// CreateRenderer makes the pill's drawing.
func (p *pill) CreateRenderer() fyne.WidgetRenderer { return (*pillRenderer)(p) }

type pillRenderer pill

func (r *pillRenderer) Destroy() {}
func (r *pillRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.face, r.icon, r.label}
}
func (r *pillRenderer) MinSize() fyne.Size { return fyne.NewSize((*pill)(r).width(), pillHeight) }

func (r *pillRenderer) Layout(s fyne.Size) {
	r.face.Resize(s)
	text := r.label.MinSize()
	if !r.label.Visible() {
		text.Width = 0
	}
	x := (s.Width - text.Width) / 2
	if r.icon.Visible() {
		group := pillIcon + text.Width
		if text.Width > 0 {
			group += gap / 2
		}
		x = (s.Width - group) / 2
		r.icon.Resize(fyne.NewSquareSize(pillIcon))
		r.icon.Move(fyne.NewPos(x, (s.Height-pillIcon)/2))
		x += pillIcon + gap/2
	}
	r.label.Resize(text)
	r.label.Move(fyne.NewPos(x, (s.Height-text.Height)/2))
}

func (r *pillRenderer) Refresh() {
	p := (*pill)(r)
	p.paint()
	r.Layout(p.Size())
	canvas.Refresh(p)
}
