//go:build unix

package apptest

import (
	"syscall"
	"testing"
)

// Signalled reports the signal that ended a child, 0 if none did.
func (c *Child) Signalled() syscall.Signal {
	if status, ok := c.ProcessState.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return status.Signal()
	}
	return 0
}

// Signal sends a signal.
func (c *Child) Signal(t *testing.T, s syscall.Signal) {
	t.Helper()
	if err := c.Process.Signal(s); err != nil {
		t.Fatal(err)
	}
}
