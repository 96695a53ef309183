package proxies

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"sendoff/transfer/cards"
)

// variables are an environment.
func variables(list ...string) func(string) string {
	return func(name string) string {
		for _, v := range list {
			if n, value, _ := strings.Cut(v, "="); n == name {
				return value
			}
		}
		return ""
	}
}

// asked is the proxy of an address, "direct" for none, or why there is no answer.
func asked(t *testing.T, c *Chooser, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	via, err := c.Proxy((&http.Request{URL: u}).WithContext(t.Context()))
	switch flaw, _ := errors.AsType[*Error](err); {
	case flaw != nil:
		return "error " + string(flaw.From) + " " + flaw.Name + " " + string(flaw.Why)
	case err != nil:
		return err.Error()
	case via == nil:
		return "direct"
	}
	return via.String()
}

func TestEnvironment(t *testing.T) {
	const plain, secure = "http://files.test/", "https://files.test/"
	for _, c := range []struct {
		name      string
		variables []string
		address   string
		want      string
	}{
		{"none", nil, plain, "direct"},
		{"host and port", []string{"HTTP_PROXY=p:3128"}, plain, "http://p:3128"},
		{"only for http", []string{"HTTP_PROXY=p:3128"}, secure, "direct"},
		{"lower case first", []string{"HTTP_PROXY=p:1", "http_proxy=q:2"}, plain, "http://q:2"},
		{"default ports", []string{"HTTP_PROXY=http://p", "HTTPS_PROXY=https://P/"}, secure, "https://p:443"},
		{"all", []string{"ALL_PROXY=socks5://p"}, secure, "socks5://p:1080"},
		{"all, with one for http", []string{"ALL_PROXY=socks5h://p:1", "http_proxy=q:2"}, plain, "http://q:2"},
		{"with names looked up there", []string{"ALL_PROXY=socks5h://p:1"}, plain, "socks5://p:1"},
		{"socks without a version", []string{"all_proxy=socks://p:1"}, plain, "socks5://p:1"},
		{"exception", []string{"ALL_PROXY=p:1", "NO_PROXY=10.0.0.0/8,.test"}, plain, "direct"},
		{"exception of local names", []string{"ALL_PROXY=p:1", "no_proxy=<local>"}, "http://files/", "direct"},
		{"this computer", []string{"ALL_PROXY=p:1"}, "http://127.0.0.1/", "direct"},
		{"account", []string{"http_proxy=http://ines:p%40ss@p:1"}, plain, "http://p:1"},
		{"socks account", []string{"all_proxy=socks5://ines:pass@p:1"}, plain, "socks5://p:1"},
		{"IPv6", []string{"http_proxy=http://[fd00::1]:3128"}, plain, "http://[fd00::1]:3128"},
		{"in a CGI program", []string{"HTTP_PROXY=p:1", "REQUEST_METHOD=GET"}, plain, "direct"},
		{"no address", []string{"http_proxy=http://"}, plain, "error environment http_proxy address"},
		{"no port", []string{"HTTPS_PROXY=p:x"}, secure, "error environment HTTPS_PROXY address"},
		{"an error is for its addresses only", []string{"HTTPS_PROXY=p:x"}, plain, "direct"},
		{"an exception needs no proxy", []string{"HTTPS_PROXY=p:x", "NO_PROXY=*"}, secure, "direct"},
		{"socks 4", []string{"ALL_PROXY=socks4://p:1"}, plain, "error environment ALL_PROXY scheme"},
	} {
		if got := asked(t, New(Options{Getenv: variables(c.variables...)}), c.address); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// TestErrorsHaveNoAccount: what cannot be read is named without the password in it.
func TestErrorsHaveNoAccount(t *testing.T) {
	for _, v := range []string{"http_proxy=http://ines:secret@", "http_proxy=gopher://ines:secret@p:1", "http_proxy=http://ines:secret@p:x"} {
		u := &url.URL{Scheme: "http", Host: "files.test"}
		_, err := New(Options{Getenv: variables(v)}).Proxy(&http.Request{URL: u})
		if err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", v, err)
		}
	}
}

// TestAccountOfAnAddress: an account in a proxy's address is told apart from it, so that it can be refused and replaced.
func TestAccountOfAnAddress(t *testing.T) {
	c := New(Options{Getenv: variables("http_proxy=http://ines:p%40ss@P:1")})
	if a, ok := c.Account("http://p:1"); ok {
		t.Errorf("before any request: %v", a)
	}
	asked(t, c, "http://files.test/")
	if a, ok := c.Account("http://p:1"); !ok || a.User != "ines" || a.Password != "p@ss" {
		t.Errorf("%+v %t", a, ok)
	}
}

// TestParsedOnce: proxy and exceptions are parsed when they first count and when they have changed, not for each
// request; a change counts from the next request on.
func TestParsedOnce(t *testing.T) {
	var proxy, exceptions string
	environment := func(name string) string { return map[string]string{"http_proxy": proxy, "no_proxy": exceptions}[name] }
	manual := func() cards.Proxy {
		return cards.Proxy{Use: cards.ProxyManual, Address: "http://" + proxy, Bypass: exceptions}
	}
	for name, o := range map[string]Options{
		"environment": {Getenv: environment},
		"settings":    {Setting: manual},
		"card":        {Card: func(string) (cards.Proxy, bool) { return manual(), true }},
	} {
		t.Run(name, func(t *testing.T) {
			c := New(o)
			for _, step := range []struct{ proxy, exceptions, want string }{
				{"p:1", "a.test", "http://p:1"},
				{"q:2", "a.test", "http://q:2"},
				{"q:2", "files.test", "direct"},
				{"p:1", "a.test", "http://p:1"},
			} {
				proxy, exceptions = step.proxy, step.exceptions
				if got := asked(t, c, "http://files.test/"); got != step.want {
					t.Errorf("%v: %s", step, got)
				}
				u := &url.URL{Scheme: "http", Host: "files.test"}
				first, err := c.rules(t.Context(), u)
				again, errAgain := c.rules(t.Context(), u)
				if err != nil || errAgain != nil || first.Bypass != again.Bypass || first.HTTP != again.HTTP {
					t.Errorf("%v: parsed again, %v, %v", step, err, errAgain)
				}
			}
		})
	}
}

// TestStrongestSource: the card counts before the settings, these before the environment, that before the system.
func TestStrongestSource(t *testing.T) {
	var card, setting cards.Proxy
	env := variables()
	system := Rules{From: FromGNOME, HTTP: Setting(FromGNOME, "http", "gnome:1")}
	var failing error
	c := New(Options{
		Card: func(address string) (cards.Proxy, bool) {
			return card, strings.HasPrefix(address, "http://files.test/drop/")
		},
		Setting: func() cards.Proxy { return setting },
		Getenv:  func(name string) string { return env(name) },
		System:  func(context.Context) (Rules, bool, error) { return system, true, failing },
	})
	const address = "http://files.test/drop/a.bin"
	expect := func(want string) {
		t.Helper()
		if got := asked(t, c, address); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	expect("http://gnome:1")
	env = variables("http_proxy=env:2")
	expect("http://env:2")
	setting = cards.Proxy{Use: cards.ProxyManual, Address: "https://set:3", Bypass: "other.test"}
	expect("https://set:3")
	if got := asked(t, c, "http://other.test/"); got != "direct" {
		t.Errorf("an exception of the settings: %s", got)
	}
	setting = cards.Proxy{Use: cards.ProxyNone}
	expect("direct")
	setting = cards.Proxy{Use: cards.ProxySystem}
	expect("http://env:2")
	setting, card = cards.Proxy{Use: cards.ProxyNone}, cards.Proxy{Use: cards.ProxyManual, Address: "socks5://card:4"}
	expect("socks5://card:4")
	card = cards.Proxy{Use: cards.ProxySystem}
	expect("http://env:2")
	env = variables()
	failing = errors.New("no such desktop")
	c.Moved()
	expect("error gnome  read")
}

// script serves a PAC script.
func script(t *testing.T, text string) (address string, fetched *atomic.Int32, serve *atomic.Bool) {
	t.Helper()
	fetched, serve = new(atomic.Int32), new(atomic.Bool)
	serve.Store(true)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fetched.Add(1)
		if !serve.Load() {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		_, _ = w.Write([]byte(text))
	}))
	t.Cleanup(s.Close)
	return s.URL + "/proxy.pac?token=secret", fetched, serve
}

