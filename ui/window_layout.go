package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
)

// frameLayout arranges the parts of the window: toolbar, side column, list, details, status bar, in this
// order, which is also the one in which Tab visits them.
type frameLayout struct{ w *Window }

// MinSize is what the toolkit asks for between taking the window to the screen and painting it.
func (l *frameLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	if fill := l.w.fill; fill != nil {
		l.w.fill = nil
		fill()
	}
	return fyne.NewSize(minWidth, minHeight)
}

func (l *frameLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	if len(o) == 0 { // not filled yet
		return
	}
	top, sideColumn, list, details, bottom := o[0], o[1], o[2], o[3], o[4]
	narrow := s.Width < narrowWidth
	l.w.toolbar.setRoom(narrow, s.Width)
	th, bh := l.w.toolbar.height(s.Width), l.w.status.height()
	place(top, 0, 0, s.Width, th)
	place(bottom, 0, s.Height-bh, s.Width, bh)
	left, body := float32(0), s.Height-th-bh
	show(sideColumn, !narrow)
	if !narrow {
		place(sideColumn, 0, th, sideWidth, body)
		left = sideWidth
	}
	room := s.Width - left
	switch open := l.w.details.open(); {
	case open && s.Width >= detailsBeside:
		beside := min(detailsWidth, room*0.42)
		room -= beside
		place(details, left+room, th, beside, body)
	case open:
		place(details, left, th, room, body)
	}
	show(list, !l.w.details.open() || s.Width >= detailsBeside)
	place(list, left, th, room, body)
	if l.w.sheet != nil {
		l.w.sheet.fit()
	}
}

func place(o fyne.CanvasObject, x, y, width, height float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(max(width, 0), max(height, 0)))
}

// padding is a layout that keeps its one object away from the edges.
type padding struct{ by float32 }

func (p padding) MinSize(o []fyne.CanvasObject) fyne.Size {
	return o[0].MinSize().AddWidthHeight(2*p.by, 2*p.by)
}

func (p padding) Layout(o []fyne.CanvasObject, s fyne.Size) {
	for _, c := range o {
		place(c, p.by, p.by, s.Width-2*p.by, s.Height-2*p.by)
	}
}

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

// edged is a layout of an object with a hairline along one of its edges.
type edged struct{ edge edge }

type edge int8

const (
	edgeBottom edge = iota
	edgeRight
	edgeLeft
)

func (e edged) MinSize(o []fyne.CanvasObject) fyne.Size { return o[0].MinSize() }

func (e edged) Layout(o []fyne.CanvasObject, s fyne.Size) {
	place(o[0], 0, 0, s.Width, s.Height)
	switch e.edge {
	case edgeBottom:
		place(o[1], 0, s.Height-1, s.Width, 1)
	case edgeRight:
		place(o[1], s.Width-1, 0, 1, s.Height)
	case edgeLeft:
		place(o[1], 0, 0, 1, s.Height)
	}
}
