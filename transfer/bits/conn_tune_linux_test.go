package bits

import (
	"context"
	"io"
	"net"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// TestUnsentBytesFollowTheSpeed: a fast connection queues more unsent bytes, and fewer again when it becomes slow.
func TestUnsentBytesFollowTheSpeed(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close() //nolint:errcheck // of no use any more
	go func() {     // ends with the connection
		if there, err := l.Accept(); err == nil {
			_, _ = io.Copy(io.Discard, there)
		}
	}()
	d := net.Dialer{Control: tune(30 * time.Second)}
	here, err := d.DialContext(t.Context(), "tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	var m atomic.Pointer[meter]
	c := &conn{Conn: here, meter: &m, stall: 30 * time.Second}
	c.life, c.end = context.WithCancel(t.Context())
	defer c.Close() //nolint:errcheck // of no use any more
	for i, step := range []struct {
		took time.Duration
		want int
	}{{time.Second, notSent}, {time.Millisecond, notSentFast}, {time.Millisecond, notSentFast}, {time.Second, notSent}, {time.Millisecond, notSentFast}} {
		c.run, c.begun = fastRun-1000, time.Now().Add(-step.took)
		if _, err := c.Write(make([]byte, 1000)); err != nil {
			t.Fatal(err)
		}
		if got := unsentOf(t, here); got != step.want {
			t.Errorf("step %d, after %v: %d bytes, want %d", i, step.took, got, step.want)
		}
	}
}

func unsentOf(t *testing.T, c net.Conn) (most int) {
	t.Helper()
	raw, err := c.(*net.TCPConn).SyscallConn()
	if err == nil {
		_ = raw.Control(func(fd uintptr) { most, err = syscall.GetsockoptInt(int(fd), syscall.IPPROTO_TCP, tcpNotSentLowat) })
	}
	if err != nil {
		t.Fatal(err)
	}
	return most
}
