package words

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Plain is a text that others chose, such as the name of a file or the words of a server, as a line on a
// terminal or in the window may have it. What moves the cursor, breaks the line, changes colours, turns the
// direction of writing or takes no room becomes "?", and a byte that is no UTF-8 becomes its number: two
// names that differ do not look alike for it.
func Plain(text string) string { return plainBut(text, "") }

// PlainLines is Plain for a text of several lines: its line breaks stay.
func PlainLines(text string) string { return plainBut(text, "\n") }

func plainBut(text, kept string) string {
	if !strings.ContainsFunc(text, Doubtful) {
		return text
	}
	var b strings.Builder
	before := rune(0)
	for i, c := range text {
		switch {
		case c == utf8.RuneError && strings.HasPrefix(text[i:], "\ufffd"):
			b.WriteRune(c) // somebody has replaced a character with it before
		case c == utf8.RuneError:
			fmt.Fprintf(&b, `\x%02X`, text[i])
		case strings.ContainsRune(kept, c), !Hostile(c), joins(c, before):
			b.WriteRune(c)
		default:
			b.WriteByte('?')
		}
		before = c
	}
	return b.String()
}

// Doubtful reports whether a character must not stand as it is: it is hostile, or stands for a byte that is no text.
func Doubtful(c rune) bool { return c == utf8.RuneError || Hostile(c) }

// Hostile tells the characters that change what stands beside them, or that cannot be seen: controls of
// ASCII and of Latin-1, those of the direction of writing (U+200E, U+200F, U+061C, U+202A to U+202E, U+2066 to
// U+2069), line and paragraph separators, whatever else formats without being seen, and letters that are
// blank.
func Hostile(c rune) bool {
	switch {
	case c < ' ', c >= 0x7f && c < 0xa0:
		return true
	case c < 0xa0:
		return false
	case unicode.Is(unicode.Prepended_Concatenation_Mark, c): // Arabic signs that are drawn around a number
		return false
	}
	return unicode.In(c, unicode.Cf, unicode.Zl, unicode.Zp, blankLetters)
}

// blankLetters are letters by their category that fonts leave blank.
var blankLetters = &unicode.RangeTable{R16: []unicode.Range16{
	{Lo: 0x115f, Hi: 0x1160, Stride: 1},
	{Lo: 0x180b, Hi: 0x180f, Stride: 1},
	{Lo: 0x3164, Hi: 0x3164, Stride: 1},
	{Lo: 0xffa0, Hi: 0xffa0, Stride: 1},
}}

const (
	zeroWidthNonJoiner = '\u200c'
	zeroWidthJoiner    = '\u200d'
)

// joins tells the two characters that say whether their neighbours join where they do so: in the writing of
// Persian and India, and in emoji. Elsewhere they would only hide in a name.
func joins(c, before rune) bool {
	if c != zeroWidthJoiner && c != zeroWidthNonJoiner {
		return false
	}
	return unicode.In(before, unicode.So, unicode.Sk, unicode.Variation_Selector, unicode.Arabic, unicode.Syriac,
		unicode.Devanagari, unicode.Bengali, unicode.Gurmukhi, unicode.Gujarati, unicode.Oriya, unicode.Tamil,
		unicode.Telugu, unicode.Kannada, unicode.Malayalam, unicode.Sinhala)
}
