package bits

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// A proxy that signs in connections, not requests (NTLM), wants all messages of the handshake on one connection. But
// net/http closes it when CONNECT is refused. So the connection is held: it stays open, and the next dial to the same
// address returns it.

// tunnelError means that a proxy asks for a sign-in before it opens a tunnel.
type tunnelError struct{ header http.Header }

func (*tunnelError) Error() string { return "the proxy asks for a sign-in" }

func (t *Transport) tunnelHeader(context.Context, *url.URL, string) (http.Header, error) {
	if h := t.tunnel.Load(); h != nil {
		return *h, nil
	}
	return nil, nil
}

func (t *Transport) tunnelAnswer(_ context.Context, proxy *url.URL, _ *http.Request, resp *http.Response) error {
	switch resp.StatusCode {
	case http.StatusOK:
		return nil
	case http.StatusProxyAuthRequired:
		if c := t.conn.Load(); c != nil && t.auth != nil && t.readPage(resp) {
			c.holds.Store(true)
		}
		return &tunnelError{resp.Header}
	}
	return refusedTunnelError(proxy, resp.StatusCode)
}

// readPage reads the page of a refused CONNECT. It reports whether the connection can take another one.
func (t *Transport) readPage(resp *http.Response) bool {
	if resp.Close || resp.ContentLength < 0 && len(resp.TransferEncoding) == 0 || closes(resp.Header) {
		return false
	}
	watch := time.AfterFunc(min(pageWait, t.stall), t.abort)
	defer watch.Stop()
	n, err := io.Copy(io.Discard, io.LimitReader(resp.Body, maxPage+1))
	return err == nil && n <= maxPage
}

// closes reports whether a proxy says in the old way that it closes the connection.
func closes(h http.Header) bool {
	return strings.EqualFold(strings.TrimSpace(h.Get("Proxy-Connection")), "close")
}

func (c *Client) refusedTunnel(packet PacketType, e *tunnelError, host string) *answer {
	resp := &http.Response{StatusCode: http.StatusProxyAuthRequired, Header: e.header}
	a := newAnswer(packet, resp, time.Now(), c.note)
	a.tunnel, a.host = true, host
	a.secrets = c.secretsOf(&http.Request{URL: new(url.URL)})
	return a
}

// held returns the connection to a proxy that waits for another CONNECT, nil for none.
func (t *Transport) held() *conn {
	if c := t.conn.Load(); c != nil && c.held.Load() && c.life.Err() == nil {
		return c
	}
	return nil
}

// dropHeld closes a connection that is held.
func (t *Transport) dropHeld() {
	if c := t.held(); c != nil {
		_ = c.drop()
	}
}

// drop closes the connection even if it would be held.
func (c *conn) drop() error {
	c.holds.Store(false)
	c.held.Store(false)
	return c.Close()
}
