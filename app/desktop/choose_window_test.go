package desktop

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// TestChooserInWindow: without a system chooser the toolkit's opens, nearly as large as the window.
func TestChooserInWindow(t *testing.T) {
	for name, open := range map[string]func(fyne.Window){
		"files":  func(w fyne.Window) { chooseInWindow(w, false, func([]string, error) {}) },
		"folder": func(w fyne.Window) { chooseInWindow(w, true, func([]string, error) {}) },
		"save":   func(w fyne.Window) { saveInWindow(w, "history.csv", func(string, error) {}) },
	} {
		t.Run(name, func(t *testing.T) {
			test.NewTempApp(t)
			w := test.NewTempWindow(t, nil)
			w.Resize(fyne.NewSize(1000, 700))
			open(w)
			top := w.Canvas().Overlays().Top()
			if top == nil {
				t.Fatal("no chooser is shown")
			}
			largest := fyne.Size{}
			for _, o := range test.LaidOutObjects(top) {
				if s := o.Size(); s.Width < 1000 {
					largest = largest.Max(s)
				}
			}
			if largest.Width < 800 || largest.Height < 550 {
				t.Errorf("it has %v", largest)
			}
		})
	}
}
