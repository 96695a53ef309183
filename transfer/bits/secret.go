package bits

import (
	"encoding/base64"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// SafeURL is a URL as people and logs may see it: a query can hold a token, so its values go.
func SafeURL(u *url.URL) string {
	safe := *u
	safe.User, safe.Fragment, safe.RawFragment = nil, "", ""
	if safe.RawQuery != "" {
		safe.RawQuery = "..."
	}
	return safe.String()
}

// minSecret is the length from which on a value of a query is taken for a secret. What is shorter
// occurs everywhere by chance.
const minSecret = 5

// redacted is an error with another text.
type redacted struct {
	text string
	err  error
}

func (r *redacted) Error() string { return r.text }
func (r *redacted) Unwrap() error { return r.err }

// withoutSecrets takes secrets out of the text of err: net/http quotes what a server sent when it cannot
// read it, and servers quote what they were asked.
func withoutSecrets(list []string, err error) error {
	text := hide(err.Error(), list)
	if text == err.Error() {
		return err
	}
	return &redacted{text, err}
}

func hide(text string, secrets []string) string {
	for _, secret := range secrets {
		text = strings.ReplaceAll(text, secret, "...")
	}
	return text
}

// told is what a request says that nobody but its server or proxy may read.
func (c *Client) told(req *http.Request) []string {
	list := secrets(req.URL)
	for _, h := range c.Custom {
		if h.Secret() {
			list = append(list, h.Value)
		}
	}
	list = append(list, accounts(req.Header)...)
	if h := c.Transport.tunnel.Load(); h != nil {
		list = append(list, accounts(*h)...)
	}
	for _, cookie := range req.Cookies() {
		list = append(list, cookie.Value)
	}
	return slices.DeleteFunc(list, func(s string) bool { return len(s) < minSecret })
}

// accounts are the values that sign a request in, as a whole and in parts: of Basic the password too.
func accounts(h http.Header) []string {
	var list []string
	for _, value := range slices.Concat(h.Values(HeaderAuthorization), h.Values(HeaderProxyAuthorize)) {
		_, token, _ := strings.Cut(value, " ")
		list = append(list, value, token)
		if plain, err := base64.StdEncoding.DecodeString(token); err == nil {
			_, password, _ := strings.Cut(string(plain), ":")
			list = append(list, password)
		}
	}
	return list
}

func secrets(u *url.URL) []string {
	var list []string
	if u.RawQuery != "" {
		list = append(list, u.RawQuery)
	}
	for pair := range strings.SplitSeq(u.RawQuery, "&") {
		if _, value, ok := strings.Cut(pair, "="); ok {
			list = append(list, value)
		}
	}
	for _, values := range u.Query() {
		list = append(list, values...)
	}
	if password, ok := u.User.Password(); ok {
		list = append(list, password)
	}
	long := list[:0]
	for _, secret := range list {
		if len(secret) >= minSecret {
			long = append(long, secret)
		}
	}
	return long
}

// withoutURL takes off the URL that package url and net/http wrap around their errors.
func withoutURL(err error) error {
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		return wrapped.Err
	}
	return err
}
