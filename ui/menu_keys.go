package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// menuKey tells whether a key asks for the menu of where the keyboard is.
func menuKey(e *fyne.KeyEvent) bool {
	return e.Name == desktop.KeyMenu || e.Name == fyne.KeyF10 && modifiers() == fyne.KeyModifierShift
}

// modifiers are the keys such as Shift and Ctrl that are held down now; none where the driver does not know.
func modifiers() fyne.KeyModifier {
	if d, ok := fyne.CurrentApp().Driver().(desktop.Driver); ok {
		return d.CurrentKeyModifiers()
	}
	return 0
}
