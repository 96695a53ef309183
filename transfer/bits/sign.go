package bits

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Authenticator signs the requests of one Transport in to servers and proxies. Its methods are called one at a time.
// What it knows of one origin never goes to another.
type Authenticator interface {
	// Authorize returns the credentials to send with a request unasked, "" for none. Errors are ErrLeave, ctx's, or
	// that an account cannot be sent.
	Authorize(ctx context.Context, v AuthTarget) (string, error)
	// Challenged reads the challenges of a 401 or 407, one header value each. again means that Authorize now has
	// another value. Otherwise the SignIn says why the request is refused.
	Challenged(ctx context.Context, v AuthTarget, challenges []string) (again bool, s SignIn)
	// Admitted records any other answer.
	Admitted(v AuthTarget)
	// Ended records that a request is over, with all packets that were sent to sign it in.
	Ended()
	// Inside returns the user and the scheme signed in at an origin, "" for none.
	Inside(origin string) (user, scheme string)
	// Bound reports whether an origin signs in connections, not requests (NTLM). Then an empty packet goes first on a
	// new connection, so that no fragment is sent only to be refused ([MC-BUP] 2.2.4).
	Bound(origin string) bool
	// Doubtful reports whether what Authorize returns next may be out of date, which the server says only after it was
	// sent (Digest). Then an empty packet asks before a fragment is sent.
	Doubtful(v AuthTarget) bool
}

// ErrLeave is Authorize's error when the open connection cannot be used: another account is signed in on it, or a
// handshake failed. It is closed, and Authorize is called again.
var ErrLeave = errors.New("the connection is to be left")

// AuthTarget is the part of a request that a sign-in depends on.
type AuthTarget struct {
	Method string // as in the request line; CONNECT for a tunnel through a proxy
	URI    string // as in the request line
	Origin string // of the server or the proxy, as Origin names it
	Folder string // which part of the origin it is for, see Folder and authTargets; "" = no part
	Proxy  bool
	Conn   uint64 // number of the open connection from 1, 0 = none
	Opened uint64 // number of the last connection that was open, 0 = none yet
	Served bool   // of an answer: a success, which proves that the request was accepted
	Info   string // of an answer: its Authentication-Info or Proxy-Authentication-Info
	// Binding ties a sign-in to the server's certificate (RFC 5929, tls-server-end-point); "" without TLS, and before the
	// certificate is known.
	Binding string
}

// SignIn is who asked for a sign-in, and its result.
type SignIn struct {
	Origin  string // as Origin names it
	Folder  string // the folder of the server that asked, see Folder; of a proxy, the server behind it
	Realm   string // the name that the origin gives to what it protects (RFC 9110, 11.5)
	Proxy   bool
	Schemes string // the offered ones, as spelt by the server: "Negotiate, NTLM"
	User    string // the account that was signed in or refused; "" = none
	Why     SignInFlaw
	Cause   SignInCause // more about Why; "" = nothing is known
}

// SignInFlaw is why a sign-in failed.
type SignInFlaw string

// The flaws. "" belongs to a 403: the signed-in account may not do this.
const (
	NoAccount    SignInFlaw = "no_account"    // there is no account for the origin
	WrongAccount SignInFlaw = "wrong_account" // user name or password was not accepted
	ClearText    SignInFlaw = "clear_text"    // the password would be sent readable, which the account does not allow
	NoScheme     SignInFlaw = "no_scheme"     // none of the offered schemes can be used
	Unkept       SignInFlaw = "unkept"        // the scheme needs a lasting connection, but it was closed
	Late         SignInFlaw = "late"          // each time the nonce was out of date when it arrived
)

// SignInCause is what the user's domain (Kerberos) says about a sign-in that failed.
type SignInCause string

// The causes. They are stored: do not change them.
const (
	UnknownUser     SignInCause = "unknown_user"     // the domain does not know the user
	AccountLocked   SignInCause = "account_locked"   // the account is locked or disabled
	AccountExpired  SignInCause = "account_expired"  // the account has ended
	PasswordExpired SignInCause = "password_expired" // the password has to be changed
	NoRealm         SignInCause = "no_realm"         // it is not known which domain the user belongs to
	NoDomainServer  SignInCause = "no_domain_server" // no server of the domain is known, or none answers
	NoService       SignInCause = "no_service"       // the domain does not know the server: it has no name there (SPN)
	ClockSkew       SignInCause = "clock_skew"       // the clocks of this computer and the domain differ too much
	TicketRefused   SignInCause = "ticket_refused"   // the server does not accept the domain's ticket
	TicketExpired   SignInCause = "ticket_expired"   // the ticket of the signed-in user has ended
	KeysRefused     SignInCause = "keys_refused"     // the domain does not accept the keys of this computer's keytab
	CacheKind       SignInCause = "cache_kind"       // the signed-in user's tickets are where they cannot be read
)

