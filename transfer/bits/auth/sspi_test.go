package auth

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sendoff/transfer/bits"
)

// fakeSystem signs in with a number of messages: "1", "2" and so on, each with the service and the binding.
type fakeSystem struct {
	messages int
	broken   error
	begun    []string
	open     int // conversations that have not ended
}

type fakeTalk struct {
	*fakeSystem
	said int
	text string
}

func (f *fakeSystem) begin(scheme, service string) (conversation, error) {
	if f.broken != nil {
		return nil, f.broken
	}
	f.begun = append(f.begun, scheme+" "+service)
	f.open++
	return &fakeTalk{f, 0, service}, nil
}

func (k *fakeTalk) next(token []byte, binding string) ([]byte, error) {
	k.said++
	if want := fmt.Sprintf("after %d", k.said-1); k.said > 1 && string(token) != want || k.said > k.messages {
		return nil, errors.New("no such token")
	}
	return fmt.Appendf(nil, "%d %s %x", k.said, k.text, binding), nil
}

func (k *fakeTalk) end() { k.open-- }

// use makes a system the one of this computer, in the domain corp.example.
func use(t *testing.T, f *fakeSystem) {
	t.Helper()
	before := system
	system = f
	t.Cleanup(func() { system = before })
	t.Setenv("USERDNSDOMAIN", "corp.example")
	t.Setenv("USERDOMAIN", "CORP.EXAMPLE")
	t.Setenv("USERNAME", "ines")
}

// signingServer signs in connections with a number of messages, or each request with one.
type signingServer struct {
	messages int
	each     bool
	refuses  bool
	bodies   int64 // bytes of requests
	vain     int64 // of those that were not signed in
	bindings []string
}

type connKey struct{}

func (s *signingServer) start(t *testing.T, secure bool) *httptest.Server {
	t.Helper()
	server := httptest.NewUnstartedServer(s)
	server.Config.ConnContext = func(ctx context.Context, _ net.Conn) context.Context {
		return context.WithValue(ctx, connKey{}, new(int))
	}
	server.Config.ErrorLog = nil
	if secure {
		server.StartTLS()
	} else {
		server.Start()
	}
	t.Cleanup(server.Close)
	return server
}

func (s *signingServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	n, _ := io.Copy(io.Discard, r.Body)
	s.bodies += n
	said := r.Context().Value(connKey{}).(*int) // messages of this connection
	if *said >= s.messages && !s.each {
		s.answer(w, r)
		return
	}
	text, is := strings.CutPrefix(r.Header.Get("Authorization"), "Negotiate ")
	token, _ := base64.StdEncoding.DecodeString(text)
	number, rest, _ := strings.Cut(string(token), " ")
	switch {
	case is && !s.refuses && number == fmt.Sprint(*said+1) && *said+1 == s.messages:
		s.bindings = append(s.bindings, rest)
		if !s.each {
			*said++
		}
		s.answer(w, r)
		return
	case is && !s.refuses && number == fmt.Sprint(*said+1):
		*said++
		w.Header().Set("WWW-Authenticate", "Negotiate "+base64.StdEncoding.EncodeToString(fmt.Appendf(nil, "after %d", *said)))
	default:
		*said = 0
		w.Header()["WWW-Authenticate"] = []string{"Negotiate", "NTLM"}
	}
	s.vain += n
	w.WriteHeader(http.StatusUnauthorized)
}

func (s *signingServer) answer(w http.ResponseWriter, r *http.Request) {
	w.Header().Set(bits.HeaderPacketType, "Ack")
	if r.Header.Get(bits.HeaderPacketType) == string(bits.Fragment) {
		w.Header().Set("BITS-Received-Content-Range", "1000")
	}
}

// TestSystemSignsIn: who is logged on is signed in with one message or with three, on each new connection, before a
// fragment is sent; where the server wants every request signed in, too.
func TestSystemSignsIn(t *testing.T) {
	for name, c := range map[string]struct {
		messages int
		each     bool
		vain     int64 // bytes of fragments that may be sent before it is known that each request is signed in
	}{
		"Kerberos": {1, false, 0}, "NTLM": {3, false, 0}, "two": {2, false, 0}, "each request": {1, true, 1000},
	} {
		t.Run(name, func(t *testing.T) {
			f := &fakeSystem{messages: c.messages}
			use(t, f)
			s := &signingServer{messages: c.messages, each: c.each}
			client := clientOf(t, s.start(t, false), nil)
			part := fragment(t)
			if err := client.Ping(t.Context(), bits.Session{}); err != nil { // as Create-Session does, it finds out who asks
				t.Fatal(err)
			}
			for range 3 {
				if _, err := client.Send(t.Context(), bits.Session{ID: "{1}"}, part); err != nil {
					t.Fatal(err)
				}
				client.Transport.Disconnect() // the next one is on a new connection
			}
			if s.vain > c.vain || s.bodies > 3000+c.vain {
				t.Errorf("%d bytes of fragments in all, %d in vain", s.bodies, s.vain)
			}
			if user, scheme := client.SignedIn(); user != `ines@CORP.EXAMPLE` || scheme != "Negotiate" {
				t.Errorf("signed in as %q by %q", user, scheme)
			}
			if f.open != 0 {
				t.Errorf("%d conversations are left open", f.open)
			}
		})
	}
}

