package ui

import (
	"cmp"
	"os"
	"strconv"

	"fyne.io/fyne/v2/theme"

	"sendoff/ui/kit"
	"sendoff/ui/list"
)

// setLook applies the theme and scale of the settings.
func (w *Window) setLook() {
	setScale(w.settings.Scale)
	w.app.Settings().SetTheme(lookOf(w.settings.Theme))
	w.queue.SetCompact(w.settings.Rows == list.RowsCompact)
	w.queue.Refresh()
	w.header.Refresh()
	w.relayout()
}

// lookOf is the theme for a value of the settings.
func lookOf(wish string) kit.Theme {
	switch wish {
	case list.ThemeLight:
		return kit.Theme{Fixed: true, Variant: theme.VariantLight}
	case list.ThemeDark:
		return kit.Theme{Fixed: true, Variant: theme.VariantDark}
	}
	return kit.Theme{}
}

// scaleVariable is the toolkit's environment variable for the scale of everything.
const scaleVariable = "FYNE_SCALE"

// unmeasuredVariable keeps the toolkit from scaling by the screen's size in millimetres.
const unmeasuredVariable = "FYNE_DISABLE_DPI_DETECTION"

// scaleGiven is the scale that the user set in the environment. It holds unless the settings override it.
var scaleGiven = os.Getenv(scaleVariable)

// desktopScale is the desktop's text size, in percent; 0 = not set, and the toolkit measures the screen.
var desktopScale int

// DesktopScale sets the desktop's text size, in percent, which replaces measuring the screen; 0 = none. Call it
// before the first window is made.
func DesktopScale(percent int) {
	desktopScale = percent
	if percent != 0 {
		_ = os.Setenv(unmeasuredVariable, "true") // cannot fail for this name and value
	}
}

// setScale sets the scale, in percent of the desktop's: 110 % is never smaller than 100 %. The toolkit reads it
// whenever the theme is set.
func setScale(percent int) {
	value := scaleGiven
	chosen := percent != 0 && percent != list.DefaultScale
	if desktopScale != 0 && (chosen || scaleGiven == "") {
		percent = cmp.Or(percent, list.DefaultScale) * desktopScale / list.DefaultScale
		chosen = true
	}
	if chosen {
		value = strconv.FormatFloat(float64(percent)/100, 'f', -1, 64)
	}
	if value != os.Getenv(scaleVariable) {
		_ = os.Setenv(scaleVariable, value) // cannot fail for this name and value
	}
}
