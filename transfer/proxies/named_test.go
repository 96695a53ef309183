package proxies

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"sendoff/transfer/bits"
	"sendoff/transfer/cards"
)

// TestProxyOfACardHoldsForHostsThatItsServerNames: a Host-Id and a reply are reached as the server's card says.
func TestProxyOfACardHoldsForHostsThatItsServerNames(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("BITS-Packet-Type", "Ack")
	}))
	defer s.Close()
	c := New(Options{Card: func(address string) (cards.Proxy, bool) {
		if !strings.HasPrefix(address, "http://files.test/drop/") {
			return cards.Proxy{}, false
		}
		return cards.Proxy{Use: cards.ProxyManual, Address: "proxy.test:3128"}, true
	}})
	var dialled []string
	conn := bits.NewTransport(bits.Options{Proxy: c.Proxy, ProxyFailed: c.Failed, Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
		dialled = append(dialled, address)
		return new(net.Dialer).DialContext(ctx, network, s.Listener.Addr().String())
	}})
	client := &bits.Client{URL: &url.URL{Scheme: "http", Host: "files.test", Path: "/drop/a.bin"}, Transport: conn}
	for name, ask := range map[string]func() error{
		"the server": func() error { return client.Ping(t.Context(), bits.Session{}) },
		"a Host-Id":  func() error { return client.Ping(t.Context(), bits.Session{ID: "1", Host: "up2.test"}) },
		"a reply": func() error {
			r, err := client.Reply(t.Context(), "http://replies.test/r", 0)
			if err == nil {
				err = r.Body.Close()
			}
			return err
		},
	} {
		dialled = nil
		err := ask()
		conn.Disconnect()
		if err != nil || len(dialled) != 1 || dialled[0] != "proxy.test:3128" {
			t.Errorf("%s: %v, %v", name, dialled, err)
		}
	}
}
