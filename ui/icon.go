package ui

import (
	"bytes"
	"fmt"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"

	"sendoff/assets"
)

// icon is a drawing that is tinted with a colour of the theme. Fyne's own themed resources tint only
// areas, and these drawings are lines.
type icon struct {
	name string
	data []byte
	tint fyne.ThemeColorName
}

// newIcon makes an icon of assets. An unknown name is a fault of the program that tests find; an empty
// drawing keeps the window working.
func newIcon(name string, tint fyne.ThemeColorName) *icon {
	data, err := assets.Icon(name)
	if err != nil {
		fyne.LogError("icon is missing", err)
		data = []byte(`<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24"></svg>`)
	}
	return &icon{name: name, data: data, tint: tint}
}

// Name differs by colour, because Fyne keeps drawings by name.
func (i *icon) Name() string { return i.name + "-" + i.hex()[1:] + ".svg" }

func (i *icon) Content() []byte { return bytes.ReplaceAll(i.data, []byte("#000"), []byte(i.hex())) }

func (i *icon) hex() string {
	c := color.NRGBAModel.Convert(theme.Color(i.tint)).(color.NRGBA)
	return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B)
}

// setIcon shows an icon; a drawing that is there already is not read again.
func setIcon(img *canvas.Image, name string, tint fyne.ThemeColorName) {
	next := newIcon(name, tint)
	if img.Resource != nil && img.Resource.Name() == next.Name() {
		return
	}
	img.Resource = fyne.NewStaticResource(next.Name(), next.Content())
	img.Refresh()
}
