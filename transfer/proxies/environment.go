package proxies

import (
	"strings"

	"sendoff/transfer/bits"
)

// environment is what a process's variables say of proxies.
type environment struct{ plain, secure, bypass variable }

// environmentOf reads HTTP_PROXY, HTTPS_PROXY, ALL_PROXY for what the two leave out, and NO_PROXY; each in lower case
// too, which counts first.
func environmentOf(get func(string) string) environment {
	all := first(get, "all_proxy", "ALL_PROXY")
	// A web server hands the header "Proxy" of a request to a CGI program as HTTP_PROXY.
	plain := first(get, "http_proxy", "HTTP_PROXY")
	if get("REQUEST_METHOD") != "" {
		plain = first(get, "http_proxy")
	}
	return environment{
		plain:  plain.or(all),
		secure: first(get, "https_proxy", "HTTPS_PROXY").or(all),
		bypass: first(get, "no_proxy", "NO_PROXY"),
	}
}

// says reports whether a variable names a proxy.
func (e environment) says() bool { return e.plain.text != "" || e.secure.text != "" }

// rules parses the variables. One that cannot be read is an error for the addresses it is for.
func (e environment) rules() Rules {
	return Rules{From: FromEnvironment, HTTP: e.plain.proxy(), HTTPS: e.secure.proxy(), Bypass: ParseBypass(e.bypass.text)}
}

// variable is a variable with its value.
type variable struct{ name, text string }

func first(get func(string) string, names ...string) variable {
	for _, name := range names {
		if text := strings.TrimSpace(get(name)); text != "" {
			return variable{name, text}
		}
	}
	return variable{}
}

func (v variable) or(other variable) variable {
	if v.text == "" {
		return other
	}
	return v
}

func (v variable) proxy() *Proxy {
	if v.text == "" {
		return nil
	}
	return named(FromEnvironment, v.name, v.text)
}

// named reads a proxy that stands in a setting of that name.
func named(from Source, name, text string) *Proxy {
	u, flaw, value := parse(text, "")
	if flaw != "" {
		return &Proxy{err: &Error{From: from, Name: name, Value: value, Why: flaw}}
	}
	return newProxy(u)
}

// originOf is the place of a proxy's account.
func originOf(p *Proxy) string { return bits.Origin(p.url) }
