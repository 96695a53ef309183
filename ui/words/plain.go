package words

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Plain makes a text that others chose, such as a file name or a server's words, safe for one line on a terminal or
// in the window. Characters that move the cursor, break lines, change colours, turn the writing direction or are
// invisible become "?". A byte that is not UTF-8 becomes its number, so that different names look different.
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
			b.WriteRune(c) // already a replacement character in the input
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

// Doubtful reports whether a character must be replaced for display: it is hostile, or stands for a byte that is
// not UTF-8.
func Doubtful(c rune) bool { return c == utf8.RuneError || Hostile(c) }

// Hostile reports whether a character is invisible or affects its neighbours: ASCII and Latin-1 controls, direction
// controls (U+200E, U+200F, U+061C, U+202A to U+202E, U+2066 to U+2069), line and paragraph separators, other
// invisible format characters, and blank letters.
func Hostile(c rune) bool {
	switch {
	case c < ' ', c >= 0x7f && c < 0xa0:
		return true
	case c < 0xa0:
		return false
	case unicode.Is(unicode.Prepended_Concatenation_Mark, c): // Arabic signs that are visible around a number
		return false
	}
	return unicode.In(c, unicode.Cf, unicode.Zl, unicode.Zp, blankLetters)
}

// blankLetters are letters by category that fonts draw as blanks.
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

// joins reports whether c is a zero-width joiner or non-joiner in a place where it has an effect: in Persian, in
// scripts of India and in emoji. Elsewhere it would only be invisible.
func joins(c, before rune) bool {
	if c != zeroWidthJoiner && c != zeroWidthNonJoiner {
		return false
	}
	return unicode.In(before, unicode.So, unicode.Sk, unicode.Variation_Selector, unicode.Arabic, unicode.Syriac,
		unicode.Devanagari, unicode.Bengali, unicode.Gurmukhi, unicode.Gujarati, unicode.Oriya, unicode.Tamil,
		unicode.Telugu, unicode.Kannada, unicode.Malayalam, unicode.Sinhala)
}
