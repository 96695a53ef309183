package bits

import (
	"net"
	"syscall"
	"time"
)

const (
	tcpNotSentLowat = 0x19      // TCP_NOTSENT_LOWAT, missing from package syscall
	tcpUserTimeout  = 0x12      // TCP_USER_TIMEOUT, missing from package syscall
	notSent         = 128 << 10 // bytes
	notSentFast     = 1 << 20
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

// queueUnsent sets how many unsent bytes a connection queues: those of a fast one or of any. That is optional too.
func queueUnsent(c net.Conn, fast bool) {
	tcp, ok := c.(*net.TCPConn)
	if !ok {
		return
	}
	raw, err := tcp.SyscallConn()
	if err != nil {
		return
	}
	most := notSent
	if fast {
		most = notSentFast
	}
	_ = raw.Control(func(fd uintptr) {
		_ = syscall.SetsockoptInt(int(fd), syscall.IPPROTO_TCP, tcpNotSentLowat, most)
	})
}
