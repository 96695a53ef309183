package bits

import (
	"syscall"
	"time"
)

const (
	tcpNotSentLowat = 0x19 // TCP_NOTSENT_LOWAT, missing from package syscall
	tcpUserTimeout  = 0x12 // TCP_USER_TIMEOUT, missing from package syscall
	notSent         = 128 << 10
)

// tune sets options of a new socket. A small queue of unsent bytes makes "sent" mean sent, and keeps a slow
// connection from looking stalled. The user timeout ends a dead connection, which the system alone would keep for a
// quarter of an hour. It is longer than the stall time, so that conn decides first while sending. Both are optional.
func tune(stall time.Duration) func(network, address string, c syscall.RawConn) error {
	return func(_, _ string, c syscall.RawConn) error {
		return c.Control(func(fd uintptr) {
			_ = syscall.SetsockoptInt(int(fd), syscall.IPPROTO_TCP, tcpNotSentLowat, notSent)
			_ = syscall.SetsockoptInt(int(fd), syscall.IPPROTO_TCP, tcpUserTimeout, int(2*stall.Milliseconds()))
		})
	}
}
