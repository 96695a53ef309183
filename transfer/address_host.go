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

// The name of a server has one spelling inside, whatever was typed: that of the wire, in ASCII (IDNA 2008 as
// browsers look names up, RFC 5891 and UTS 46). CheckURL and hostKey make it, Letters writes it for people.

// asciiHost is a host with or without port as the wire spells it; false for one that no server can have.
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

// asciiName is the name of a host as the wire spells it. One in ASCII is taken as it is: networks of one's own
// have names with an underscore, and worse.
func asciiName(name string) (string, bool) {
	if isASCII(name) {
		return bits.LowerHost(name), true
	}
	name, err := idna.Lookup.ToASCII(name)
	return name, err == nil && name != "" && len(name) <= 253
}

// hostKey is what a host is known by where there is no address around it: a pin's, or what a server calls its
// own.
func hostKey(host string) string {
	host = strings.TrimSpace(host)
	if name, ok := asciiName(host); ok {
		return name
	}
	return bits.LowerHost(host)
}

// asciiAddress is an address of before, which may hold letters in its host, in the spelling of today.
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

// bareZone reports whether the IPv6 zone of an address is written as systems print it, "[fe80::1%eth0]". In an address
// the percent sign is "%25" (RFC 6874).
func bareZone(address string) bool {
	_, rest, ok := strings.Cut(address, "://[")
	inside, _, closed := strings.Cut(rest, "]")
	number, zone, has := strings.Cut(inside, "%")
	return ok && closed && has && strings.Contains(number, ":") && (!strings.HasPrefix(zone, "25") || zone == "25")
}

// punycode begins each part of a name that stands for letters outside ASCII.
const punycode = "xn--"

// Letters is an address, a server or a host with the letters that its name stands for, for people to read.
// It is the spelling of the wire for a name that may be taken for another one, as browsers do it: a part that
// mixes writings, or that is made of nothing but look-alikes of Latin letters below a name in Latin letters.
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

// decodedLabel is a part of a name in its letters, if they are spelt as they have to be.
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

// unspelt tells what is no letter, mark, digit or hyphen: a sign that looks like a slash or a dot is no part of
// a name that people should see.
func unspelt(c rune) bool { return c != '-' && !unicode.In(c, unicode.L, unicode.M, unicode.Nd) }

// writings are the combinations that one language writes with.
var writings = [][]*unicode.RangeTable{
	{unicode.Latin, unicode.Han, unicode.Hiragana, unicode.Katakana},
	{unicode.Latin, unicode.Han, unicode.Hangul},
	{unicode.Latin, unicode.Han, unicode.Bopomofo},
}

// oneWriting reports whether the letters of a label are of one writing.
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

// latinLike are letters of Cyrillic and Greek that look like one of Latin.
const latinLike = "асԁеһіјӏорԗԛѕԝхуъьҽпгѵѡ" + "αικνορτυωγ"

// lookAlike reports whether a label is made of look-alikes alone, while the end of the name is not of its writing.
func lookAlike(label, top string) bool {
	if isASCII(label) || isAllOf(top, unicode.Cyrillic) || isAllOf(top, unicode.Greek) {
		return false
	}
	return strings.IndexFunc(label, func(c rune) bool {
		return unicode.IsLetter(c) && !strings.ContainsRune(latinLike, c)
	}) < 0
}
