package bits

import (
	"context"
	"net"
	"net/http"
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
	Bare     bool          `json:"bare,omitempty"`     // the Ack did not name the protocol, which [MC-BUP] requires
}

// IsZero reports whether there is no session.
func (s Session) IsZero() bool { return s.ID == "" }

// Client holds the conversation about one file. Only one of its methods may run at a time
// ([MC-BUP] allows one outstanding request per session).
type Client struct {
	URL       *url.URL // of the file; as CheckURL of package transfer takes it
	Name      string   // for Content-Name, which servers ignore; "" = header left out
	UserAgent string
	Override  bool     // POST with X-Http-Method-Override instead of BITS_POST
	Custom    []Custom // headers of the user's own for each request, taken by CheckCustom
	Transport *Transport
	Note      func(Note) // gets the transcript; may be nil

	heard atomic.Bool    // somebody has answered
	jar   http.CookieJar // load balancers that stick by cookie lose the session without one
}

// Part is one fragment to send.
type Part struct {
	Range   Range
	Open    func() (*os.File, error) // called for each try; the file is closed by the Client
	Expect  bool                     // ask before sending the body
	Once    bool                     // not sent again by itself when a kept-alive connection turns out dead: ErrStale
	Limiter Limiter                  // nil = no limit
	Sent    *atomic.Int64            // grows by what the connection takes, the head included; may be nil
}

// Receipt is the Ack of a fragment ([MC-BUP] 2.2.7).
type Receipt struct {
	Received int64  // offset of the next byte wanted, 0 to Range.Total
	Guessed  bool   // the answer named no offset: Received is what a server that took everything has
	Rewound  bool   // the server answered 416: the fragment did not fit and nothing of it was taken
	ReplyURL string // absolute; "" = none that can be used
	// ReplyFlaw is why the reply cannot be fetched from the address that the server named, which ReplyGiven
	// is without its secrets; "" = it can, or none was named.
	ReplyFlaw  ReplyFlaw
	ReplyGiven string
}

// Create sends Create-Session. Errors are *Error or the transport's.
func (c *Client) Create(ctx context.Context) (Session, error) {
	h := c.head(CreateSession, Session{})
	Put(h, HeaderSupportedProtocols, Protocol)
	c.putName(h)
	a, err := c.doSignedIn(ctx, request{packet: CreateSession, url: c.URL, header: h, note: SafeURL(c.URL) + c.customNote()})
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
	_, err := c.Alive(ctx, s)
	return err
}

// Alive is Ping. It reports whether the server said that all is well, whatever else it said.
func (c *Client) Alive(ctx context.Context, s Session) (bool, error) {
	a, err := c.doSignedIn(ctx, request{packet: Ping, url: c.at(s), header: c.head(Ping, Session{}), note: SafeURL(c.at(s))})
	if err != nil {
		return false, err
	}
	switch a.status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound,
		http.StatusProxyAuthRequired, http.StatusNotImplemented:
		return false, a.fail("")
	}
	c.received(a, "")
	return a.status < http.StatusMultipleChoices, nil
}

// Send sends one fragment.
func (c *Client) Send(ctx context.Context, s Session, p Part) (Receipt, error) {
	h := c.head(Fragment, s)
	c.putName(h)
	Put(h, HeaderContentRange, p.Range.String())
	if p.Expect && p.Range.Len() > 0 {
		Put(h, HeaderExpect, "100-continue")
	}
	r := request{packet: Fragment, url: c.at(s), header: h, note: p.Range.String(), part: &p}
	a, err := c.doSignedIn(ctx, r)
	if err == nil && a.status == http.StatusExpectationFailed && h[HeaderExpect] != nil {
		_ = a.fail("sent again without asking first")
		delete(h, HeaderExpect)
		a, err = c.doSignedIn(ctx, r)
	}
	if err != nil {
		return Receipt{}, err
	}
	return c.receipt(a, p.Range)
}

func (c *Client) receipt(a *answer, sent Range) (Receipt, error) {
	r, err := a.receipt(sent, c.URL)
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
	a, err := c.doSignedIn(ctx, request{packet: packet, url: c.at(s), header: h, note: "session " + s.ID})
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
	Put(h, HeaderConnection, "Keep-Alive")
	Put(h, HeaderPacketType, string(packet))
	if !s.IsZero() {
		Put(h, HeaderSessionID, s.ID)
	}
	Put(h, HeaderUserAgent, c.UserAgent) // "" leaves the header out; without it net/http sends its own
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

func (c *Client) received(a *answer, text string) { a.noteAck(text) }

func (c *Client) note(n Note) {
	if c.Note != nil {
		c.Note(n)
	}
}
