package cli

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"sync/atomic"
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
			if s == syscall.SIGHUP && tellHangup() {
				continue
			}
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

// hangup gets a value for each SIGHUP that is no request to end.
var hangup atomic.Pointer[chan<- struct{}]

// tellHangup passes a SIGHUP on to the command that wants it; false = none does.
func tellHangup() bool {
	to := hangup.Load()
	if to == nil {
		return false
	}
	select {
	case *to <- struct{}{}:
	default: // it has one that it has not looked at yet
	}
	return true
}

// onHangup has each SIGHUP passed on in place of ending the process, as is usual for services. A process with a terminal
// is not one: there the signal says that the terminal is gone, and still ends it.
func onHangup(to chan<- struct{}) {
	terminal, err := os.Open("/dev/tty")
	if err == nil {
		_ = terminal.Close()
		return
	}
	hangup.Store(&to)
}

// ToldToEnd reports whether the process was asked to end, rather than interrupted.
func ToldToEnd(ctx context.Context) bool { return errors.Is(context.Cause(ctx), errAsked) }

// Outlive makes a command continue after its output's reader has left. Other commands end then, as Unix tools do.
func Outlive() {
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
}
