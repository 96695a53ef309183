//go:build !linux

package bits

import (
	"net"
	"syscall"
	"time"
)

// tune does nothing: package syscall has no such options here.
func tune(time.Duration) func(network, address string, c syscall.RawConn) error { return nil }

// queueUnsent does nothing: the system decides how many unsent bytes are queued.
func queueUnsent(net.Conn, bool) {}