// Explains reports whether a cause is the reason for a flaw. What the domain has said is none where another scheme
// was tried after it.
func (c SignInCause) Explains(f SignInFlaw) bool {
	switch c {
	case AccountLocked, AccountExpired, PasswordExpired:
		return f == WrongAccount
	case UnknownUser, NoRealm, NoDomainServer, NoService, ClockSkew, TicketRefused, TicketExpired, KeysRefused, CacheKind:
		return f == NoScheme || f == NoAccount
	}
	return false
}

// Origin returns scheme, host and port of a server or a proxy in lower case, without the scheme's default port.
// Credentials are kept by origin: another scheme, port or host is another origin.
func Origin(u *url.URL) string {
	host := LowerHost(u.Host)
	if port := u.Port(); port == map[string]string{"http": "80", "https": "443"}[u.Scheme] {
		host = strings.TrimSuffix(host, ":"+port)
	}
	return strings.ToLower(u.Scheme) + "://" + strings.TrimSuffix(host, ":")
}

// Folder returns the path of an address up to its last slash, as it is requested: "/a/b/" of "https://host/a/b/c?d".
// What asks for a sign-in at an address is taken to ask so for its whole folder (RFC 7617, 2.2).
func Folder(u *url.URL) string {
	path := u.EscapedPath()
	if end := strings.LastIndexByte(path, '/'); end >= 0 {
		return path[:end+1]
	}
	return "/"
}

// LowerHost lowers a host, also with scheme or port around it. The zone of an IPv6 address stays as it is: it names a
// local interface.
func LowerHost(host string) string {
	before, zone, scoped := strings.Cut(host, "%")
	if !scoped {
		return strings.ToLower(host)
	}
	return strings.ToLower(before) + "%" + zone
}

// maxTries is how often one request is sent to sign in, at proxy and server together.
const maxTries = 8

// doSignedIn sends a packet and answers challenges. Below it come doResendingStale (once more on a fresh connection),
// doOnce (one request) and roundTrip (cookies).
func (c *Client) doSignedIn(ctx context.Context, r request) (*answer, error) {
	if a, err := c.prepare(ctx, r); a != nil || err != nil {
		return a, err
	}
	send := func() (*answer, error) {
		if r.part != nil && r.part.Sent != nil {
			r.part.Sent.Store(0) // a fragment that is sent again counts from 0
		}
		a, err := c.doResendingStale(ctx, r)
		r.before = r.before || a != nil && a.resent || errors.Is(err, ErrSentBefore)
		return a, err
	}
	a, err := c.answerChallenges(ctx, signedRequest{packet: r.packet, url: r.url, method: c.method(), long: r.long(), asks: r.asks, send: send})
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
	asks   bool // it is only sent to learn of a sign-in
	send   func() (*answer, error)
}

func (r request) long() bool { return r.part != nil && r.part.Range.Len() > 0 }

// answerChallenges sends until the answer asks for no sign-in, or for one that is not possible.
func (c *Client) answerChallenges(ctx context.Context, x signedRequest) (*answer, error) {
	if c.Transport.auth != nil {
		defer c.Transport.auth.Ended()
	}
	for try := 1; ; try++ {
		a, err := x.send()
		if tunnel, ok := errors.AsType[*tunnelError](err); ok {
			a, err = c.refusedTunnel(x.packet, tunnel, x.url.Host), nil
		}
		if err != nil {
			c.admittedBySOCKS(err, x)
			return a, err
		}
		if c.Transport.auth == nil {
			c.nameProxy(a, x)
			return a, nil
		}
		if !asksSignIn(a.status) {
			c.admitted(a, x)
			return a, nil
		}
		if !c.challenged(ctx, a, x) || try == maxTries {
			return a, nil
		}
		if x.asks && !c.doubtful(x.url) && !c.bound(x.url) {
			a.renewed = true
			return a, nil
		}
		if p, err := c.prepareAgain(ctx, a, x); p != nil || err != nil {
			return p, err
		}
	}
}

