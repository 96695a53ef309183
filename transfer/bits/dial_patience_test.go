package bits

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/url"
	"testing"
	"testing/synctest"
	"time"
)

// TestSlowBodyOutlivesTheConnectTimeout: the limit of connecting ends with the connection, so a longer fragment
// is sent to its end. It moves so fast that its first step ends within the stall time: on Windows no step is retried.
func TestSlowBodyOutlivesTheConnectTimeout(t *testing.T) {
	const size, step = 400_000, 10_000
	_, open := source(t, size)
	synctest.Test(t, func(t *testing.T) {
		here, there := net.Pipe()
		transport := NewTransport(Options{
			Answer: time.Second, Stall: 10 * time.Second,
			Dial: func(context.Context, string, string) (net.Conn, error) { return here, nil },
		})
		go func() { // ends with the answer or with the connection
			p := &peer{there, bufio.NewReaderSize(there, step), 1}
			if _, err := p.head(); err != nil {
				return
			}
			for got := int64(0); got < size; {
				<-time.After(time.Second)
				n, err := io.CopyN(io.Discard, p.r, min(step, size-got))
				if got += n; err != nil {
					return
				}
			}
			p.send(clean())
		}()
		c := &Client{URL: &url.URL{Scheme: "http", Host: "127.0.0.1:1", Path: "/a.bin"}, Transport: transport}
		begun := time.Now()
		r, err := c.Send(t.Context(), someSession, whole(size, open))
		if err != nil || r.Received != size {
			t.Errorf("%+v, %v", r, err)
		}
		if took := time.Since(begun); took <= transport.wait {
			t.Errorf("the body took %v, no longer than the wait of %v", took, transport.wait)
		}
		transport.Disconnect()
		_ = there.Close()
	})
}
