package kit

import (
	"bytes"
	"fmt"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"

	"sendoff/assets"
)

// Icon is a drawing tinted with a colour of the theme. Fyne's own themed resources tint only areas; these drawings
// are lines.
type Icon struct {
	name string
	data []byte
	tint fyne.ThemeColorName
}

// NewIcon makes an icon from the assets. An unknown name is a bug that tests find; it gives an empty drawing, so
// that the window keeps working.
func NewIcon(name string, tint fyne.ThemeColorName) *Icon {
	data, err := assets.Icon(name)
	if err != nil {
		fyne.LogError("icon is missing", err)
		data = []byte(`<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24"></svg>`)
	}
	return &Icon{name: name, data: data, tint: tint}
}

// Name includes the colour, because Fyne caches drawings by name.
func (i *Icon) Name() string { return i.name + "-" + i.hex()[1:] + ".svg" }

// Content returns the SVG in its colour.
func (i *Icon) Content() []byte { return bytes.ReplaceAll(i.data, []byte("#000"), []byte(i.hex())) }

func (i *Icon) hex() string {
	c := color.NRGBAModel.Convert(theme.Color(i.tint)).(color.NRGBA)
	return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B)
}

// SetIcon shows an icon. A drawing that is already shown is not read again.
func SetIcon(img *canvas.Image, name string, tint fyne.ThemeColorName) {
	next := NewIcon(name, tint)
	if img.Resource != nil && img.Resource.Name() == next.Name() {
		return
	}
	img.Resource = fyne.NewStaticResource(next.Name(), next.Content())
	img.Refresh()
}
