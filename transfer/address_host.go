package transfer

import (
	"net/netip"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"

	"sendoff/transfer/bits"
)

// Inside the program a server's name has one spelling: as it is sent, in ASCII (IDNA 2008 as browsers look names up,
// RFC 5891 and UTS 46). CheckURL and hostKey make it; Letters turns it back for display.

// asciiHost returns a host, with or without port, as it is sent; false for an impossible one.
func asciiHost(u *url.URL) (string, bool) {
	name, port := u.Hostname(), u.Port()
	if strings.Contains(name, ":") {
		return bits.LowerHost(u.Host), validIP(name)
	}
	name, ok := asciiName(name)
	if port != "" {
		name += ":" + port
	}
	return name, ok
}

// asciiName returns a host name as it is sent. An ASCII name is accepted as it is: private networks use underscores
// and worse.
func asciiName(name string) (string, bool) {
	if isASCII(name) {
		return bits.LowerHost(name), true
	}
	name, err := idna.Lookup.ToASCII(name)
	return name, err == nil && name != "" && len(name) <= 253
}

// hostKey returns the key of a host that is not part of an address: a pin's, or one that a server calls its own.
func hostKey(host string) string {
	host = strings.TrimSpace(host)
	if name, ok := asciiName(host); ok {
		return name
	}
	return bits.LowerHost(host)
}

// asciiAddress respells an address of an older queue file, whose host may have non-ASCII letters.
func asciiAddress(address string) string {
	if isASCII(address) {
		return address
	}
	if u, err := CheckURL(address); err == nil {
		return u.String()
	}
	return address
}

func isASCII(s string) bool {
	return strings.IndexFunc(s, func(c rune) bool { return c >= utf8.RuneSelf }) < 0
}

func validIP(text string) bool {
	_, err := netip.ParseAddr(text)
	return err == nil
}

// bareZone reports whether the zone of an IPv6 address is written as systems print it, "[fe80::1%eth0]". In an
// address the percent sign must be "%25" (RFC 6874).
func bareZone(address string) bool {
	_, rest, ok := strings.Cut(address, "://[")
	inside, _, closed := strings.Cut(rest, "]")
	number, zone, has := strings.Cut(inside, "%")
	return ok && closed && has && strings.Contains(number, ":") && (!strings.HasPrefix(zone, "25") || zone == "25")
}

// punycode is the prefix of a label that stands for non-ASCII letters.
const punycode = "xn--"

// Letters returns an address, a server or a host for display, with the letters that its name stands for. Labels that
// could be mistaken for others stay in ASCII, as in browsers: those that mix scripts, and those with only look-alikes
// of Latin letters under a Latin top-level domain.
func Letters(address string) string {
	if !strings.Contains(address, punycode) {
		return address
	}
	before, rest, whole := strings.Cut(address, "://")
	if whole {
		before += "://"
	} else {
		before, rest = "", address
	}
	end := strings.IndexAny(rest, ":/?#")
	if end < 0 {
		end = len(rest)
	}
	labels := strings.Split(rest[:end], ".")
	top := decodedLabel(labels[len(labels)-1])
	for i, label := range labels {
		if text := decodedLabel(label); oneWriting(text) && !lookAlike(text, top) {
			labels[i] = text
		}
	}
	return before + strings.Join(labels, ".") + rest[end:]
}

// decodedLabel returns the letters of a label if their spelling is canonical, else the label.
func decodedLabel(label string) string {
	if !strings.HasPrefix(label, punycode) {
		return label
	}
	text, err := idna.Punycode.ToUnicode(label)
	if err != nil {
		return label
	}
	if again, err := idna.Lookup.ToASCII(text); err != nil || again != label || strings.ContainsFunc(text, unspelt) {
		return label
	}
	return text
}

// unspelt reports whether c is no letter, mark, digit or hyphen. Signs that look like a slash or a dot must not be
// shown in a name.
func unspelt(c rune) bool { return c != '-' && !unicode.In(c, unicode.L, unicode.M, unicode.Nd) }

// writings are the combinations of scripts that one language uses.
var writings = [][]*unicode.RangeTable{
	{unicode.Latin, unicode.Han, unicode.Hiragana, unicode.Katakana},
	{unicode.Latin, unicode.Han, unicode.Hangul},
	{unicode.Latin, unicode.Han, unicode.Bopomofo},
}

// oneWriting reports whether a label uses the scripts of only one language.
func oneWriting(label string) bool {
	for _, set := range writings {
		if isAllOf(label, set...) {
			return true
		}
	}
	for _, script := range unicode.Scripts {
		if script != unicode.Common && script != unicode.Inherited && isAllOf(label, script) {
			return true
		}
	}
	return false
}

func isAllOf(label string, scripts ...*unicode.RangeTable) bool {
	for _, c := range label {
		if !unicode.In(c, scripts...) && !unicode.In(c, unicode.Common, unicode.Inherited) {
			return false
		}
	}
	return true
}

// latinLike are Cyrillic and Greek letters that look like Latin ones.
const latinLike = "асԁеһіјӏорԗԛѕԝхуъьҽпгѵѡ" + "αικνορτυωγ"

// lookAlike reports whether a label has only look-alikes of Latin letters, under a top-level domain of another
// script.
func lookAlike(label, top string) bool {
	if isASCII(label) || isAllOf(top, unicode.Cyrillic) || isAllOf(top, unicode.Greek) {
		return false
	}
	return strings.IndexFunc(label, func(c rune) bool {
		return unicode.IsLetter(c) && !strings.ContainsRune(latinLike, c)
	}) < 0
}
