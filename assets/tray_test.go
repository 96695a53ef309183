package assets

import (
	"bytes"
	"testing"
)

// TestTrayDrawingsHaveNoLines: what draws them at the size of a tray keeps the width of lines, so that they
// run into each other. Areas are drawn as they are.
func TestTrayDrawingsHaveNoLines(t *testing.T) {
	entries, err := badges.ReadDir("badges")
	if err != nil || len(entries) == 0 {
		t.Fatal(entries, err)
	}
	for _, e := range entries {
		name := e.Name()[:len(e.Name())-len(".svg")]
		icon, err := TrayIcon(name)
		if err != nil || bytes.Contains(icon, []byte("stroke")) || bytes.Count(icon, []byte("</svg>")) != 1 {
			t.Errorf("%s: %v: %s", name, err, icon)
		}
	}
	if bytes.Contains(IconSVG, []byte("stroke")) {
		t.Errorf("the icon: %s", IconSVG)
	}
}
