package cli

import (
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"sendoff/app/apptest"
	"sendoff/app/queue"
	"sendoff/transfer"
)

// proxied is a rig whose commands reach an https server only over a proxy with a sign-in.
type proxied struct {
	*rig
	proxy  string // its address
	server string // the server's, by a name that only the proxy knows
	env    []string
}

// newProxied starts a squid before a server that asks for a sign-in itself.
func newProxied(t *testing.T, scheme string) *proxied {
	t.Helper()
	r := newRig(t)
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if user, password, ok := q.BasicAuth(); !ok || user != "ines" || password != apptest.Planted {
			w.Header().Set("WWW-Authenticate", `Basic realm="drop"`)
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		r.Server.Recv.ServeHTTP(w, q)
	}))
	s.Config.ErrorLog = log.New(io.Discard, "", 0) // it would log the refused handshakes
	s.StartTLS()
	t.Cleanup(s.Close)
	p := &proxied{rig: r, proxy: "http://" + apptest.Squid(t, scheme)}
	_, port, _ := strings.Cut(strings.TrimPrefix(s.URL, "https://"), ":")
	p.server = "https://" + apptest.ProxiedHost + ":" + port + "/"
	p.env = []string{"https_proxy=" + p.proxy, "HTTPS_PROXY=", "NO_PROXY=", "no_proxy=", "DBUS_SESSION_BUS_ADDRESS=unix:path=/nowhere"}
	return p
}

// child runs the program with the proxy in its environment, and returns what it printed.
func (p *proxied) child(good bool, stdin string, args ...string) string {
	p.T.Helper()
	c := p.Program(args...)
	c.Env, c.Stdin = append(c.Env, p.env...), strings.NewReader(stdin)
	err := c.Run()
	said := c.Out.String() + c.Err.String()
	if (err == nil) != good {
		p.T.Errorf("%q: %v\n%s", args, err, said)
	}
	return said
}

// TestSignInAtProxyAndServerWithoutAKeyring: the process with the queue knows both passwords. What is tested, trusted
// and tried goes there, so that a test and an upload say the same.
func TestSignInAtProxyAndServerWithoutAKeyring(t *testing.T) {
	for _, scheme := range []string{"basic", "digest"} {
		t.Run(scheme, func(t *testing.T) {
			p := newProxied(t, scheme)
			place := strings.TrimPrefix(p.proxy, "http://")
			asks := "The proxy " + place + " on the way to " + apptest.ProxiedHost
			owner := p.Program("run")
			owner.Env = append(owner.Env, p.env...)
			owner.Begin(t)
			apptest.Eventually(t, "the owner's start", func() bool {
				_, err := queue.Dial(t.Context(), p.Dir)
				return err == nil
			})
			for _, args := range [][]string{{"test", p.server}, {"trust", p.server}} {
				if said := p.child(false, "", args...); !strings.Contains(said, asks) {
					t.Errorf("%q before any sign-in: %s", args, said)
				}
			}
			password := []string{"--user", "ines", "--password-stdin"}
			p.child(true, apptest.Planted, append([]string{"sign-in", "--proxy", p.proxy, "--unencrypted"}, password...)...)
			if said := p.child(false, "", "trust", p.server); !strings.Contains(said, "SHA-256: ") || !strings.Contains(said, "Acme Co") {
				t.Errorf("the certificate behind the proxy: %s", said)
			}
			p.child(true, "", "trust", p.server, "--yes")
			if said := p.child(false, "wrong", append([]string{"sign-in", p.server}, password...)...); !strings.Contains(said, "does not accept") {
				t.Errorf("a wrong password: %s", said)
			}
			if said := p.child(true, apptest.Planted, append([]string{"sign-in", p.server}, password...)...); !strings.Contains(said, "Signed in as ines with Basic") {
				t.Errorf("sign-in at the server: %s", said)
			}
			if said := p.child(true, "", "test", p.server); !strings.Contains(said, "as ines with Basic") || !strings.Contains(said, "Cancel") || strings.Contains(said, apptest.Planted) {
				t.Errorf("test: %s", said)
			}
			path := p.File("x.bin", 300_000)
			p.child(true, "", "upload", "--to", p.server, path)
			p.Arrived(path)
		})
	}
}

// TestAccountInTheVariable: an account in the proxy's variable signs in. A wrong one is told as the proxy's, and a
// sign-in takes its place.
func TestAccountInTheVariable(t *testing.T) {
	p := newProxied(t, "basic")
	place := strings.TrimPrefix(p.proxy, "http://")
	_, port, _ := strings.Cut(strings.TrimPrefix(p.Server.URL, "http://"), ":")
	to := "http://" + apptest.ProxiedHost + ":" + port
	variable := func(password string) {
		p.env = []string{"http_proxy=http://ines:" + password + "@" + place, "NO_PROXY=", "no_proxy=", "DBUS_SESSION_BUS_ADDRESS=unix:path=/nowhere"}
	}
	variable(apptest.Planted)
	first, second := p.File("first.bin", 30_000), p.File("second.bin", 30_000)
	p.child(true, "", "upload", "--to", to, first)
	p.Arrived(first)
	variable("bad")
	owner := p.Program("run")
	owner.Env = append(owner.Env, p.env...)
	owner.Begin(t)
	apptest.Eventually(t, "the owner's start", func() bool {
		_, err := queue.Dial(t.Context(), p.Dir)
		return err == nil
	})
	said := p.child(false, "", "upload", "--to", to, second)
	if !strings.Contains(said, place+" does not accept the user name or the password") || strings.Contains(said, "bad") {
		t.Errorf("a wrong account: %s", said)
	}
	p.child(true, apptest.Planted, "sign-in", "--proxy", p.proxy, "--unencrypted", "--user", "ines", "--password-stdin")
	apptest.Eventually(t, "the upload", func() bool { return p.List()["second.bin"]["state"] == string(transfer.Done) })
	p.Arrived(second)
}

