package bits

import (
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// at returns the URL of a session's packets: the host id replaces the host, nothing else changes ([MC-BUP] 2.2.3.2). But
// the query may be a token that was given for the URL's own host: another one gets it only if the user has named it.
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
	if !sameHost(&u, c.URL) && !c.tells(&u) {
		u.RawQuery, u.ForceQuery = "", false
	}
	return &u
}

// head returns the headers of a packet in Windows' exact spelling: some peers compare names with case. r is only used
// for a fragment. Headers of the body and the sign-in are added later.
func (c *Client) head(packet PacketType, s Session, r Range) http.Header {
	h := http.Header{}
	Put(h, HeaderAccept, "*/*")
	Put(h, HeaderConnection, "Keep-Alive")
	Put(h, HeaderPacketType, string(packet))
	Put(h, HeaderUserAgent, c.UserAgent) // "" leaves the header out; without it net/http sends its own
	if c.Override {
		Put(h, HeaderMethodOverride, Method)
	}
	switch packet {
	case CreateSession:
		Put(h, HeaderSupportedProtocols, Protocol)
		c.putName(h)
	case Fragment:
		Put(h, HeaderSessionID, s.ID)
		Put(h, HeaderContentRange, r.String())
		c.putName(h)
	case CloseSession:
		Put(h, HeaderSessionID, s.ID)
		c.putName(h)
	case CancelSession:
		Put(h, HeaderSessionID, s.ID)
	case Ping, Ack, GetReply:
	}
	return h
}

// replyHead returns the headers of a GET of the reply, from offset from on.
func (c *Client) replyHead(from int64) http.Header {
	h := http.Header{}
	Put(h, HeaderAccept, "*/*")
	Put(h, HeaderAcceptEncoding, "identity")
	Put(h, HeaderConnection, "Keep-Alive")
	Put(h, HeaderUserAgent, c.UserAgent)
	if from > 0 {
		Put(h, HeaderRange, "bytes="+strconv.FormatInt(from, 10)+"-")
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

func (c *Client) method() string {
	if c.Override {
		return http.MethodPost
	}
	return Method
}

// Shown is the head of a request for display: secrets, and values that may be secret, are "...".
type Shown struct {
	Method string
	URL    string
	Header http.Header // spelt as it goes out; Content-Length only where no body follows
}

// Show returns the head of the request that a NoteSent describes. s is used if the note names no session, as notes of
// older versions. Headers of a sign-in and cookies are left out.
func (c *Client) Show(n Note, s Session) Shown {
	if n.Session != "" {
		s = Session{ID: n.Session, Host: n.Host}
	}
	if n.Packet == CreateSession {
		s = Session{}
	}
	u := c.at(s)
	shown := Shown{Method: c.method(), URL: SafeURL(u), Header: c.head(n.Packet, s, n.Range)}
	if n.Packet == GetReply {
		shown = Shown{Method: http.MethodGet, URL: SafeAddress(n.Address), Header: c.replyHead(n.Offset)}
		u, _ = url.Parse(n.Address) // nil matches no host, so secret headers are left out
	}
	if n.Packet != GetReply && (n.Packet != Fragment || n.Range.Len() == 0) {
		Put(shown.Header, HeaderContentLength, "0")
	}
	if c.UserAgent == "" {
		delete(shown.Header, HeaderUserAgent)
	}
	for _, h := range c.Custom {
		if u != nil && c.goesTo(h, u) {
			name, value, _ := strings.Cut(h.String(), ": ")
			Put(shown.Header, name, value)
		}
	}
	return shown
}
