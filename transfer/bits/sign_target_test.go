package bits

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// recorder is an Authenticator that writes down what it is asked, and answers each challenge once.
type recorder struct {
	boundTo string // origin whose sign-in belongs to a connection
	doubts  bool   // until a challenge, whether what it knows still holds
	leave   bool   // the next Authorize leaves the connection
	knows   map[string]bool
	lines   []string
}

func (r *recorder) line(what string, v AuthTarget) {
	r.lines = append(r.lines, fmt.Sprintf("%s %s %s %s %d/%d", what, v.Method, v.Origin, v.URI, v.Conn, v.Opened))
}

func (r *recorder) Authorize(_ context.Context, v AuthTarget) (string, error) {
	r.line("sign", v)
	if r.leave {
		r.leave = false
		return "", ErrLeave
	}
	if !r.knows[v.Origin] {
		return "", nil
	}
	return "for " + v.Origin, nil
}

func (r *recorder) Challenged(_ context.Context, v AuthTarget, values []string) (bool, SignIn) {
	r.line("asked for "+strings.Join(values, "+"), v)
	if r.knows[v.Origin] {
		return false, SignIn{Origin: v.Origin, Proxy: v.Proxy, Why: WrongAccount}
	}
	if r.knows == nil {
		r.knows = map[string]bool{}
	}
	r.knows[v.Origin], r.doubts = true, false
	return true, SignIn{}
}

func (r *recorder) Admitted(v AuthTarget) {
	r.line(map[bool]string{true: "let in", false: "answered"}[v.Served], v)
}
func (r *recorder) Ended()                              { r.lines = append(r.lines, "ended") }
func (r *recorder) Inside(string) (user, scheme string) { return "", "" }
func (r *recorder) Bound(origin string) bool            { return origin == r.boundTo }
func (r *recorder) Doubtful(AuthTarget) bool            { return r.doubts }
func (r *recorder) options(proxy *url.URL) Options {
	return Options{Proxy: http.ProxyURL(proxy), Authenticator: r.itself}
}
func (r *recorder) itself() Authenticator { return r }
func (r *recorder) wants(t *testing.T, lines ...string) {
	t.Helper()
	if !slices.Equal(r.lines, lines) {
		t.Errorf("the sign-in saw\n%s\nwant\n%s", strings.Join(r.lines, "\n"), strings.Join(lines, "\n"))
	}
}

const (
	askServer = "WWW-Authenticate: Basic realm=x"
	askProxy  = "Proxy-Authenticate: Basic realm=p"
)

// TestSignInAtTheServer: it sees each request and answer of its origin, with the connection that it is on.
func TestSignInAtTheServer(t *testing.T) {
	s := script(t, ack("401 No", askServer), clean(), ack("503 Busy"))
	r := &recorder{}
	c := newClient(t, s, r.options(nil))
	if err := c.Close(t.Context(), someSession); err != nil {
		t.Fatal(err)
	}
	if err := c.Close(t.Context(), someSession); err == nil {
		t.Fatal("503 is a success")
	}
	at := Method + " http://" + s.url.Host + " /drop/a.bin"
	r.wants(t,
		"sign "+at+" 0/0", "asked for Basic realm=x "+at+" 1/1", "sign "+at+" 1/1", "let in "+at+" 1/1", "ended",
		"sign "+at+" 1/1", "answered "+at+" 1/1", "ended")
	for i, want := range []string{"", "for http://" + s.url.Host, "for http://" + s.url.Host} {
		if m := s.requests()[i]; m.get(HeaderAuthorization) != want || m.has(HeaderProxyAuthorize) || m.conn != 1 {
			t.Errorf("request %d on connection %d: %v", i, m.conn, m.fields)
		}
	}
}

// TestSignInLeavesAConnection that cannot be used: the next is opened before the request is sent.
func TestSignInLeavesAConnection(t *testing.T) {
	s := script(t, clean(), clean())
	r := &recorder{}
	c := newClient(t, s, r.options(nil))
	if err := c.Close(t.Context(), someSession); err != nil {
		t.Fatal(err)
	}
	r.leave, r.lines = true, nil
	if err := c.Close(t.Context(), someSession); err != nil {
		t.Fatal(err)
	}
	at := Method + " http://" + s.url.Host + " /drop/a.bin"
	r.wants(t, "sign "+at+" 1/1", "sign "+at+" 0/1", "let in "+at+" 2/2", "ended")
	if got := s.requests(); got[1].conn != 2 {
		t.Errorf("it came on connection %d", got[1].conn)
	}
}