// TestWaysOfAScript: the ways of an answer are tried in its order; one that cannot be reached comes last for a while.
func TestWaysOfAScript(t *testing.T) {
	at, fetched, _ := script(t, `function FindProxyForURL(url, host) {
		if (host == "direct.test") return "DIRECT";
		if (host == "odd.test") return "GOPHER x:1; PROXY b:2";
		if (host == "bad.test") return "GOPHER x:1";
		if (host == "throws.test") throw "no";
		if (host == "loops.test") for (;;);
		return "PROXY a:1; SOCKS b:2;HTTPS c:3 ; DIRECT";
	}`)
	c := New(Options{Setting: func() cards.Proxy { return cards.Proxy{Use: cards.ProxyScript, Address: at} }})
	for host, want := range map[string]string{"direct.test": "direct", "odd.test": "http://b:2"} {
		if got := asked(t, c, "http://"+host+"/"); got != want {
			t.Errorf("%s: %s", host, got)
		}
	}
	for host, why := range map[string]Flaw{"bad.test": FlawAnswer, "throws.test": FlawScript, "loops.test": FlawLate} {
		if got := asked(t, c, "http://"+host+"/"); !strings.HasSuffix(got, " "+string(why)) || strings.Contains(got, "secret") {
			t.Errorf("%s: %s", host, got)
		}
	}
	u := &url.URL{Scheme: "http", Host: "files.test"}
	for _, want := range []string{"http://a:1", "socks5://b:2", "https://c:3", "direct"} {
		if got := asked(t, c, u.String()); got != want {
			t.Fatalf("%s, want %s", got, want)
		}
		via, err := c.Proxy(&http.Request{URL: u})
		if err != nil {
			t.Fatal(err)
		}
		if via != nil && !c.Failed(t.Context(), u, via) {
			t.Errorf("after %s there is no other way", want)
		}
	}
	c.Moved()
	if got := asked(t, c, u.String()); got != "http://a:1" {
		t.Errorf("in another network: %s", got)
	}
	if n := fetched.Load(); n != 2 {
		t.Errorf("the script was fetched %d times", n)
	}
}

