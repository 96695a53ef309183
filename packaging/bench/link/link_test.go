package link

import (
	"bytes"
	"errors"
	"io"
	"net"
	"sync"
	"syscall"
	"testing"
)

// echo answers everything it gets with the same.
func echo(t *testing.T) (addr string) {
	t.Helper()
	listen, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listen.Close() })
	go func() { // ends with listen
		for {
			c, err := listen.Accept()
			if err != nil {
				return
			}
			go func() { // ends with its connection
				_, _ = io.Copy(c, c)
				_ = c.Close()
			}()
		}
	}()
	return listen.Addr().String()
}

func dial(t *testing.T, addr string) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// TestLink: over real sockets all bytes go there and back, once, and are counted at both ends.
func TestLink(t *testing.T) {
	var mu sync.Mutex
	var sent, arrived bytes.Buffer
	note := func(b *bytes.Buffer) func([]byte) {
		return func(data []byte) { mu.Lock(); defer mu.Unlock(); b.Write(data) }
	}
	l, err := Open(t.Context(), Options{Target: echo(t), Rate: 100 << 20, Queue: 1e8, Sent: note(&sent), Arrived: note(&arrived)})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	c := dial(t, l.Addr())
	text := bytes.Repeat([]byte("0123456789abcdef"), 64<<10)
	go func() { // ends when all is taken
		_, _ = c.Write(text)
		_ = c.(*net.TCPConn).CloseWrite()
	}()
	got, err := io.ReadAll(c)
	if err != nil || !bytes.Equal(got, text) {
		t.Fatalf("%d of %d bytes came back, %v", len(got), len(text), err)
	}
	mu.Lock()
	defer mu.Unlock()
	if !bytes.Equal(sent.Bytes(), text) || !bytes.Equal(arrived.Bytes(), text) {
		t.Errorf("%d bytes were counted leaving, %d arriving", sent.Len(), arrived.Len())
	}
}

// TestDrop: a line that is down breaks its connections and refuses new ones; the same address works again later.
func TestDrop(t *testing.T) {
	l, err := Open(t.Context(), Options{Target: echo(t)})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	c := dial(t, l.Addr())
	if _, err := c.Write([]byte("a")); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(c, make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	l.Drop()
	if _, err := c.Read(make([]byte, 1)); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("the connection ended with %v", err)
	}
	if _, err := net.Dial("tcp", l.Addr()); err == nil {
		t.Error("a line that is down was connected to")
	}
	before := l.Addr()
	if err := l.Restore(); err != nil || l.Addr() != before {
		t.Fatalf("%v, at %s, want %s", err, l.Addr(), before)
	}
	again := dial(t, l.Addr())
	if _, err := again.Write([]byte("b")); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(again, make([]byte, 1)); err != nil {
		t.Error(err)
	}
}
