package desktop

import (
	"context"
	"errors"
	"time"

	"sendoff/ui/list"
	"sendoff/ui/words"
)

const (
	clipboardWait = 2 * time.Second // for the program that owns the clipboard
	maxClipboard  = 16 << 20        // bytes to read at most
)

// ErrTextOnly says that the clipboard holds text or nothing, and that the toolkit can read it.
var ErrTextOnly = errors.New("no files are on the clipboard")

// Clipboard reads which files were copied, within clipboardWait. It returns ErrTextOnly if the toolkit, which reads
// only text, can read what there is.
func Clipboard(ctx context.Context) (list.Copied, error) {
	ctx, stop := context.WithTimeout(ctx, clipboardWait)
	defer stop()
	return copiedFiles(ctx)
}

// patiently waits for an answer until ctx ends. A read in progress then ends by itself, or hangs with the program
// it waits for.
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
