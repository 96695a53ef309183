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

// patiently waits for an answer as long as ctx allows. What is still being read then ends by itself, or
// hangs with the program that it waits for.
func patiently(ctx context.Context, read func(context.Context) (ui.Copied, error)) (ui.Copied, error) {
	type result struct {
		copied ui.Copied
		err    error
	}
	answer := make(chan result, 1)
	go func() { // ends with read
		copied, err := read(ctx)
		answer <- result{copied, err}
	}()
	select {
	case r := <-answer:
		return r.copied, r.err
	case <-ctx.Done():
		return ui.Copied{}, ui.ErrClipboardSilent
	}
}
