package bits

import (
	"encoding/base64"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// SafeAddress is SafeURL for a text. If it cannot be parsed, all of it is hidden.
func SafeAddress(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Opaque != "" {
		return "..."
	}
	return SafeURL(u)
}

// SafeURL returns a URL for screens and logs, without query values, user and fragment: all of them can hold a token.
func SafeURL(u *url.URL) string {
	safe := *u
	safe.User, safe.Fragment, safe.RawFragment = nil, "", ""
	if safe.RawQuery != "" {
		safe.RawQuery = "..."
	}
	return safe.String()
}

// minSecret is the shortest length, in bytes, of a secret that is hidden wherever it occurs. Shorter strings occur by
// chance: a query value then does not count as a secret, and a custom header is hidden only where it is a whole word.
const minSecret = 5

// redacted is an error whose text was replaced.
type redacted struct {
	text string
	err  error
}

func (r *redacted) Error() string { return r.text }
func (r *redacted) Unwrap() error { return r.err }

// withoutSecrets hides secrets in the text of err: net/http quotes unreadable answers, and servers quote requests.
func withoutSecrets(list []string, err error) error {
	text := hide(err.Error(), list)
	if text == err.Error() {
		return err
	}
	return &redacted{text, err}
}

func hide(text string, secrets []string) string {
	for _, secret := range secrets {
		if len(secret) < minSecret {
			text = hideWord(text, secret)
		} else {
			text = strings.ReplaceAll(text, secret, "...")
		}
	}
	return text
}

// hideWord hides a secret that is not part of a longer word.
func hideWord(text, secret string) string {
	if secret == "" {
		return text
	}
	var b strings.Builder
	before := rune(0)
	for {
		i := strings.Index(text, secret)
		if i < 0 {
			return b.String() + text
		}
		if r, n := utf8.DecodeLastRuneInString(text[:i]); n > 0 {
			before = r
		}
		after, _ := utf8.DecodeRuneInString(text[i+len(secret):])
		b.WriteString(text[:i])
		if partOfWord(before) || partOfWord(after) {
			b.WriteString(secret)
		} else {
			b.WriteString("...")
		}
		before, _ = utf8.DecodeLastRuneInString(secret)
		text = text[i+len(secret):]
	}
}

func partOfWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// secretsOf lists the strings of a request that only its server or proxy may read.
func (c *Client) secretsOf(req *http.Request) []string {
	list := accounts(req.Header)
	if h := c.Transport.tunnel.Load(); h != nil {
		list = append(list, accounts(*h)...)
	}
	if password, ok := c.Transport.socks.Load().Password(); ok {
		list = append(list, password)
	}
	for _, cookie := range req.Cookies() {
		list = append(list, cookie.Value)
	}
	list = append(secrets(req.URL), longEnough(list)...)
	for _, h := range c.Custom {
		if !h.Shown {
			list = append(list, h.Value)
		}
	}
	return list
}

// accounts lists the credentials in a request's headers, whole and in parts; of Basic also the password.
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
	return longEnough(list)
}

// longEnough drops secrets that are too short to be hidden everywhere.
func longEnough(list []string) []string {
	return slices.DeleteFunc(list, func(s string) bool { return len(s) < minSecret })
}

// withoutURL removes the URL that packages url and net/http add to their errors.
func withoutURL(err error) error {
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		return wrapped.Err
	}
	return err
}
