package kit

import (
	"image"
	"image/color"
	"slices"
	"testing"
)

func TestCurve(t *testing.T) {
	red, pink := color.NRGBA{R: 0xff, A: 0xff}, color.NRGBA{R: 0xff, A: 0x38}
	rates := make([]float64, minSpan)
	for i := range rates {
		rates[i] = 5 // half of the scale of 10
	}
	rates[0] = 10
	c := Curve{Rates: rates, Scale: 10}
	img := c.paint(image.Pt(290, 101), curvePaint{red, pink}).(*image.NRGBA)
	at := func(x, y int) color.NRGBA { return img.NRGBAAt(x, y) }
	if at(200, 10) != (color.NRGBA{}) || at(200, 100) != pink || at(200, 50).A < 0x38 {
		t.Errorf("above %v, on the line %v, below %v", at(200, 10), at(200, 50), at(200, 100))
	}
	one := Curve{Rates: rates[:1], Scale: 10}
	if got := one.paint(image.Pt(290, 101), curvePaint{red, pink}).(*image.NRGBA); slices.Max(got.Pix) != 0 {
		t.Error("one sample is no curve")
	}
	c.paint(image.Pt(1, 0), curvePaint{red, pink}) // a pane without a layout yet
}
