package bits

import (
	"errors"
	"net/url"
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

// withoutSecrets takes what u hides out of the text of err: net/http quotes what a server sent when
// it cannot read it, and servers quote what they were asked.
func withoutSecrets(u *url.URL, err error) error {
	text := err.Error()
	for _, secret := range secrets(u) {
		text = strings.ReplaceAll(text, secret, "...")
	}
	if text == err.Error() {
		return err
	}
	return &redacted{text, err}
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
