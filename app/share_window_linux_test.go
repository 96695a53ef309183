package main

import (
	"strings"
	"testing"
)

// TestWindowTakesTheQueue: a window gets the queue of who only looks at it, and the files of a second window.
func TestWindowTakesTheQueue(t *testing.T) {
	s := openScreen(t, "light")
	path := s.file("a.bin", 1000)
	s.run(exitDone, "add", "--paused", "--to", s.server.url, path)
	watch := s.child("list", "--watch")
	eventually(t, "the first line", func() bool { return strings.Contains(watch.out.String(), "a.bin: Paused") })
	c, _ := s.sendoff()
	working(s.Rig, work)
	s.run(exitDone, path)
	s.run(exitDone, "resume", "--all")
	eventually(t, "the change", func() bool { return strings.Contains(watch.out.String(), "a.bin: Done") })
	s.arrived(path)
	s.run(exitDone, "quit")
	if err := c.end(t); err != nil {
		t.Errorf("told to quit, the window ends with %v", err)
	}
}