// TestSystemIsBoundToTheCertificate: over TLS the last message is tied to the server's certificate.
func TestSystemIsBoundToTheCertificate(t *testing.T) {
	use(t, &fakeSystem{messages: 3})
	s := &signingServer{messages: 3}
	server := s.start(t, true)
	pool := x509.NewCertPool()
	pool.AddCert(server.Certificate())
	client := clientOf(t, server, &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12})
	if err := client.Ping(t.Context(), bits.Session{}); err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(server.Certificate().Raw)
	want := "HTTP/127.0.0.1 " + hex.EncodeToString([]byte("tls-server-end-point:"+string(sum[:])))
	if !slices.Equal(s.bindings, []string{want}) {
		t.Errorf("signed in for %q, want %q", s.bindings, want)
	}
}

// TestSystemIsRefused: a refusal ends in asking for an account, not in endless tries; so does a system that does not sign
// in.
func TestSystemIsRefused(t *testing.T) {
	for name, f := range map[string]*fakeSystem{
		"by the server": {messages: 3}, "without a domain": {broken: errors.New("no credentials")}, "in mid-talk": {messages: 1},
	} {
		use(t, f)
		s := &signingServer{messages: 3, refuses: name == "by the server"}
		err := clientOf(t, s.start(t, false), nil).Ping(t.Context(), bits.Session{})
		refused, ok := errors.AsType[*bits.Error](err)
		if !ok || refused.SignIn == nil || refused.SignIn.Why != bits.NoAccount || f.open != 0 {
			t.Errorf("%s: %v, %d conversations open", name, err, f.open)
		}
	}
}

// TestSystemSignsInOnlyAtHome: strangers do not learn who is logged on.
func TestSystemSignsInOnlyAtHome(t *testing.T) {
	for origin, want := range map[string]bool{
		"http://files": true, "https://files.corp.example": true, "https://files.example": false, "http://10.0.0.1": false,
	} {
		f := &fakeSystem{messages: 3}
		use(t, f)
		again, _ := alone(&accounts{}).Challenged(t.Context(), visit(origin), []string{"Negotiate"})
		if again != want || (len(f.begun) > 0) != want {
			t.Errorf("%s: %v %v", origin, again, f.begun)
		}
	}
}

// clientOf is a client of a server that may know the user.
func clientOf(t *testing.T, server *httptest.Server, config *tls.Config) *bits.Client {
	t.Helper()
	u, err := url.Parse(server.URL + "/a.bin")
	if err != nil {
		t.Fatal(err)
	}
	transport := bits.NewTransport(bits.Options{
		TLS: config, Proxy: func(*http.Request) (*url.URL, error) { return nil, nil },
		Authenticator: Authenticators(self(server.URL)),
	})
	t.Cleanup(transport.Disconnect)
	return &bits.Client{URL: u, Name: "a.bin", UserAgent: "Sendoff/test", Transport: transport}
}

// fragment is a whole file of 1000 bytes.
func fragment(t *testing.T) bits.Part {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.bin")
	if err := os.WriteFile(path, make([]byte, 1000), 0o600); err != nil {
		t.Fatal(err)
	}
	return bits.Part{Range: bits.Range{First: 0, Last: 999, Total: 1000}, Open: func() (*os.File, error) { return os.Open(path) }}
}

// TestBindingHash is the example that Microsoft gives for Extended Protection.
func TestBindingHash(t *testing.T) {
	certificate, err := hex.DecodeString("E3CA49271E5089CC48CE82109F1324F41DBEDDC29A777410C738F7868C4FF405")
	if err != nil {
		t.Fatal(err)
	}
	if got := hex.EncodeToString(bindingHash("tls-server-end-point:" + string(certificate))); got != "6ea19df066da4622051f9c4f92c6df74" {
		t.Error(got)
	}
	if sum := initiatorChecksum(""); hex.EncodeToString(sum) != "10000000"+strings.Repeat("0", 32)+"30000000" {
		t.Errorf("without a binding: %x", sum)
	}
}

