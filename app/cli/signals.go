package cli

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"syscall"
)

// errAsked is the cause when a process was asked to end, by "quit" or an equivalent signal.
var errAsked = errors.New("asked to end")

// untilSignal is a context that a signal ends: Ctrl+C as an interruption, SIGTERM and SIGHUP as a request. Signals
// that the parent process ignores (nohup, a background job of a script) stay ignored; for SIGTERM package main
// finds that out, in builds with C. A second Ctrl+C ends the program at once.
func untilSignal(ctx context.Context) (context.Context, context.CancelCauseFunc) {
	ctx, end := context.WithCancelCause(ctx)
	came := make(chan os.Signal, 4)
	for _, s := range []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP} {
		if !signal.Ignored(s) {
			signal.Notify(came, s)
		}
	}
	go func() { // ends with the process
		for s := range came {
			if s == os.Interrupt {
				end(context.Canceled)
				signal.Reset(os.Interrupt)
			} else {
				end(errAsked)
			}
		}
	}()
	return ctx, end
}

// ToldToEnd reports whether the process was asked to end, rather than interrupted.
func ToldToEnd(ctx context.Context) bool { return errors.Is(context.Cause(ctx), errAsked) }

// Outlive makes a command continue after its output's reader has left. Other commands end then, as Unix tools do.
func Outlive() {
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
}