// nameProxy says which proxy asks for a sign-in where nobody can sign in.
func (c *Client) nameProxy(a *answer, x signedRequest) {
	if a.status != http.StatusProxyAuthRequired {
		return
	}
	if via := c.via(x.url); via != nil && (a.tunnel || !isSOCKS(via)) {
		a.signIn = &SignIn{Origin: Origin(via), Proxy: true, Schemes: a.proxySchemes(), Why: NoAccount}
	}
}

// proxySchemes lists the scheme of each challenge of a proxy.
func (a *answer) proxySchemes() string {
	var list []string
	for _, value := range a.header.Values(HeaderProxyAuthenticate) {
		list = append(list, a.quote(HeaderProxyAuthenticate, value))
	}
	return strings.Join(list, ", ")
}

// authInfo is what an answer says of the next sign-in.
func (a *answer) authInfo(proxy bool) string {
	if proxy {
		return a.header.Get(HeaderProxyAuthInfo)
	}
	return a.header.Get(HeaderAuthInfo)
}

func asksSignIn(status int) bool {
	return status == http.StatusUnauthorized || status == http.StatusProxyAuthRequired
}

// challenged hands a 401 or 407 to the Authenticator. It reports whether to send the request again.
func (c *Client) challenged(ctx context.Context, a *answer, x signedRequest) bool {
	proxy := a.status == http.StatusProxyAuthRequired
	name := HeaderWWWAuthenticate
	if proxy {
		name = HeaderProxyAuthenticate
	}
	for _, v := range c.authTargets(x.method, x.url, true) {
		if v.Proxy != proxy || v.Method == methodSOCKS && !a.tunnel {
			continue
		}
		again, s := c.Transport.auth.Challenged(ctx, v, a.header.Values(name))
		if again {
			if !c.Transport.auth.Bound(v.Origin) {
				c.Transport.dropHeld() // a fresh one has not been idle
			}
			c.note(Note{At: time.Now(), Kind: NoteEvent, Event: EventSigningIn, Took: time.Since(a.begun)})
			return true
		}
		a.signIn = &s
	}
	if a.signIn == nil {
		c.nameProxy(a, x)
	}
	c.Transport.leave() // a refused handshake can spoil its connection
	return false
}

// admitted reports any other answer to the Authenticator. A 403 from a server that is signed in to names the account.
func (c *Client) admitted(a *answer, x signedRequest) {
	for _, v := range c.authTargets(x.method, x.url, true) {
		v.Served, v.Info = a.status < http.StatusMultipleChoices, a.authInfo(v.Proxy)
		c.Transport.auth.Admitted(v)
		if user, _ := c.Transport.auth.Inside(v.Origin); a.status == http.StatusForbidden && user != "" && !v.Proxy {
			a.signIn = &SignIn{Origin: v.Origin, Folder: v.Folder, User: user}
		}
	}
}

// prepare signs a connection in with an empty packet before a fragment is sent on it. So it does where a certificate of
// this computer may be asked for: a server that asks only now, as IIS does, has to keep what it is sent meanwhile, and
// refuses more than some KiB with 413. And so it does where the credentials may be out of date. It returns an answer
// only if that is a refusal.
func (c *Client) prepare(ctx context.Context, r request) (*answer, error) {
	opening := c.Transport.openConn() == 0
	switch {
	case !r.long():
		return nil, nil
	case r.part.Range.Len() >= minAsked && c.doubtful(r.url):
		return c.askBefore(ctx, r.url)
	case opening && (c.bound(r.url) || c.Transport.mayShow(r.url)):
		return c.pingFirst(ctx, r.url)
	}
	return nil, nil
}

// askBefore asks whether the credentials still hold. A proxy is asked twice: squid takes one more request with a nonce
// that has ended.
func (c *Client) askBefore(ctx context.Context, u *url.URL) (*answer, error) {
	twice := slices.ContainsFunc(c.authTargets(c.method(), u, false), func(v AuthTarget) bool {
		return v.Proxy && c.Transport.auth.Doubtful(v)
	})
	a, err := c.ask(ctx, u)
	if twice && err == nil && !asksSignIn(a.status) {
		a, err = c.ask(ctx, u)
	}
	return refused(a, err)
}

