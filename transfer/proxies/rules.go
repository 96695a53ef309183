package proxies

import (
	"context"
	"net/url"
	"sync/atomic"

	"sendoff/transfer/cards"
)

// Rules are what one source says about proxies.
type Rules struct {
	From        Source
	HTTP, HTTPS *Proxy // for http and https servers; nil = directly
	Bypass      *Bypass
	Only        bool   // Bypass lists the only hosts that need the proxy
	Script      string // address of a PAC script, which counts instead of all others; "" = none
	// Lookup asks the system for the ways to an address, as a PAC script answers; nil = it cannot be asked.
	Lookup func(ctx context.Context, u *url.URL) (string, error)
}

// Proxy is a proxy, or why what stands in its place is none.
type Proxy struct {
	url     *url.URL // without an account
	account *url.Userinfo
	err     *Error
}

func newProxy(u *url.URL) *Proxy {
	bare := *u
	bare.User = nil
	return &Proxy{url: &bare, account: u.User}
}

// Setting are the system's words for a proxy: "host:port", or a URL.
func Setting(from Source, name, text string) *Proxy {
	if text == "" {
		return nil
	}
	return named(from, name, text)
}

// said is what a card or the settings say.
type said struct {
	cards.Proxy
	from Source
}

// says reports whether they do not leave it to the next source.
func (s said) says() bool {
	return s.Use == cards.ProxyNone || s.Use == cards.ProxyManual || s.Use == cards.ProxyScript
}

// rules parses them.
func (s said) rules() Rules {
	switch s.Use {
	case cards.ProxyManual:
		p := named(s.from, "", s.Address)
		return Rules{From: s.from, HTTP: p, HTTPS: p, Bypass: ParseBypass(s.Bypass)}
	case cards.ProxyScript:
		return Rules{From: s.from, Script: s.Address}
	case cards.ProxySettings, cards.ProxyNone, cards.ProxySystem: // they name none
	}
	return Rules{From: s.from}
}

// parsed keeps the rules of the last text that was parsed, for each request has the same as the one before. Its methods
// may be called from any goroutine. Nobody may change the rules.
type parsed[T interface {
	comparable
	rules() Rules
}] struct{ last atomic.Pointer[parsedText[T]] }

// parsedText is a text with its rules.
type parsedText[T any] struct {
	text  T
	rules Rules
}

func (p *parsed[T]) rules(text T) Rules {
	last := p.last.Load()
	if last == nil || last.text != text {
		last = &parsedText[T]{text, text.rules()}
		p.last.Store(last)
	}
	return last.rules
}

// ways are the ways to an address without a script; nil stands for the direct one.
func (r Rules) ways(u *url.URL) ([]*Proxy, error) {
	p := r.HTTP
	if u.Scheme == "https" {
		p = r.HTTPS
	}
	if p == nil || r.direct(u) {
		return []*Proxy{nil}, nil
	}
	if p.err != nil {
		return nil, p.err
	}
	return []*Proxy{p}, nil
}

// direct reports whether an address is an exception.
func (r Rules) direct(u *url.URL) bool {
	switch {
	case r.Bypass == nil:
		return false
	case r.Only:
		return r.Bypass.excepts(u) || !r.Bypass.lists(u)
	}
	return r.Bypass.Covers(u)
}

// Check refuses a setting that names no proxy or script. It may have no account: passwords are kept elsewhere. Its
// errors are *Error.
func Check(c cards.Proxy) error {
	switch c.Use {
	case cards.ProxySettings, cards.ProxyNone, cards.ProxySystem:
		return nil
	case cards.ProxyManual:
		u, flaw, value := parse(c.Address, "")
		if flaw == "" && u.User != nil {
			flaw, value = FlawAccount, u.Scheme
		}
		if flaw != "" {
			return &Error{From: FromSettings, Value: value, Why: flaw}
		}
		return nil
	case cards.ProxyScript:
		u, err := url.Parse(c.Address)
		switch {
		case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
			return &Error{From: FromSettings, Why: FlawAddress}
		case u.User != nil:
			return &Error{From: FromSettings, Why: FlawAccount}
		}
		return nil
	}
	return &Error{From: FromSettings, Value: string(c.Use), Why: FlawUse}
}
