package kit

import (
	"cmp"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// SmallButton is the small button of rows and bars. Unlike widget.Button it is no Tab stop, so that Tab does not
// visit every row, and it never changes its row's layout.
type SmallButton struct {
	widget.BaseWidget
	Text     string
	Name     string              // read to the user where there is no text
	Mark     string              // icon name, "" = none
	Bare     bool                // icon only, no label
	tint     fyne.ThemeColorName // of the label; "" = that of text
	quiet    bool                // shows only its icon, without a frame; keeps its size
	hovered  bool
	Ringed   bool // shows the focus ring
	OnTapped func()
	Over     func(bool)  // called when the pointer comes, moves and goes; nil = nothing
	Guard    func() bool // reports whether a click counts; nil = always. Keys always count

	face  *canvas.Rectangle
	Icon  *canvas.Image
	Label *canvas.Text
}

// NewSmallButton makes a button with an icon, words, or both; "" leaves one out.
func NewSmallButton(mark, text string, tapped func()) *SmallButton {
	p := &SmallButton{OnTapped: tapped, face: canvas.NewRectangle(nil), Icon: &canvas.Image{FillMode: canvas.ImageFillContain}, Label: canvas.NewText(text, nil)}
	p.face.CornerRadius, p.face.StrokeWidth = CornerSmall, 1
	p.Label.TextSize = TextSmall
	p.Text, p.Mark = text, mark
	p.ExtendBaseWidget(p)
	p.paint()
	return p
}

// Set changes icon, label and action.
func (p *SmallButton) Set(mark, text string, tapped func()) {
	p.OnTapped = tapped
	if p.Mark == mark && p.Text == text {
		return
	}
	p.Mark, p.Text = mark, text
	p.Refresh()
}

// SetBare hides or shows the label.
func (p *SmallButton) SetBare(bare bool) {
	if p.Bare != bare {
		p.Bare = bare
		p.Refresh()
	}
}

// SetQuiet takes away label and frame, or brings them back. Size and icon stay where they are.
func (p *SmallButton) SetQuiet(quiet bool) {
	if p.quiet != quiet {
		p.quiet = quiet
		p.Refresh()
	}
}

// Quiet reports whether the button shows only its icon.
func (p *SmallButton) Quiet() bool { return p.quiet && p.Mark != "" }

// SetTint colours the label.
func (p *SmallButton) SetTint(tint fyne.ThemeColorName) { p.tint = tint; p.Refresh() }

// SetRing shows or hides the focus ring.
func (p *SmallButton) SetRing(on bool) {
	if p.Ringed != on {
		p.Ringed = on
		p.Refresh()
	}
}

func (p *SmallButton) paint() {
	p.face.StrokeColor, p.face.StrokeWidth = theme.Color(ColorOutline), 1
	if p.Ringed {
		p.face.StrokeColor, p.face.StrokeWidth = theme.Color(theme.ColorNamePrimary), RingWidth
	}
	tint := theme.ColorNameForeground
	if p.Quiet() {
		tint = ColorMuted
	}
	Show(p.face, !p.Quiet() || p.Ringed || p.hovered)
	p.face.FillColor = theme.Color(theme.ColorNameBackground)
	if p.hovered {
		p.face.FillColor = theme.Color(theme.ColorNameButton)
	}
	p.Label.Color, p.Label.Text = theme.Color(cmp.Or(p.tint, theme.ColorNameForeground)), p.Text
	if p.Mark != "" {
		SetIcon(p.Icon, p.Mark, tint)
	}
	Show(p.Icon, p.Mark != "")
	Show(p.Label, (!p.Bare || p.Mark == "") && !p.Quiet())
}

// Width is the width for icon and label.
func (p *SmallButton) Width() float32 {
	if p.Mark != "" && p.Bare {
		return SmallButtonHeight
	}
	if p.Mark == "" {
		return 2*smallButtonPad + TextWidth(p.Label, p.Text)
	}
	return p.WidthOf(p.Text)
}

// WidthOf is the width for another label beside an icon.
func (p *SmallButton) WidthOf(words string) float32 {
	return 2*smallButtonPad + smallButtonIcon + Gap/2 - smallButtonPad/3 + TextWidth(p.Label, words)
}

const smallButtonIcon float32 = 14

// Tapped presses the button; e is nil if a key pressed it.
func (p *SmallButton) Tapped(e *fyne.PointEvent) {
	if !lastClick.counts(e, time.Now()) || e != nil && p.Guard != nil && !p.Guard() {
		return
	}
	if p.OnTapped != nil {
		p.OnTapped()
	}
}

// MouseIn highlights the button.
func (p *SmallButton) MouseIn(*desktop.MouseEvent) { p.pointed(true) }

func (p *SmallButton) pointed(on bool) {
	p.hovered = on
	p.Refresh()
	if p.Over != nil {
		p.Over(on)
	}
}

// MouseMoved tells that the pointer is still there.
func (p *SmallButton) MouseMoved(*desktop.MouseEvent) {
	if p.Over != nil {
		p.Over(true)
	}
}

// MouseOut removes the highlight.
func (p *SmallButton) MouseOut() { p.pointed(false) }

// CreateRenderer makes the button's drawing.
func (p *SmallButton) CreateRenderer() fyne.WidgetRenderer { return (*smallButtonRenderer)(p) }

type smallButtonRenderer SmallButton

func (r *smallButtonRenderer) Destroy() {}
func (r *smallButtonRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.face, r.Icon, r.Label}
}

func (r *smallButtonRenderer) MinSize() fyne.Size {
	return fyne.NewSize((*SmallButton)(r).Width(), SmallButtonHeight)
}

func (r *smallButtonRenderer) Layout(s fyne.Size) {
	r.face.Resize(s)
	text := r.Label.MinSize()
	if r.Bare && r.Mark != "" {
		text.Width = 0
	}
	x := (s.Width - text.Width) / 2
	if r.Icon.Visible() {
		x = (s.Width - smallButtonIcon) / 2
		if text.Width > 0 { // at the button's beginning, so that the icons of buttons below each other line up
			x = min(x, smallButtonPad-smallButtonPad/6)
		}
		r.Icon.Resize(fyne.NewSquareSize(smallButtonIcon))
		r.Icon.Move(fyne.NewPos(x, (s.Height-smallButtonIcon)/2))
		x += smallButtonIcon + Gap/2
	}
	r.Label.Resize(text)
	r.Label.Move(fyne.NewPos(x, (s.Height-text.Height)/2))
}

func (r *smallButtonRenderer) Refresh() {
	p := (*SmallButton)(r)
	p.paint()
	r.Layout(p.Size())
	canvas.Refresh(p)
}
