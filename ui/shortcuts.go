package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"sendoff/transfer"
	"sendoff/ui/list"
	"sendoff/ui/sheets"
)

// keys binds the keys that work wherever the focus is. While a sheet is open only those for adding, and Escape, do.
func (w *Window) keys() {
	c := w.win.Canvas()
	c.AddShortcut(&fyne.ShortcutPaste{}, func(fyne.Shortcut) { w.act.Paste() })
	c.AddShortcut(&fyne.ShortcutSelectAll{}, func(fyne.Shortcut) { w.unlessSheet(w.act.SelectAll) })
	c.AddShortcut(&fyne.ShortcutUndo{}, func(fyne.Shortcut) { w.unlessSheet(w.act.UndoCancel) })
	c.AddShortcut(&fyne.ShortcutCopy{}, func(fyne.Shortcut) { w.unlessSheet(w.act.CopyStatus) })
	for key, do := range w.shortcuts() {
		c.AddShortcut(&key, func(fyne.Shortcut) { w.unlessSheet(do) })
	}
	c.SetOnTypedKey(func(e *fyne.KeyEvent) {
		switch {
		case w.sheets.Top() == nil && w.covered():
			w.uncover(e)
		case e.Name == fyne.KeyEscape:
			w.act.Escape()
		case w.sheets.Top() != nil:
			w.sheets.Top().TypedKey(e)
		default:
			w.queue.TypedKey(e)
		}
	})
	c.SetOnTypedRune(func(r rune) { w.unlessSheet(func() { w.queue.TypedRune(r) }) })
}

// unlessSheet disables a list key while a sheet is open.
func (w *Window) unlessSheet(do func()) {
	if w.sheets.Top() == nil && !w.covered() {
		do()
	}
}

// covered reports whether a sheet, a menu or the toolkit's file chooser covers the window.
func (w *Window) covered() bool { return w.win.Canvas().Overlays().Top() != nil }

// uncover lets Escape close what covers the window, if that has not used the key itself. No other key reaches the
// list, where it could cancel an upload that is hardly visible.
func (w *Window) uncover(e *fyne.KeyEvent) {
	if o := w.win.Canvas().Overlays(); e.Name == fyne.KeyEscape {
		o.Remove(o.Top())
	}
}

// shortcuts are the keys with Ctrl or Alt.
func (w *Window) shortcuts() map[desktop.CustomShortcut]func() {
	const command, shift, alt = fyne.KeyModifierShortcutDefault, fyne.KeyModifierShift, fyne.KeyModifierAlt
	a := w.act
	move := func(to transfer.Place) func() { return func() { w.queue.AtLeastCursor(); a.moveSelected(to) } }
	all := map[desktop.CustomShortcut]func(){
		{KeyName: fyne.KeyO, Modifier: command}:            a.addFiles,
		{KeyName: fyne.KeyO, Modifier: command | shift}:    a.addFolder,
		{KeyName: fyne.KeyF, Modifier: command}:            func() { w.win.Canvas().Focus(w.toolbar.search) },
		{KeyName: fyne.KeyComma, Modifier: command}:        w.openSettings,
		{KeyName: fyne.KeyR, Modifier: command}:            a.retrySelected,
		{KeyName: fyne.KeyT, Modifier: command}:            a.testHere,
		{KeyName: fyne.KeyL, Modifier: command}:            a.protocol,
		{KeyName: fyne.KeyC, Modifier: command | shift}:    a.copySession,
		{KeyName: fyne.KeyUp, Modifier: command}:           move(transfer.Up),
		{KeyName: fyne.KeyDown, Modifier: command}:         move(transfer.Down),
		{KeyName: fyne.KeyUp, Modifier: command | shift}:   move(transfer.Top),
		{KeyName: fyne.KeyDown, Modifier: command | shift}: move(transfer.Bottom),
		{KeyName: fyne.KeyReturn, Modifier: alt}:           w.queue.Enter,
		{KeyName: fyne.KeyW, Modifier: command}:            w.closeButton,
		{KeyName: fyne.KeyQ, Modifier: command}:            w.quit,
	}
	for f, key := range [list.FilterCount]fyne.KeyName{
		fyne.Key1, fyne.Key2, fyne.Key3, fyne.Key4, fyne.Key5, fyne.Key6, fyne.Key7, fyne.Key8,
	} {
		all[desktop.CustomShortcut{KeyName: key, Modifier: command}] = func() { w.side.chooseFilter(list.Filter(f)) }
	}
	return all
}

// Shortcut passes a shortcut that reached the list to the window.
func (a *actions) Shortcut(s *desktop.CustomShortcut) {
	if do := a.w.shortcuts()[*s]; do != nil {
		do()
	}
}

// functionKey handles the function keys, wherever in the window the focus is.
func (w *Window) functionKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyF1:
		sheets.Help(w.act)
	case fyne.KeyF5:
		w.act.retrySelected()
	default: // not used by the window
	}
}

// toList moves the focus to the list.
func (w *Window) toList() { w.queue.Focus() }
