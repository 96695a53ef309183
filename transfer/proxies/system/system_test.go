package system

import (
	"context"
	"net/http"
	"net/url"
	"testing"

	"sendoff/transfer/proxies"
)

// by is the proxy that rules name for an address, "direct" for none.
func by(t *testing.T, r proxies.Rules, ok bool, address string) string {
	t.Helper()
	if !ok {
		return "nothing"
	}
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	c := proxies.New(proxies.Options{System: func(context.Context) (proxies.Rules, bool, error) { return r, true, nil }})
	via, err := c.Proxy(&http.Request{URL: u})
	switch {
	case err != nil:
		return err.Error()
	case via == nil:
		return "direct"
	}
	if a, ok := c.Account("http://" + via.Host); ok {
		return via.String() + " as " + a.User + ":" + a.Password
	}
	return via.String()
}

const gnomeManual = `org.gnome.system.proxy autoconfig-url ''
org.gnome.system.proxy ignore-hosts ['localhost', '127.0.0.0/8', '::1', '*.intern.test']
org.gnome.system.proxy mode 'manual'
org.gnome.system.proxy use-same-proxy true
org.gnome.system.proxy.http authentication-password 'it\'s'
org.gnome.system.proxy.http authentication-user 'ines'
org.gnome.system.proxy.http host 'proxy.test'
org.gnome.system.proxy.http port 8080
org.gnome.system.proxy.http use-authentication true
org.gnome.system.proxy.https host 'secure.test'
org.gnome.system.proxy.https port 8443
org.gnome.system.proxy.socks host 'socks.test'
org.gnome.system.proxy.socks port 1080
`

const macOSProxies = `<dictionary> {
  ExceptionsList : <array> {
    0 : *.local
    1 : 169.254/16
  }
  ExcludeSimpleHostnames : 1
  FTPPassive : 1
  HTTPEnable : 1
  HTTPPort : 8080
  HTTPProxy : proxy.test
  HTTPSEnable : 0
  HTTPSProxy : unused.test
  ProxyAutoConfigEnable : 0
  ProxyAutoConfigURLString : http://unused.test/a.pac
  SOCKSEnable : 1
  SOCKSPort : 1081
  SOCKSProxy : socks.test
}
`

const kdeProxies = "[Other]\nProxyType=2\n[Proxy Settings]\nNoProxyFor=.intern.test,10.0.0.0/8\nProxyType=1\n" +
	"httpProxy=http://proxy.test 8080\nhttpsProxy[$e]=proxy.test:8443\nsocksProxy=socks://socks.test 1080\n"

