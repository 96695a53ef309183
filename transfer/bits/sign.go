package bits

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Authenticator signs the requests of one Transport in to the servers and proxies on their way. Its methods
// are called one at a time. What it knows of one origin never goes to another.
type Authenticator interface {
	// Authorize is what a request says about who sends it without being asked, "" for nothing. Its
	// errors are ErrLeave, ctx's, and of an account that cannot be sent.
	Authorize(ctx context.Context, v AuthTarget) (string, error)
	// Challenged reads the challenges of a 401 or 407, one header value each. again means that
	// Authorize has something else to say; if not, the SignIn tells why the request is refused.
	Challenged(ctx context.Context, v AuthTarget, challenges []string) (again bool, s SignIn)
	// Admitted takes note of any other answer.
	Admitted(v AuthTarget)
	// Ended takes note that a request is over, whatever came of it, with all that was sent for the sake of
	// signing in.
	Ended()
	// Inside is who is signed in at an origin and how, "" for nobody.
	Inside(origin string) (user, scheme string)
	// Bound reports whether an origin lets in connections instead of requests (NTLM): over another one
	// an empty packet goes first, so that no fragment is sent in vain ([MC-BUP] 2.2.4).
	Bound(origin string) bool
}

// ErrLeave is what Authorize says when the open connection is not the one to go on with: another account
// than the one to use is signed in to it, or a handshake failed on it. It is closed, and Authorize asked
// again.
var ErrLeave = errors.New("the connection is to be left")

// AuthTarget is a request as far as a sign-in depends on it.
type AuthTarget struct {
	Method string // as in the request line; CONNECT for a tunnel through a proxy
	URI    string // as in the request line
	Origin string // of the server or the proxy, as Origin names it
	Proxy  bool
	Conn   uint64 // the connection that is open, 0 = none; they are numbered from 1
	Opened uint64 // the last connection that was open, 0 = none yet
	Served bool   // of an answer: it is a success, and so tells for certain that the request was let in
}

// SignIn says who asks for a sign-in and what has become of it.
type SignIn struct {
	Origin  string // as Origin names it
	Proxy   bool
	Schemes string // those that were offered, as they were spelt: "Negotiate, NTLM"
	User    string // who was signed in or was refused; "" = nobody
	Why     SignInFlaw
}

// SignInFlaw is why a request was not let in.
type SignInFlaw string

// The flaws. The empty one is that of a 403: who is signed in may not do this.
const (
	NoAccount    SignInFlaw = "no_account"    // nobody said who to sign in as
	WrongAccount SignInFlaw = "wrong_account" // the user name or the password is not accepted
	ClearText    SignInFlaw = "clear_text"    // the password would travel readable, and nobody allowed that
	NoScheme     SignInFlaw = "no_scheme"     // none of the schemes offered can be used
	Unkept       SignInFlaw = "unkept"        // the scheme needs a connection that lasts, and it does not
	Late         SignInFlaw = "late"          // each time, what was signed with was out of date when it arrived
)

// Origin names a server or a proxy: scheme, host and port in lower case, without the port that the
// scheme implies. Credentials are kept by origin, so that a step from https to http, another port or
// another host is another origin.
func Origin(u *url.URL) string {
	host := LowerHost(u.Host)
	if port := u.Port(); port == map[string]string{"http": "80", "https": "443"}[u.Scheme] {
		host = strings.TrimSuffix(host, ":"+port)
	}
	return strings.ToLower(u.Scheme) + "://" + strings.TrimSuffix(host, ":")
}

// LowerHost is a host, with what may stand before and behind it, in lower case. The zone of an IPv6 address is
// the name of an interface of this computer and stays as it is.
func LowerHost(host string) string {
	before, zone, scoped := strings.Cut(host, "%")
	if !scoped {
		return strings.ToLower(host)
	}
	return strings.ToLower(before) + "%" + zone
}

// maxTries bounds how often one request is sent for the sake of signing in, at a proxy and a server.
const maxTries = 8

// doSignedIn sends a packet and answers the challenges that it meets. On the way to net/http come then
// doResendingStale (once more on a fresh connection), doOnce (one request) and roundTrip (cookies).
func (c *Client) doSignedIn(ctx context.Context, r request) (*answer, error) {
	if a, err := c.prepare(ctx, r); a != nil || err != nil {
		return a, err
	}
	send := func() (*answer, error) {
		if r.part != nil && r.part.Sent != nil {
			r.part.Sent.Store(0) // of a fragment that is sent again, only the second time counts
		}
		a, err := c.doResendingStale(ctx, r)
		r.before = r.before || a != nil && a.resent || errors.Is(err, ErrSentBefore)
		return a, err
	}
	a, err := c.answerChallenges(ctx, signedRequest{packet: r.packet, url: r.url, method: c.method(), long: r.long(), send: send})
	if err != nil && r.before && !errors.Is(err, ErrSentBefore) {
		err = sentBefore{error: err}
	}
	if a != nil {
		a.resent = a.resent || r.before
	}
	return a, err
}

