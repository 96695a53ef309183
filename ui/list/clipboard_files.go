package list

import (
	"encoding/binary"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"sendoff/ui/words"
)

// Copied is the clipboard's content or a drop, as far as it is about files.
type Copied struct {
	Paths     []string // absolute paths of files and folders
	Elsewhere []string // display names of what is no local file
}

// FileList parses a list of files as copied by file managers on X11: one address a line, after the word "copy" or
// "cut" (x-special/gnome-copied-files) or among comments (text/uri-list, RFC 2483). Cut counts as copied. Lines
// that are no local file end up in Elsewhere.
func FileList(text string) Copied {
	var c Copied
	first := true
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n\x00")
		verb := first && (line == "copy" || line == "cut")
		if line != "" {
			first = false
		}
		if line != "" && !verb && !strings.HasPrefix(line, "#") {
			c.take(line)
		}
	}
	return c
}

func (c *Copied) take(name string) {
	if p := localPath(name); p != "" {
		c.Paths = append(c.Paths, p)
		return
	}
	c.Elsewhere = append(c.Elsewhere, ShownName(name))
}

// ShownName makes a copied name safe for display: one line of bounded length, without secrets.
func ShownName(name string) string {
	const maxName = 200
	if len(name) > 20*maxName {
		name = name[:20*maxName]
	}
	return words.Shorten(words.Plain(withoutAccess(name)), maxName)
}

// withoutAccess removes query values and user from an address. The address may have a scheme of the desktop's own,
// of which bits.SafeAddress would show nothing.
func withoutAccess(address string) string {
	before, after, query := strings.Cut(address, "?")
	if scheme, rest, ok := strings.Cut(before, "://"); ok {
		authority, tail, slash := strings.Cut(rest, "/")
		if i := strings.LastIndexByte(authority, '@'); i >= 0 {
			authority = authority[i+1:]
		}
		before = scheme + "://" + authority
		if slash {
			before += "/" + tail
		}
	}
	if query && after != "" {
		return before + "?..."
	}
	return before
}

// PathsIn finds absolute paths and file: addresses in a text, one a line, with or without quotes. Other lines are
// ignored.
func PathsIn(text string) Copied {
	var c Copied
	for line := range strings.Lines(text) {
		line = strings.Trim(strings.TrimRight(strings.TrimSpace(line), "\x00"), `"'`)
		if localPath(line) != "" || isFileAddress(line) {
			c.take(line)
		}
	}
	return c
}

// DropFiles parses the Windows clipboard's list of files: a DROPFILES structure followed by zero-terminated names.
// ansi decodes names that are not UTF-16. Data too short for its own list, from a faulty program, gives
// ErrClipboardStrange.
func DropFiles(data []byte, ansi func([]byte) (string, error)) (Copied, error) {
	const header, wideAt = 20, 16 // bytes: offset of the names, a point, two booleans
	if len(data) < header {
		return Copied{}, words.ErrClipboardStrange
	}
	from, wide := binary.LittleEndian.Uint32(data), binary.LittleEndian.Uint32(data[wideAt:]) != 0
	if from < header || uint64(from) > uint64(len(data)) {
		return Copied{}, words.ErrClipboardStrange
	}
	text, err := "", error(nil)
	if names := data[from:]; wide {
		text = decodeWide(names)
	} else if text, err = ansi(names); err != nil {
		return Copied{}, err
	}
	list, _, whole := strings.Cut(text, "\x00\x00")
	if !whole {
		list = strings.TrimSuffix(list, "\x00")
	}
	var c Copied
	for name := range strings.SplitSeq(list, "\x00") {
		if name != "" {
			c.take(name)
		}
	}
	return c, nil
}

// decodeWide decodes little-endian UTF-16; an odd last byte is dropped. Half a surrogate pair, which Windows allows
// in names, becomes three bytes, as in package os (WTF-8).
func decodeWide(b []byte) string {
	var text []byte
	for i := 0; i+1 < len(b); i += 2 {
		c := rune(binary.LittleEndian.Uint16(b[i:]))
		if i+3 < len(b) {
			if pair := utf16.DecodeRune(c, rune(binary.LittleEndian.Uint16(b[i+2:]))); pair != unicode.ReplacementChar {
				text = utf8.AppendRune(text, pair)
				i += 2
				continue
			}
		}
		if utf16.IsSurrogate(c) {
			text = append(text, 0xe0|byte(c>>12), 0x80|byte(c>>6)&0x3f, 0x80|byte(c)&0x3f)
			continue
		}
		text = utf8.AppendRune(text, c)
	}
	return string(text)
}
