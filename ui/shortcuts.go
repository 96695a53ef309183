package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"sendoff/transfer"
	"sendoff/ui/list"
)

// keys binds what works wherever the keyboard is. While a sheet is open only adding and Escape do.
func (w *Window) keys() {
	c := w.win.Canvas()
	c.AddShortcut(&fyne.ShortcutPaste{}, func(fyne.Shortcut) { w.act.paste() })
	c.AddShortcut(&fyne.ShortcutSelectAll{}, func(fyne.Shortcut) { w.unlessSheet(w.act.selectAll) })
	c.AddShortcut(&fyne.ShortcutCopy{}, func(fyne.Shortcut) { w.unlessSheet(w.act.copyStatus) })
	for key, do := range w.shortcuts() {
		c.AddShortcut(&key, func(fyne.Shortcut) { w.unlessSheet(do) })
	}
	c.SetOnTypedKey(func(e *fyne.KeyEvent) {
		switch {
		case w.sheets.Top() == nil && w.covered():
			w.uncover(e)
		case e.Name == fyne.KeyEscape:
			w.act.escape()
		case w.sheets.Top() != nil:
			w.sheets.Top().TypedKey(e)
		default:
			w.queue.TypedKey(e)
		}
	})
	c.SetOnTypedRune(func(r rune) { w.unlessSheet(func() { w.queue.TypedRune(r) }) })
}

// unlessSheet keeps the keys of the list away from a sheet that stands before it.
func (w *Window) unlessSheet(do func()) {
	if w.sheets.Top() == nil && !w.covered() {
		do()
	}
}

// covered tells whether something stands before the window: a sheet, a menu, or a file chooser of the
// toolkit.
func (w *Window) covered() bool { return w.win.Canvas().Overlays().Top() != nil }

// uncover lets Escape close what stands before the window and has not taken the key itself. No other
// key goes past it to the list, where it could cancel an upload that can hardly be seen.
func (w *Window) uncover(e *fyne.KeyEvent) {
	if o := w.win.Canvas().Overlays(); e.Name == fyne.KeyEscape {
		o.Remove(o.Top())
	}
}

// shortcuts are the keys with Ctrl or Alt.
func (w *Window) shortcuts() map[desktop.CustomShortcut]func() {
	const command, shift, alt = fyne.KeyModifierShortcutDefault, fyne.KeyModifierShift, fyne.KeyModifierAlt
	a := w.act
	move := func(to transfer.Place) func() { return func() { w.queue.atLeastCursor(); a.moveSelected(to) } }
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
		{KeyName: fyne.KeyReturn, Modifier: alt}:           w.queue.enter,
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

// shortcut hands a shortcut that reached the list on to the window's own.
func (a *actions) shortcut(s *desktop.CustomShortcut) {
	if do := a.w.shortcuts()[*s]; do != nil {
		do()
	}
}

// functionKey does what the function keys do, wherever in the window the keyboard is.
func (w *Window) functionKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyF1:
		w.openHelp()
	case fyne.KeyF5:
		w.act.retrySelected()
	default: // not a key of the window
	}
}

// toList gives the keyboard to the list.
func (w *Window) toList() { w.queue.focus() }
