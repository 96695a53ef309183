package safefile

import (
	"strings"
	"unicode/utf8"
)

// DeviceName reports whether Windows reserves a name for a device. What counts is the part before the first dot or
// colon, without blanks at its end.
func DeviceName(name string) bool {
	if i := strings.IndexAny(name, ".:"); i >= 0 {
		name = name[:i]
	}
	name = strings.ToUpper(strings.TrimRight(name, " "))
	switch name {
	case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$":
		return true
	}
	port, ok := strings.CutPrefix(name, "COM")
	if !ok {
		port, ok = strings.CutPrefix(name, "LPT")
	}
	return ok && utf8.RuneCountInString(port) == 1 && strings.Contains("123456789¹²³", port)
}

// MaxName is how many bytes a name has at most on common file systems.
const MaxName = 255

// Unseen reports whether a character is not seen but changes what is: controls of C0 and C1, marks of direction, and what
// has no width. U+200C and U+200D, which Persian and Indian scripts and some emoji need, are none of them.
func Unseen(c rune) bool {
	switch {
	case c < ' ', 0x7f <= c && c <= 0x9f, c == 0x00ad, c == 0x061c, c == 0x180e, c == 0xfeff:
		return true
	case c == 0x200b, c == 0x200e, c == 0x200f:
		return true
	}
	return 0x2028 <= c && c <= 0x202e || 0x2060 <= c && c <= 0x206f || 0xfff9 <= c && c <= 0xfffb
}