// TestFailedProxyComesBack: a proxy is tried again after some minutes. Where there is no other way, it is never left.
func TestFailedProxyComesBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := New(Options{System: func(context.Context) (Rules, bool, error) {
			return Rules{Lookup: func(_ context.Context, u *url.URL) (string, error) {
				if u.Host == "one.test" {
					return "PROXY a:1", nil
				}
				return "PROXY a:1; PROXY b:2", nil
			}}, true, nil
		}})
		one, two := &url.URL{Scheme: "http", Host: "one.test"}, &url.URL{Scheme: "http", Host: "two.test"}
		a := &url.URL{Scheme: "http", Host: "a:1"}
		if c.Failed(t.Context(), one, a) {
			t.Error("another way where there is one only")
		}
		if !c.Failed(t.Context(), two, a) || asked(t, c, two.String()) != "http://b:2" || asked(t, c, one.String()) != "http://a:1" {
			t.Error("the second way is not taken")
		}
		if c.Failed(t.Context(), two, &url.URL{Scheme: "http", Host: "b:2"}) || asked(t, c, two.String()) != "http://a:1" {
			t.Error("with all of them failed it does not begin again, or at once")
		}
		<-time.After(avoidFor)
		if got := asked(t, c, two.String()); got != "http://a:1" {
			t.Errorf("later: %s", got)
		}
	})
}

// TestScriptThatIsAway: the user's own has to be there; the system's is done without, as systems do. One that was there
// once is used as it was.
func TestScriptThatIsAway(t *testing.T) {
	at, _, serve := script(t, `function FindProxyForURL(url, host) { return "PROXY a:1"; }`)
	serve.Store(false)
	own := New(Options{Setting: func() cards.Proxy { return cards.Proxy{Use: cards.ProxyScript, Address: at} }})
	if got := asked(t, own, "http://files.test/"); !strings.HasSuffix(got, " "+string(FlawFetch)) {
		t.Errorf("the user's own: %s", got)
	}
	system := New(Options{System: func(context.Context) (Rules, bool, error) { return Rules{From: FromGNOME, Script: at}, true, nil }})
	if got := asked(t, system, "http://files.test/"); got != "direct" {
		t.Errorf("the system's: %s", got)
	}
	serve.Store(true)
	system.Moved()
	if got := asked(t, system, "http://files.test/"); got != "http://a:1" {
		t.Errorf("back again: %s", got)
	}
	serve.Store(false)
	renewed(system.scripts, at)
	if got := asked(t, system, "http://files.test/"); got != "http://a:1" {
		t.Errorf("away again in the same network: %s", got)
	}
	system.Moved()
	if got := asked(t, system, "http://files.test/"); got != "direct" {
		t.Errorf("in another network: %s", got)
	}
}

// TestScriptIsBounded: a page that is no script or has no end is told.
func TestScriptIsBounded(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		why  Flaw
	}{
		"a page":       {"<html>sign in</html>", FlawScript},
		"too large":    {strings.Repeat(" ", maxScript+1), FlawFetch},
		"no function":  {"var x = 1", FlawScript},
		"empty answer": {`function FindProxyForURL() {}`, FlawAnswer},
	} {
		at, _, _ := script(t, c.text)
		o := Options{Setting: func() cards.Proxy { return cards.Proxy{Use: cards.ProxyScript, Address: at} }}
		if got := asked(t, New(o), "http://files.test/"); !strings.HasSuffix(got, " "+string(c.why)) {
			t.Errorf("%s: %s", name, got)
		}
	}
}