// TestSignInAtAPlainProxy: the proxy's challenge is answered to the proxy, the server's to the server.
func TestSignInAtAPlainProxy(t *testing.T) {
	s := script(t, ack("407 No", askProxy, askServer), ack("401 No", askProxy, askServer), clean())
	r := &recorder{}
	c := newClient(t, s, r.options(&url.URL{Scheme: "http", Host: s.url.Host}))
	c.URL = &url.URL{Scheme: "http", Host: "files.test", Path: "/a.bin"}
	if err := c.Close(t.Context(), someSession); err != nil {
		t.Fatal(err)
	}
	server, proxy := Method+" http://files.test /a.bin", Method+" http://"+s.url.Host+" http://files.test/a.bin"
	r.wants(t,
		"sign "+server+" 0/0", "sign "+proxy+" 0/0", "asked for Basic realm=p "+proxy+" 1/1",
		"sign "+server+" 1/1", "sign "+proxy+" 1/1", "asked for Basic realm=x "+server+" 1/1",
		"sign "+server+" 1/1", "sign "+proxy+" 1/1", "let in "+server+" 1/1", "let in "+proxy+" 1/1", "ended")
	for i, want := range [][2]string{{"", ""}, {"", "for http://" + s.url.Host}, {"for http://files.test", "for http://" + s.url.Host}} {
		if m := s.requests()[i]; m.get(HeaderAuthorization) != want[0] || m.get(HeaderProxyAuthorize) != want[1] {
			t.Errorf("request %d: %v", i, m.fields)
		}
	}
}

// tunnels is a proxy that opens tunnels to one place for who signs in, and answers others with a status.
func tunnels(t *testing.T, to, refusal string, free bool) *rawServer {
	t.Helper()
	var s *rawServer
	ready := make(chan struct{})
	s = serve(t, func(p *peer) {
		<-ready
		m, err := p.head()
		if err != nil {
			return
		}
		s.keep(m)
		if !free && !m.has(HeaderProxyAuthorize) {
			p.send(ack(refusal, askProxy, "Connection: close"))
			return
		}
		far, err := net.Dial("tcp", to)
		if err != nil {
			return
		}
		defer func() { _ = far.Close() }()
		p.send("HTTP/1.1 200 OK\r\n\r\n")
		go func() { // ends with the connection
			_, _ = io.Copy(far, p.r)
			_ = far.Close() // or the server would be waited for
		}()
		_, _ = io.Copy(p, far)
	})
	close(ready)
	return s
}

// TestSignInAtATunnel: only the opening of the tunnel is signed for the proxy; the server never sees it.
func TestSignInAtATunnel(t *testing.T) {
	seen := make(chan http.Header, 9)
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen <- r.Header
		w.Header().Set(HeaderPacketType, "Ack")
	}))
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	t.Cleanup(s.Close)
	to := s.Listener.Addr().String()
	p := tunnels(t, to, "407 No", false)
	r := &recorder{}
	o := r.options(&url.URL{Scheme: "http", Host: p.url.Host})
	o.TLS = &tls.Config{InsecureSkipVerify: true} // the certificate is not what is tested
	c := newClient(t, p, o)
	c.URL = &url.URL{Scheme: "https", Host: to, Path: "/a.bin"}
	for range 2 {
		if err := c.Close(t.Context(), someSession); err != nil {
			t.Fatal(err)
		}
		if h := <-seen; h.Get(HeaderProxyAuthorize) != "" {
			t.Errorf("the server is told %v", h)
		}
	}
	server, proxy := Method+" https://"+to+" /a.bin", "CONNECT http://"+p.url.Host+" "+to
	first := p.requests()
	if len(first) != 2 || first[0].has(HeaderProxyAuthorize) || first[1].get(HeaderProxyAuthorize) != "for http://"+p.url.Host {
		t.Fatalf("the proxy got %+v", first)
	}
	lines := strings.Join(r.lines, "\n")
	for _, want := range []string{"asked for Basic realm=p " + proxy + " ", "let in " + server + " ", "let in " + proxy + " "} {
		if !strings.Contains(lines, want) {
			t.Errorf("no %q in\n%s", want, lines)
		}
	}
	again := lines[strings.Index(lines, "ended"):]
	if strings.Contains(again, "sign "+proxy) {
		t.Errorf("over the open tunnel:\n%s", again)
	}
}

// TestRefusedTunnel: the status of a refusal that asks for no sign-in is told as the proxy's. So is one that cannot
// reach the server.
func TestRefusedTunnel(t *testing.T) {
	for refusal, want := range map[string]ProxyError{
		"403 Forbidden": {Status: 403}, "501 No": {Status: 501}, "502 Bad": {Status: 502, Beyond: true}, "500 Bad": {Status: 500, Beyond: true},
	} {
		p := tunnels(t, "", refusal, false)
		r := &recorder{}
		c := newClient(t, p, r.options(&url.URL{Scheme: "http", Host: p.url.Host}))
		c.URL = &url.URL{Scheme: "https", Host: "files.test", Path: "/a.bin"}
		got, ok := errors.AsType[*ProxyError](c.Close(t.Context(), someSession))
		if !ok || got.Proxy != p.url.Host || got.Status != want.Status || got.Beyond != want.Beyond {
			t.Fatalf("%s: %+v", refusal, got)
		}
		if !strings.Contains(got.Error(), refusal[:3]) || strings.Contains(strings.Join(r.lines, " "), "asked") {
			t.Errorf("%s: %v; the sign-in saw %q", refusal, got, r.lines)
		}
		if m := p.requests(); len(m) != 1 || !strings.HasPrefix(m[0].line, "CONNECT files.test:443 ") {
			t.Errorf("%s: the proxy got %+v", refusal, m)
		}
	}
}

