//go:build !linux

package bits

import (
	"syscall"
	"time"
)

// tune has nothing to set where package syscall knows no option for it.
func tune(time.Duration) func(network, address string, c syscall.RawConn) error { return nil }
