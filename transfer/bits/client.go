package bits

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"os"
	"sync/atomic"
	"time"
)

// Session is what a server assigned in the Ack of a Create-Session ([MC-BUP] 2.2.3).
type Session struct {
	ID       string        `json:"id"`                 // byte for byte as sent; opaque
	Host     string        `json:"host,omitempty"`     // BITS-Host-Id, "" = the URL's own host
	Fallback time.Duration `json:"fallback,omitempty"` // after so long without success the client returns to the URL's own host; NoFallback = never
	Bare     bool          `json:"bare,omitempty"`     // the Ack did not name the protocol, which [MC-BUP] requires
	Digests  bool          `json:"digests,omitempty"`  // the Ack announced a SHA-256 of what will have arrived
}

// IsZero reports whether there is no session.
func (s Session) IsZero() bool { return s.ID == "" }

// Client holds the conversation about one file. Only one of its methods may run at a time: [MC-BUP] allows one
// outstanding request per session.
type Client struct {
	URL       *url.URL // of the file; valid by CheckURL of package transfer
	Name      string   // for Content-Name, which servers ignore; "" = header left out
	UserAgent string
	Override  bool     // POST with X-Http-Method-Override instead of BITS_POST
	Tell      []string // further hosts, with port where it is not the default one, that secrets go to: Custom headers, and the URL's query
	Custom    []Custom // the user's own headers for each request, valid by CheckCustom
	Transport *Transport
	Note      func(Note) // gets the transcript; may be nil

	heard atomic.Bool    // a server has answered
	way   way            // of the current request
	jar   http.CookieJar // behind some load balancers a session is lost without its cookies
}

// Part is one fragment to send.
type Part struct {
	Range   Range
	Open    func() (*os.File, error) // called for each try; the Client closes the file
	Expect  bool                     // send Expect: 100-continue before the body
	Once    bool                     // if a kept-alive connection turns out dead, return ErrStale instead of resending
	Counted bool                     // Before is known: an Ack or a 416 counts only for bytes that were sent
	Before  int64                    // offset after the last byte that may have been sent in this session so far
	Limiter Limiter                  // nil = no limit
	Sent    *atomic.Int64            // grows by the bytes that the connection takes, the request's head included; may be nil
	// Witness makes a writer for each try. It gets every byte of the file, in order, before it is sent. After a
	// failed try it may have seen more than was sent, never less. nil = no witness.
	Witness func() io.Writer
}

// Receipt is the Ack of a fragment ([MC-BUP] 2.2.7).
type Receipt struct {
	Received int64  // offset of the next byte wanted, 0 to Range.Total
	Guessed  bool   // the answer named no offset: Received assumes that the server took everything
	Rewound  bool   // the server answered 416: the fragment did not fit and none of it was taken
	ReplyURL string // absolute; "" = no usable one
	// ReplyFlaw is why the reply cannot be fetched; "" = it can, or none was named. ReplyGiven is the address that
	// the server named, without secrets.
	ReplyFlaw  ReplyFlaw
	ReplyGiven string
	// Digest is the SHA-256 of the file that the server says it has received; "" = it said none. An answer has it only
	// if Received is the end of the file.
	Digest SHA256
}

// Create sends Create-Session. Its errors are *Error or the transport's.
func (c *Client) Create(ctx context.Context) (Session, error) {
	h := c.head(CreateSession, Session{}, Range{})
	a, err := c.doSignedIn(ctx, request{packet: CreateSession, begins: true, url: c.URL, header: h, note: Note{Address: SafeURL(c.URL), Headers: c.customNote()}})
	if err != nil {
		return Session{}, err
	}
	s, err := a.session()
	if err == nil {
		a.received(Note{Session: s.ID, Host: s.Host})
	}
	return s, err
}

// Ping asks whether the server answers. Only statuses that the next packet would meet too are errors: 401, 403, 404,
// 407, 501 ([MC-BUP] 2.2.4; servers answer Ping in many ways).
func (c *Client) Ping(ctx context.Context, s Session) error {
	_, err := c.Alive(ctx, s)
	return err
}

// Alive is Ping. It also reports whether the answer's status was below 300.
func (c *Client) Alive(ctx context.Context, s Session) (bool, error) {
	a, err := c.doSignedIn(ctx, request{packet: Ping, begins: s.IsZero(), url: c.at(s), header: c.head(Ping, s, Range{}), note: Note{Address: SafeURL(c.at(s)), Host: s.Host}})
	if err != nil {
		return false, err
	}
	switch a.status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound,
		http.StatusProxyAuthRequired, http.StatusNotImplemented:
		return false, a.fail("")
	}
	a.received(Note{})
	return a.status < http.StatusMultipleChoices, nil
}

// Send sends one fragment ([MC-BUP] 2.2.6). Its errors are *Error or the transport's.
func (c *Client) Send(ctx context.Context, s Session, p Part) (Receipt, error) {
	h := c.head(Fragment, s, p.Range)
	if p.Expect && p.Range.Len() > 0 {
		Put(h, HeaderExpect, "100-continue")
	}
	r := request{
		packet: Fragment, url: c.at(s), header: h, note: Note{Range: p.Range, Session: s.ID, Host: s.Host},
		part: &p, left: new(int64),
	}
	a, err := c.doSignedIn(ctx, r)
	if err == nil && a.status == http.StatusExpectationFailed && h[HeaderExpect] != nil {
		_ = a.fail(FlawExpect)
		delete(h, HeaderExpect)
		r.before = a.resent
		a, err = c.doSignedIn(ctx, r)
	}
	if err != nil {
		return Receipt{}, err
	}
	a.left = *r.left
	return c.receipt(a, p)
}

func (c *Client) receipt(a *answer, p Part) (Receipt, error) {
	r, err := a.receipt(p.Range, c.URL)
	if err == nil && p.Counted && r.Received > max(p.Before, a.left) {
		a.code = CodeInvalidServerResponse
		early := a.fail(FlawEarly)
		early.Received = r.Received
		return Receipt{}, early
	}
	if err == nil {
		a.received(Note{Received: r.Received, Reply: r.ReplyURL != ""})
	}
	return r, err
}

// Close sends Close-Session ([MC-BUP] 2.2.8).
func (c *Client) Close(ctx context.Context, s Session) error {
	_, err := c.Finish(ctx, s, 0)
	return err
}

// Finish is Close for a file of size bytes. It returns the SHA-256 that the server says it has received, "" if it said
// none.
func (c *Client) Finish(ctx context.Context, s Session, size int64) (SHA256, error) {
	a, err := c.end(ctx, CloseSession, s)
	if err != nil {
		return "", err
	}
	return a.digest(size), nil
}

// Cancel sends Cancel-Session ([MC-BUP] 2.2.10). No other request of the session may run. An idle connection is
// closed first, so that the packet gets a fresh one.
func (c *Client) Cancel(ctx context.Context, s Session) error {
	c.Transport.Disconnect()
	_, err := c.end(ctx, CancelSession, s)
	return err
}

func (c *Client) end(ctx context.Context, packet PacketType, s Session) (*answer, error) {
	h := c.head(packet, s, Range{})
	a, err := c.doSignedIn(ctx, request{packet: packet, url: c.at(s), header: h, note: Note{Session: s.ID, Host: s.Host}})
	if err != nil {
		return nil, err
	}
	if err := a.checkAck(); err != nil {
		return nil, err
	}
	a.received(Note{})
	return a, nil
}

func (c *Client) note(n Note) {
	if c.Note != nil {
		c.Note(n)
	}
}