// TestDoubtfulSignInIsAskedFirst: an empty packet goes before a fragment whose credentials may be out of date. Its
// challenge is answered with the fragment. A small fragment costs no more than to ask.
func TestDoubtfulSignInIsAskedFirst(t *testing.T) {
	took := func(n int) string { return clean(fmt.Sprintf("BITS-Received-Content-Range: %d", n)) }
	for name, c := range map[string]struct {
		answers []string
		size    int
		doubts  bool
		want    []PacketType
	}{
		"they hold":   {[]string{clean(), took(minAsked)}, minAsked, true, []PacketType{Ping, Fragment}},
		"they do not": {[]string{ack("401 No", askServer), took(minAsked)}, minAsked, true, []PacketType{Ping, Fragment}},
		"no doubt":    {[]string{took(minAsked)}, minAsked, false, []PacketType{Fragment}},
		"small":       {[]string{took(minAsked - 1)}, minAsked - 1, true, []PacketType{Fragment}},
	} {
		t.Run(name, func(t *testing.T) {
			s := script(t, c.answers...)
			client := newClient(t, s, (&recorder{doubts: c.doubts}).options(nil))
			_, open := source(t, c.size)
			if _, err := client.Send(t.Context(), someSession, whole(c.size, open)); err != nil {
				t.Error(err)
			}
			var sent []PacketType
			for _, m := range s.requests() {
				sent = append(sent, PacketType(m.get(HeaderPacketType)))
			}
			if !slices.Equal(sent, c.want) {
				t.Errorf("sent %v, want %v", sent, c.want)
			}
		})
	}
}

// TestBoundSignInGoesFirst: where a sign-in belongs to the connection, a Ping opens it before a fragment is sent, and
// again before a refused fragment is repeated. An empty fragment costs nothing, so it goes by itself.
func TestBoundSignInGoesFirst(t *testing.T) {
	took := clean("BITS-Received-Content-Range: 4")
	for name, c := range map[string]struct {
		answers []string
		size    int
		bound   bool
		want    []PacketType
		status  int // of the refusal; 0: it works
	}{
		"new connection":    {[]string{clean(), took}, 4, true, []PacketType{Ping, Fragment}, 0},
		"not bound":         {[]string{took}, 4, false, []PacketType{Fragment}, 0},
		"empty":             {[]string{clean("BITS-Received-Content-Range: 0")}, 0, true, []PacketType{Fragment}, 0},
		"ping is asked":     {[]string{ack("401 No", askServer), clean(), took}, 4, true, []PacketType{Ping, Ping, Fragment}, 0},
		"ping is refused":   {[]string{ack("401 No", askServer), ack("401 No", askServer)}, 4, true, []PacketType{Ping, Ping}, 401},
		"ping is forbidden": {[]string{ack("403 No"), took}, 4, true, []PacketType{Ping, Fragment}, 0},
		"fragment is asked": {[]string{clean(), ack("401 No", askServer), clean(), took}, 4, true, []PacketType{Ping, Fragment, Ping, Fragment}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			s := script(t, c.answers...)
			r := &recorder{}
			if c.bound {
				r.boundTo = "http://" + s.url.Host
			}
			client := newClient(t, s, r.options(nil))
			_, open := source(t, c.size)
			_, err := client.Send(t.Context(), someSession, Part{Range: Range{0, int64(c.size) - 1, int64(c.size)}, Open: open})
			refusal, _ := errors.AsType[*Error](err)
			if (err == nil) != (c.status == 0) || refusal != nil && refusal.Status != c.status {
				t.Errorf("%v", err)
			}
			var sent []PacketType
			for _, m := range s.requests() {
				sent = append(sent, PacketType(m.get(HeaderPacketType)))
				if m.conn != 1 {
					t.Errorf("%s on connection %d", m.get(HeaderPacketType), m.conn)
				}
			}
			if !slices.Equal(sent, c.want) {
				t.Errorf("sent %v, want %v", sent, c.want)
			}
		})
	}
	s := script(t, clean(), took)
	r := &recorder{boundTo: "http://" + s.url.Host}
	client := newClient(t, s, r.options(nil))
	_, open := source(t, 4)
	if err := client.Ping(t.Context(), someSession); err != nil { // it is open already
		t.Fatal(err)
	}
	if _, err := client.Send(t.Context(), someSession, whole(4, open)); err != nil || len(s.requests()) != 2 {
		t.Errorf("%d requests, %v", len(s.requests()), err)
	}
}
