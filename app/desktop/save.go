package desktop

import (
	"context"
	"errors"
	"path/filepath"

	"sendoff/ui/words"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"github.com/ncruces/zenity"
)

// ChooseSave asks for a file to write, with the toolkit's chooser if the system has none. post runs a function on
// the screen's goroutine.
func ChooseSave(ctx context.Context, w fyne.Window, post func(func()), name string, done func(path string, err error)) {
	parent := nativeParent(w)
	go func() { // ends with the chooser; the portal's cannot be closed from here, so Close does not wait
		path, err := saveNative(ctx, saver{parent: parent, name: name})
		post(func() {
			if err == errNoChooser { //nolint:errorlint // it is returned as it is
				saveInWindow(w, name, done)
				return
			}
			done(path, err)
		})
	}()
}

// saver describes what to save.
type saver struct {
	parent string // the window's name for the desktop portal; "" = unknown
	name   string // proposed name
}

// saveByProgram uses the system's dialog on Windows and macOS, and the zenity program on Linux. No path and no
// error mean that the user chose nothing.
func saveByProgram(ctx context.Context, s saver) (string, error) {
	if !zenity.IsAvailable() {
		return "", errNoChooser
	}
	path, err := zenity.SelectFileSave(zenity.Context(ctx), zenity.Filename(s.name), zenity.ConfirmOverwrite())
	switch {
	case errors.Is(err, zenity.ErrCanceled), errors.Is(err, context.Canceled):
		return "", nil
	case errors.Is(err, zenity.ErrUnsupported):
		return "", errNoChooser
	}
	return path, err
}

func saveInWindow(w fyne.Window, name string, done func(string, error)) {
	d := dialog.NewFileSave(func(f fyne.URIWriteCloser, err error) {
		if f == nil {
			done("", err)
			return
		}
		path := f.URI().Path()
		_ = f.Close() // only its name is needed
		done(filepath.FromSlash(path), err)
	}, w)
	d.SetFileName(name)
	d.SetDismissText(words.Tr("Back"))
	showNearlyAll(w, d)
}
