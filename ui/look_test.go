package ui

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"sendoff/ui/kit"
	"sendoff/ui/list"
)

// versioned is an app with a version, which the toolkit's test app lacks.
type versioned struct{ fyne.App }

func (versioned) Metadata() fyne.AppMetadata { return fyne.AppMetadata{Version: "1.2.3"} }

func TestSettingsNameTheVersion(t *testing.T) {
	w, _ := openTest(t, labSettings())
	w.app = versioned{w.app}
	w.openSettings()
	if !draws(w, "Sendoff 1.2.3") {
		t.Error("the page names no version")
	}
}

// TestLookFollowsTheWish: the chosen theme wins over the system's.
func TestLookFollowsTheWish(t *testing.T) {
	for wish, want := range map[string]kit.Theme{
		list.ThemeLight: {Fixed: true, Variant: theme.VariantLight}, list.ThemeDark: {Fixed: true, Variant: theme.VariantDark}, list.ThemeSystem: {}, "": {},
	} {
		if got := lookOf(wish); got != want {
			t.Errorf("%q: %+v", wish, got)
		}
	}
}
