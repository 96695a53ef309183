package safefile

import (
	"strings"
	"unicode"
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
// has no width. Not among them are U+200C and U+200D, which Persian and Indian scripts and some emoji need, the selectors of
// a character's form, and the marks above Arabic numbers, which are seen.
func Unseen(c rune) bool {
	switch {
	case c == 0x200c, c == 0x200d, unicode.Is(unicode.Variation_Selector, c), unicode.Is(unicode.Prepended_Concatenation_Mark, c):
		return false
	}
	return unicode.In(c, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Other_Default_Ignorable_Code_Point)
}
