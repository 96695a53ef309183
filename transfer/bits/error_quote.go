package bits

import "strings"

// Bounds of Error.Head.
const (
	maxQuoted = 200 // characters of one value
	maxHead   = 4 << 10
)

// quoted is Error.Head. Of a way to sign in only the scheme is told: what follows it can be part of an
// exchange. Of an address the query goes, and what the request had to keep to itself goes everywhere.
func (a *answer) quoted() string {
	var b strings.Builder
	for _, name := range telling {
		for _, value := range a.header.Values(name) {
			if value == "" {
				continue
			}
			line := name + ": " + a.tame(name, value) + "\n"
			if b.Len()+len(line) > maxHead {
				return b.String()
			}
			b.WriteString(line)
		}
	}
	return b.String()
}

func (a *answer) tame(name, value string) string {
	switch name {
	case HeaderWWWAuthenticate, HeaderProxyAuthenticate:
		value, _, _ = strings.Cut(value, " ")
	case HeaderLocation:
		value = SafeAddress(value)
	}
	r := []rune(strings.ToValidUTF8(hide(value, a.secrets), "?"))
	return string(r[:min(len(r), maxQuoted)])
}
