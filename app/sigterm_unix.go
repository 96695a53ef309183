//go:build cgo && unix && !lint

package main

/*
#include <signal.h>
#include <stddef.h>

static int term_ignored;

// A constructor runs before Go's runtime, which replaces the signal handlers.
__attribute__((constructor)) static void look_at_term(void) {
	struct sigaction was;
	term_ignored = sigaction(SIGTERM, NULL, &was) == 0 && was.sa_handler == SIG_IGN;
}

static int was_term_ignored(void) { return term_ignored; }
*/
import "C"

import (
	"os/signal"
	"syscall"
)

// init ignores SIGTERM again if the parent process had set that; the runtime has undone it.
func init() {
	if C.was_term_ignored() != 0 {
		signal.Ignore(syscall.SIGTERM)
	}
}
