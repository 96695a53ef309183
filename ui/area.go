package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// backed puts a colour of the theme behind an object.
func backed(n fyne.ThemeColorName, o fyne.CanvasObject) *fyne.Container {
	return container.NewStack(newArea(n), o)
}

// newLine is a hairline of the theme.
func newLine() fyne.CanvasObject {
	l := newArea(theme.ColorNameSeparator)
	l.min = fyne.NewSize(1, 1)
	return l
}

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

type areaRenderer area

func (a *areaRenderer) Destroy() {}

func (a *areaRenderer) MinSize() fyne.Size { return a.min }

func (a *areaRenderer) Layout(s fyne.Size) { a.rect.Resize(s) }

func (a *areaRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{a.rect} }

func (a *areaRenderer) Refresh() {
	a.rect.FillColor = theme.Color(a.name)
	a.rect.Refresh()
}

// CreateRenderer makes the area's drawing.
func (a *area) CreateRenderer() fyne.WidgetRenderer { return (*areaRenderer)(a) }
