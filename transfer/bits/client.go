package bits

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptrace"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"time"
)

// Session is what a server gave out in the Ack of a Create-Session ([MC-BUP] 2.2.3).
type Session struct {
	ID       string        `json:"id"`                 // byte for byte as sent; opaque
	Host     string        `json:"host,omitempty"`     // BITS-Host-Id, "" = the URL's own host
	Fallback time.Duration `json:"fallback,omitempty"` // after so long without success the URL's own host is asked again; NoFallback = never
}

// IsZero reports whether there is no session.
func (s Session) IsZero() bool { return s.ID == "" }

// Client holds the conversation about one file. Only one of its methods may run at a time
// ([MC-BUP] allows one outstanding request per session).
type Client struct {
	URL       *url.URL // of the file; as CheckURL of package transfer takes it
	Name      string   // for Content-Name, which servers ignore; "" = header left out
	UserAgent string
	Override  bool // POST with X-Http-Method-Override instead of BITS_POST
	Transport *Transport
	Note      func(Note) // gets the transcript; may be nil

	jar http.CookieJar // load balancers that stick by cookie lose the session without one
}

// Part is one fragment to send.
type Part struct {
	Range   Range
	Open    func() (*os.File, error) // called for each try; the file is closed by the Client
	Expect  bool                     // ask before sending the body
	Once    bool                     // not sent again by itself when a kept-alive connection turns out dead
	Limiter Limiter                  // nil = no limit
	Sent    *atomic.Int64            // grows by what the connection takes, the head included; may be nil
}

// Receipt is the Ack of a fragment ([MC-BUP] 2.2.7).
type Receipt struct {
	Received int64  // offset of the next byte wanted, 0 to Range.Total
	Rewound  bool   // the server answered 416: the fragment did not fit and nothing of it was taken
	ReplyURL string // absolute; "" = none
}

// Create sends Create-Session. Errors are *Error or the transport's.
func (c *Client) Create(ctx context.Context) (Session, error) {
	h := c.head(CreateSession, Session{})
	Put(h, HeaderSupportedProtocols, Protocol)
	c.putName(h)
	a, err := c.do(ctx, request{packet: CreateSession, url: c.URL, header: h, note: SafeURL(c.URL)})
	if err != nil {
		return Session{}, err
	}
	s, err := a.session()
	if err == nil {
		c.received(a, "session "+s.ID+hostNote(s))
	}
	return s, err
}

// Ping asks whether the server answers at all. Only an answer that will meet the next packet too is
// an error: 401, 403, 404, 407, 501 ([MC-BUP] 2.2.4; servers answer it in many ways).
func (c *Client) Ping(ctx context.Context, s Session) error {
	a, err := c.do(ctx, request{packet: Ping, url: c.at(s), header: c.head(Ping, Session{}), note: SafeURL(c.at(s))})
	if err != nil {
		return err
	}
	switch a.status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound,
		http.StatusProxyAuthRequired, http.StatusNotImplemented:
		return a.fail("")
	}
	c.received(a, "")
	return nil
}

// Send sends one fragment.
func (c *Client) Send(ctx context.Context, s Session, p Part) (Receipt, error) {
	h := c.head(Fragment, s)
	c.putName(h)
	Put(h, HeaderContentRange, p.Range.String())
	if p.Expect && p.Range.Len() > 0 {
		Put(h, HeaderExpect, "100-continue")
	}
	a, err := c.do(ctx, request{packet: Fragment, url: c.at(s), header: h, note: p.Range.String(), part: &p})
	if err != nil {
		return Receipt{}, err
	}
	r, err := a.receipt(p.Range, c.URL)
	if err == nil {
		c.received(a, receiptNote(r))
	}
	return r, err
}

// Close sends Close-Session ([MC-BUP] 2.2.8).
func (c *Client) Close(ctx context.Context, s Session) error { return c.end(ctx, CloseSession, s) }

// Cancel sends Cancel-Session ([MC-BUP] 2.2.10). The caller has made sure that no other request of the
// session runs; an idle connection is closed first, so that it goes out on one of its own.
func (c *Client) Cancel(ctx context.Context, s Session) error {
	c.Transport.Disconnect()
	return c.end(ctx, CancelSession, s)
}

func (c *Client) end(ctx context.Context, packet PacketType, s Session) error {
	h := c.head(packet, s)
	if packet == CloseSession {
		c.putName(h)
	}
	a, err := c.do(ctx, request{packet: packet, url: c.at(s), header: h, note: "session " + s.ID})
	if err != nil {
		return err
	}
	if err := a.plain(); err != nil {
		return err
	}
	c.received(a, "")
	return nil
}

// at is the URL of a session's packets: the host id takes the place of the host, and nothing else
// changes ([MC-BUP] 2.2.3.2).
func (c *Client) at(s Session) *url.URL {
	if s.Host == "" {
		return c.URL
	}
	u := *c.URL
	u.Host = s.Host
	if port := c.URL.Port(); port != "" {
		u.Host = net.JoinHostPort(s.Host, port)
	} else if strings.Contains(s.Host, ":") {
		u.Host = "[" + s.Host + "]"
	}
	return &u
}

