package words

import (
	"net/url"
	"strings"
	"sync/atomic"
	"unicode"
	"unicode/utf8"

	"sendoff/transfer"
)

// practiceServer is the practice server as transfer.Target.Server has it; nil = it never ran.
var practiceServer atomic.Pointer[string]

// KnowPractice says where the practice server is or was the last time, so that sentences name it by what it
// is: to who tries the program out, a number and a port say nothing. There is one for a process; any
// goroutine may call it.
func KnowPractice(address string) {
	server := transfer.Target{URL: address}.Server()
	practiceServer.Store(&server)
}

func isPractice(address string) bool {
	p := practiceServer.Load()
	return p != nil && *p != "" && transfer.Target{URL: address}.Server() == *p
}

// onPracticeTop tells whether an address is right below that of the practice server. What is refused there
// is a name that is taken: everybody has the right to upload.
func onPracticeTop(address string) bool {
	u, err := url.Parse(address)
	return err == nil && isPractice(address) && strings.Count(u.EscapedPath(), "/") == 1
}

// nameInSentence is what the server of an address is called within a sentence. In a language that declines nouns,
// the translations put "server" before it, which takes the case in its place: the name is the same everywhere.
func nameInSentence(address string) string {
	if isPractice(address) {
		return Tr("the practice server")
	}
	return Host(address)
}

// capital begins a sentence that a name may begin with.
func capital(s string) string {
	c, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(c)) + s[n:]
}

// ServerText names the server of an address where no sentence is around it.
func ServerText(address string) string {
	if isPractice(address) {
		return Tr(PracticeName)
	}
	return Host(address)
}

// Host is the server's name for people.
func Host(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return Tr("the server")
	}
	return HostText(u.Host)
}

// HostText is a host, a server or an address as people read it: with the letters of its name, if it cannot be
// taken for another one.
func HostText(host string) string { return Plain(transfer.Letters(host)) }
