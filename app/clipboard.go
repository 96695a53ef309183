package main

import (
	"context"
	"errors"
	"time"

	"sendoff/ui"
)

const (
	clipboardWait = 2 * time.Second // for the program that has the clipboard
	clipboardMost = 16 << 20        // bytes that are read from it
)

// errTextOnly says that what is on the clipboard, if anything, is text, and that the toolkit reads it.
var errTextOnly = errors.New("no files are on the clipboard")

// Clipboard reads which files were copied. The toolkit knows of text alone.
func (a *App) Clipboard(done func(ui.Copied, error)) {
	a.wg.Go(func() { // ends with the answer, after clipboardWait, or with the program
		ctx, stop := context.WithTimeout(a.ctx, clipboardWait)
		defer stop()
		copied, err := copiedFiles(ctx)
		a.Post(func() {
			if errors.Is(err, errTextOnly) {
				copied, err = ui.PathsIn(a.fyne.Clipboard().Content()), nil
			}
			done(copied, err)
		})
	})
}
