package words

import (
	"net/url"
	"strings"
	"sync/atomic"
	"unicode"
	"unicode/utf8"

	"sendoff/transfer"
)

// practiceServer is the practice server in the form of transfer.Target.Server; nil = it never ran.
var practiceServer atomic.Pointer[string]

// KnowPractice sets the practice server's current or last address, so that sentences can call it by name: its port
// means nothing to a new user. It applies to the whole process; any goroutine may call it.
func KnowPractice(address string) {
	server := transfer.Target{URL: address}.Server()
	practiceServer.Store(&server)
}

func isPractice(address string) bool {
	p := practiceServer.Load()
	return p != nil && *p != "" && transfer.Target{URL: address}.Server() == *p
}

// onPracticeTop reports whether an address is directly below that of the practice server. A refusal there means a
// taken name, since everybody may upload.
func onPracticeTop(address string) bool {
	u, err := url.Parse(address)
	return err == nil && isPractice(address) && strings.Count(u.EscapedPath(), "/") == 1
}

// nameInSentence is a server's name within a sentence. Translations into inflected languages put "server" before
// it, which takes the case, so that the name never changes.
func nameInSentence(address string) string {
	if isPractice(address) {
		return Tr("the practice server")
	}
	return Host(address)
}

// Capital capitalises the start of a sentence.
func Capital(s string) string {
	c, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(c)) + s[n:]
}

// ServerText names the server of an address outside of a sentence.
func ServerText(address string) string {
	if isPractice(address) {
		return Tr(PracticeName)
	}
	return Host(address)
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
