package kit

import (
	"image/color"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
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
		if word, face := contrast(rgb(0xffffff), danger), contrast(danger, p[theme.ColorNameOverlayBackground]); word < 4.5 || face < 3 {
			t.Errorf("%s: the button that loses something has a contrast of %.2f, its words one of %.2f", name, face, word)
		}
	}
	if len(light) != len(dark) {
		t.Errorf("%d colours in light, %d in dark", len(light), len(dark))
	}
}

// over is a colour laid over another one.
func over(c, below color.NRGBA) color.NRGBA {
	mix := func(a, b uint8) uint8 { return uint8((int(a)*int(c.A) + int(b)*(255-int(c.A))) / 255) }
	return color.NRGBA{mix(c.R, below.R), mix(c.G, below.G), mix(c.B, below.B), 0xff}
}

// TestControlsCanBeSeen: what a control or its state is recognised by has a contrast of at least 3:1 to what is
// beside it.
func TestControlsCanBeSeen(t *testing.T) {
	surfaces := []fyne.ThemeColorName{
		theme.ColorNameBackground, ColorSide, ColorChosen, theme.ColorNameOverlayBackground, theme.ColorNameInputBackground,
	}
	rows := []fyne.ThemeColorName{theme.ColorNameBackground, ColorChosen}
	tests := []struct {
		what   string
		colour fyne.ThemeColorName
		beside []fyne.ThemeColorName
	}{
		{"outline of buttons, cards and tracks", ColorOutline, append(surfaces, theme.ColorNameButton, ColorTrack)},
		{"border of fields and tick boxes", theme.ColorNameInputBorder, surfaces},
		{"mark of a chosen row, and focus ring", theme.ColorNamePrimary, rows},
		{"moving bar, acknowledged and sent", theme.ColorNamePrimary, append(rows, ColorTrack)},
		{"bar that rests", ColorMuted, append(rows, ColorTrack)},
		{"bar without an answer", theme.ColorNameWarning, append(rows, ColorTrack)},
		{"button that adds or answers", theme.ColorNamePrimary, surfaces},
		{"scroll bar", theme.ColorNameScrollBar, surfaces},
	}
	for name, p := range map[string]palette{"light": light, "dark": dark} {
		for _, tt := range tests {
			for _, b := range tt.beside {
				if got := contrast(over(p[tt.colour], p[b]), p[b]); got < 3 {
					t.Errorf("%s: %s on %s has a contrast of %.2f", name, tt.what, b, got)
				}
			}
		}
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

// TestDangerLooksTheSame: the button that loses something has one colour in light and dark.
func TestDangerLooksTheSame(t *testing.T) {
	for _, v := range []fyne.ThemeVariant{theme.VariantLight, theme.VariantDark} {
		a := test.NewTempApp(t)
		a.Settings().SetTheme(Theme{Fixed: true, Variant: v})
		w := a.NewWindow("")
		w.Resize(fyne.NewSize(600, 400))
		sheets := NewSheets(w.Canvas(), func() {})
		sheets.Confirm(Question{Title: "Cancel 12 uploads?", No: "Back", Yes: "Cancel them"})
		w.Canvas().Focus(nil)
		yes := sheets.Top().Buttons()[1].(*Button)
		at := a.Driver().AbsolutePositionForObject(yes)
		shown := color.NRGBAModel.Convert(w.Canvas().Capture().At(int(at.X)+8, int(at.Y)+4))
		if shown != danger {
			t.Errorf("variant %d: it is %v, want %v", v, shown, danger)
		}
	}
}
