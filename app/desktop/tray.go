package desktop

import "fyne.io/systray"

// Tray is how a window shows its tray icon.
type Tray struct {
	Go   func(func())    // starts a goroutine that ends with the tray's context
	Post func(func())    // runs a function on the screen's goroutine
	Show func(here bool) // runs there: whether a tray shows the icon
}

// TrayTip sets the icon's tooltip. The toolkit has no such call; it uses this tray package.
func TrayTip(text string) { systray.SetTooltip(text) }
