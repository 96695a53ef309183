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
	"os"
	"time"
)

// request is one packet to be sent.
type request struct {
	packet PacketType
	url    *url.URL
	header http.Header
	note   Note   // what the transcript says of it; time and kind are added on sending
	part   *Part  // set for a fragment
	asks   bool   // it is only sent to learn of a sign-in
	begins bool   // there is no session yet
	before bool   // it may have arrived already, over a connection that died
	left   *int64 // offset after the last byte of the fragment that may have been sent, over all tries; set for a fragment
}

// ErrStale matches the error of a Part.Once fragment whose kept-alive connection died before the first byte of an
// answer.
var ErrStale = errors.New("the server had closed the connection")

// doResendingStale sends one request and reads the head of its answer. If a reused connection dies before the first
// byte of an answer, the server closed it between two requests. That is no failure: the request is sent once more, on
// a fresh connection.
func (c *Client) doResendingStale(ctx context.Context, r request) (*answer, error) {
	a, stale, err := c.doOnce(ctx, r)
	for tried := 1; tried < maxWays && c.anotherWay(ctx, r.url, err); tried++ {
		a, stale, err = c.doOnce(ctx, r)
	}
	if !stale {
		return a, err
	}
	if r.part != nil && r.part.Once {
		return nil, fmt.Errorf("%w: %w", ErrStale, err)
	}
	c.note(Note{At: time.Now(), Kind: NoteEvent, Event: EventResent, Packet: r.packet})
	again := r.countAgain()
	a, _, failed := c.doOnce(ctx, r)
	if failed != nil {
		again()
		return nil, sentBefore{failed, errors.Is(err, ErrUnanswered)}
	}
	a.resent = true
	return a, nil
}

// countAgain restarts the count of the bytes sent. The returned function restores the first count if it is larger.
func (r request) countAgain() (back func()) {
	if r.part == nil || r.part.Sent == nil {
		return func() {}
	}
	first := r.part.Sent.Swap(0)
	return func() { r.part.Sent.Store(max(first, r.part.Sent.Load())) }
}

// sent records that bytes of a try may have been sent, up to offset to.
func (r request) sent(b *body, to int64) {
	if to > b.first {
		*r.left = max(*r.left, to)
	}
}

// ErrSentBefore matches the error of a packet that was sent before, on a kept-alive connection that died before the
// first byte of an answer. The server may have it, whatever the error says of the last try. Such an error is never
// ErrUnsent.
var ErrSentBefore = errors.New("it may have been sent before")

type sentBefore struct {
	error
	whole bool // the first time it was sent whole
}

// Unwrap hides ErrUnsent, which is true only of the last try.
func (s sentBefore) Unwrap() error {
	if u, ok := errors.AsType[unsent](s.error); ok {
		return u.error
	}
	return s.error
}

func (s sentBefore) Is(target error) bool {
	return target == ErrSentBefore || target == ErrUnanswered && s.whole
}

func (c *Client) doOnce(ctx context.Context, r request) (_ *answer, stale bool, _ error) {
	if ctx.Err() != nil {
		return nil, false, unsent{fmt.Errorf("send %s: %w", r.packet, context.Cause(ctx))}
	}
	// The meter and the abort belong to this request only and end with it.
	reading, stick := context.WithCancelCause(ctx)
	defer stick(nil)
	tied, untie := c.Transport.tie(reading)
	defer untie()
	var met requestTrace
	w := c.choose(tied, r.url)
	req, err := c.request(httptrace.WithClientTrace(w.in(tied), met.trace()), r)
	if err == nil {
		err = c.sign(req)
	}
	if err != nil {
		return nil, false, unsent{err}
	}
	m := r.meter(tied, c.Transport.wait)
	if b, ok := req.Body.(*body); ok {
		b.stall, b.stuck = c.Transport.stall, func() { stick(&StuckError{b.closed}) } // no effect after the request
		m.body = b
	}
	c.Transport.meter.Store(m)
	defer c.Transport.meter.Store(nil)

	begun := time.Now()
	n := r.note
	n.At, n.Kind, n.Packet = begun, NoteSent, r.packet
	c.note(n)
	resp, err := c.roundTrip(req)
	if err == nil {
		title := c.title(resp)
		c.endBody(resp)
		awaitBody(req.Body, time.Second)
		a := newAnswer(r.packet, resp, begun, c.note)
		if b, ok := req.Body.(*body); ok { // after an early answer the rest is not sent
			r.sent(b, b.offset.Load())
		}
		a.secrets = c.secretsOf(req)
		a.title, a.location = hide(title, a.secrets), hide(newAddress(resp), a.secrets)
		a.asked = c.Transport.asked.Load()
		a.untold = c.untold(req.URL)
		a.wantsTLS = c.answeredByTLS(ctx, a, req.URL)
		return a, false, nil
	}
	patience := time.Second
	if tied.Err() != nil {
		patience = leaveWait
	}
	short, whole := awaitBody(req.Body, patience)
	if b, ok := req.Body.(*body); ok {
		r.sent(b, b.fetched.Load()) // a failed write need not say how much it sent
	}
	if short {
		err = fmt.Errorf("%w: %w", ErrShort, err)
	}
	cut := !met.heard.Load() && ctx.Err() == nil && cutOff(err)
	stale = met.reused.Load() && cut
	if cut {
		err = c.mistaken(ctx, r, &met, err)
	}
	err = c.lost(ctx, loss{r.packet, req, begun, met.connected.Load() || met.handshaking.Load(), err})
	if !met.connected.Load() {
		err = unsent{err}
	}
	if whole {
		err = unanswered{err}
	}
	return nil, stale, err
}

