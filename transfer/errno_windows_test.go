package transfer

import (
	"errors"
	"io"
	"net"
	"os"
	"syscall"
	"testing"

	"sendoff/transfer/bits"
)

// TestWindowsNumbers: Windows' errors of connections and disks are recognised by their numbers, however they are wrapped.
func TestWindowsNumbers(t *testing.T) {
	is := map[string]func(error) bool{"cut": bits.SystemCut, "no route": noRoute, "full": noSpace}
	for number, want := range map[syscall.Errno]string{
		syscall.WSAECONNRESET: "cut", syscall.WSAECONNABORTED: "cut", syscall.ERROR_NETNAME_DELETED: "cut",
		10049: "no route", 10050: "no route", 10051: "no route", // WSAEADDRNOTAVAIL, WSAENETDOWN, WSAENETUNREACH
		39: "full", 112: "full", // ERROR_HANDLE_DISK_FULL, ERROR_DISK_FULL
		syscall.ERROR_ACCESS_DENIED: "", 10061: "", 10060: "",
	} {
		for kind, f := range is {
			err := &net.OpError{Op: "write", Net: "tcp", Err: os.NewSyscallError("wsasend", number)}
			if f(err) != (kind == want) {
				t.Errorf("%d: %s is %v, want %q", number, kind, f(err), want)
			}
		}
	}
}

// TestWindowsTellsACutLine as a server's reset is one.
func TestWindowsTellsACutLine(t *testing.T) {
	ln, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ln.Close() })
	go func() { // ends with the connection
		c, err := ln.Accept()
		if err != nil {
			return
		}
		if line, ok := c.(*net.TCPConn); ok {
			_ = line.SetLinger(0)
		}
		_ = c.Close()
	}()
	c, err := new(net.Dialer).DialContext(t.Context(), "tcp", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	_, err = c.Read(make([]byte, 1))
	if errors.Is(err, io.EOF) && underWine {
		t.Skip("Wine resets no connection: it ends in good order")
	}
	if !bits.SystemCut(err) {
		t.Errorf("a reset is no cut line: %v", err)
	}
}
