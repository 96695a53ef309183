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

// AppID names the program to desktops.
const AppID = "io.github.sendoff.Sendoff"

// Toolkit is Fyne, before the first window.
type Toolkit struct {
	App  fyne.App
	gc   int           // how often memory is to be collected once the window is there
	Warm chan struct{} // closed when the fonts are loaded; until then only openToolkit may use them
}

// OpenToolkit prepares the toolkit for the queue in dir. Its fonts take as long to load as the screen takes
// to be tried out, so that both are done at the same time. No memory is collected until the window is there: nearly
// all that is made by then stays. Up to the first picture that takes 7 to 9 % off the time on the processor (median
// of 41 and of 21 starts in turn, 290 ms instead of 320, and 242 instead of 265).
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

// open makes the toolkit's app without an ID: with one, the toolkit keeps a file of preferences and a folder for
// documents in the user's home, neither of which is wanted here. The folder for its settings (.config/fyne) and the
// one for its caches (.cache/fyne) it makes all the same, and they stay, empty.
func (t *Toolkit) open(about fyne.AppMetadata) {
	if cache, err := os.UserCacheDir(); err == nil {
		_ = os.MkdirAll(cache, 0o700) // the toolkit makes only the last two folders of its path
	}
	nameless := about
	nameless.ID = ""
	fyneapp.SetMetadata(nameless)
	t.App = fyneapp.NewWithID("")
	t.App.SetIcon(about.Icon)
	_ = os.Remove(t.App.Cache().RootURI().Path()) // without an ID it is another one at each start
	fyneapp.SetMetadata(about)
}

// Metadata is what the window knows of the program: plain "go build" embeds no FyneApp.toml.
func Metadata(version string) fyne.AppMetadata {
	return fyne.AppMetadata{
		ID: AppID, Name: "Sendoff", Version: version, Release: !strings.HasSuffix(version, "-dev"),
		Icon:       fyne.NewStaticResource("icon.png", assets.IconPNG),
		Migrations: map[string]bool{"fyneDo": Migrated},
	}
}

// Opened is called once the window is there.
func (t *Toolkit) Opened() { debug.SetGCPercent(t.gc) }

// IndexFonts looks through the fonts of the system, from which the toolkit takes what its own lack. The list
// of them is kept in the folder of the queue; had the toolkit to make it, it would lie in the user's home.
func IndexFonts(dir string) {
	if !freeFonts(dir) {
		spare, err := os.MkdirTemp("", "sendoff-fonts-")
		if err != nil {
			return
		}
		defer func() { _ = os.RemoveAll(spare) }()
		dir = spare
	}
	// Without it, signs of other scripts are boxes, as on a system that has no fonts for them.
	_ = fontscan.NewFontMap(log.New(io.Discard, "", 0)).UseSystemFonts(dir)
}

// freeFonts takes away what stands where the list of fonts is to be and is no such list: the library that writes it
// would wait for a pipe, and write to what a link leads to. It reports whether the place is free.
func freeFonts(dir string) bool {
	names, _ := os.ReadDir(dir) // where it cannot be read there is nothing yet
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