// TestSystemReads: what each challenge means in each step, what is said next, and that no conversation is left open.
func TestSystemReads(t *testing.T) {
	token := base64.StdEncoding.EncodeToString([]byte("after 1"))
	for name, c := range map[string]struct {
		before sspi
		at     bits.AuthTarget
		offer  string
		want   challengeResult
		next   string // that is said then: "1" or "2", "" = nothing, "leave" = the connection
	}{
		"not offered any more": {sspi{step: ntlmGreeted}, ntlmAt(5, 5), "Basic", unusable, "1"},
		"challenge":            {sspi{step: ntlmGreeted}, ntlmAt(5, 5), "Negotiate " + token, canAnswer, "2"},
		"with spaces":          {sspi{step: ntlmGreeted}, ntlmAt(5, 5), "Negotiate  " + token + " ", canAnswer, "2"},
		"a second challenge":   {sspi{step: ntlmAnswered, conn: 5}, ntlmAt(5, 5), "Negotiate " + token, canAnswer, "2"},
		"on another line":      {sspi{step: ntlmAnswered, conn: 4}, ntlmAt(5, 5), "Negotiate " + token, canAnswer, "leave"},
		"on a closed line":     {sspi{step: ntlmGreeted}, ntlmAt(0, 5), "Negotiate " + token, canAnswer, "1"},
		"wrong token":          {sspi{step: ntlmGreeted}, ntlmAt(5, 5), "Negotiate " + base64.StdEncoding.EncodeToString([]byte("x")), unusable, "1"},
		"no base64":            {sspi{step: ntlmGreeted}, ntlmAt(5, 5), "Negotiate !", unusable, "1"},
		"nothing to a hello":   {sspi{step: ntlmGreeted}, ntlmAt(5, 5), "Negotiate", unusable, "1"},
		"refused":              {sspi{step: ntlmAnswered, conn: 5}, ntlmAt(5, 5), "Negotiate", unusable, "1"},
		"lost on another line": {sspi{step: ntlmAnswered, conn: 4}, ntlmAt(5, 5), "Negotiate", canAnswer, "leave"},
		"each request":         {sspi{step: ntlmInside, conn: 5}, ntlmAt(5, 5), "Negotiate", canAnswer, "1"},
		"signed in elsewhere":  {sspi{step: ntlmInside, conn: 4}, ntlmAt(5, 5), "Negotiate", canAnswer, "leave"},
		"each, and refused":    {sspi{step: ntlmInside, conn: 5, each: true}, ntlmAt(5, 5), "Negotiate", canAnswer, "leave"},
		"nothing was said":     {sspi{}, ntlmAt(0, 5), "Negotiate", canAnswer, "1"},
		"once more":            {sspi{restarts: maxRestarts - 1}, ntlmAt(0, 5), "Negotiate", canAnswer, "1"},
		"too often":            {sspi{restarts: maxRestarts}, ntlmAt(0, 5), "Negotiate", connLost, "1"},
	} {
		f := &fakeSystem{messages: 3}
		n := c.before
		n.name, n.service, n.system = "Negotiate", "HTTP/h", f
		step := n.step
		if err := n.begin(""); err != nil {
			t.Fatal(err)
		}
		n.step, n.message = step, nil
		if got := n.read(c.at, parse([]string{c.offer})); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
		said, err := n.header(c.at, Account{})
		if errors.Is(err, bits.ErrLeave) {
			if said = "leave"; n.spoiled {
				t.Errorf("%s: it is left again and again", name)
			}
		} else if text, decoded := base64.StdEncoding.DecodeString(strings.TrimPrefix(said, "Negotiate ")); decoded == nil && len(text) > 0 {
			said = string(text[:1])
		}
		if said != c.next || err != nil && c.next != "leave" {
			t.Errorf("%s: says %q, %v; want %q", name, said, err, c.next)
		}
		if n.stop(); f.open != 0 {
			t.Errorf("%s: %d conversations are left open", name, f.open)
		}
	}
}

// TestSystemChoosesWhatIsOffered: Negotiate before NTLM, and the user's name with it; without an offer, or outside the
// domain, nothing is begun.
func TestSystemChoosesWhatIsOffered(t *testing.T) {
	for offers, want := range map[string]string{
		"Negotiate, NTLM": "Negotiate HTTP/files", "NTLM": "NTLM HTTP/files", "NTLM, Negotiate": "Negotiate HTTP/files", "Basic realm=x": "",
	} {
		f := &fakeSystem{messages: 3}
		use(t, f)
		again, _ := alone(&accounts{}).Challenged(t.Context(), visit("http://files"), strings.Split(offers, ", "))
		if got := strings.Join(f.begun, ", "); again != (want != "") || got != want {
			t.Errorf("%s: %t, begun %q", offers, again, got)
		}
	}
	f := &fakeSystem{broken: errors.New("no credentials")}
	n := &sspi{name: "Negotiate", system: f}
	if said, err := n.header(ntlmAt(5, 5), Account{}); said != "" || err == nil || errors.Is(err, bits.ErrLeave) {
		t.Errorf("a system that does not sign in: %q, %v", said, err)
	}
}