// TestUnreadableVariable: what is set as the proxy and cannot be one is told by the variable's name.
func TestUnreadableVariable(t *testing.T) {
	for variable, want := range map[string]string{
		"ALL_PROXY=socks4://ines:secret@p:1": "ALL_PROXY: socks4 (the environment)",
		"http_proxy=http://ines:secret@":     "http_proxy (the environment)",
	} {
		r := newRig(t)
		c := r.Program("test", "http://files.test/")
		c.Env = append(c.Env, "http_proxy=", "HTTP_PROXY=", "NO_PROXY=", "no_proxy=", variable)
		err := c.Run()
		said := c.Out.String() + c.Err.String()
		if err == nil || !strings.Contains(said, want) || strings.Contains(said, "secret") {
			t.Errorf("%s: %v %s", variable, err, said)
		}
	}
}

// TestProxyCommand: what is set counts before the environment, is kept, and can be taken back; what is no proxy or has
// an account in it is refused in words.
func TestProxyCommand(t *testing.T) {
	r := newRig(t)
	shown := func(want string) {
		t.Helper()
		if out, _ := r.Run(ExitDone, "proxy"); strings.TrimSpace(out) != want {
			t.Errorf("it is %q, want %q", out, want)
		}
	}
	shown("As in the system")
	r.Run(ExitDone, "proxy", "proxy.test:3128", "--bypass", "10.0.0.0/8,<local>")
	shown("This proxy: proxy.test:3128; without it: 10.0.0.0/8,<local>")
	for want, args := range map[string][]string{
		"not to gopher":   {"gopher://proxy.test:1"},
		"no user name":    {"http://ines:secret@proxy.test:1"},
		"looks like http": {"--script", "file:///etc/passwd"},
	} {
		_, stderr := r.Run(ExitFailed, append([]string{"proxy"}, args...)...)
		if !strings.Contains(stderr, want) || strings.Contains(stderr, "secret") {
			t.Errorf("%q: %s", args, stderr)
		}
	}
	r.Run(exitUsage, "proxy", "none", "--bypass", "a.test")
	shown("This proxy: proxy.test:3128; without it: 10.0.0.0/8,<local>")
	r.Run(ExitDone, "proxy", "none")
	shown("No proxy")
}

// TestUploadByScript: an upload goes the way that a PAC script names, past a proxy that is down, with a sign-in there. A
// server's card counts before the script.
func TestUploadByScript(t *testing.T) {
	p := newProxied(t, "basic")
	place := strings.TrimPrefix(p.proxy, "http://")
	script := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `function FindProxyForURL(url, host) {
			if (shExpMatch(host, "*.test")) return "PROXY 127.0.0.1:1; PROXY `+place+`";
			return "DIRECT";
		}`)
	}))
	t.Cleanup(script.Close)
	_, port, _ := strings.Cut(strings.TrimPrefix(p.Server.URL, "http://"), ":")
	to := "http://" + apptest.ProxiedHost + ":" + port
	p.env = []string{"http_proxy=", "NO_PROXY=", "no_proxy=", "DBUS_SESSION_BUS_ADDRESS=unix:path=/nowhere"}
	owner := p.Program("run")
	owner.Env = append(owner.Env, p.env...)
	owner.Begin(t)
	apptest.Eventually(t, "the owner's start", func() bool {
		_, err := queue.Dial(t.Context(), p.Dir)
		return err == nil
	})
	path := p.File("x.bin", 300_000)
	if said := p.child(false, "", "test", to); !strings.Contains(said, "Cannot find "+apptest.ProxiedHost) {
		t.Errorf("without a script: %s", said)
	}
	p.child(true, "", "proxy", "--script", script.URL)
	if said := p.child(false, "", "upload", "--to", to, path); !strings.Contains(said, "The proxy "+place+" on the way to "+apptest.ProxiedHost) {
		t.Errorf("before a sign-in: %s", said)
	}
	p.child(true, apptest.Planted, "sign-in", "--proxy", p.proxy, "--unencrypted", "--user", "ines", "--password-stdin")
	apptest.Eventually(t, "the upload", func() bool { return p.List()["x.bin"]["state"] == string(transfer.Done) })
	p.Arrived(path)
	if said := p.child(true, "", "test", to); !strings.Contains(said, "connected to "+place+", a proxy") || !strings.Contains(said, "at the proxy") {
		t.Errorf("test: %s", said)
	}
	p.child(true, "", "server", "add", "drop", to, "--proxy", "none")
	if said := p.child(false, "", "test", to); !strings.Contains(said, "Cannot find "+apptest.ProxiedHost) {
		t.Errorf("with a card that wants no proxy: %s", said)
	}
}