// signedRequest is a request that may be sent several times.
type signedRequest struct {
	packet PacketType
	url    *url.URL
	method string
	long   bool // it has a body
	send   func() (*answer, error)
}

func (r request) long() bool { return r.part != nil && r.part.Range.Len() > 0 }

// answerChallenges sends until the answer is none that asks for a sign-in, or one that cannot be satisfied.
func (c *Client) answerChallenges(ctx context.Context, x signedRequest) (*answer, error) {
	if c.Transport.auth != nil {
		defer c.Transport.auth.Ended()
	}
	for try := 1; ; try++ {
		a, err := x.send()
		if tunnel, ok := errors.AsType[*tunnelError](err); ok {
			a, err = c.refusedTunnel(x.packet, tunnel), nil
		}
		if err != nil || c.Transport.auth == nil {
			return a, err
		}
		if !asksSignIn(a.status) {
			c.admitted(a, x)
			return a, nil
		}
		if !c.challenged(ctx, a, x) || try == maxTries {
			return a, nil
		}
		if p, err := c.prepareAgain(ctx, a, x); p != nil || err != nil {
			return p, err
		}
	}
}

func asksSignIn(status int) bool {
	return status == http.StatusUnauthorized || status == http.StatusProxyAuthRequired
}

// challenged asks the Authenticator about a 401 or 407.
func (c *Client) challenged(ctx context.Context, a *answer, x signedRequest) bool {
	proxy := a.status == http.StatusProxyAuthRequired
	name := HeaderWWWAuthenticate
	if proxy {
		name = HeaderProxyAuthenticate
	}
	for _, v := range c.authTargets(x.method, x.url, true) {
		if v.Proxy != proxy {
			continue
		}
		again, s := c.Transport.auth.Challenged(ctx, v, a.header.Values(name))
		if again {
			c.note(Note{At: time.Now(), Kind: NoteEvent, Event: EventSigningIn, Took: time.Since(a.begun)})
			return true
		}
		a.signIn = &s
	}
	c.Transport.leave() // a refused handshake can stick to its connection
	return false
}

// admitted tells the Authenticator of any other answer. A refusal by a server that knows who asks names that
// account.
func (c *Client) admitted(a *answer, x signedRequest) {
	for _, v := range c.authTargets(x.method, x.url, true) {
		v.Served = a.status < http.StatusMultipleChoices
		c.Transport.auth.Admitted(v)
		if user, _ := c.Transport.auth.Inside(v.Origin); a.status == http.StatusForbidden && user != "" && !v.Proxy {
			a.signIn = &SignIn{Origin: v.Origin, User: user}
		}
	}
}

// prepare signs a connection in with an empty packet before a fragment goes over it. It returns an
// answer only if that is a refusal.
func (c *Client) prepare(ctx context.Context, r request) (*answer, error) {
	if !r.long() || c.Transport.auth == nil || c.Transport.openConn() != 0 || !c.bound(r.url) {
		return nil, nil
	}
	return c.pingFirst(ctx, r.url)
}

// prepareAgain does the same for a fragment that was refused.
func (c *Client) prepareAgain(ctx context.Context, a *answer, x signedRequest) (*answer, error) {
	if !x.long || !c.bound(x.url) {
		return nil, nil
	}
	p, err := c.pingFirst(ctx, x.url)
	if p != nil {
		p.packet = a.packet
	}
	return p, err
}

func (c *Client) bound(u *url.URL) bool {
	for _, v := range c.authTargets(c.method(), u, true) {
		if c.Transport.auth.Bound(v.Origin) {
			return true
		}
	}
	return false
}

func (c *Client) pingFirst(ctx context.Context, u *url.URL) (*answer, error) {
	a, err := c.doSignedIn(ctx, request{packet: Ping, url: u, header: c.head(Ping, Session{}, Range{}), note: Note{Address: SafeURL(u)}})
	if err != nil || !asksSignIn(a.status) {
		return nil, err
	}
	return a, nil
}

