package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"text/tabwriter"

	"sendoff/transfer"
)

// The exit codes, a promise to scripts.
const (
	exitDone        = 0   // all done
	exitFailed      = 1   // something failed or was refused
	exitUsage       = 2   // wrong usage
	exitQueue       = 3   // the queue, or the window, is unavailable
	exitInterrupted = 130 // interrupted; the jobs stay queued
	exitCrashed     = 134 // what shells show of SIGABRT, which is how a crash ends the process
	exitUnread      = 141 // what shells show of SIGPIPE
)

// exitCodes is the one table of them: for "help exit-codes", the man page and the README.
var exitCodes = []struct {
	code int
	says string
}{
	{exitDone, word("All done. \"run\" and the window also end with it when \"quit\", SIGTERM or SIGHUP ended them.")},
	{exitFailed, word("Something failed or was refused.")},
	{exitUsage, word("Wrong usage; nothing was done.")},
	{exitQueue, word("The queue is unavailable, or the window cannot open.")},
	{exitInterrupted, word("Interrupted by Ctrl+C, or by a signal while it waited; the jobs stay queued.")},
	{exitCrashed, word("Sendoff crashed. On Unix the signal is SIGABRT; Windows has a number of its own above 255.")},
	{exitUnread, word("Whoever read the output of a short command went away before its end; the signal is SIGPIPE. Not on Windows.")},
}

func printExitCodes(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, e := range exitCodes {
		fmt.Fprintf(t, "%s\t%s\n", strconv.Itoa(e.code), tr(e.says))
	}
	return t.Flush()
}

func exitCode(ctx context.Context, err error) int {
	var own coded
	var unavailable UnavailableError
	var name NameError
	var address *transfer.AddressError
	var store *transfer.StoreError
	switch {
	case errors.As(err, &own):
		return own.code
	case errors.As(err, &address), errors.As(err, &name):
		return exitUsage
	case errors.As(err, &unavailable), errors.As(err, &store), errors.Is(err, transfer.ErrLocked), errors.Is(err, errOwnerGone), errors.Is(err, errOtherVersion),
		errors.Is(err, errStranger), errors.Is(err, errFull), Unsaved(err):
		return exitQueue
	case ctx.Err() != nil:
		return exitInterrupted
	}
	return exitFailed
}
