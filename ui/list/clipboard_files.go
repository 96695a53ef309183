package list

import (
	"encoding/binary"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"sendoff/ui/words"
)

// Copied is what another program has put on the clipboard, as far as it is about files.
type Copied struct {
	Paths     []string // of files and folders, absolute
	Elsewhere []string // what stands for no file of this computer, in words to be shown
}

// FileList reads a list of files as file managers on X11 copy it: an address a line, after the word for
// copying or moving (x-special/gnome-copied-files) or among comments (text/uri-list, RFC 2483). What was cut
// is read as what was copied. Every line of another kind ends in Elsewhere.
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

// ShownName is what a copied name looks like in the list: one line of bounded length, without secrets.
func ShownName(name string) string {
	const most = 200
	if len(name) > 20*most {
		name = name[:20*most]
	}
	return words.Shorten(words.Plain(withoutAccess(name)), most)
}

// withoutAccess is what another program calls a file, without the values of a query and without a user. It may be an
// address of the desktop's own, which bits.SafeAddress would show nothing of.
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

// PathsIn reads absolute paths and file: addresses from a text, one a line, with or without quotes. Other
// lines are words and passed over.
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

// DropFiles reads a list of files as Windows has it on the clipboard: a DROPFILES structure and the names
// behind it, each with a zero at its end. ansi decodes names of the kind that is not UTF-16. The data is
// another program's: a list that its size does not hold is ErrClipboardStrange.
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

// decodeWide is UTF-16 with the low byte first, as text; a last odd byte is left out. Half a surrogate pair,
// which Windows takes in names, becomes three bytes as package os reads and writes it (WTF-8).
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