// minAsked is the smallest fragment, in bytes, that is worth a question whether the credentials still hold. A smaller
// one costs less to send again.
const minAsked = 64 << 10

// doubtful reports whether the credentials of a request may be out of date. Those for a tunnel go without a fragment.
func (c *Client) doubtful(u *url.URL) bool {
	return c.Transport.auth != nil && slices.ContainsFunc(c.authTargets(c.method(), u, false), c.Transport.auth.Doubtful)
}

// prepareAgain is prepare for a fragment that was refused.
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
	if c.Transport.auth == nil {
		return false
	}
	for _, v := range c.authTargets(c.method(), u, true) {
		if c.Transport.auth.Bound(v.Origin) {
			return true
		}
	}
	return false
}

// pingFirst signs in with an empty packet. It returns an answer only if that is a refusal.
func (c *Client) pingFirst(ctx context.Context, u *url.URL) (*answer, error) {
	return refused(c.ask(ctx, u))
}

// ask sends an empty packet to learn of a sign-in.
func (c *Client) ask(ctx context.Context, u *url.URL) (*answer, error) {
	return c.doSignedIn(ctx, request{packet: Ping, url: u, header: c.head(Ping, Session{}, Range{}), note: Note{Address: SafeURL(u)}, asks: true})
}

func refused(a *answer, err error) (*answer, error) {
	if err != nil || !asksSignIn(a.status) || a.renewed {
		return nil, err
	}
	return a, nil
}

// SignedIn returns the user and scheme signed in at the server, "" for none.
func (c *Client) SignedIn() (user, scheme string) {
	if c.Transport.auth == nil {
		return "", ""
	}
	return c.Transport.auth.Inside(Origin(c.URL))
}

// sign adds the credentials that server and proxy are known to want.
func (c *Client) sign(req *http.Request) error {
	t := c.Transport
	if t.auth == nil {
		return nil
	}
	t.tunnel.Store(nil)
	t.socks.Store(nil)
	for _, v := range c.authTargets(req.Method, req.URL, t.openConn() == 0 || t.held() != nil) {
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
		case v.Method == methodSOCKS:
			t.socks.Store(socksAccount(value))
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

// authTargets lists who may ask a request to sign in: its server and its proxy. A proxy with a tunnel counts only
// while the tunnel is opened. Without one the server behind it might send a 407 of its own, which cannot be told from
// the proxy's. So that server is the Folder of such a target.
func (c *Client) authTargets(method string, u *url.URL, opening bool) []AuthTarget {
	open, opened := c.Transport.openConn(), c.Transport.conns.Load()
	list := []AuthTarget{{Method: method, URI: u.RequestURI(), Origin: Origin(u), Folder: Folder(u), Conn: open, Opened: opened, Binding: c.Transport.bindingOf(Origin(u))}}
	via := c.via(u)
	if via == nil || via.User != nil {
		return list // net/http itself sends the account in a proxy's address
	}
	p := AuthTarget{Method: method, URI: u.String(), Origin: Origin(via), Folder: Origin(u), Proxy: true, Conn: open, Opened: opened}
	switch {
	case isSOCKS(via): // its account is named with each request: net/http keeps connections by it
		p.Method, p.URI, p.Folder = methodSOCKS, withPort(u), ""
	case via.Scheme != "http" && via.Scheme != "https":
		return list
	case u.Scheme == "https":
		p.Method, p.URI, p.Folder = http.MethodConnect, withPort(u), ""
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

// leave closes the connection, even if net/http has not yet returned it to its pool after the last answer.
func (t *Transport) leave() {
	t.Disconnect()
	if c := t.conn.Load(); c != nil {
		_ = c.drop()
	}
}

// maxPage limits how many bytes of a challenge's page are read, pageWait how long.
const (
	maxPage  = 64 << 10
	pageWait = 5 * time.Second
)

// endBody closes an answer's body. An Ack has none: closing an unread body ends the connection, so that its bytes are
// not taken for the next answer. The page of a challenge is read, because some schemes sign in the connection.
func (c *Client) endBody(resp *http.Response) {
	if c.Transport.auth != nil && asksSignIn(resp.StatusCode) {
		watch := time.AfterFunc(min(pageWait, c.Transport.stall), c.Transport.abort)
		_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, maxPage))
		watch.Stop()
	}
	_ = resp.Body.Close()
}
