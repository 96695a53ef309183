//go:build !darwin

package desktop

import "fyne.io/fyne/v2"

// keepStill turns the toolkit's animations off: blinking carets, and buttons that glow after a click. Each of their
// frames repaints the whole window. A blinking caret alone takes a seventh of a processor without a graphics card.
func keepStill(a fyne.App) { fyne.SetCurrentApp(stillApp{a}) }

// stillApp is the app that widgets ask for settings.
type stillApp struct{ fyne.App }

// Settings are the app's, without animations.
func (s stillApp) Settings() fyne.Settings { return stillSettings{s.App.Settings()} }

type stillSettings struct{ fyne.Settings }

// ShowAnimations is false.
func (stillSettings) ShowAnimations() bool { return false }
