package bits

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync/atomic"
	"testing"
)

// TestBlockDials: a request that is given up without a connection sends nothing, even if the connection is made at that very
// moment.
func TestBlockDials(t *testing.T) {
	var arrived atomic.Int32
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		arrived.Add(1)
		w.Header().Set(HeaderPacketType, "Ack")
	}))
	defer s.Close()
	u, err := url.Parse(s.URL + "/a")
	if err != nil {
		t.Fatal(err)
	}
	c := &Client{URL: u}
	look := func() {
		if c.Transport.BlockDials() {
			t.Error("a connection is open")
		}
	}
	c.Transport = NewTransport(Options{Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
		made, err := new(net.Dialer).DialContext(ctx, network, address)
		look()
		return made, err
	}})
	defer c.Transport.Disconnect()
	if err := c.Close(t.Context(), someSession); !errors.Is(err, ErrUnsent) || arrived.Load() != 0 {
		t.Errorf("%d requests arrived, error %v", arrived.Load(), err)
	}
	look = func() {}
	if err := c.Close(t.Context(), someSession); !errors.Is(err, ErrUnsent) {
		t.Errorf("a connection was made before Unbar: %v", err)
	}
	c.Transport.AllowDials()
	if err := c.Close(t.Context(), someSession); err != nil {
		t.Fatal(err)
	}
	if !c.Transport.BlockDials() {
		t.Error("no connection is open")
	}
	if err := c.Close(t.Context(), someSession); err != nil || arrived.Load() != 2 {
		t.Errorf("%d requests arrived, error %v", arrived.Load(), err)
	}
}
