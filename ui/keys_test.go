package ui

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/ui/list/listtest"
)

// TestShortcutsReachTheWindowFromTheSearch: a focused entry swallows every shortcut of the toolkit.
func TestShortcutsReachTheWindowFromTheSearch(t *testing.T) {
	w, _, a := openTray(t, labSettings())
	w.win.Canvas().Focus(w.toolbar.search)
	w.toolbar.search.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyQ, Modifier: fyne.KeyModifierShortcutDefault})
	if a.quit != 1 {
		t.Error("Ctrl+Q in the search did nothing")
	}
}

func TestKeysOfTheList(t *testing.T) {
	w, h := openTest(t, labSettings())
	u, id := listtest.Jobs(40, nil)
	w.Apply(u)
	key := func(k fyne.KeyName) { w.queue.TypedKey(&fyne.KeyEvent{Name: k}) }
	key(fyne.KeyDown)
	key(fyne.KeyDown)
	if !w.model.Selected[id[1]] || len(w.model.Selected) != 1 {
		t.Errorf("selected: %v", w.model.Selected)
	}
	key(fyne.KeySpace)
	if c := h.commands[0]; c.Verb != transfer.VerbHold || !slices.Equal(c.IDs, id[1:2]) {
		t.Errorf("Space: %+v", c)
	}
	key(fyne.KeySpace)
	if c := h.commands[1]; c.Verb != transfer.VerbRun {
		t.Errorf("Space again: %+v", c)
	}
	key(fyne.KeyEnd)
	if !w.model.Selected[id[39]] || w.queue.GetScrollOffset() == 0 {
		t.Error("End must select and show the last row")
	}
	rowOf(t, w, id[39])
	key(fyne.KeyPageUp)
	key(fyne.KeyHome)
	if !w.model.Selected[id[0]] || w.queue.GetScrollOffset() != 0 {
		t.Error("Home must select and show the first row")
	}
	key(fyne.KeyReturn)
	if h.inspects[len(h.inspects)-1] != id[0] || !w.details.Open() {
		t.Error("Enter must open the details")
	}
	key(fyne.KeyEscape)
	if w.details.Open() || h.inspects[len(h.inspects)-1] != uuid.Nil {
		t.Error("Escape must close the details")
	}
	key(fyne.KeyDelete)
	if c := h.commands[2]; c.Verb != transfer.VerbDrop || !slices.Equal(c.IDs, id[:1]) {
		t.Errorf("Delete: %+v", c)
	}
}

func TestShortcutOfTheListReachesTheWindow(t *testing.T) {
	w, h := openTest(t, labSettings())
	h.chosen = []string{t.TempDir()}
	w.queue.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyO, Modifier: fyne.KeyModifierShortcutDefault})
	if w.sheets.Top() == nil {
		t.Error("Ctrl+O must choose files")
	}
}

func TestKeysDoNotReachBehindASheet(t *testing.T) {
	w, h := openTest(t, labSettings())
	u, _ := listtest.Jobs(2, nil)
	w.Apply(u)
	w.act.SelectAll()
	w.openSettings()
	w.win.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyDelete})
	if len(h.commands) != 0 {
		t.Error("Delete cancelled uploads behind a sheet")
	}
	w.win.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if w.sheets.Top() != nil {
		t.Error("Escape must close the sheet")
	}
	w.win.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyDelete})
	if len(h.commands) != 1 {
		t.Error("Delete must reach the list")
	}
}

func TestKeysStopAtWhatCoversTheList(t *testing.T) {
	w, h := openTest(t, labSettings())
	u, _ := listtest.Jobs(2, nil)
	w.Apply(u)
	w.act.SelectAll()
	chooser := widget.NewModalPopUp(widget.NewLabel("the toolkit's own file chooser"), w.win.Canvas())
	chooser.Show()
	key := w.win.Canvas().OnTypedKey()
	key(&fyne.KeyEvent{Name: fyne.KeyDelete})
	key(&fyne.KeyEvent{Name: fyne.KeySpace})
	if len(h.commands) != 0 {
		t.Errorf("a key went past the chooser: %+v", h.commands)
	}
	key(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if w.covered() || len(w.model.Selected) != 2 {
		t.Errorf("Escape must close the chooser and nothing else: %d selected", len(w.model.Selected))
	}
	w.win.Canvas().Unfocus()
	key(&fyne.KeyEvent{Name: fyne.KeyDelete})
	if len(h.commands) != 1 {
		t.Errorf("the list must have its keys again: %+v", h.commands)
	}
}
