package receiver

import (
	"net/url"
	"runtime"
	"strings"
	"unicode/utf8"

	"sendoff/transfer/bits"
	"sendoff/transfer/safefile"
)

// maxDepth is how many segments a URL's path may have.
const maxDepth = 64

// targetName maps the escaped path of a URL to a name below the folder, with slashes. Each segment is decoded once.
// Segments that are not plain file names on every system are refused with 400: "." and "..", empty segments, control
// characters, characters that change how a name reads, backslashes, drive letters, Windows' device names, a dot or a blank at the end, invalid UTF-8. Windows
// also refuses the characters that its names cannot have: there a colon would name a stream of another file. With
// Options.NoHidden a name that begins with a dot is refused too.
func (o *Options) targetName(escaped string) (string, error) {
	if len(escaped) > bits.MaxHeaderValue {
		return "", malformedError("URL path too long")
	}
	rest, ok := strings.CutPrefix(escaped, "/")
	if !ok {
		return "", malformedError("URL path is not absolute")
	}
	if rest == "" || strings.HasSuffix(rest, "/") {
		return "", malformedError("URL names a folder")
	}
	segments := strings.Split(rest, "/")
	if len(segments) > maxDepth {
		return "", malformedError("URL path has too many folders")
	}
	for i, s := range segments {
		name, err := url.PathUnescape(s)
		if err != nil || !plainName(name) || o.NoHidden && strings.HasPrefix(name, ".") || runtime.GOOS == "windows" && strings.ContainsAny(name, `<>:"|?*`) {
			return "", malformedError("URL path has a segment that is no file name")
		}
		segments[i] = name
	}
	return strings.Join(segments, "/"), nil
}

// plainName reports whether s is harmless as one element of a path.
func plainName(s string) bool {
	switch {
	case s == "", len(s) > safefile.MaxName, !utf8.ValidString(s):
		return false
	case strings.HasSuffix(s, "."), strings.HasSuffix(s, " "):
		return false // "." and ".." too
	case strings.ContainsAny(s, `/\`), strings.ContainsFunc(s, safefile.Unseen):
		return false
	case len(s) >= 2 && s[1] == ':' && isLetter(s[0]):
		return false
	}
	return !safefile.DeviceName(s)
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
