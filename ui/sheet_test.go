package ui

import (
	"testing"

	"fyne.io/fyne/v2"

	"sendoff/transfer"
)

// TestSheetsFitTheSmallestWindow: every button of every sheet can be seen there, in both languages.
func TestSheetsFitTheSmallestWindow(t *testing.T) {
	for _, language := range []string{English, Russian} {
		speak(t, language)
		w, h := openTest(t, labSettings())
		w.win.Resize(fyne.NewSize(minWidth, minHeight))
		u, id := fixture(2, func(i int, j *transfer.Job) {
			if j.Phase = transfer.Sending; i == 0 {
				j.Fault = &transfer.Fault{Kind: transfer.KindDenied, HTTP: 403, Final: true}
			}
		})
		w.Apply(u)
		for name, open := range map[string]func(){
			"settings": w.openSettings, "server": w.addServer, "add": func() { w.Add([]string{t.TempDir()}) },
			"history": w.act.clearFinished, "help": w.openHelp, "cleanup": w.openCleanup, "close": w.askClose, "quit": w.quit,
			"certificate": func() { w.showCertificate("https://files.example.com/drop/") },
			"test":        func() { w.testAddress("https://files.example.com/drop/") },
			"name":        func() { w.act.otherName(id[0]) }, "address": func() { w.act.changeAddress(id[0]) },
		} {
			open()
			h.drain(func() bool { return w.sheet != nil })
			wantButtonsInside(t, language+" "+name, w)
			w.sheet.dismiss()
		}
	}
}

func wantButtonsInside(t *testing.T, name string, w *Window) {
	t.Helper()
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject
	for _, o := range w.sheet.row.Objects {
		b, ok := o.(*button)
		if p := at(o); ok && b.Visible() && (p.X < gap || p.Y < gap || p.X+b.Size().Width > minWidth-gap || p.Y+b.Size().Height > minHeight-gap) {
			t.Errorf("%s: %q at %v, %v large", name, b.Text, p, b.Size())
		}
	}
}
