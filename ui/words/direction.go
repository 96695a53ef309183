package words

import (
	"slices"
	"strings"

	"golang.org/x/text/unicode/bidi"
)

// The toolkit draws each right-to-left run of a text in its direction, but places the runs from left to right. A
// number or bracket inside such a name therefore puts its words in the wrong order. Drawn reorders them into visual
// order (UAX #9, rules L2 and L4, for a left-to-right line).

// leftToRight is the left-to-right mark, U+200E. It has no width; what is between two of them is drawn from left to
// right.
const leftToRight = "\u200e"

// Drawn is a name as the window draws it: made safe by Plain, and readable if it is written from right to left. Use
// it for display only, never to copy, search or compare.
func Drawn(name string) string {
	name = Plain(name)
	if !strings.ContainsFunc(name, readsLeft) {
		return name
	}
	pieces := seen(name)
	if len(pieces) == 1 {
		return name
	}
	var b strings.Builder
	b.WriteString(leftToRight)
	for _, p := range pieces {
		if p.level == 1 {
			writeBackward(&b, p.text)
		} else {
			b.WriteString(p.text)
		}
	}
	return b.String()
}

// readsLeft reports whether a character is written from right to left, or is a digit among such letters.
func readsLeft(c rune) bool {
	if c < 0x590 {
		return false
	}
	class := classOf(c)
	return class == bidi.R || class == bidi.AL || class == bidi.AN
}

func classOf(c rune) bidi.Class {
	p, _ := bidi.LookupRune(c)
	return p.Class()
}

// piece is a run of a name at one level: 0 is the line's own direction, 1 is right to left, 2 is a number within
// that.
type piece struct {
	text  string
	level int
}

// seen are the pieces of a name in visual order, leftmost first.
func seen(name string) []piece {
	var p bidi.Paragraph
	if _, err := p.SetString(leftToRight + name); err != nil { // the mark makes it a left-to-right line
		return []piece{{name, 0}}
	}
	order, err := p.Order()
	if err != nil {
		return []piece{{name, 0}}
	}
	var list []piece
	before := ""
	for i := range order.NumRuns() {
		run := order.Run(i)
		if run.Direction() == bidi.RightToLeft {
			before = run.String()
			list = append(list, piece{before, 1})
			continue
		}
		text := strings.TrimPrefix(run.String(), leftToRight)
		list = append(list, numbersApart(text, before, i < order.NumRuns()-1)...)
	}
	return turned(list)
}

// numbersApart splits a left-to-right run that touches right-to-left text. A number at its start, with the bracket that closes one
// opened there, belongs to the text before it; one in Arabic digits at its end belongs to the text behind it.
func numbersApart(text, before string, behind bool) []piece {
	var list []piece
	if n := numberAtStart(text); n > 0 && before != "" {
		list = append(list, piece{text[:n], 2})
		text = text[n:]
		if closes(before, text) {
			list = append(list, piece{text[:1], 1})
			text = text[1:]
		}
	}
	tail := len(text)
	if behind {
		tail = len(strings.TrimRightFunc(text, func(c rune) bool { return classOf(c) == bidi.AN }))
	}
	if tail > 0 {
		list = append(list, piece{text[:tail], 0})
	}
	if tail < len(text) {
		list = append(list, piece{text[tail:], 2})
	}
	return list
}

// closes reports whether text begins with the bracket that matches the one at the end of before.
func closes(before, text string) bool {
	for _, pair := range []string{"()", "[]", "{}"} {
		if strings.HasSuffix(before, pair[:1]) && strings.HasPrefix(text, pair[1:]) {
			return true
		}
	}
	return false
}

// numberAtStart is the length of the number at the start of a text, with its signs and separators.
func numberAtStart(text string) (length int) {
	for i, c := range text {
		switch classOf(c) {
		case bidi.EN, bidi.AN:
			length = i + len(string(c))
		case bidi.ET: // a percent sign next to the digits
			if length == i {
				length = i + len(string(c))
			}
		case bidi.ES, bidi.CS, bidi.NSM, bidi.BN:
		default:
			return length
		}
	}
	return length
}

// turned puts adjacent right-to-left pieces into visual order.
func turned(list []piece) []piece {
	for i := 0; i < len(list); i++ {
		end := i
		for end < len(list) && list[end].level > 0 {
			end++
		}
		slices.Reverse(list[i:end])
		i = max(i, end)
	}
	return list
}

// writeBackward writes a right-to-left run. The toolkit reverses its words; the blanks and signs at its two ends
// are swapped here.
func writeBackward(b *strings.Builder, text string) {
	neutral := func(c rune) bool {
		class := classOf(c)
		return class != bidi.R && class != bidi.AL && class != bidi.NSM
	}
	rest := strings.TrimLeftFunc(text, neutral)
	words := strings.TrimRightFunc(rest, neutral)
	b.WriteString(bidi.ReverseString(rest[len(words):]))
	if words != "" {
		b.WriteString(leftToRight + words + leftToRight)
	}
	b.WriteString(bidi.ReverseString(text[:len(text)-len(rest)]))
}
