package desktop

import "fyne.io/systray"

// Tray is how a window shows its icon in the tray.
type Tray struct {
	Go   func(func())    // starts a goroutine that ends with the context of the tray
	Post func(func())    // has a function run on the screen's goroutine
	Show func(here bool) // runs there: a tray shows the icon, or none does any more
}

// TrayTip is what the icon in the tray says. The toolkit has no such call; its tray is this one.
func TrayTip(text string) { systray.SetTooltip(text) }
