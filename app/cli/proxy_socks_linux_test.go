package cli

import (
	"io"
	"log"
	"net/http/httptest"
	"strings"
	"testing"

	"sendoff/app/apptest"
	"sendoff/app/queue"
	"sendoff/transfer"
)

// behindSOCKS is a rig whose commands reach servers over a SOCKS proxy that asks for a sign-in. They
// name this computer by an address that the exceptions for its own names do not cover.
func behindSOCKS(t *testing.T) (p *proxied, address string) {
	t.Helper()
	p = &proxied{rig: newRig(t)}
	address = apptest.SOCKS(t, apptest.Planted)
	p.proxy = "socks5://" + address
	_, port, _ := strings.Cut(strings.TrimPrefix(p.Server.URL, "http://"), ":")
	p.server = "http://0.0.0.0:" + port + "/"
	p.env = []string{"http_proxy=" + p.proxy, "HTTP_PROXY=", "NO_PROXY=", "no_proxy=", "DBUS_SESSION_BUS_ADDRESS=unix:path=/nowhere"}
	return p, address
}

func (p *proxied) own() {
	p.T.Helper()
	owner := p.Program("run")
	owner.Env = append(owner.Env, p.env...)
	owner.Begin(p.T)
	apptest.Eventually(p.T, "the owner's start", func() bool {
		_, err := queue.Dial(p.T.Context(), p.Dir)
		return err == nil
	})
}

// TestSignInAtASOCKSProxy: what waits for it names the proxy and the command that helps; a wrong password is told as
// such and stops nothing else, and the upload goes on by itself after the right one.
func TestSignInAtASOCKSProxy(t *testing.T) {
	p, address := behindSOCKS(t)
	p.own()
	path := p.File("x.bin", 300_000)
	said := p.child(false, "", "upload", "--to", p.server, path)
	for _, want := range []string{"The proxy " + address + " on the way to 0.0.0.0", "sendoff sign-in socks5://" + address + " --proxy"} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not in what the upload says: %s", want, said)
		}
	}
	if said := p.child(false, "", "test", p.server); !strings.Contains(said, "The proxy "+address+" on the way to 0.0.0.0") {
		t.Errorf("test: %s", said)
	}
	signIn := []string{"sign-in", "--proxy", p.proxy, "--user", "ines", "--password-stdin"}
	if said := p.child(false, apptest.Planted, signIn...); !strings.Contains(said, "To allow it: --unencrypted") {
		t.Errorf("a readable password: %s", said)
	}
	signIn = append(signIn, "--unencrypted")
	if said := p.child(false, "wrong", signIn...); !strings.Contains(said, address+" does not accept the user name or the password") {
		t.Errorf("a wrong password: %s", said)
	}
	if said := p.child(true, apptest.Planted, signIn...); !strings.Contains(said, "Signed in as ines with SOCKS5") {
		t.Errorf("the right password: %s", said)
	}
	apptest.Eventually(t, "the upload", func() bool { return p.List()["x.bin"]["state"] == string(transfer.Done) })
	p.Arrived(path)
	if said := p.child(true, "", "accounts"); !strings.Contains(said, address+" (proxy)  ines") {
		t.Errorf("accounts: %s", said)
	}
	if said := p.child(true, "", "test", p.server); !strings.Contains(said, "connected to "+address+", a proxy") || !strings.Contains(said, "at the proxy") {
		t.Errorf("test: %s", said)
	}
	p.child(true, "", "sign-out", p.proxy)
	again := p.File("y.bin", 30_000)
	p.child(false, "", "upload", "--to", p.server, again)
	p.Secretless()
}

// TestSOCKSAccountInTheVariable is used until it is refused, and a sign-in takes its place. The way to an https server is
// the same.
func TestSOCKSAccountInTheVariable(t *testing.T) {
	p, address := behindSOCKS(t)
	p.env[0] = "http_proxy=socks5://ines:" + apptest.Planted + "@" + address
	first, second, third := p.File("first.bin", 30_000), p.File("second.bin", 30_000), p.File("third.bin", 30_000)
	p.child(true, "", "upload", "--to", p.server, first)
	p.Arrived(first)
	secure := httptest.NewUnstartedServer(p.Server.Recv)
	secure.Config.ErrorLog = log.New(io.Discard, "", 0) // it would log the refused handshake
	secure.StartTLS()
	t.Cleanup(secure.Close)
	_, port, _ := strings.Cut(strings.TrimPrefix(secure.URL, "https://"), ":")
	p.env = append(p.env, "https_proxy=socks5h://ines:"+apptest.Planted+"@"+address, "HTTPS_PROXY=")
	p.child(true, "", "trust", "https://0.0.0.0:"+port+"/", "--yes")
	p.child(true, "", "upload", "--to", "https://0.0.0.0:"+port+"/", second)
	p.Arrived(second)
	p.env[0] = "http_proxy=socks5://ines:bad5ecret@" + address
	p.own()
	said := p.child(false, "", "upload", "--to", p.server, third)
	if !strings.Contains(said, address+" does not accept the user name or the password") || strings.Contains(said, "bad5ecret") {
		t.Errorf("a wrong account: %s", said)
	}
	p.child(true, apptest.Planted, "sign-in", "--proxy", p.proxy, "--unencrypted", "--user", "ines", "--password-stdin")
	apptest.Eventually(t, "the upload", func() bool { return p.List()["third.bin"]["state"] == string(transfer.Done) })
	p.Arrived(third)
}
