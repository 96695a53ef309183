//go:build unix

package main

import (
	"syscall"
	"testing"
)

// signalled reports the signal that ended a child, 0 if none did.
func (c *child) signalled() syscall.Signal {
	if status, ok := c.ProcessState.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return status.Signal()
	}
	return 0
}

func (c *child) signal(t *testing.T, s syscall.Signal) {
	t.Helper()
	if err := c.Process.Signal(s); err != nil {
		t.Fatal(err)
	}
}
