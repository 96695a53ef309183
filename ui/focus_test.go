package ui

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"sendoff/transfer"
	"sendoff/ui/kit"
	"sendoff/ui/list"
	"sendoff/ui/list/listtest"
	"sendoff/ui/sheets"
	"sendoff/ui/words"
)

func TestEveryPartIsAStopOfTab(t *testing.T) {
	w, _ := openTest(t, labSettings())
	u, id := listtest.Jobs(5, func(i int, j *transfer.Job) {
		if i == 1 {
			j.Fault = &transfer.Fault{Kind: transfer.KindGone, Final: true}
		}
		j.Session.ID = "{B4C8-1}" // an open session has a button
	})
	w.Apply(u)
	w.model.Pick(0, list.ReachOne)
	w.act.Selected()
	w.openDetails(id[0])
	c := w.win.Canvas()
	c.Focus(w.toolbar.files)
	var visited []fyne.Focusable
	for range 40 {
		visited = append(visited, c.Focused())
		c.FocusNext()
		if c.Focused() == fyne.Focusable(w.toolbar.files) {
			break
		}
	}
	want := []fyne.Focusable{
		w.toolbar.files, w.toolbar.folder, w.toolbar.pause, w.toolbar.cancel, w.toolbar.retry, w.toolbar.search,
		w.toolbar.settings, w.side.states, w.side.places, w.header, w.queue, w.status.stops[0], w.status.stops[1],
	}
	at := 0
	for _, f := range visited {
		if at < len(want) && f == want[at] {
			at++
		}
	}
	if at < len(want) {
		t.Errorf("Tab visits %d stops in order, want %d; it misses %T", at, len(want), want[at])
	}
	i, j := slices.Index(visited, fyne.Focusable(w.queue)), slices.Index(visited, fyne.Focusable(w.status.stops[0]))
	if j-i < 2 {
		t.Error("the details must come between the list and the status bar")
	}
}

func TestSideColumnByKeyboard(t *testing.T) {
	w, _ := openTest(t, labSettings())
	u, _ := listtest.Jobs(3, nil)
	w.Apply(u)
	w.win.Canvas().Focus(w.side.states)
	if !w.side.states.Ring.Visible() {
		t.Error("no ring shows where the keyboard is")
	}
	press(w, fyne.KeyDown, fyne.KeyDown, fyne.KeySpace)
	if w.model.Filter != list.FilterWaiting {
		t.Errorf("filter %d", w.model.Filter)
	}
	w.win.Canvas().Focus(w.side.places)
	press(w, fyne.KeyDown, fyne.KeyReturn)
	if w.model.Server != 0 {
		t.Errorf("server %d", w.model.Server)
	}
	press(w, fyne.KeyEscape)
	if w.win.Canvas().Focused() != fyne.Focusable(w.queue) {
		t.Error("Escape must lead to the list")
	}
}

func TestShortcutsOfTheWindow(t *testing.T) {
	w, h := openTest(t, labSettings())
	u, id := listtest.Jobs(4, func(i int, j *transfer.Job) {
		if i == 2 {
			j.Fault = &transfer.Fault{Kind: transfer.KindDenied, Final: true}
		}
		j.Session.ID = "{SESSION}"
	})
	w.Apply(u)
	key := func(k fyne.KeyName, mod fyne.KeyModifier) {
		w.queue.TypedShortcut(&desktop.CustomShortcut{KeyName: k, Modifier: mod})
	}
	const command, shift = fyne.KeyModifierShortcutDefault, fyne.KeyModifierShift
	key(fyne.Key5, command)
	if w.model.Filter != list.FilterFailed {
		t.Errorf("Ctrl+5: filter %d", w.model.Filter)
	}
	key(fyne.Key1, command)
	key(fyne.KeyR, command)
	if c := h.commands[0]; c.Verb != transfer.VerbRun || !slices.Equal(c.IDs, id[2:3]) {
		t.Errorf("Ctrl+R: %+v", c)
	}
	w.model.Pick(1, list.ReachOne)
	key(fyne.KeyUp, command)
	key(fyne.KeyDown, command|shift)
	if c := h.commands[1]; c.Verb != transfer.VerbMove || c.Place != transfer.Up || !slices.Equal(c.IDs, id[1:2]) {
		t.Errorf("Ctrl+Up: %+v", c)
	}
	if c := h.commands[2]; c.Place != transfer.Bottom {
		t.Errorf("Ctrl+Shift+Down: %+v", c)
	}
	key(fyne.KeyC, command|shift)
	if got := w.app.Clipboard().Content(); got != "{SESSION}" {
		t.Errorf("Ctrl+Shift+C copied %q", got)
	}
	w.queue.TypedShortcut(&fyne.ShortcutCopy{})
	if got := w.app.Clipboard().Content(); !strings.HasPrefix(got, "file-00001.bin\t") {
		t.Errorf("Ctrl+C copied %q", got)
	}
	w.queue.TypedShortcut(&fyne.ShortcutCut{Secondary: true})
	if c := h.commands[3]; c.Verb != transfer.VerbDrop || !slices.Equal(c.IDs, id[1:2]) {
		t.Errorf("Shift+Delete: %+v", c)
	}
	press(w, fyne.KeyF1)
	if w.sheets.Top() == nil {
		t.Fatal("F1 must show the keys")
	}
	press(w, fyne.KeyDown, fyne.KeyEscape)
	if w.sheets.Top() != nil {
		t.Error("Escape must close the keys")
	}
	press(w, desktop.KeyMenu)
	if w.win.Canvas().Overlays().Top() == nil {
		t.Error("the menu key must open the menu")
	}
}

// TestHelpIsReadWhole: no key and no description is shortened in the smallest window.
func TestHelpIsReadWhole(t *testing.T) {
	for _, language := range []string{words.English, words.Russian} {
		speak(t, language)
		w, _ := openTest(t, labSettings())
		w.win.Resize(fyne.NewSize(minWidth, minHeight))
		sheets.Help(w.act)
		n := 0
		for _, o := range test.LaidOutObjects(w.sheets.Top().Object()) {
			if l, ok := o.(*kit.TextLine); ok {
				if n++; l.Text.Text != l.Words {
					t.Errorf("%s: %q for %q", language, l.Text.Text, l.Words)
				}
			}
		}
		if n < 2*len(words.HelpKeys(false)) {
			t.Errorf("%s: %d words on the sheet", language, n)
		}
	}
}
