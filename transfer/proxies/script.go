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
	mu     sync.Mutex // one fetch at a time
	kept   map[string]*kept
}

// kept is a script, or why there is none.
type kept struct {
	script *pac.Script
	err    error
	until  time.Time
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
	k := s.of(ctx, at)
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

// of returns the script at an address. One that cannot be fetched again is used as it was.
func (s *scripts) of(ctx context.Context, at string) *kept {
	s.mu.Lock()
	defer s.mu.Unlock()
	old := s.kept[at]
	now := time.Now()
	if old != nil && now.Before(old.until) {
		return old
	}
	text, err := s.fetch(ctx, at)
	k := &kept{err: err, until: now.Add(freshFor)}
	if err == nil {
		k.script, _ = pac.New(text) // a script that cannot be read is told when it is used
	}
	if err != nil {
		k.until = now.Add(failedFor)
		if old != nil && old.script != nil {
			k.script, k.err = old.script, nil
		}
	}
	if ctx.Err() == nil {
		s.kept[at] = k
	}
	return k
}

// forget drops what was kept: the computer is in another network.
func (s *scripts) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, k := range s.kept {
		k.until = time.Time{}
	}
}

func (s *scripts) fetch(ctx context.Context, at string) (string, error) {
	u, err := url.Parse(at)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return "", errors.New("a script is fetched over http or https")
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), fetchLimit) // others wait for it too
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
