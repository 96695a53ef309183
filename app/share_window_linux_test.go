//go:build !nowindow

package main

import (
	"strings"
	"testing"

	"sendoff/app/apptest"
	"sendoff/app/cli"
	"sendoff/app/queue"
	"sendoff/app/queue/queuetest"
)

// TestWindowTakesTheQueue: a window takes the queue over from a read-only process, and gets the files of a second
// window.
func TestWindowTakesTheQueue(t *testing.T) {
	s := openScreen(t, "light")
	path := s.File("a.bin", 1000)
	s.Run(cli.ExitDone, "add", "--paused", "--to", s.Server.URL, path)
	watch := s.Child("list", "--watch")
	apptest.Eventually(t, "the first line", func() bool { return strings.Contains(watch.Out.String(), "a.bin: Paused") })
	c, _ := s.Sendoff()
	queuetest.Working(s.Rig, queue.Work)
	s.Run(cli.ExitDone, path)
	s.Run(cli.ExitDone, "resume", "--all")
	apptest.Eventually(t, "the change", func() bool { return strings.Contains(watch.Out.String(), "a.bin: Done") })
	s.Arrived(path)
	s.Run(cli.ExitDone, "quit")
	if err := c.End(t); err != nil {
		t.Errorf("told to quit, the window ends with %v", err)
	}
}
