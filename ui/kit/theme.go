package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// Colours that Fyne has no name for.
const (
	ColorSide    fyne.ThemeColorName = "sendoff-side"    // side column, toolbar and status bar
	ColorMuted   fyne.ThemeColorName = "sendoff-muted"   // secondary text
	ColorTrack   fyne.ThemeColorName = "sendoff-track"   // the part of a bar still to do
	ColorChosen  fyne.ThemeColorName = "sendoff-chosen"  // background of selected rows
	ColorOutline fyne.ThemeColorName = "sendoff-outline" // border of small buttons, cards and the bar's track
	ColorScrim   fyne.ThemeColorName = "sendoff-scrim"   // covers the window behind a sheet
)

// Sizes, in Fyne's units.
const (
	Pad               float32 = 12
	RingWidth         float32 = 2
	TextBody          float32 = 14
	TextSmall         float32 = 12
	TextHeading       float32 = 20
	TextSection       float32 = 16
	SmallButtonHeight float32 = 30
	smallButtonPad    float32 = 12
	Gap               float32 = 8
	Corner            float32 = 8
	CornerSmall       float32 = 6
	LineHeight        float32 = 34
)

// palette holds all colours of one variant. Text colours have a contrast of at least 4.5:1 on every background they
// are used on, and what a control is recognised by one of 3:1.
type palette map[fyne.ThemeColorName]color.NRGBA

func rgb(hex uint32) color.NRGBA {
	return color.NRGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: 0xff}
}

func alpha(hex uint32, a uint8) color.NRGBA {
	c := rgb(hex)
	c.A = a
	return c
}

var light = palette{
	theme.ColorNameBackground:          rgb(0xffffff),
	ColorSide:                          rgb(0xf5f6f8),
	theme.ColorNameForeground:          rgb(0x1b1f26),
	ColorMuted:                         rgb(0x566070),
	theme.ColorNamePlaceHolder:         rgb(0x5f6877),
	theme.ColorNameDisabled:            rgb(0x9aa2ae),
	theme.ColorNamePrimary:             rgb(0x1263d6),
	theme.ColorNameForegroundOnPrimary: rgb(0xffffff),
	theme.ColorNameHyperlink:           rgb(0x1263d6),
	theme.ColorNameSuccess:             rgb(0x17753a),
	theme.ColorNameWarning:             rgb(0x8a5200),
	theme.ColorNameError:               rgb(0xb8231b),
	theme.ColorNameForegroundOnError:   rgb(0xffffff),
	theme.ColorNameForegroundOnSuccess: rgb(0xffffff),
	theme.ColorNameForegroundOnWarning: rgb(0xffffff),
	ColorTrack:                         rgb(0xe4e7ec),
	ColorChosen:                        rgb(0xe3eefd),
	ColorOutline:                       rgb(0x7a8390),
	ColorScrim:                         alpha(0x10141a, 0x66),
	theme.ColorNameButton:              rgb(0xebedf1),
	theme.ColorNameDisabledButton:      rgb(0xf3f4f6),
	theme.ColorNameHover:               alpha(0x1b1f26, 0x0b),
	theme.ColorNamePressed:             alpha(0x1b1f26, 0x1c),
	theme.ColorNameFocus:               alpha(0x1263d6, 0x40),
	theme.ColorNameSelection:           rgb(0xcfe2fc),
	theme.ColorNameInputBackground:     rgb(0xffffff),
	theme.ColorNameInputBorder:         rgb(0x7a8390),
	theme.ColorNameSeparator:           rgb(0xe2e5ea),
	theme.ColorNameScrollBar:           alpha(0x1b1f26, 0x80),
	theme.ColorNameScrollBarBackground: alpha(0x1b1f26, 0x08),
	theme.ColorNameShadow:              alpha(0x000000, 0x2a),
	theme.ColorNameMenuBackground:      rgb(0xffffff),
	theme.ColorNameOverlayBackground:   rgb(0xffffff),
	theme.ColorNameHeaderBackground:    rgb(0xf5f6f8),
}

