package main

import (
	"errors"
	"io"
	"io/fs"
	"log"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"

	"fyne.io/fyne/v2"
	fyneapp "fyne.io/fyne/v2/app"
	"github.com/go-text/typesetting/fontscan"

	"sendoff/transfer/safefile"
	"sendoff/ui"
)

// toolkit is Fyne, before the first window.
type toolkit struct {
	app  fyne.App
	gc   int           // how often memory is to be collected once the window is there
	warm chan struct{} // closed when the fonts are loaded; until then only openToolkit may use them
	made []string      // folders of the user's that only the toolkit wants, deepest first
}

// openToolkit prepares the toolkit for the queue in dir. Its fonts take as long to load as the screen takes
// to be tried out, so that both are done at the same time. No memory is collected until the window is there:
// nearly all that is made by then stays.
func openToolkit(dir string) *toolkit {
	t := &toolkit{gc: debug.SetGCPercent(-1), warm: make(chan struct{})}
	t.open()
	go func() { // ends with the last font
		defer close(t.warm)
		indexFonts(dir)
		for _, bold := range []bool{false, true} {
			fyne.MeasureText("Sendoff", 14, fyne.TextStyle{Bold: bold})
		}
	}()
	return t
}

// open makes the toolkit's app without an ID: with one, the toolkit keeps a file of preferences, a folder for
// documents and one for a cache in the user's home, none of which is wanted here. The folder of its settings
// is needed while it runs, since it looks out for changes in there.
func (t *toolkit) open() {
	settings := filepath.Dir((&fyneapp.SettingsSchema{}).StoragePath())
	t.made = append([]string{settings}, absent(filepath.Dir(settings))...)
	cache, err := os.UserCacheDir()
	var caches []string
	if err == nil {
		caches = append([]string{filepath.Join(cache, "fyne")}, absent(cache)...)
		_ = os.MkdirAll(cache, 0o700) // the toolkit makes only the last two folders of its path
	}
	about := metadata()
	nameless := about
	nameless.ID = ""
	fyneapp.SetMetadata(nameless)
	t.app = fyneapp.NewWithID("")
	t.app.SetIcon(about.Icon)
	t.forgetStopped()
	removeEmpty(append([]string{t.app.Cache().RootURI().Path()}, caches...))
	fyneapp.SetMetadata(about)
}

// forgetStopped takes back what the toolkit itself does when it stops, which is to store preferences, and here
// nothing. If there is anything at all to be done then, it may come just after the last look at what is to be
// done, and the toolkit waits for it for ever.
func (t *toolkit) forgetStopped() {
	if l, ok := t.app.Lifecycle().(interface{ SetOnStoppedHookExecuted(hook func()) }); ok {
		l.SetOnStoppedHookExecuted(nil)
	}
}

// metadata is what the window knows of the program: plain "go build" embeds no FyneApp.toml.
func metadata() fyne.AppMetadata {
	return fyne.AppMetadata{
		ID: appID, Name: "Sendoff", Version: version, Release: !strings.HasSuffix(version, "-dev"),
		Icon:       ui.AppIcon(),
		Migrations: map[string]bool{"fyneDo": migrated},
	}
}

// opened is called once the window is there.
func (t *toolkit) opened() { debug.SetGCPercent(t.gc) }

// close takes away, once the window is gone, what the toolkit has made in the user's home: no package can
// know whose homes to look through when it is removed.
func (t *toolkit) close() {
	endWatches()
	removeEmpty(t.made)
}

// absent is what has to be made for a folder to be there, deepest first.
func absent(dir string) []string {
	if _, err := os.Lstat(dir); !errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return append([]string{dir}, absent(filepath.Dir(dir))...)
}

// removeEmpty removes folders as long as nothing is in them: a folder that stays has files of others.
func removeEmpty(dirs []string) {
	for _, dir := range dirs {
		if os.Remove(dir) != nil {
			return
		}
	}
}

// indexFonts looks through the fonts of the system, from which the toolkit takes what its own lack. The list
// of them is kept in the folder of the queue; had the toolkit to make it, it would lie in the user's home.
func indexFonts(dir string) {
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
