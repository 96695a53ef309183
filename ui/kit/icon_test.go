package kit

import (
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
)

// TestIconsAreTinted: every drawing gets the requested colour, in both themes.
func TestIconsAreTinted(t *testing.T) {
	a := test.NewTempApp(t)
	names, err := filepath.Glob("../../assets/icons/*.svg")
	if err != nil || len(names) < 20 {
		t.Fatalf("%d icons, %v", len(names), err)
	}
	for _, look := range []Theme{{true, theme.VariantLight}, {true, theme.VariantDark}} {
		a.Settings().SetTheme(look)
		for _, name := range names {
			i := NewIcon(strings.TrimSuffix(filepath.Base(name), ".svg"), theme.ColorNamePrimary)
			if s := string(i.Content()); !strings.Contains(s, i.hex()) || strings.Contains(s, `"#000"`) {
				t.Errorf("%s is not tinted: %s", name, s)
			}
		}
	}
}
