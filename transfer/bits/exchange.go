package bits

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptrace"
	"net/url"
	"sync/atomic"
	"time"
)

// request is one packet on its way out.
type request struct {
	packet PacketType
	url    *url.URL
	header http.Header
	note   string
	part   *Part // of a fragment
}

// exchange sends one request and reads the head of its answer. A connection that was reused and died
// before the first byte of an answer was closed by the server between two requests: that is no
// failure, and the request goes out once more on a fresh one.
func (c *Client) exchange(ctx context.Context, r request) (*answer, error) {
	a, stale, err := c.try(ctx, r)
	if !stale || r.part != nil && r.part.Once {
		return a, err
	}
	c.note(Note{At: time.Now(), Kind: NoteEvent, Packet: r.packet, Text: "the server had closed the connection; sent again on a fresh one"})
	if a, _, err = c.try(ctx, r); err != nil {
		return nil, err
	}
	a.resent = true
	return a, nil
}

func (c *Client) try(ctx context.Context, r request) (_ *answer, stale bool, _ error) {
	if ctx.Err() != nil {
		return nil, false, fmt.Errorf("send %s: %w", r.packet, context.Cause(ctx))
	}
	// What belongs to this request alone, the meter and the abort, ends with it.
	tied, untie := c.Transport.tie(ctx)
	defer untie()
	var connected, reused, heard atomic.Bool
	req, err := c.request(httptrace.WithClientTrace(tied, &httptrace.ClientTrace{
		GotConn:              func(i httptrace.GotConnInfo) { connected.Store(true); reused.Store(i.Reused) },
		GotFirstResponseByte: func() { heard.Store(true) },
	}), r)
	if err == nil {
		err = c.sign(req)
	}
	if err != nil {
		return nil, false, err
	}
	c.Transport.meter.Store(r.meter(tied))
	defer c.Transport.meter.Store(nil)

	begun := time.Now()
	c.note(Note{At: begun, Kind: NoteSent, Packet: r.packet, Text: r.note})
	resp, err := c.roundTrip(req)
	if err == nil {
		c.endBody(resp)
		settle(req.Body)
		a := newAnswer(r.packet, resp, begun, c.note)
		a.told = c.told(req)
		return a, false, nil
	}
	if settle(req.Body) {
		err = fmt.Errorf("%w: %w", ErrShort, err)
	}
	stale = reused.Load() && !heard.Load() && ctx.Err() == nil && cutOff(err)
	err = c.lost(ctx, loss{r.packet, req, begun, err})
	if !connected.Load() {
		err = unsent{err}
	}
	return nil, stale, err
}

// ErrUnsent matches the error of a packet of which nothing left this computer: no connection was made.
var ErrUnsent = errors.New("no connection was made")

type unsent struct{ error }

func (u unsent) Unwrap() error        { return u.error }
func (u unsent) Is(target error) bool { return target == ErrUnsent }

// roundTrip is what http.Client would do without redirects, which lead BITS packets astray, and
// without the URL in every error.
func (c *Client) roundTrip(req *http.Request) (*http.Response, error) {
	c.customise(req)
	if c.jar == nil {
		c.jar, _ = cookiejar.New(nil) // never fails without options
	}
	for _, cookie := range c.jar.Cookies(req.URL) {
		req.AddCookie(cookie)
	}
	host := req.URL.Hostname()
	c.Transport.aim.Store(&host)
	resp, err := c.Transport.http.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	if cookies := resp.Cookies(); len(cookies) > 0 {
		c.jar.SetCookies(req.URL, cookies)
	}
	return resp, nil
}

// settle waits until net/http has let go of the file, which it may do after the answer, and reports
// whether the file was too short. A read from a disk that does not answer may never end: nobody
// waits for that longer than a second.
func settle(r io.ReadCloser) (short bool) {
	b, ok := r.(*body)
	if !ok {
		return false
	}
	patience := time.NewTimer(time.Second)
	defer patience.Stop()
	select {
	case <-b.closed:
		return b.short
	case <-patience.C:
		return false
	}
}

// cutOff reports whether the connection ended, as opposed to falling silent or to a source that
// cannot be read.
func cutOff(err error) bool {
	if errors.Is(err, ErrStalled) || errors.Is(err, ErrShort) {
		return false
	}
	_, source := errors.AsType[*fs.PathError](err)
	timeout, ok := errors.AsType[net.Error](err)
	return !source && (!ok || !timeout.Timeout())
}

func (r request) meter(ctx context.Context) *meter {
	if r.part == nil {
		return nil
	}
	return &meter{ctx: ctx, limiter: r.part.Limiter, sent: r.part.Sent}
}

func (c *Client) request(ctx context.Context, r request) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, c.method(), r.url.String(), http.NoBody)
	if err != nil {
		return nil, fmt.Errorf("make %s: %w", r.packet, withoutURL(err))
	}
	req.Header = r.header.Clone()
	if r.part == nil || r.part.Range.Len() == 0 {
		// Without this, net/http sends no Content-Length for an unknown method, and every BITS
		// server refuses the packet.
		req.TransferEncoding = []string{"identity"}
		return req, nil
	}
	f, err := r.part.Open()
	if err != nil {
		return nil, err
	}
	b, err := newBody(f, r.part.Range)
	if err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("read source: %w", err)
	}
	req.Body, req.ContentLength = b, r.part.Range.Len()
	return req, nil
}

// loss is a request that got no answer.
type loss struct {
	packet PacketType
	req    *http.Request
	begun  time.Time
	err    error
}

// lost notes a request that got no answer and makes its error. Of a request that was cancelled the
// wreckage that the cancel left says nothing.
func (c *Client) lost(ctx context.Context, l loss) error {
	err := l.err
	switch {
	case ctx.Err() != nil:
		err = context.Cause(ctx)
	case errors.Is(err, io.EOF):
		err = fmt.Errorf("the connection was closed without an answer: %w", err)
	}
	err = withoutSecrets(c.told(l.req), err)
	c.note(Note{At: time.Now(), Kind: NoteEvent, Packet: l.packet, Text: err.Error(), Took: time.Since(l.begun)})
	return fmt.Errorf("send %s: %w", l.packet, err)
}