func TestSystems(t *testing.T) {
	const plain, secure = "http://files.test/", "https://files.test/"
	const windows = "http=a.test:80;https=b.test:81"
	for _, c := range []struct {
		name          string
		rules         func() (proxies.Rules, bool)
		address, want string
	}{
		{"gnome", gnome(gnomeManual), plain, "http://proxy.test:8080 as ines:it's"},
		{"gnome, https", gnome(gnomeManual), secure, "http://secure.test:8443"},
		{"gnome, exception", gnome(gnomeManual), "http://a.intern.test/", "direct"},
		{"gnome, none", gnome("org.gnome.system.proxy mode 'none'\norg.gnome.system.proxy.http host 'proxy.test'\norg.gnome.system.proxy.http port 8080\n"), plain, "nothing"},
		{"gnome, socks only", gnome("org.gnome.system.proxy ignore-hosts @as []\norg.gnome.system.proxy mode 'manual'\norg.gnome.system.proxy.socks host 's.test'\norg.gnome.system.proxy.socks port 1080\n"), secure, "socks5://s.test:1080"},
		{"gnome, detection", gnome("org.gnome.system.proxy autoconfig-url ''\norg.gnome.system.proxy mode 'auto'\n"), plain, "nothing"},
		{"gnome, nothing", gnome(""), plain, "nothing"},

		{"kde", kde(kdeProxies), plain, "http://proxy.test:8080"},
		{"kde, https", kde(kdeProxies), secure, "http://proxy.test:8443"},
		{"kde, exception", kde(kdeProxies), "http://10.7.7.7/", "direct"},
		{"kde, only those", kde(kdeProxies + "ReversedException=true\n"), plain, "direct"},
		{"kde, only those, one of them", kde(kdeProxies + "ReversedException=true\n"), "http://a.intern.test/", "http://proxy.test:8080"},
		{"kde, only those, this computer", kde(kdeProxies + "ReversedException=true\n"), "http://127.0.0.1/", "direct"},
		{"kde, detection", kde("[Proxy Settings]\nProxyType=3\nhttpProxy=p.test:1\n"), plain, "nothing"},
		{"kde, socks", kde("[Proxy Settings]\nProxyType=1\nsocksProxy=s.test 1\n"), plain, "socks5://s.test:1"},

		{"windows", Internet{Enable: true, Server: "proxy.test:8080", Override: "*.intern.test;<local>"}.Rules, secure, "http://proxy.test:8080"},
		{"windows, exception", Internet{Enable: true, Server: "proxy.test:8080", Override: "*.intern.test;<local>"}.Rules, "http://files/", "direct"},
		{"windows, by kind", Internet{Enable: true, Server: windows}.Rules, secure, "http://b.test:81"},
		{"windows, socks", Internet{Enable: true, Server: "socks=s.test:1080"}.Rules, secure, "socks5://s.test:1080"},
		{"windows, kind without", Internet{Enable: true, Server: "http=a.test:80"}.Rules, secure, "direct"},
		{"windows, off", Internet{Server: "proxy.test:8080"}.Rules, plain, "nothing"},

		{"macOS", macOS(macOSProxies), plain, "http://proxy.test:8080"},
		{"macOS, https by socks", macOS(macOSProxies), secure, "socks5://socks.test:1081"},
		{"macOS, exception", macOS(macOSProxies), "http://169.254.1.1/", "direct"},
		{"macOS, plain name", macOS(macOSProxies), "http://files/", "direct"},
		{"macOS, none", macOS("<dictionary> {\n  HTTPEnable : 0\n}\n"), plain, "nothing"},

		{"portal", answers("http://a.test:1", "direct://"), plain, "http://a.test:1"},
		{"portal, socks", answers("socks5://s.test:1"), secure, "socks5://s.test:1"},
		{"portal, direct", answers("direct://"), secure, "direct"},
	} {
		r, ok := c.rules()
		if got := by(t, r, ok, c.address); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func gnome(text string) func() (proxies.Rules, bool) {
	return func() (proxies.Rules, bool) { return GNOME(text) }
}

func kde(text string) func() (proxies.Rules, bool) {
	return func() (proxies.Rules, bool) { return KDE(text) }
}

func macOS(text string) func() (proxies.Rules, bool) {
	return func() (proxies.Rules, bool) { return MacOS(text) }
}

func answers(ways ...string) func() (proxies.Rules, bool) {
	return func() (proxies.Rules, bool) {
		return lookup(func(context.Context, string) ([]string, error) { return ways, nil }).rules(), true
	}
}

// TestScriptsOfSystems: each system can name a script, which counts before its other settings.
func TestScriptsOfSystems(t *testing.T) {
	const at = "http://wpad.test/proxy.pac"
	for name, rules := range map[string]func() (proxies.Rules, bool){
		"gnome":   gnome("org.gnome.system.proxy autoconfig-url '" + at + "'\norg.gnome.system.proxy mode 'auto'\n"),
		"kde":     kde("[Proxy Settings]\nProxyType=2\nProxy Config Script=" + at + "\n"),
		"windows": Internet{Enable: true, Server: "proxy.test:8080", Script: at}.Rules,
		"macOS":   macOS("<dictionary> {\n  ProxyAutoConfigEnable : 1\n  ProxyAutoConfigURLString : " + at + "\n}\n"),
	} {
		if r, ok := rules(); !ok || r.Script != at {
			t.Errorf("%s: %+v", name, r)
		}
	}
}
