package queue

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/google/uuid"

	"sendoff/app/apptest"
	"sendoff/transfer"
	"sendoff/transfer/cards"
	"sendoff/transfer/source"
)

// TestBothEndsProxy: the setting is read and changed from either end, is kept, and a wrong one changes nothing.
func TestBothEndsProxy(t *testing.T) {
	eachEnd(t, func(t *testing.T, e *ends) {
		want := func(p cards.Proxy) {
			t.Helper()
			far, err := e.asked.Proxy(t.Context())
			near, err2 := e.owner.Proxy(t.Context())
			if errors.Join(err, err2) != nil || far != p || near != p {
				t.Errorf("%+v, by the owner %+v, %v; want %+v", far, near, errors.Join(err, err2), p)
			}
			next := newProxySetting()
			if err := next.load(e.owner.engine); err != nil || next.get() != p {
				t.Errorf("after a restart: %+v, %v", next.get(), err)
			}
		}
		want(cards.Proxy{})
		set := cards.Proxy{Use: cards.ProxyManual, Address: "http://127.0.0.1:9", Bypass: "other.example.com"}
		if err := e.asked.SetProxy(t.Context(), set); err != nil {
			t.Fatal(err)
		}
		want(set)
		for _, bad := range []cards.Proxy{{Use: cards.ProxyManual}, {Use: cards.ProxyManual, Address: "ftp://h/"}, {Use: "sometimes"}} {
			if err := e.asked.SetProxy(t.Context(), bad); err == nil {
				t.Errorf("%+v is taken", bad)
			}
		}
		want(set)
	})
}

// TestNewProxyIsTriedAtOnce: an upload that a proxy kept from its server goes on when the setting is changed; its own
// choice on the server's card stays.
func TestNewProxyIsTriedAtOnce(t *testing.T) {
	eachEnd(t, func(t *testing.T, e *ends) {
		dead := cards.Proxy{Use: cards.ProxyManual, Address: "http://127.0.0.1:9"}
		card := cards.Card{Name: "Here", Address: e.Server.URL, Proxy: dead}
		if p, ok := e.owner.proxies.ofCard(e.Server.URL); ok || p != (cards.Proxy{}) {
			t.Errorf("without a card: %+v", p)
		}
		e.do(transfer.Command{Verb: transfer.VerbCard, Cards: []cards.Card{card}})
		if p, ok := e.owner.proxies.ofCard(e.Server.URL + "a.bin"); !ok || p != dead {
			t.Errorf("with a card: %+v, %t", p, ok)
		}
		f, err := source.Stat(e.File("a.bin", 3))
		if err != nil {
			t.Fatal(err)
		}
		j := transfer.NewJob(f, transfer.Target{URL: "http://127.0.0.1:9/a.bin"})
		e.do(transfer.Command{Verb: transfer.VerbAdd, Jobs: []transfer.Job{j}})
		now := func() *transfer.Job {
			all, err := e.asked.All(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			return all[j.ID]
		}
		apptest.Eventually(t, "its failure", func() bool { return now().State() == transfer.Retrying })
		first := now()
		if waiting, err := e.owner.proxyFailed(t.Context()); err != nil || !slices.Equal(waiting, []uuid.UUID{j.ID}) {
			t.Errorf("%v, %v", waiting, err)
		}
		if err := e.asked.SetProxy(t.Context(), cards.Proxy{Use: cards.ProxyNone}); err != nil {
			t.Fatal(err)
		}
		apptest.Eventually(t, "another try", func() bool { j := now(); return j.Fault != nil && j.Fault.At.After(first.Fault.At) })
		if again := now(); !again.Fault.At.Before(first.RetryAt) {
			t.Errorf("it failed at %v, again at %v, and had waited for %v anyway", first.Fault.At, again.Fault.At, first.RetryAt)
		}
	})
}

// TestWhatANewProxyMayHelp: unfinished uploads that run and have failed on the way to their server or at a proxy.
func TestWhatANewProxyMayHelp(t *testing.T) {
	ask := transfer.Fault{Kind: transfer.KindDenied, Ask: transfer.Ask{Proxy: true}}
	for name, c := range map[string]struct {
		fault   *transfer.Fault
		want    transfer.Want
		outcome transfer.Outcome
		helps   bool
	}{
		"server not reached":   {&transfer.Fault{Kind: transfer.KindConnect}, transfer.Run, "", true},
		"refused by a proxy":   {&transfer.Fault{Kind: transfer.KindDenied, Proxy: "p:1"}, transfer.Run, "", true},
		"a proxy asks":         {&ask, transfer.Run, "", true},
		"refused by a server":  {&transfer.Fault{Kind: transfer.KindDenied}, transfer.Run, "", false},
		"no failure":           {nil, transfer.Run, "", false},
		"paused":               {&transfer.Fault{Kind: transfer.KindConnect}, transfer.Hold, "", false},
		"cancelled":            {&transfer.Fault{Kind: transfer.KindConnect}, transfer.Drop, "", false},
		"ended without a word": {&transfer.Fault{Kind: transfer.KindConnect}, transfer.Run, transfer.NotTold, false},
	} {
		if got := proxyMayHelp(&transfer.Job{Fault: c.fault, Want: c.want, Outcome: c.outcome}); got != c.helps {
			t.Errorf("%s: %t", name, got)
		}
	}
}

// TestATestWithoutAQueueKnowsTheProxysAccount: it is the one in the proxy's address, as for an upload, and is given to
// that proxy only.
func TestATestWithoutAQueueKnowsTheProxysAccount(t *testing.T) {
	const proxy = "http://proxy.example.com:3128"
	for _, name := range []string{"http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"} {
		t.Setenv(name, "")
	}
	t.Setenv("http_proxy", "http://ines:"+apptest.Planted+"@proxy.example.com:3128")
	means := WithoutQueue(&Config{Keyring: memoryRing{}})
	req := httptest.NewRequest(http.MethodGet, "http://files.example.com/x", http.NoBody)
	if u, err := means.Proxy(req); err != nil || u == nil || u.Host != "proxy.example.com:3128" {
		t.Fatalf("%v, %v", u, err)
	}
	for at, want := range map[transfer.Space]string{
		{Origin: proxy, Proxy: true}:                           "ines",
		{Origin: "http://other.example.com:3128", Proxy: true}: "",
	} {
		if a, err := means.Accounts.Account(t.Context(), at); a.User != want || (err == nil) != (want != "") {
			t.Errorf("%+v: %q, %v", at, a.User, err)
		}
	}
}
