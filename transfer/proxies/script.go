package proxies

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"sendoff/transfer/proxies/pac"
)

const (
	maxScript  = 1 << 20          // bytes of a script
	fetchLimit = 10 * time.Second // for the whole of it
	freshFor   = time.Hour        // how long a script is used before it is fetched again
	failedFor  = time.Minute      // how long a script that was not there is not asked for again
)

// scripts fetches PAC scripts and keeps them. A script is fetched directly: it is what names the proxies.
type scripts struct {
	client http.Client
	mu     sync.Mutex // not held during a fetch
	kept   map[string]*kept
}

// kept is a script, or why there is none. What is above ready is read after it is closed; scripts.mu guards the rest.
type kept struct {
	script *pac.Script
	err    error
	ready  chan struct{} // closed when the fetch has ended
	until  time.Time     // when it is fetched again; zero during the fetch
	newer  *kept         // that is being fetched to take its place
}

func newScripts() *scripts {
	return &scripts{kept: map[string]*kept{}, client: http.Client{
		Transport: &http.Transport{Proxy: nil, DisableKeepAlives: true}, Timeout: fetchLimit,
	}}
}

// ways asks the script at an address for the ways to u.
func (s *scripts) ways(ctx context.Context, from Source, at string, u *url.URL) ([]*Proxy, error) {
	fail := func(why Flaw, err error) error {
		return &Error{From: from, Name: safe(at), Why: why, Err: err}
	}
	k, err := s.of(ctx, at)
	if err != nil {
		return nil, err
	}
	if k.err != nil {
		return nil, fail(FlawFetch, k.err)
	}
	if k.script == nil {
		return nil, fail(FlawScript, errors.New("it is no script"))
	}
	text, err := k.script.Find(ctx, u)
	switch {
	case errors.Is(err, pac.ErrLate), errors.Is(err, pac.ErrMemory):
		return nil, fail(FlawLate, err)
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case err != nil:
		return nil, fail(FlawScript, err)
	}
	return answered(from, at, text)
}

// answered are the ways of a script's answer.
func answered(from Source, at, text string) ([]*Proxy, error) {
	urls, ok := answer(text)
	if !ok {
		return nil, &Error{From: from, Name: safe(at), Value: text, Why: FlawAnswer}
	}
	list := make([]*Proxy, len(urls))
	for i, u := range urls {
		if u != nil {
			list[i] = newProxy(u)
		}
	}
	return list, nil
}

// of returns the script at an address. Only the first fetch is waited for: later ones go on beside, so that a server
// that does not answer holds nothing up. A script that cannot be fetched again is used as it was.
func (s *scripts) of(ctx context.Context, at string) (*kept, error) {
	k := s.current(ctx, at)
	select {
	case <-k.ready:
		return k, nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// current is what is kept of an address. It begins a fetch if there is nothing, or if it is due again.
func (s *scripts) current(ctx context.Context, at string) *kept {
	s.mu.Lock()
	defer s.mu.Unlock()
	old := s.kept[at]
	if old != nil && (old.until.IsZero() || old.newer != nil || time.Now().Before(old.until)) {
		return old
	}
	k := &kept{ready: make(chan struct{})}
	go s.renew(context.WithoutCancel(ctx), at, old, k) // others wait for it too; it ends after fetchLimit
	if old != nil {
		old.newer = k
		return old
	}
	s.kept[at] = k
	return k
}

// renew fetches a script. It takes the place of the one before unless that was forgotten meanwhile.
func (s *scripts) renew(ctx context.Context, at string, old, k *kept) {
	text, err := s.fetch(ctx, at)
	lasts := freshFor
	switch {
	case err == nil:
		k.script, _ = pac.New(text) // a script that cannot be read is told when it is used
	case old != nil && old.script != nil:
		k.script, lasts = old.script, failedFor
	default:
		k.err, lasts = err, failedFor
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	defer close(k.ready)
	k.until = time.Now().Add(lasts)
	if old != nil && s.kept[at] == old {
		s.kept[at] = k
	}
}

// forget drops what was kept: the computer is in another network.
func (s *scripts) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.kept)
}

func (s *scripts) fetch(ctx context.Context, at string) (string, error) {
	u, err := url.Parse(at)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return "", errors.New("a script is fetched over http or https")
	}
	ctx, cancel := context.WithTimeout(ctx, fetchLimit)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, at, http.NoBody)
	if err != nil {
		return "", err
	}
	resp, err := s.client.Do(req)
	if err != nil {
		return "", bare(err)
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		return "", fmt.Errorf("answer %d %s", resp.StatusCode, http.StatusText(resp.StatusCode))
	}
	text, err := io.ReadAll(io.LimitReader(resp.Body, maxScript+1))
	if err == nil && len(text) > maxScript {
		err = errors.New("it is larger than 1 MiB")
	}
	return strings.TrimPrefix(string(text), "\ufeff"), err
}

// bare is an error of net/http without the address.
func bare(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		return u.Err
	}
	return err
}

// safe is an address without account and query.
func safe(at string) string {
	u, err := url.Parse(at)
	if err != nil {
		return ""
	}
	u.User, u.RawQuery, u.Fragment = nil, "", ""
	return u.String()
}
