package main

import (
	"bytes"
	"encoding/binary"
	"image/png"
	"os"
	"path/filepath"
	"testing"
)

func TestIcon(t *testing.T) {
	file := filepath.Join(t.TempDir(), "x.icns")
	if err := run("../../assets/icon.svg", file); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(data[:4]) != "icns" || int(binary.BigEndian.Uint32(data[4:])) != len(data) {
		t.Fatalf("header %q", data[:8])
	}
	left := data[8:]
	for _, k := range kinds {
		length := int(binary.BigEndian.Uint32(left[4:]))
		picture, err := png.Decode(bytes.NewReader(left[8:length]))
		if err != nil || string(left[:4]) != k.name || picture.Bounds().Dx() != k.size || picture.Bounds().Dy() != k.size {
			t.Fatalf("%q: %v, %v", left[:4], picture.Bounds(), err)
		}
		// The arrow is white, the plate around it blue, the corners outside it transparent.
		if r, g, b, a := picture.At(k.size/2, k.size/3).RGBA(); min(r, g, b, a) < 0xf000 {
			t.Errorf("%d pixels: the arrow is %x %x %x %x", k.size, r, g, b, a)
		}
		if r, _, b, a := picture.At(k.size/8, k.size/2).RGBA(); r > b/2 || a < 0xf000 {
			t.Errorf("%d pixels: the plate is %x .. %x %x", k.size, r, b, a)
		}
		if _, _, _, a := picture.At(0, 0).RGBA(); a > 0x4000 {
			t.Errorf("%d pixels: the corner is %x", k.size, a)
		}
		left = left[length:]
	}
	if len(left) != 0 {
		t.Errorf("%d bytes too many", len(left))
	}
}

func TestNoDrawing(t *testing.T) {
	if _, err := icns([]byte("no drawing")); err == nil {
		t.Error("took what is no drawing")
	}
}