// SignedIn is who this client is signed in as at its server, and with which scheme; "" for nobody.
func (c *Client) SignedIn() (user, scheme string) {
	if c.Transport.auth == nil {
		return "", ""
	}
	return c.Transport.auth.Inside(Origin(c.URL))
}

// sign puts into a request what its server and its proxy are known to want.
func (c *Client) sign(req *http.Request) error {
	t := c.Transport
	if t.auth == nil {
		return nil
	}
	t.tunnel.Store(nil)
	for _, v := range c.authTargets(req.Method, req.URL, t.openConn() == 0) {
		value, err := t.auth.Authorize(req.Context(), v)
		if errors.Is(err, ErrLeave) {
			t.leave()
			v.Conn = 0
			value, err = t.auth.Authorize(req.Context(), v)
		}
		switch {
		case err != nil:
			return err
		case value == "":
		case v.Method == http.MethodConnect:
			h := http.Header{}
			Put(h, HeaderProxyAuthorize, value)
			t.tunnel.Store(&h)
		case v.Proxy:
			Put(req.Header, HeaderProxyAuthorize, value)
		default:
			Put(req.Header, HeaderAuthorization, value)
		}
	}
	return nil
}

// authTargets lists who may ask a request to sign in: its server, and the proxy on its way. A tunnel through a
// proxy counts only while it is opened.
func (c *Client) authTargets(method string, u *url.URL, opening bool) []AuthTarget {
	open, opened := c.Transport.openConn(), c.Transport.conns.Load()
	list := []AuthTarget{{Method: method, URI: u.RequestURI(), Origin: Origin(u), Conn: open, Opened: opened}}
	via, err := c.Transport.http.Proxy(&http.Request{URL: u})
	if err != nil || via == nil || via.Scheme != "http" && via.Scheme != "https" || via.User != nil {
		return list // a user in the proxy's own address is net/http's to tell
	}
	p := AuthTarget{Method: method, URI: u.String(), Origin: Origin(via), Proxy: true, Conn: open, Opened: opened}
	if u.Scheme == "https" {
		p.Method, p.URI = http.MethodConnect, withPort(u)
		if !opening {
			return list
		}
	}
	return append(list, p)
}

func withPort(u *url.URL) string {
	if u.Port() != "" {
		return u.Host
	}
	return u.Host + ":443"
}

// openConn is the number of the open connection, 0 for none.
func (t *Transport) openConn() uint64 {
	if c := t.conn.Load(); c != nil && c.life.Err() == nil {
		return c.number
	}
	return 0
}

// leave closes the connection, also one that net/http has not yet put back after the last answer.
func (t *Transport) leave() {
	t.Disconnect()
	if c := t.conn.Load(); c != nil {
		_ = c.Close()
	}
}

// tunnelError is a proxy's demand for a sign-in before it opens a tunnel.
type tunnelError struct{ header http.Header }

func (*tunnelError) Error() string { return "the proxy asks for a sign-in" }

func (t *Transport) tunnelHeader(context.Context, *url.URL, string) (http.Header, error) {
	if h := t.tunnel.Load(); h != nil {
		return *h, nil
	}
	return nil, nil
}

func tunnelAnswer(_ context.Context, proxy *url.URL, _ *http.Request, resp *http.Response) error {
	switch resp.StatusCode {
	case http.StatusOK:
		return nil
	case http.StatusProxyAuthRequired:
		return &tunnelError{resp.Header}
	}
	return refusedTunnelError(proxy, resp.StatusCode)
}

func (c *Client) refusedTunnel(packet PacketType, e *tunnelError) *answer {
	resp := &http.Response{StatusCode: http.StatusProxyAuthRequired, Header: e.header}
	a := newAnswer(packet, resp, time.Now(), c.note)
	a.secrets = c.secretsOf(&http.Request{URL: new(url.URL)})
	return a
}

// maxPage bounds what is read of the page that comes with a challenge, in bytes, and pageWait how long.
const (
	maxPage  = 64 << 10
	pageWait = 5 * time.Second
)

// endBody is done with an answer. An Ack has no body: closing without reading ends the connection if
// there is one after all, so that nothing of it can be taken for the next answer. The page of a
// challenge is read, because some schemes sign in connections.
func (c *Client) endBody(resp *http.Response) {
	if c.Transport.auth != nil && asksSignIn(resp.StatusCode) {
		watch := time.AfterFunc(min(pageWait, c.Transport.stall), c.Transport.abort)
		_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, maxPage))
		watch.Stop()
	}
	_ = resp.Body.Close()
}
