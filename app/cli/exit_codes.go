package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"text/tabwriter"

	"sendoff/app/queue"
	"sendoff/transfer"
	"sendoff/ui/words"
)

// The exit codes. Scripts depend on them.
const (
	ExitDone        = 0   // all done
	ExitFailed      = 1   // something failed or was refused
	exitUsage       = 2   // wrong usage
	ExitQueue       = 3   // queue or window unavailable
	exitInterrupted = 130 // interrupted; the jobs stay queued
	exitCrashed     = 134 // a crash: as shells report SIGABRT
	exitUnread      = 141 // as shells report SIGPIPE
)

// exitCodes is the one table of them, for "help exit-codes", the man page and the README.
var exitCodes = []struct {
	code int
	says string
}{
	{ExitDone, words.Mark("All done. \"run\" and the window also end with it when \"quit\", SIGTERM or SIGHUP ended them.")},
	{ExitFailed, words.Mark("Something failed or was refused.")},
	{exitUsage, words.Mark("Wrong usage; nothing was done.")},
	{ExitQueue, words.Mark("The queue is unavailable, or the window cannot open.")},
	{exitInterrupted, words.Mark("Interrupted by Ctrl+C, or by a signal while it waited; the jobs stay queued.")},
	{exitCrashed, words.Mark("Sendoff crashed. On Unix the signal is SIGABRT; Windows has a number of its own above 255.")},
	{exitUnread, words.Mark("Whoever read the output of a short command went away before its end; the signal is SIGPIPE. Not on Windows.")},
}

func printExitCodes(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, e := range exitCodes {
		fmt.Fprintf(t, "%s\t%s\n", strconv.Itoa(e.code), words.Tr(e.says))
	}
	if err := t.Flush(); err != nil || termIsKnown {
		return err
	}
	_, err := fmt.Fprintln(w, "\n"+words.Tr(words.Mark("This build cannot know that whoever started it had set SIGTERM to be ignored: SIGTERM ends it all the same.")))
	return err
}

// ExitCode is the exit code for err.
func ExitCode(ctx context.Context, err error) int {
	var own coded
	var unavailable queue.UnavailableError
	var name queue.NameError
	var address *transfer.AddressError
	var store *transfer.StoreError
	switch {
	case errors.As(err, &own):
		return own.code
	case errors.As(err, &address), errors.As(err, &name):
		return exitUsage
	case errors.As(err, &unavailable), errors.As(err, &store), errors.Is(err, transfer.ErrLocked), errors.Is(err, queue.ErrOwnerGone), errors.Is(err, queue.ErrOtherVersion),
		errors.Is(err, queue.ErrStranger), errors.Is(err, queue.ErrFull), queue.Unsaved(err):
		return ExitQueue
	case ctx.Err() != nil:
		return exitInterrupted
	}
	return ExitFailed
}
