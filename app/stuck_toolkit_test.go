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

// stuckToolkit makes the toolkit hang in the middle of its own end. Its value is a file that is made once that is
// prepared.
const stuckToolkit = "SENDOFF_TEST_STUCK_TOOLKIT"

// stickToolkit adds an object to the filled window that never disappears when the window closes.
func stickToolkit(file string) {
	go func() { // ends when the window is filled
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
	s := &unremovable{}
	s.ExtendBaseWidget(s)
	c.Overlays().Add(s)
	return true
}

// unremovable is a widget that blocks its removal.
type unremovable struct{ widget.BaseWidget }

func (s *unremovable) CreateRenderer() fyne.WidgetRenderer {
	return staysRenderer{widget.NewSimpleRenderer(canvas.NewRectangle(color.Transparent))}
}

type staysRenderer struct{ fyne.WidgetRenderer }

func (staysRenderer) Destroy() { select {} }
