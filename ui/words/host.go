package words

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"sendoff/transfer"
)

// onPracticeTop reports whether an upload goes directly below the address of the practice server. A refusal there means
// a taken name, since everybody may upload.
func onPracticeTop(t transfer.Target) bool {
	u, err := url.Parse(t.URL)
	return err == nil && t.Practice && strings.Count(u.EscapedPath(), "/") == 1
}

// nameInSentence is a server's name within a sentence. Translations into inflected languages put "server" before
// it, which takes the case, so that the name never changes.
func nameInSentence(t transfer.Target) string {
	if t.Practice {
		return Tr("the practice server")
	}
	return Host(t.URL)
}

// Capital capitalises the start of a sentence.
func Capital(s string) string {
	c, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(c)) + s[n:]
}

// ServerText names the server of an upload outside of a sentence.
func ServerText(t transfer.Target) string {
	if t.Practice {
		return Tr(PracticeName)
	}
	return Host(t.URL)
}

// Host is the server's display name.
func Host(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return Tr("the server")
	}
	return HostText(u.Host)
}

// HostText is a host, server or address for display. Punycode becomes letters, unless the name could be mistaken
// for another.
func HostText(host string) string { return Plain(transfer.Letters(host)) }
