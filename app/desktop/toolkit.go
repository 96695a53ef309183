package desktop

import (
	"io"
	"log"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"

	"fyne.io/fyne/v2"
	fyneapp "fyne.io/fyne/v2/app"
	"github.com/go-text/typesetting/fontscan"

	"sendoff/assets"
	"sendoff/transfer/safefile"
)

// AppID identifies the program to desktops.
const AppID = "io.github.sendoff.Sendoff"

// Toolkit is Fyne before the first window.
type Toolkit struct {
	App  fyne.App
	gc   int           // the GC percentage to restore once the window is there
	Warm chan struct{} // closed when the fonts are loaded; until then only OpenToolkit may use them
}

// OpenToolkit prepares the toolkit for the queue in dir. Fonts load while the screen is probed, which takes as
// long. The garbage collector is off until the window is there: nearly all memory allocated by then stays in use.
// Up to the first frame that saves 7 to 9 % of processor time (median of 41 and of 21 alternating starts: 290 ms
// instead of 320, and 242 instead of 265).
func OpenToolkit(dir, version string) *Toolkit {
	t := &Toolkit{gc: debug.SetGCPercent(-1), Warm: make(chan struct{})}
	t.open(Metadata(version))
	go func() { // ends with the last font
		defer close(t.Warm)
		IndexFonts(dir)
		for _, bold := range []bool{false, true} {
			fyne.MeasureText("Sendoff", 14, fyne.TextStyle{Bold: bold})
		}
	}()
	return t
}

// open makes the toolkit's app without an ID: with one, the toolkit would keep preferences and a documents folder
// in the user's home. Its folders for settings (.config/fyne) and caches (.cache/fyne) are made in any case, and
// stay empty.
func (t *Toolkit) open(about fyne.AppMetadata) {
	if cache, err := os.UserCacheDir(); err == nil {
		_ = os.MkdirAll(cache, 0o700) // the toolkit makes only the last two folders of the path
	}
	nameless := about
	nameless.ID = ""
	fyneapp.SetMetadata(nameless)
	t.App = fyneapp.NewWithID("")
	leaveNothingForTheEnd(t.App)
	keepStill(t.App)
	t.App.SetIcon(about.Icon)
	_ = os.Remove(t.App.Cache().RootURI().Path()) // without an ID it is a new one at each start
	fyneapp.SetMetadata(about)
}

// leaveNothingForTheEnd takes back what the toolkit would do when it ends: it would store preferences, and this app
// has none. It does it on a channel that it closes at the same moment. So it can crash then (a send on a closed
// channel), or wait for itself for ever.
func leaveNothingForTheEnd(a fyne.App) {
	if l, ok := a.Lifecycle().(interface{ SetOnStoppedHookExecuted(func()) }); ok {
		l.SetOnStoppedHookExecuted(nil)
	}
}

// Metadata describes the program to the toolkit: plain "go build" embeds no FyneApp.toml.
func Metadata(version string) fyne.AppMetadata {
	return fyne.AppMetadata{
		ID: AppID, Name: "Sendoff", Version: version, Release: !strings.HasSuffix(version, "-dev"),
		Icon:       fyne.NewStaticResource("icon.png", assets.IconPNG),
		Migrations: map[string]bool{"fyneDo": Migrated},
	}
}

// Opened restores garbage collection once the window is there.
func (t *Toolkit) Opened() { debug.SetGCPercent(t.gc) }

// IndexFonts indexes the system's fonts, which the toolkit uses for scripts that its own lack. The index is kept in
// the queue's folder; the toolkit would put it into the user's home.
func IndexFonts(dir string) {
	if !freeFonts(dir) {
		spare, err := os.MkdirTemp("", "sendoff-fonts-")
		if err != nil {
			return
		}
		defer func() { _ = os.RemoveAll(spare) }()
		dir = spare
	}
	// If this fails, other scripts appear as boxes, as on a system without fonts for them.
	_ = fontscan.NewFontMap(log.New(io.Discard, "", 0)).UseSystemFonts(dir)
}

// freeFonts removes anything in place of the font index that is no index: the library would wait for a pipe, and
// would write to a link's target. It reports whether the path is free.
func freeFonts(dir string) bool {
	names, _ := os.ReadDir(dir) // if unreadable, there is nothing yet
	for _, name := range names {
		if !strings.HasPrefix(name.Name(), "font_index_") {
			continue
		}
		list := filepath.Join(dir, name.Name())
		f, err := safefile.OpenSole(list, os.O_RDONLY)
		if err == nil {
			err = f.Close()
		} else {
			err = safefile.Remove(list)
		}
		if err != nil {
			return false
		}
	}
	return true
}
