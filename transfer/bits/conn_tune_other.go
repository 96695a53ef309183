//go:build !linux

package bits

import (
	"syscall"
	"time"
)

// tune does nothing: package syscall has no such options here.
func tune(time.Duration) func(network, address string, c syscall.RawConn) error { return nil }
