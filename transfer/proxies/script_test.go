package proxies

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"sendoff/transfer/cards"
)

// due makes what is kept of an address due to be fetched again.
func due(s *scripts, at string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kept[at].until = time.Unix(1, 0)
}

// renewed fetches a script again, and waits for it.
func renewed(s *scripts, at string) {
	due(s, at)
	old := s.current(context.Background(), at)
	<-old.newer.ready
}

// silent serves a script, and after hang is set leaves its clients without an answer until they give up.
func silent(t *testing.T) (c *Chooser, at string, hang *atomic.Bool, gaveUp *atomic.Int32, came chan struct{}) {
	t.Helper()
	hang, gaveUp, came = new(atomic.Bool), new(atomic.Int32), make(chan struct{}, 8)
	end := make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !hang.Load() {
			_, _ = w.Write([]byte(`function FindProxyForURL() { return "PROXY a:1"; }`))
			return
		}
		came <- struct{}{}
		select {
		case <-r.Context().Done():
			gaveUp.Add(1)
		case <-end:
		}
	}))
	t.Cleanup(s.Close)
	t.Cleanup(func() { close(end) })
	return New(Options{Setting: func() cards.Proxy { return cards.Proxy{Use: cards.ProxyScript, Address: s.URL} }}), s.URL, hang, gaveUp, came
}

// TestSilentServerOfAScriptHoldsNothingUp: what was known before is the answer, be it a script or why there is none.
func TestSilentServerOfAScriptHoldsNothingUp(t *testing.T) {
	c, at, hang, gaveUp, came := silent(t)
	if got := asked(t, c, "http://files.test/"); got != "http://a:1" {
		t.Fatal(got)
	}
	hang.Store(true)
	due(c.scripts, at)
	for range 3 {
		if got := asked(t, c, "http://files.test/"); got != "http://a:1" || gaveUp.Load() != 0 {
			t.Errorf("%s, after the server was given up %d times", got, gaveUp.Load())
		}
	}
	<-came
	if n := len(came); n != 0 {
		t.Errorf("%d more fetches at once", n)
	}
}

// TestFirstFetchOfAScriptHeedsItsContext: who waits for it can be called off.
func TestFirstFetchOfAScriptHeedsItsContext(t *testing.T) {
	c, _, hang, gaveUp, came := silent(t)
	hang.Store(true)
	for range 2 {
		ctx, cancel := context.WithCancel(t.Context())
		answer := make(chan error, 1)
		go func() {
			_, err := c.Proxy((&http.Request{URL: &url.URL{Scheme: "http", Host: "files.test"}}).WithContext(ctx))
			answer <- err
		}()
		if gaveUp.Load() == 0 && came != nil {
			<-came
			came = nil
		}
		cancel()
		if err := <-answer; err == nil || !strings.Contains(err.Error(), "canceled") || gaveUp.Load() != 0 {
			t.Errorf("%v, after the server was given up %d times", err, gaveUp.Load())
		}
	}
}
