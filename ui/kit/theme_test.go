package kit

import (
	"image/color"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// luminance is the relative luminance of WCAG 2.
func luminance(c color.NRGBA) float64 {
	channel := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.03928 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*channel(c.R) + 0.7152*channel(c.G) + 0.0722*channel(c.B)
}

func contrast(a, b color.NRGBA) float64 {
	la, lb := luminance(a), luminance(b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

func TestContrast(t *testing.T) {
	words := []fyne.ThemeColorName{
		theme.ColorNameForeground, ColorMuted, theme.ColorNamePrimary, theme.ColorNameSuccess,
		theme.ColorNameWarning, theme.ColorNameError, theme.ColorNamePlaceHolder,
	}
	behind := []fyne.ThemeColorName{
		theme.ColorNameBackground, ColorSide, ColorChosen, theme.ColorNameOverlayBackground, theme.ColorNameInputBackground,
	}
	for name, p := range map[string]palette{"light": light, "dark": dark} {
		check := func(word, back fyne.ThemeColorName) {
			if got := contrast(p[word], p[back]); got < 4.5 {
				t.Errorf("%s: %s on %s has a contrast of %.2f", name, word, back, got)
			}
		}
		for _, w := range words {
			for _, b := range behind {
				check(w, b)
			}
		}
		check(ColorMuted, ColorTrack) // the code chip
		check(theme.ColorNameForeground, theme.ColorNameButton)
		check(theme.ColorNameForeground, theme.ColorNameMenuBackground)
		check(theme.ColorNameForegroundOnPrimary, theme.ColorNamePrimary)
		check(theme.ColorNameForegroundOnError, theme.ColorNameError)
		for _, b := range []fyne.ThemeColorName{theme.ColorNameInputBackground, theme.ColorNameOverlayBackground} {
			if got := contrast(p[theme.ColorNameInputBorder], p[b]); got < 3 { // an unticked box is visible only by its border
				t.Errorf("%s: the border of fields and tick boxes on %s has a contrast of %.2f", name, b, got)
			}
		}
		if got := contrast(p[theme.ColorNamePrimary], p[ColorSent]); got < 2 {
			t.Errorf("%s: the two tones of the bar differ by %.2f only", name, got)
		}
	}
	if len(light) != len(dark) {
		t.Errorf("%d colours in light, %d in dark", len(light), len(dark))
	}
}

// TestFixedTheme: a chosen variant wins over the system's.
func TestFixedTheme(t *testing.T) {
	for l, want := range map[Theme]palette{
		{true, theme.VariantLight}: light, {true, theme.VariantDark}: dark, {}: dark,
	} {
		if got := l.Color(theme.ColorNameBackground, theme.VariantDark); got != want[theme.ColorNameBackground] {
			t.Errorf("%+v: %v", l, got)
		}
	}
}
