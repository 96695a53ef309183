//go:build !nowindow

package main

import (
	"image/color"
	"os"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// stuckToolkit makes the toolkit of the program stand still for ever in the middle of its own end. Its value is the
// file that is made when that is prepared.
const stuckToolkit = "SENDOFF_TEST_STUCK_TOOLKIT"

// stickToolkit puts something on the window, once it is filled, that never goes when it is closed.
func stickToolkit(file string) {
	go func() { // ends when there is a window with something in it
		tick := time.NewTicker(beatEvery)
		defer tick.Stop()
		for stuck := false; !stuck; <-tick.C {
			if fyne.CurrentApp() != nil && len(fyne.CurrentApp().Driver().AllWindows()) > 0 {
				fyne.DoAndWait(func() { stuck = stick(fyne.CurrentApp().Driver().AllWindows()[0].Canvas()) }) //nolint:forbidigo // the pump is the program's
			}
		}
		_ = os.WriteFile(file, nil, 0o600) // the test waits for it
	}()
}

func stick(c fyne.Canvas) (stuck bool) {
	if c.Focused() == nil {
		return false
	}
	s := &stays{}
	s.ExtendBaseWidget(s)
	c.Overlays().Add(s)
	return true
}

// stays is a widget that does not let itself be taken away.
type stays struct{ widget.BaseWidget }

func (s *stays) CreateRenderer() fyne.WidgetRenderer {
	return staysRenderer{widget.NewSimpleRenderer(canvas.NewRectangle(color.Transparent))}
}

type staysRenderer struct{ fyne.WidgetRenderer }

func (staysRenderer) Destroy() { select {} }
