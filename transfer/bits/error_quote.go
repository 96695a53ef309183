package bits

import "strings"

// Limits of Error.Head.
const (
	maxQuoted = 200     // characters of one value
	maxHead   = 4 << 10 // bytes of all lines
)

// quoted returns Error.Head. Of challenges it keeps only the scheme, since the rest can belong to a handshake.
// Addresses lose their query. The request's secrets are hidden everywhere.
func (a *answer) quoted() string {
	var b strings.Builder
	for _, name := range quotedHeaders {
		for _, value := range a.header.Values(name) {
			if value == "" {
				continue
			}
			line := name + ": " + a.quote(name, value) + "\n"
			if b.Len()+len(line) > maxHead {
				return b.String()
			}
			b.WriteString(line)
		}
	}
	return b.String()
}

func (a *answer) quote(name, value string) string {
	switch name {
	case HeaderWWWAuthenticate, HeaderProxyAuthenticate:
		value, _, _ = strings.Cut(value, " ")
	case HeaderLocation:
		value = SafeAddress(value)
	}
	r := []rune(strings.ToValidUTF8(hide(value, a.secrets), "?"))
	return string(r[:min(len(r), maxQuoted)])
}
