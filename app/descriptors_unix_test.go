//go:build unix

package main

import (
	"fmt"
	"strings"
	"syscall"
	"testing"
)

// TestBudget: what uploads and clients may open together stays below the limit, and there is always some of each.
func TestBudget(t *testing.T) {
	for _, limit := range []uint64{0, 12, 32, 48, 64, 100, 256, 1024, 20000, 1 << 20, 1<<64 - 1} {
		b := budgetOf(limit)
		if b.uploads < 1 || b.watchers < 1 || b.watchers >= b.clients || b.uploads > 64 {
			t.Errorf("of %d files: %+v", limit, b)
		}
		if open := uint64(b.uploads*uploadFiles + b.clients + ownFiles); limit >= 48 && open > limit {
			t.Errorf("of %d files %d may be open: %+v", limit, open, b)
		}
	}
}

// TestFewDescriptors: a real process that may open few files does all that is asked of it, with more clients and
// uploads than would fit: they wait their turn.
func TestFewDescriptors(t *testing.T) {
	r := newRig(t)
	c := r.program("run")
	c.Args = append([]string{"sh", "-c", `ulimit -n 48; exec "$0" "$@"`, c.Path}, c.Args[1:]...)
	c.Path = "/bin/sh"
	c.begin(t)
	r.working(work)
	var silent []interface{ Close() error }
	for range 100 { // they connect and say nothing: the system's line is longer than what is let in
		conn, err := dialControl(t.Context(), r.dir)
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
