// Icns draws an SVG in the sizes that macOS shows and writes them as one icon file.
//
//	go run ./packaging/icns DRAWING.svg FILE.icns
package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/png"
	"os"

	"github.com/fyne-io/oksvg"
	"github.com/srwiley/rasterx"
)

// kinds are the names of the sizes, in pixels, in an icon file: those of plain screens and those of fine ones.
var kinds = []struct {
	name string
	size int
}{
	{"icp4", 16},
	{"ic11", 32},
	{"icp5", 32},
	{"ic12", 64},
	{"ic07", 128},
	{"ic13", 256},
	{"ic08", 256},
	{"ic14", 512},
	{"ic09", 512},
	{"ic10", 1024},
}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: icns DRAWING.svg FILE.icns")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintf(os.Stderr, "icns: %v\n", err)
		os.Exit(1)
	}
}

func run(drawing, file string) error {
	svg, err := os.ReadFile(drawing)
	if err != nil {
		return fmt.Errorf("read the drawing: %w", err)
	}
	icon, err := icns(svg)
	if err != nil {
		return err
	}
	if err := os.WriteFile(file, icon, 0o644); err != nil {
		return fmt.Errorf("write the icon: %w", err)
	}
	return nil
}

// icns is the icon file: a header, then each picture as PNG after its name and length.
func icns(svg []byte) ([]byte, error) {
	var body bytes.Buffer
	for _, k := range kinds {
		picture, err := draw(svg, k.size)
		if err != nil {
			return nil, err
		}
		body.Write(block(k.name, picture))
	}
	return block("icns", body.Bytes()), nil
}

func block(name string, data []byte) []byte {
	out := binary.BigEndian.AppendUint32([]byte(name), uint32(8+len(data)))
	return append(out, data...)
}

// draw is the drawing as a PNG, size pixels square.
func draw(svg []byte, size int) ([]byte, error) {
	icon, err := oksvg.ReadIconStream(bytes.NewReader(svg))
	if err != nil {
		return nil, fmt.Errorf("understand the drawing: %w", err)
	}
	if icon.ViewBox.W <= 0 {
		return nil, errors.New("the drawing has no size")
	}
	icon.SetTarget(0, 0, float64(size), float64(size))
	for i := range icon.SVGPaths { // the library leaves lines as wide as they are
		icon.SVGPaths[i].LineWidth *= float64(size) / icon.ViewBox.W
	}
	canvas := image.NewRGBA(image.Rect(0, 0, size, size))
	icon.Draw(rasterx.NewDasher(size, size, rasterx.NewScannerGV(size, size, canvas, canvas.Bounds())), 1)
	var out bytes.Buffer
	if err := png.Encode(&out, canvas); err != nil {
		return nil, fmt.Errorf("write the picture: %w", err)
	}
	return out.Bytes(), nil
}
