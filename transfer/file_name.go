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

// oddCharacters cannot be in names on Windows, where most BITS servers run, or are not accepted by IIS: it refuses
// encoded "%" and "+" by default.
const oddCharacters = `<>:"/\|?*%+&`

// OddCharacters returns the printable characters of a name that servers often refuse, each once, in their order.
func OddCharacters(name string) []rune {
	var odd []rune
	for _, c := range name {
		if strings.ContainsRune(oddCharacters, c) && !slices.Contains(odd, c) {
			odd = append(odd, c)
		}
	}
	return odd
}

// PlainName reports whether servers commonly accept a file name. They often refuse OddCharacters, characters that are
// not seen, invalid UTF-8, a dot or a blank at the end, and Windows' device names.
func PlainName(name string) bool {
	if name == "" || !utf8.ValidString(name) || strings.HasSuffix(name, ".") || strings.HasSuffix(name, " ") {
		return false
	}
	return len(OddCharacters(name)) == 0 && !strings.ContainsFunc(name, safefile.Unseen) && !safefile.DeviceName(name)
}

// Name returns the file's name in the URL: the last part of its path, decoded; "" for a folder.
func (t Target) Name() string {
	path, _, _ := strings.Cut(t.URL, "?")
	last := path[strings.LastIndex(path, "/")+1:]
	if name, err := url.PathUnescape(last); err == nil {
		return name
	}
	return last
}

// OddName returns the last of the names that the client chose, of folders that were kept and the file, which servers may
// refuse, "" if there is none. folder is set if it is that of a folder.
func (t Target) OddName() (name string, folder bool) {
	if name := t.Name(); oddName(name) {
		return name, false
	}
	for _, name := range slices.Backward(strings.Split(t.Folder, "/")) {
		if name != "" && oddName(name) {
			return name, true
		}
	}
	return "", false
}

// oddName reports whether servers may refuse a name although most take it: one that is hidden or long, too.
func oddName(name string) bool {
	return !PlainName(name) || strings.HasPrefix(name, ".") || len(name) > safefile.MaxName
}

// nameSuspected reports whether a session was probably refused for its name. BITS has no code for that. A server that
// cannot store the name answers 400, and so do web servers that refuse characters before BITS sees them. IIS answers
// 404 to an encoded "%" or "+", as to a missing address.
func nameSuspected(f *Fault, packet bits.PacketType, name string) bool {
	if packet != bits.CreateSession && packet != bits.Ping || !oddName(name) {
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
