//go:build unix

package cli

import (
	"fmt"
	"strings"
	"syscall"
	"testing"

	"sendoff/app/queue"
	"sendoff/app/queue/queuetest"
)

// TestFewDescriptors: a real process with few descriptors serves more clients and uploads than would fit: they wait
// for their turn.
func TestFewDescriptors(t *testing.T) {
	r := newRig(t)
	c := r.Program("run")
	c.Args = append([]string{"sh", "-c", `ulimit -n 48; exec "$0" "$@"`, c.Path}, c.Args[1:]...)
	c.Path = "/bin/sh"
	c.Begin(t)
	queuetest.Working(r.Rig, queue.Work)
	var silent []interface{ Close() error }
	for range 100 { // they connect and stay silent: the system's backlog is longer than the limit
		conn, err := queue.DialControl(t.Context(), r.Dir)
		if err != nil {
			t.Fatal(err)
		}
		silent = append(silent, conn)
	}
	for _, conn := range silent {
		_ = conn.Close()
	}
	args := []string{"upload", "--to", r.Server.URL}
	for i := range 40 {
		args = append(args, r.File(fmt.Sprintf("%02d.bin", i), 1000))
	}
	r.Run(ExitDone, args...)
	for _, path := range args[3:] {
		r.Arrived(path)
	}
	c.Signal(t, syscall.SIGTERM)
	if err := c.End(t); err != nil {
		t.Errorf("ended with %v", err)
	}
	if strings.Contains(c.Out.String()+c.Err.String(), "too many open files") {
		t.Errorf("it ran out of descriptors: %s%s", c.Out.String(), c.Err.String())
	}
}