// ErrUnsent matches the error of a packet of which nothing was sent: no connection was made, or the request failed
// before that.
var ErrUnsent = errors.New("nothing was sent")

type unsent struct{ error }

func (u unsent) Unwrap() error        { return u.error }
func (u unsent) Is(target error) bool { return target == ErrUnsent }

// ErrUnanswered matches the error of a fragment that was sent whole and got no answer.
var ErrUnanswered = errors.New("no answer came")

type unanswered struct{ error }

func (u unanswered) Unwrap() error        { return u.error }
func (u unanswered) Is(target error) bool { return target == ErrUnanswered }

// roundTrip does what http.Client does, but without redirects, which mislead BITS packets, and without the URL in
// every error.
func (c *Client) roundTrip(req *http.Request) (*http.Response, error) {
	c.customise(req)
	if c.jar == nil {
		c.jar, _ = cookiejar.New(nil) // without options it cannot fail
	}
	for _, cookie := range c.jar.Cookies(req.URL) {
		req.AddCookie(cookie)
	}
	c.Transport.aimAt(req.URL)
	req, connected := c.Transport.connectSoon(req)
	defer connected()
	resp, err := await(req.Context(), c.Transport.http.RoundTrip, req)
	if err != nil {
		return nil, err
	}
	c.Transport.bind(req, resp)
	if cookies := resp.Cookies(); len(cookies) > 0 {
		c.jar.SetCookies(req.URL, cookies)
	}
	return resp, nil
}

// leaveWait is how long to wait for a request to end after its context has ended.
const leaveWait = 150 * time.Millisecond

// await sends a request but does not wait for a stuck read of its file: after a cancel net/http returns only when the
// read of the body does. Such a read is abandoned with its goroutine, its file and its connection, which is already
// closed. All of them are freed when the read ends.
func await(ctx context.Context, send func(*http.Request) (*http.Response, error), req *http.Request) (*http.Response, error) {
	if req.Body == nil || req.Body == http.NoBody { // nothing is read that could be stuck, so a goroutine is saved
		resp, err := send(req)
		if err != nil && ctx.Err() != nil {
			err = context.Cause(ctx) // the transport's error is only a consequence
		}
		return resp, err
	}
	type result struct {
		resp *http.Response
		err  error
	}
	done := make(chan result)
	left, leave := context.WithCancel(context.WithoutCancel(ctx))
	defer leave()
	go func() { // ends with the request, possibly never
		resp, err := send(req)
		select {
		case done <- result{resp, err}:
		case <-left.Done():
			if err == nil {
				_ = resp.Body.Close()
			}
		}
	}()
	select {
	case r := <-done:
		return r.resp, r.err
	case <-ctx.Done():
	}
	late := time.NewTimer(leaveWait)
	defer late.Stop()
	select {
	case r := <-done:
		if r.err != nil {
			r.err = context.Cause(ctx) // the transport's error is only a consequence
		}
		return r.resp, r.err
	case <-late.C:
		return nil, context.Cause(ctx)
	}
}

// open opens the file of a fragment. Like await it abandons a call that is stuck.
func (c *Client) open(ctx context.Context, p *Part) (*os.File, error) {
	type result struct {
		file *os.File
		err  error
	}
	got, back := make(chan result), make(chan struct{})
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() { // ends with the call, possibly never
		defer close(back)
		f, err := p.Open()
		select {
		case got <- result{f, err}:
		case <-ctx.Done():
			if err == nil {
				_ = f.Close()
			}
		}
	}()
	late := time.NewTimer(c.Transport.stall)
	defer late.Stop()
	select {
	case r := <-got:
		return r.file, r.err
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	case <-late.C:
		return nil, &StuckError{back}
	}
}

