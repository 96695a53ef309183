// Package assets holds the files that are built into the program: the icons of the window, and its
// words in every language.
package assets

import (
	"bytes"
	"embed"
	"fmt"
)

// IconPNG is the icon of the program, 256 pixels square.
//
//go:embed icon.png
var IconPNG []byte

// IconSVG is the drawing that IconPNG was made from.
//
//go:embed icon.svg
var IconSVG []byte

//go:embed icons/*.svg
var icons embed.FS

// Icon is the drawing of an icon, 24 units square and in black ("#000") only, so that it can be
// tinted. The error names an icon that does not exist.
func Icon(name string) ([]byte, error) {
	data, err := icons.ReadFile("icons/" + name + ".svg")
	if err != nil {
		return nil, fmt.Errorf("icon %q: %w", name, err)
	}
	return data, nil
}

//go:embed badges/*.svg
var badges embed.FS

// TrayIcon is the drawing of the program's icon with a badge at its lower right: "working", "trouble",
// "paused" or "offline"; "" is the icon without one. The error names a badge that does not exist.
func TrayIcon(badge string) ([]byte, error) {
	if badge == "" {
		return IconSVG, nil
	}
	data, err := badges.ReadFile("badges/" + badge + ".svg")
	if err != nil {
		return nil, fmt.Errorf("badge %q: %w", badge, err)
	}
	_, lines, _ := bytes.Cut(data, []byte(">")) // a badge is drawn on the same ground as the icon
	icon := bytes.TrimSuffix(bytes.TrimSpace(IconSVG), []byte("</svg>"))
	return append(bytes.Clone(icon), lines...), nil
}

//go:embed translations/*.json
var translations embed.FS

// Translation is the catalogue of a language, "en" or "ru": a JSON object with texts by their English
// ones. "toolkit.en" and "toolkit.ru" are the words of Fyne's own widgets. The error names a catalogue
// that does not exist.
func Translation(name string) ([]byte, error) {
	data, err := translations.ReadFile("translations/" + name + ".json")
	if err != nil {
		return nil, fmt.Errorf("translation %q: %w", name, err)
	}
	return data, nil
}
