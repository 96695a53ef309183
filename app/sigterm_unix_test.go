//go:build cgo && unix

package main

import (
	"strings"
	"syscall"
	"testing"

	"sendoff/app/apptest"
	"sendoff/app/cli"
	"sendoff/app/queue"
	"sendoff/app/queue/queuetest"
)

// TestIgnoredSIGTERMStaysIgnored: if the parent process ignores SIGTERM for the program, it keeps running.
func TestIgnoredSIGTERMStaysIgnored(t *testing.T) {
	r := newRig(t)
	c := r.Program("run", "-v")
	c.Args = append([]string{"sh", "-c", `trap "" TERM; exec "$0" "$@"`, c.Path}, c.Args[1:]...)
	c.Path = "/bin/sh"
	c.Begin(t)
	queuetest.Working(r.Rig, queue.Work)
	c.Signal(t, syscall.SIGTERM)
	r.Run(cli.ExitDone, "upload", "--to", r.Server.URL, r.File("b.bin", 1000))
	apptest.Eventually(t, "an upload after the signal", func() bool { return strings.Contains(c.Out.String()+c.Err.String(), "b.bin") })
	r.Run(cli.ExitDone, "quit")
	if err := c.End(t); err != nil {
		t.Error(err)
	}
}
