package desktop

import (
	"context"
	"errors"
	"time"

	"sendoff/ui/list"
	"sendoff/ui/words"
)

const (
	clipboardWait = 2 * time.Second // for the program that has the clipboard
	clipboardMost = 16 << 20        // bytes that are read from it
)

// ErrTextOnly says that what is on the clipboard, if anything, is text, and that the toolkit reads it.
var ErrTextOnly = errors.New("no files are on the clipboard")

// Clipboard reads which files were copied, within clipboardWait. Its error is ErrTextOnly where the toolkit, which
// knows of text alone, can read what there is.
func Clipboard(ctx context.Context) (list.Copied, error) {
	ctx, stop := context.WithTimeout(ctx, clipboardWait)
	defer stop()
	return copiedFiles(ctx)
}

// patiently waits for an answer as long as ctx allows. What is still being read then ends by itself, or
// hangs with the program that it waits for.
func patiently(ctx context.Context, read func(context.Context) (list.Copied, error)) (list.Copied, error) {
	type result struct {
		copied list.Copied
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
		return list.Copied{}, words.ErrClipboardSilent
	}
}
