//go:build unix

package main

import (
	"fmt"
	"strings"
	"syscall"
	"testing"
)

// TestFewDescriptors: a real process that may open few files does all that is asked of it, with more clients and
// uploads than would fit: they wait their turn.
func TestFewDescriptors(t *testing.T) {
	r := newRig(t)
	c := r.program("run")
	c.Args = append([]string{"sh", "-c", `ulimit -n 48; exec "$0" "$@"`, c.Path}, c.Args[1:]...)
	c.Path = "/bin/sh"
	c.begin(t)
	working(r.Rig, work)
	var silent []interface{ Close() error }
	for range 100 { // they connect and say nothing: the system's line is longer than what is let in
		conn, err := DialControl(t.Context(), r.dir)
		if err != nil {
			t.Fatal(err)
		}
		silent = append(silent, conn)
	}
	for _, conn := range silent {
		_ = conn.Close()
	}
	args := []string{"upload", "--to", r.server.url}
	for i := range 40 {
		args = append(args, r.file(fmt.Sprintf("%02d.bin", i), 1000))
	}
	r.run(exitDone, args...)
	for _, path := range args[3:] {
		r.arrived(path)
	}
	c.signal(t, syscall.SIGTERM)
	if err := c.end(t); err != nil {
		t.Errorf("ended with %v", err)
	}
	if strings.Contains(c.out.String()+c.err.String(), "too many open files") {
		t.Errorf("it ran out of descriptors: %s%s", c.out.String(), c.err.String())
	}
}