// connectSoon limits the time until the request has a connection: a proxy may answer one byte at a time, or never.
// The limit ends with the connection or a call of connected. A request that is traced already has a trace of its own,
// which gets one more task: net/http would combine two by reflection, at the cost of a small request.
func (t *Transport) connectSoon(req *http.Request) (_ *http.Request, connected func()) {
	ctx, end := context.WithCancelCause(req.Context()) // which ends with the request's own
	late := time.AfterFunc(t.wait, func() { end(ErrStalled) })
	trace := httptrace.ContextClientTrace(ctx)
	if trace == nil {
		trace = new(httptrace.ClientTrace)
		ctx = httptrace.WithClientTrace(ctx, trace)
	}
	got := trace.GotConn
	trace.GotConn = func(i httptrace.GotConnInfo) {
		late.Stop()
		if got != nil {
			got(i)
		}
	}
	return req.WithContext(ctx), func() { late.Stop() }
}

// awaitBody waits until net/http has closed the body, which may be after the answer. It reports whether the file was
// too short and whether the whole fragment was read. It waits at most patience, because a read from a dead disk may
// never end.
func awaitBody(r io.ReadCloser, patience time.Duration) (short, whole bool) {
	b, ok := r.(*body)
	if !ok {
		return false, false
	}
	late := time.NewTimer(patience)
	defer late.Stop()
	select {
	case <-b.closed:
		return b.short, b.whole
	case <-late.C:
		return false, false
	}
}

// cutOff reports whether the connection was closed, rather than stalled or failed by the file.
func cutOff(err error) bool {
	if _, stuck := errors.AsType[*StuckError](err); stuck || errors.Is(err, ErrStalled) || errors.Is(err, ErrShort) {
		return false
	}
	_, source := errors.AsType[*fs.PathError](err)
	timeout, ok := errors.AsType[net.Error](err)
	return !source && (!ok || !timeout.Timeout())
}

// hungUp reports whether the other side, or something on the way, ended the connection.
func hungUp(err error) bool {
	ended := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || SystemCut(err)
	return ended && cutOff(err)
}

func (r request) meter(ctx context.Context, wait time.Duration) *meter {
	if r.part == nil {
		return nil
	}
	return &meter{ctx: ctx, limiter: r.part.Limiter, sent: r.part.Sent, pace: NewPace(wait, CrawlOut)}
}

func (c *Client) request(ctx context.Context, r request) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, c.method(), r.url.String(), http.NoBody)
	if err != nil {
		return nil, fmt.Errorf("make %s: %w", r.packet, withoutURL(err))
	}
	req.Header = r.header.Clone()
	if r.part == nil || r.part.Range.Len() == 0 {
		// Otherwise net/http sends no Content-Length for an unknown method, and BITS servers refuse the packet.
		req.TransferEncoding = []string{"identity"}
		return req, nil
	}
	f, err := c.open(ctx, r.part)
	if err != nil {
		return nil, err
	}
	b, err := newBody(f, r.part.Range)
	if err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("read source: %w", err)
	}
	if r.part.Witness != nil {
		b.witness = r.part.Witness()
	}
	req.Body, req.ContentLength = b, r.part.Range.Len()
	return req, nil
}

// loss is a request that got no answer.
type loss struct {
	packet    PacketType
	req       *http.Request
	begun     time.Time
	connected bool // a connection was made, and bytes were sent
	err       error
}

// lost notes a request without an answer and returns its error. After a cancel it returns the cause: the transport's
// error is only a consequence.
func (c *Client) lost(ctx context.Context, l loss) error {
	err := l.err
	switch {
	case ctx.Err() != nil:
		err = context.Cause(ctx)
	case errors.Is(err, io.EOF):
		err = &closedError{c.blame(l)}
	default:
		err = c.blame(l)
	}
	told := c.secretsOf(l.req)
	n := Note{At: time.Now(), Kind: NoteEvent, Event: EventLost, Packet: l.packet, Took: time.Since(l.begun)}
	n.explain(err)
	n.Text = hide(n.Text, told)
	c.note(n)
	return &LostError{Packet: l.packet, Host: l.req.URL.Host, Connected: l.connected, Err: withoutSecrets(told, err)}
}
