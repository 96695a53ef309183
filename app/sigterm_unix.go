//go:build cgo && unix

package main

/*
#include <signal.h>
#include <stddef.h>

static int term_ignored;

// A constructor runs before the runtime of Go, which puts a handler of its own in the place of what was there.
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

// init has a SIGTERM ignored that the starter of the program had set to be ignored, which the runtime has undone.
func init() {
	if C.was_term_ignored() != 0 {
		signal.Ignore(syscall.SIGTERM)
	}
}
