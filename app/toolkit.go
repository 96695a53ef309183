package main

import (
	"os"
	"runtime/debug"
	"strings"

	"fyne.io/fyne/v2"
	fyneapp "fyne.io/fyne/v2/app"

	"sendoff/assets"
)

// toolkit is Fyne, before the first window.
type toolkit struct {
	app  fyne.App
	gc   int           // how often memory is to be collected once the window is there
	warm chan struct{} // closed when the fonts are loaded; until then only openToolkit may use them
}

// openToolkit prepares the toolkit. Its fonts take as long to load as the screen takes to be tried out,
// so that both are done at the same time. No memory is collected until the window is there: nearly all that is
// made by then stays.
func openToolkit() *toolkit {
	makeCache()
	about := metadata()
	fyneapp.SetMetadata(about)
	t := &toolkit{gc: debug.SetGCPercent(-1), app: fyneapp.NewWithID(appID), warm: make(chan struct{})}
	t.app.SetIcon(about.Icon)
	go func() { // ends with the second font
		defer close(t.warm)
		for _, bold := range []bool{false, true} {
			fyne.MeasureText("Sendoff", 14, fyne.TextStyle{Bold: bold})
		}
	}()
	return t
}

// metadata is what the window knows of the program: plain "go build" embeds no FyneApp.toml.
func metadata() fyne.AppMetadata {
	return fyne.AppMetadata{
		ID: appID, Name: "Sendoff", Version: version, Release: !strings.HasSuffix(version, "-dev"),
		Icon:       fyne.NewStaticResource("icon.png", assets.IconPNG),
		Migrations: map[string]bool{"fyneDo": migrated},
	}
}

// opened is called once the window is there.
func (t *toolkit) opened() { debug.SetGCPercent(t.gc) }

// makeCache makes the user's cache folder: the toolkit makes only the last folder of its path.
func makeCache() {
	if dir, err := os.UserCacheDir(); err == nil {
		_ = os.MkdirAll(dir, 0o700) // without it the toolkit does without a cache, and says so
	}
}
