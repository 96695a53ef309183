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

// tune keeps what the system queues unsent small, so that "sent" means sent and a slow connection is not
// mistaken for a stalled one; and it gives up on data that a dead connection leaves unacknowledged, which
// the system alone would do only after a quarter of an hour. It gives up later than the stall time, so
// that while sending it is the watch on the bytes that decides. A socket that takes neither option
// still works.
func tune(stall time.Duration) func(network, address string, c syscall.RawConn) error {
	return func(_, _ string, c syscall.RawConn) error {
		return c.Control(func(fd uintptr) {
			_ = syscall.SetsockoptInt(int(fd), syscall.IPPROTO_TCP, tcpNotSentLowat, notSent)
			_ = syscall.SetsockoptInt(int(fd), syscall.IPPROTO_TCP, tcpUserTimeout, int(2*stall.Milliseconds()))
		})
	}
}
