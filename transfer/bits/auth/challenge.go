package auth

import "strings"

// challenge is one scheme that a server offers.
type challenge struct {
	scheme string // as it was spelt
	params string // the rest: parameters, or a token
}

func (c challenge) is(scheme string) bool { return strings.EqualFold(c.scheme, scheme) }

// parse reads the values of a WWW-Authenticate or Proxy-Authenticate header (RFC 9110, 11.6.1). Each may hold several
// challenges. Challenges and their parameters are separated by the same comma.
func parse(values []string) []challenge {
	var all []challenge
	for _, value := range values {
		for part := range splitQuoted(value) {
			scheme, rest, begins := beginning(part)
			switch {
			case begins:
				all = append(all, challenge{scheme, rest})
			case len(all) > 0:
				all[len(all)-1].params += ", " + part
			}
		}
	}
	return all
}

// splitQuoted splits at commas outside quotes and leaves out empty parts.
func splitQuoted(s string) func(func(string) bool) {
	return func(yield func(string) bool) {
		quoted, escaped, from := false, false, 0
		for i, r := range s + "," {
			switch {
			case escaped:
				escaped = false
			case quoted && r == '\\':
				escaped = true
			case r == '"':
				quoted = !quoted
			case r == ',' && (!quoted || i == len(s)):
				part := strings.TrimSpace(s[from:i])
				from = i + 1
				if part != "" && !yield(part) {
					return
				}
			}
		}
	}
}

// beginning splits the first part of a challenge, "Basic realm=x" or "NTLM". ok is false for a further parameter such
// as "nonce=x".
func beginning(part string) (scheme, rest string, ok bool) {
	end := strings.IndexAny(part, " \t=\"")
	if end < 0 {
		return part, "", true
	}
	rest = strings.TrimSpace(part[end:])
	if part[end] == '=' || part[end] == '"' || strings.HasPrefix(rest, "=") || end == 0 {
		return "", "", false
	}
	return part[:end], rest, true
}

// realm returns the name of what is protected (RFC 9110, 11.5): that of the first challenge that has one, "" for none.
// At most maxRealm bytes of it are kept, since a server chooses them.
func realm(offers []challenge) string {
	for _, o := range offers {
		for part := range splitQuoted(o.params) {
			name, value, ok := strings.Cut(part, "=")
			if ok && strings.EqualFold(strings.TrimSpace(name), "realm") {
				value = unquoted(strings.TrimSpace(value))
				return strings.ToValidUTF8(value[:min(len(value), maxRealm)], "")
			}
		}
	}
	return ""
}

const maxRealm = 256

// unquoted returns the content of a quoted string (RFC 9110, 5.6.4), or the text if it is none.
func unquoted(text string) string {
	inner, ok := strings.CutPrefix(text, `"`)
	if !ok {
		return text
	}
	var b strings.Builder
	escaped := false
	for _, r := range strings.TrimSuffix(inner, `"`) {
		if escaped = r == '\\' && !escaped; !escaped {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// schemes lists the names of the offered schemes, each once.
func schemes(offers []challenge) string {
	var names []string
	for _, o := range offers {
		known := false
		for _, n := range names {
			known = known || strings.EqualFold(n, o.scheme)
		}
		if !known && len(names) < maxNamed && len(o.scheme) <= maxNameLen {
			names = append(names, o.scheme)
		}
	}
	return strings.Join(names, ", ")
}

// Limits of what a server can put on the screen: number of schemes, and bytes of a name.
const (
	maxNamed   = 8
	maxNameLen = 32
)
