package ui

import (
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"
	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/ui/kit"
	"sendoff/ui/list"
	"sendoff/ui/list/listtest"
	"sendoff/ui/sheets"
	"sendoff/ui/words"
)

// TestSheetsFitTheSmallestWindow: every button of every sheet is visible there, in both languages.
func TestSheetsFitTheSmallestWindow(t *testing.T) {
	for _, language := range []string{words.English, words.Russian} {
		speak(t, language)
		w, h := openTest(t, labSettings())
		w.win.Resize(fyne.NewSize(minWidth, minHeight))
		u, id := listtest.Jobs(2, func(i int, j *transfer.Job) {
			if j.Phase = transfer.Sending; i == 0 {
				j.Fault = &transfer.Fault{Kind: transfer.KindDenied, HTTP: 403, Final: true}
			}
		})
		w.Apply(u)
		for name, open := range map[string]func(){
			"settings": w.openSettings, "server": w.addServer, "add": func() { w.Add([]string{t.TempDir()}) },
			"history": w.act.clearFinished, "help": func() { sheets.Help(w.act) }, "cleanup": w.openSessions, "close": w.askClose, "quit": w.quit,
			"certificate": func() {
				sheets.ShowCertificate(w.act, transfer.CertificateAt{Address: "https://files.example.com/drop/"})
			},
			"test": func() { sheets.Test(w.act, "https://files.example.com/drop/", uuid.Nil) },
			"name": func() { w.act.otherName(id[0]) }, "address": func() { w.act.changeAddress(id[0]) },
		} {
			open()
			h.drain(func() bool { return w.sheets.Top() != nil })
			wantButtonsInside(t, language+" "+name, w)
			w.sheets.Top().Dismiss()
		}
	}
}

// TestFormSurvivesWhatComesFromOutside: a drop, a paste, a second start and a request to quit arrive while a form
// is half filled in. Afterwards the form is back, with its focus.
func TestFormSurvivesWhatComesFromOutside(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.bin")
	if err := os.WriteFile(file, []byte("12345"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, comes := range map[string]func(w *Window){
		"drop":         func(w *Window) { w.dropped([]fyne.URI{storage.NewFileURI(file)}) },
		"paste":        func(w *Window) { w.adder.AddCopied(list.Copied{Paths: []string{file}}) },
		"second start": func(w *Window) { w.Add([]string{file}) },
		"quit":         func(w *Window) { w.quit() },
		"close":        func(w *Window) { w.askClose() },
		"quit twice":   func(w *Window) { w.quit(); w.quit() },
	} {
		t.Run(name, func(t *testing.T) {
			w, h := openTest(t, labSettings())
			j := jobIn(transfer.Uploading, "up.bin")
			w.Apply(transfer.Update{j.ID: j})
			w.addServer()
			form := w.sheets.Top()
			field, ok := w.win.Canvas().Focused().(*kit.Field)
			if !ok {
				t.Fatalf("the keyboard is on %T", w.win.Canvas().Focused())
			}
			field.SetText("https://half.exam")
			comes(w)
			h.drain(func() bool { return w.sheets.Top() != nil })
			if w.sheets.Top() == form || form.Object().Visible() {
				t.Fatal("nothing stands before the form")
			}
			w.sheets.Top().Dismiss()
			if w.sheets.Top() != form || !form.Object().Visible() || w.win.Canvas().Focused() != field || field.Text != "https://half.exam" {
				t.Errorf("sheet %v, keyboard on %T, text %q", w.sheets.Top() == form, w.win.Canvas().Focused(), field.Text)
			}
			w.sheets.Top().Dismiss()
			if w.sheets.Top() != nil {
				t.Error("something is left")
			}
		})
	}
}

// TestFormThatEndsWhileItWaits: a sheet dismissed while another covers it does not come back.
func TestFormThatEndsWhileItWaits(t *testing.T) {
	w, _ := openTest(t, labSettings())
	w.addServer()
	form := w.sheets.Top()
	w.Add([]string{t.TempDir()})
	form.Dismiss()
	if w.sheets.Top() == nil || w.sheets.Top() == form {
		t.Fatal("the sheet before it went")
	}
	if w.sheets.Top().Dismiss(); w.sheets.Top() != nil {
		t.Error("the form came back")
	}
}

func wantButtonsInside(t *testing.T, name string, w *Window) {
	t.Helper()
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject
	for _, o := range w.sheets.Top().Buttons() {
		b, ok := o.(*kit.Button)
		if p := at(o); ok && b.Visible() && (p.X < kit.Gap || p.Y < kit.Gap || p.X+b.Size().Width > minWidth-kit.Gap || p.Y+b.Size().Height > minHeight-kit.Gap) {
			t.Errorf("%s: %q at %v, %v large", name, b.Text, p, b.Size())
		}
	}
}