var dark = palette{
	theme.ColorNameBackground:          rgb(0x17191e),
	ColorSide:                          rgb(0x1e2127),
	theme.ColorNameForeground:          rgb(0xe7e9ed),
	ColorMuted:                         rgb(0xa3acb9),
	theme.ColorNamePlaceHolder:         rgb(0x9aa3b0),
	theme.ColorNameDisabled:            rgb(0x666e7a),
	theme.ColorNamePrimary:             rgb(0x74aeff),
	theme.ColorNameForegroundOnPrimary: rgb(0x0b1524),
	theme.ColorNameHyperlink:           rgb(0x74aeff),
	theme.ColorNameSuccess:             rgb(0x62cc84),
	theme.ColorNameWarning:             rgb(0xe6b455),
	theme.ColorNameError:               rgb(0xff8a80),
	theme.ColorNameForegroundOnError:   rgb(0x2a0705),
	theme.ColorNameForegroundOnSuccess: rgb(0x05210f),
	theme.ColorNameForegroundOnWarning: rgb(0x261800),
	ColorTrack:                         rgb(0x2f343d),
	ColorChosen:                        rgb(0x22344f),
	ColorOutline:                       rgb(0x7a8392),
	ColorScrim:                         alpha(0x000000, 0x99),
	theme.ColorNameButton:              rgb(0x2b3038),
	theme.ColorNameDisabledButton:      rgb(0x22262d),
	theme.ColorNameHover:               alpha(0xffffff, 0x0d),
	theme.ColorNamePressed:             alpha(0xffffff, 0x20),
	theme.ColorNameFocus:               alpha(0x74aeff, 0x50),
	theme.ColorNameSelection:           rgb(0x2c4a75),
	theme.ColorNameInputBackground:     rgb(0x1b1e24),
	theme.ColorNameInputBorder:         rgb(0x7a8392),
	theme.ColorNameSeparator:           rgb(0x2a2e36),
	theme.ColorNameScrollBar:           alpha(0xffffff, 0x70),
	theme.ColorNameScrollBarBackground: alpha(0xffffff, 0x08),
	theme.ColorNameShadow:              alpha(0x000000, 0x66),
	theme.ColorNameMenuBackground:      rgb(0x23272e),
	theme.ColorNameOverlayBackground:   rgb(0x1e2127),
	theme.ColorNameHeaderBackground:    rgb(0x1e2127),
}

// Theme is the theme of the window.
type Theme struct {
	Fixed   bool // use variant instead of the system's
	Variant fyne.ThemeVariant
}

// Color returns the palette's colour, or Fyne's for a name not in the palette.
func (l Theme) Color(n fyne.ThemeColorName, v fyne.ThemeVariant) color.Color {
	if l.Fixed {
		v = l.Variant
	}
	p := light
	if v == theme.VariantDark {
		p = dark
	}
	if c, ok := p[n]; ok {
		return c
	}
	return theme.DefaultTheme().Color(n, v)
}

// danger is the colour of a button that loses something, the same in both themes: the colour of error text is too
// light for a button in the dark one.
var danger = rgb(0xcf3028)

// dangerTheme colours such a button.
type dangerTheme struct{ fyne.Theme }

// Color replaces the colours that the toolkit gives to it.
func (d dangerTheme) Color(n fyne.ThemeColorName, v fyne.ThemeVariant) color.Color {
	switch n {
	case theme.ColorNameError:
		return danger
	case theme.ColorNameForegroundOnError:
		return color.White
	}
	return d.Theme.Color(n, v)
}

// Font is Fyne's.
func (l Theme) Font(s fyne.TextStyle) fyne.Resource { return theme.DefaultTheme().Font(s) }

// Icon is Fyne's.
func (l Theme) Icon(n fyne.ThemeIconName) fyne.Resource { return theme.DefaultTheme().Icon(n) }

// Size returns the window's own sizes, or Fyne's.
func (l Theme) Size(n fyne.ThemeSizeName) float32 {
	switch n {
	case theme.SizeNamePadding:
		return 4
	case theme.SizeNameInnerPadding:
		return Gap
	case theme.SizeNameText:
		return TextBody
	case theme.SizeNameCaptionText:
		return TextSmall
	case theme.SizeNameInputRadius, theme.SizeNameSelectionRadius, theme.SizeNameButtonRadius:
		return CornerSmall
	case theme.SizeNameModalBlurRadius:
		return 0 // without a graphics card a blur takes most of a tenth of a second per frame
	}
	return theme.DefaultTheme().Size(n)
}