// head has the headers that every packet has. They are put with the exact spelling of Windows,
// since some peers compare names with case.
func (c *Client) head(packet PacketType, s Session) http.Header {
	h := http.Header{}
	Put(h, HeaderAccept, "*/*")
	Put(h, "Connection", "Keep-Alive")
	Put(h, HeaderPacketType, string(packet))
	if !s.IsZero() {
		Put(h, HeaderSessionID, s.ID)
	}
	if c.UserAgent != "" {
		Put(h, HeaderUserAgent, c.UserAgent)
	}
	if c.Override {
		Put(h, HeaderMethodOverride, Method)
	}
	return h
}

// putName writes Content-Name in ASCII, cut to the 260 characters that Windows allows.
func (c *Client) putName(h http.Header) {
	name := c.Name
	if strings.IndexFunc(name, func(r rune) bool { return r < 0x20 || r > 0x7e }) >= 0 {
		name = url.PathEscape(name)
	}
	if name != "" {
		Put(h, HeaderContentName, name[:min(len(name), MaxSegment)])
	}
}

// SafeURL is a URL as people and logs may see it: a query can hold a token, so its values go.
func SafeURL(u *url.URL) string {
	safe := *u
	safe.User, safe.Fragment = nil, ""
	if safe.RawQuery != "" {
		safe.RawQuery = "..."
	}
	return safe.String()
}

type request struct {
	packet PacketType
	url    *url.URL
	header http.Header
	note   string
	part   *Part // of a fragment
}

// do sends one request and reads the head of its answer. A connection that was reused and died
// before the first byte of an answer was closed by the server between two requests: that is no
// failure, and the request goes out once more on a fresh one.
func (c *Client) do(ctx context.Context, r request) (*answer, error) {
	a, stale, err := c.try(ctx, r)
	if stale && err != nil && ctx.Err() == nil && (r.part == nil || !r.part.Once) {
		c.note(Note{At: time.Now(), Kind: NoteEvent, Packet: r.packet, Text: "the server had closed the connection; sent again on a fresh one"})
		a, _, err = c.try(ctx, r)
	}
	return a, err
}

func (c *Client) try(ctx context.Context, r request) (_ *answer, stale bool, _ error) {
	var reused, heard atomic.Bool
	trace := &httptrace.ClientTrace{
		GotConn:              func(i httptrace.GotConnInfo) { reused.Store(i.Reused) },
		GotFirstResponseByte: func() { heard.Store(true) },
	}
	req, err := c.request(httptrace.WithClientTrace(ctx, trace), r)
	if err != nil {
		return nil, false, err
	}
	// The meter and the abort belong to this request alone; both end with it.
	c.Transport.meter.Store(r.meter(ctx))
	defer c.Transport.meter.Store(nil)
	defer context.AfterFunc(ctx, c.Transport.abort)()

	begun := time.Now()
	c.note(Note{At: begun, Kind: NoteSent, Packet: r.packet, Text: r.note})
	resp, err := c.client().Do(req)
	if err != nil {
		err = c.lost(r.packet, begun, err)
		return nil, reused.Load() && !heard.Load() && !errors.Is(err, ErrStalled), err
	}
	// An Ack has no body. Closing without reading ends the connection if there is one after all, so
	// that nothing of it can be taken for the next answer.
	_ = resp.Body.Close()
	return newAnswer(r.packet, resp, begun, c.note), false, nil
}

func (r request) meter(ctx context.Context) *meter {
	if r.part == nil {
		return nil
	}
	return &meter{ctx: ctx, limiter: r.part.Limiter, sent: r.part.Sent}
}

func (c *Client) request(ctx context.Context, r request) (*http.Request, error) {
	method := Method
	if c.Override {
		method = http.MethodPost
	}
	req, err := http.NewRequestWithContext(ctx, method, r.url.String(), http.NoBody)
	if err != nil {
		return nil, fmt.Errorf("make %s: %w", r.packet, err)
	}
	req.Header = r.header
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

func (c *Client) client() *http.Client {
	if c.jar == nil {
		c.jar, _ = cookiejar.New(nil) // never fails without options
	}
	return &http.Client{
		Transport:     &c.Transport.http,
		Jar:           c.jar,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// lost notes a request that got no answer. The URL that net/http wraps around its errors goes,
// because a query can hold a token.
func (c *Client) lost(packet PacketType, begun time.Time, err error) error {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err
	}
	if errors.Is(err, io.EOF) {
		err = fmt.Errorf("the connection was closed without an answer: %w", err)
	}
	c.note(Note{At: time.Now(), Kind: NoteEvent, Packet: packet, Text: err.Error(), Took: time.Since(begun)})
	return fmt.Errorf("send %s: %w", packet, err)
}

func (c *Client) received(a *answer, text string) { a.noteAck(text) }

func (c *Client) note(n Note) {
	if c.Note != nil {
		c.Note(n)
	}
}
