package desktop

import (
	"context"

	"sendoff/ui/words"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
)

// Choose shows the system's file chooser, or the toolkit's if there is none, which chooses one file at a time. post
// runs a function on the screen's goroutine.
func Choose(ctx context.Context, w fyne.Window, post func(func()), folder bool, done func(paths []string, err error)) {
	parent := nativeParent(w)
	go func() { // ends with the chooser; the portal's cannot be closed from here, so Close does not wait
		paths, err := chooseNative(ctx, chooser{parent: parent, folder: folder})
		post(func() {
			if err == errNoChooser { //nolint:errorlint // it is returned as it is
				chooseInWindow(w, folder, done)
				return
			}
			done(paths, err)
		})
	}()
}

func chooseInWindow(w fyne.Window, folder bool, done func([]string, error)) {
	if folder {
		d := dialog.NewFolderOpen(func(u fyne.ListableURI, err error) {
			if u == nil {
				done(nil, err)
				return
			}
			done([]string{u.Path()}, err)
		}, w)
		d.SetDismissText(words.Tr("Back")) // the toolkit's own label is the word for cancelling uploads
		showNearlyAll(w, d)
		return
	}
	d := dialog.NewFileOpen(func(f fyne.URIReadCloser, err error) {
		if f == nil {
			done(nil, err)
			return
		}
		path := f.URI().Path()
		_ = f.Close() // only its name is needed
		done([]string{path}, err)
	}, w)
	d.SetDismissText(words.Tr("Back"))
	showNearlyAll(w, d)
}

// showNearlyAll shows a chooser nearly as large as the window; its default size shows a handful of files. The
// toolkit's has no size before it is shown, and crashes if resized then.
func showNearlyAll(w fyne.Window, d dialog.Dialog) {
	const margin = 80
	d.Show()
	d.Resize(w.Canvas().Size().SubtractWidthHeight(margin, margin))
}
