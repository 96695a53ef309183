package transfer

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"sendoff/transfer/bits/auth/authtest"
	"sendoff/transfer/receiver"
)

// bodyRelay passes connections on and counts the bytes of bodies. It cuts one connection once, in the middle of a body.
type bodyRelay struct {
	to    string
	cutAt int64 // bytes of bodies in all

	mu   sync.Mutex
	sent int64 // bytes of bodies
	cut  int64 // of these, bytes of the body that was cut; 0 = none yet
}

func (b *bodyRelay) start(t *testing.T) (address string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() { // ends with the listener
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go b.pass(c) // ends with the connection
		}
	}()
	return l.Addr().String()
}

func (b *bodyRelay) pass(c net.Conn) {
	defer func() { _ = c.Close() }()
	far, err := net.Dial("tcp", b.to)
	if err != nil {
		return
	}
	defer func() { _ = far.Close() }()
	go func() { // ends with either connection
		_, _ = io.Copy(c, far)
		_ = c.Close()
	}()
	in := bufio.NewReader(io.TeeReader(c, far))
	for {
		r, err := http.ReadRequest(in)
		if err != nil {
			return
		}
		if n, err := io.Copy(b, r.Body); err != nil {
			b.mu.Lock()
			b.cut = max(b.cut, n, 1)
			b.mu.Unlock()
			return
		}
	}
}

// Write counts a piece of a body.
func (b *bodyRelay) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.sent += int64(len(p))
	if b.cut == 0 && b.sent >= b.cutAt {
		return len(p), net.ErrClosed
	}
	return len(p), nil
}

// squidNegotiate asks for a ticket for HTTP/127.0.0.1.
func squidNegotiate(d *authtest.Domain) proxy {
	p := squid("negotiate", "")
	p.config = strings.Replace(p.config, "program /usr/lib/squid/ %[1]s/users", "program /usr/lib/squid/negotiate_kerberos_auth -k "+d.Keytab+" -s HTTP/127.0.0.1@"+authtest.Realm, 1)
	p.config = strings.Replace(p.config, "auth_param negotiate realm the drop, folder\n", "", 1)
	p.files, p.env = nil, domainEnv()
	return p
}

func domainEnv() []string {
	return []string{"KRB5_CONFIG=" + os.Getenv("KRB5_CONFIG"), "KRB5RCACHENAME=none:"}
}

// TestSignedInUserThroughProxy: after kinit, without an account, 300 MB go through squid to Apache, both of which want a
// ticket. Tickets end on the way and a connection is cut, and nothing crosses twice but what the cut left open.
func TestSignedInUserThroughProxy(t *testing.T) {
	const (
		size, rate   = 300 << 20, 60 << 20
		ticketLife   = "2s"
		inTheBuffers = 8 << 20 // of squid, Apache and the sockets between them when the connection is cut
	)
	if testing.Short() {
		t.Skip("300 MB")
	}
	d := authtest.Start(t, planted, "ticket_lifetime = "+ticketLife)
	d.Kinit(planted, "-l", "1h")
	p := apacheNegotiate(t, "GssapiAllowedMech krb5\nGssapiCredStore keytab:"+d.Keytab)
	p.env = domainEnv()
	s := &signInRig{rig: newRig(t, receiver.Options{}), people: &accountsByOrigin{}}
	s.origin = "http://" + p.start(t, s.server.Listener.Addr().String())
	relay := &bodyRelay{to: squidNegotiate(d).start(t, s.origin), cutAt: size / 2}
	s.proxy = http.ProxyURL(&url.URL{Scheme: "http", Host: relay.start(t)})
	s.launch()
	s.do(Command{Verb: VerbLimits, Limits: &Limits{Rate: rate}})
	source, j := s.add("x.bin", size)
	done := s.untilIn(j.ID, 5*time.Minute, inState(NeedsYou, Failed, Done))
	if done.State() != Done {
		t.Fatalf("%s %+v", done.State(), done.Fault)
	}
	s.arrived(source)
	relay.mu.Lock()
	sent, cut := relay.sent, relay.cut
	relay.mu.Unlock()
	if cut == 0 || sent > size+inTheBuffers {
		t.Errorf("%d bytes of bodies for %d; %d of them before the cut", sent, size, cut)
	}
	var issued int
	for line := range strings.Lines(d.Log()) {
		if strings.Contains(line, "TGS_REQ") && strings.Contains(line, "ISSUE") && strings.Contains(line, "HTTP/127.0.0.1") {
			issued++
		}
	}
	if issued < 4 { // two at first, one for the proxy and one for the server
		t.Errorf("%d tickets were issued: none was renewed", issued)
	}
	t.Logf("%d bytes of bodies for %d, %d of them before the cut; %d tickets", sent, size, cut, issued)
	s.secretless(j)
}
