package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Backed puts a colour of the theme behind an object.
func Backed(n fyne.ThemeColorName, o fyne.CanvasObject) *fyne.Container {
	return container.NewStack(NewArea(n), o)
}

// NewHairline makes a thin line in the theme's separator colour.
func NewHairline() fyne.CanvasObject {
	l := NewArea(theme.ColorNameSeparator)
	l.Least = fyne.NewSize(1, 1)
	return l
}

// Area is a rectangle in a colour of the theme. It follows a change of the theme.
type Area struct {
	widget.BaseWidget
	name  fyne.ThemeColorName
	Least fyne.Size
	rect  *canvas.Rectangle
}

// NewArea makes an area with a minimum size of 0.
func NewArea(n fyne.ThemeColorName) *Area {
	a := &Area{name: n, rect: canvas.NewRectangle(theme.Color(n))}
	a.ExtendBaseWidget(a)
	return a
}

type areaRenderer Area

func (a *areaRenderer) Destroy() {}

func (a *areaRenderer) MinSize() fyne.Size { return a.Least }

func (a *areaRenderer) Layout(s fyne.Size) { a.rect.Resize(s) }

func (a *areaRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{a.rect} }

func (a *areaRenderer) Refresh() {
	a.rect.FillColor = theme.Color(a.name)
	a.rect.Refresh()
}

// CreateRenderer makes the area's drawing.
func (a *Area) CreateRenderer() fyne.WidgetRenderer { return (*areaRenderer)(a) }
