package transfer

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"sendoff/transfer/bits"
	"sendoff/transfer/safefile"
)

// oddCharacters are those that a file on Windows, where most BITS servers run, cannot have in its name, or
// that IIS takes in no address: it refuses "%" and "+" in encoded form unless told otherwise.
const oddCharacters = `<>:"/\|?*%+&`

// OddCharacters are the printable characters of a name that servers tend to refuse, each once, in the
// order in which they come.
func OddCharacters(name string) []rune {
	var odd []rune
	for _, c := range name {
		if strings.ContainsRune(oddCharacters, c) && !slices.Contains(odd, c) {
			odd = append(odd, c)
		}
	}
	return odd
}

// PlainName reports whether servers commonly take a file of this name. They tend to refuse OddCharacters,
// control characters, bytes that are no UTF-8, a dot or a blank at the end, and the names that Windows keeps
// for devices.
func PlainName(name string) bool {
	if name == "" || !utf8.ValidString(name) || strings.HasSuffix(name, ".") || strings.HasSuffix(name, " ") {
		return false
	}
	return len(OddCharacters(name)) == 0 && !strings.ContainsFunc(name, isControl) && !safefile.DeviceName(name)
}

func isControl(c rune) bool { return c < ' ' || c == 0x7f }

// Name is what a target calls the file: the last part of its path, decoded; "" for a folder.
func (t Target) Name() string {
	path, _, _ := strings.Cut(t.URL, "?")
	last := path[strings.LastIndex(path, "/")+1:]
	if name, err := url.PathUnescape(last); err == nil {
		return name
	}
	return last
}

// nameSuspected reports whether a session was likely refused for its name. BITS has no code for
// them: a server that cannot store the name finds the request malformed, and web servers refuse some
// characters in a path before BITS sees it, with 400. IIS answers 404 to a "%" or a "+" in encoded form,
// as it does to an address that is not there.
func nameSuspected(f *Fault, packet bits.PacketType, name string) bool {
	if packet != bits.CreateSession && packet != bits.Ping || PlainName(name) {
		return false
	}
	switch f.HTTP {
	case http.StatusBadRequest:
		return f.Kind == KindRefused || f.Kind == KindNotBITS
	case http.StatusNotFound:
		return f.Kind == KindNotFound && strings.ContainsAny(name, "%+")
	}
	return false
}
