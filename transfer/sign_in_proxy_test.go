package transfer

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"

	"sendoff/transfer/bits"
)

// squid asks for a sign-in before it lets anything pass.
func squid(scheme, helper string) proxy {
	return proxy{
		program: "squid",
		config: `http_port %[2]s
pid_filename none
access_log none
cache_log %[1]s/cache.log
coredump_dir none
cache deny all
shutdown_lifetime 0 seconds
auth_param ` + scheme + ` program /usr/lib/squid/` + helper + ` %[1]s/users
auth_param ` + scheme + ` realm the drop, folder
auth_param ` + scheme + ` children 1
acl known proxy_auth REQUIRED
http_access allow known
http_access deny all
`,
		args:  []string{"-N", "-n", "sendoff%[port]s", "-f", "%[1]s/config"},
		files: map[string]string{"users": "ines:" + map[string]string{"basic": crypted, "digest": planted}[scheme] + "\n"},
	}
}

func TestSignInSquidBasic(t *testing.T) { testProxySignIn(t, squid("basic", "basic_ncsa_auth"), false) }
func TestSignInSquidDigest(t *testing.T) {
	testProxySignIn(t, squid("digest", "digest_file_auth"), false)
}
func TestSignInSquidTunnel(t *testing.T) { testProxySignIn(t, squid("basic", "basic_ncsa_auth"), true) }
func TestSignInSquidTunnelDigest(t *testing.T) {
	testProxySignIn(t, squid("digest", "digest_file_auth"), true)
}

// squidNTLM asks with the program of Samba, which knows one user by a password of its own.
func squidNTLM(t *testing.T) proxy {
	t.Helper()
	if _, err := os.Stat("/usr/bin/ntlm_auth"); err != nil {
		t.Skip("ntlm_auth is not installed: winbind has it")
	}
	p := squid("ntlm", "")
	p.config = strings.Replace(p.config, "program /usr/lib/squid/ %[1]s/users", "program %[1]s/helper", 1)
	p.config = strings.Replace(p.config, "auth_param ntlm realm the drop, folder\n", "", 1)
	p.files = map[string]string{"helper": "#!/bin/sh\nexec /usr/bin/ntlm_auth --helper-protocol=squid-2.5-ntlmssp --domain=CORP --username=ines '--password=" + planted + "'\n"}
	return p
}

func TestSignInSquidNTLM(t *testing.T)       { testProxySignIn(t, squidNTLM(t), false) }
func TestSignInSquidTunnelNTLM(t *testing.T) { testProxySignIn(t, squidNTLM(t), true) }

func testProxySignIn(t *testing.T, p proxy, tunnel bool) {
	s := newSignInRig(t, p)
	origin := s.origin
	by, err := url.Parse(origin)
	if err != nil {
		t.Fatal(err)
	}
	s.proxy, s.origin = http.ProxyURL(by), s.server.URL
	if tunnel {
		secure := httptest.NewTLSServer(s.receiver)
		t.Cleanup(secure.Close)
		pool := x509.NewCertPool()
		pool.AddCert(secure.Certificate())
		s.tls, s.origin = &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}, secure.URL
	}
	s.launch()
	source, j := s.add("x.bin", 3<<20)
	waiting := s.until(j.ID, inState(NeedsYou, Failed, Done))
	if f := waiting.Fault; f == nil || f.Kind != KindProxySignIn || f.Ask.Origin != origin || !f.Ask.Proxy || f.Code != 0x80190197 {
		t.Fatalf("%s %+v", waiting.State(), f)
	}
	s.people.set(origin, Account{User: "ines", Password: "wrong", Clear: true})
	s.do(Command{Verb: VerbSignedIn, At: origin})
	s.until(j.ID, func(j *Job) bool { return j.Fault != nil && j.Fault.Kind == KindWrongSignIn && j.Phase == Idle })
	s.people.set(origin, Account{User: "ines", Password: planted, Clear: true})
	s.doneAfterSignIn(origin, j)
	s.arrived(source)
	s.secretless(j)
}

// TestStrayProxySignIn: a server that answers 407 although no proxy is on the way is not called a proxy on the way to
// itself.
func TestStrayProxySignIn(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Proxy-Authenticate", `Basic realm="x"`)
		w.WriteHeader(http.StatusProxyAuthRequired)
	}))
	t.Cleanup(s.Close)
	for name, accounts := range map[string]Accounts{"with accounts": &accountsByOrigin{}, "without": nil} {
		o := WithAuthenticators(bits.Options{Proxy: noProxy}, accounts)
		if f := faultAt(t, spot{address: s.URL, options: o}); f.Kind != KindStrayProxy || !f.Final || f.Ask.Proxy {
			t.Errorf("%s: %+v", name, f)
		}
	}
}
