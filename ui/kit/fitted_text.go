package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// Put writes one line of text at x, y. It is shortened in the middle to fit into room.
func Put(t *canvas.Text, words string, x, y, room float32) {
	t.Text = Fit(t, words, room)
	t.Move(fyne.NewPos(x, y))
	t.Resize(t.MinSize())
}

// TextWidth is the width of words in the font of t.
func TextWidth(t *canvas.Text, words string) float32 {
	if words == "" {
		return 0
	}
	return fyne.MeasureText(words, t.TextSize, t.TextStyle).Width
}

// Fit shortens words in the middle until they are no wider than room.
func Fit(t *canvas.Text, words string, room float32) string {
	w := TextWidth(t, words)
	if w == 0 || w <= room+0.5 {
		return words
	}
	r := []rune(words)
	for n := int(float32(len(r))*max(room, 0)/w) - 1; n > 1; n-- {
		tail := n * 2 / 5
		short := string(r[:n-tail]) + "…" + string(r[len(r)-tail:])
		if TextWidth(t, short) <= room {
			return short
		}
	}
	return "…"
}

// BreakLine splits words at the last blank at which the first part still fits into room.
func BreakLine(t *canvas.Text, words string, room float32) (first, rest string) {
	cut := 0
	for i, c := range words {
		if c != ' ' {
			continue
		}
		if TextWidth(t, words[:i]) > room {
			break
		}
		cut = i
	}
	if cut == 0 {
		return words, ""
	}
	return words[:cut], words[cut+1:]
}

// Room is the space for a text: the width of each line, the width of the chip on the last one, and the number of
// lines.
type Room struct {
	Width, Chip float32
	Lines       int
}

// Wrap breaks words at blanks into lines. The last line ends in an ellipsis if the text does not fit.
func Wrap(t *canvas.Text, words string, m Room) []string {
	var lines []string
	for len(lines) < m.Lines-1 && TextWidth(t, words) > m.Width-m.Chip {
		first, rest := BreakLine(t, words, m.Width)
		if rest == "" { // a single long word, or no room left for the chip
			break
		}
		lines, words = append(lines, first), rest
	}
	if TextWidth(t, words) > m.Width-m.Chip && len(lines) == m.Lines-1 {
		words, _ = BreakLine(t, words, m.Width-m.Chip-TextWidth(t, " …"))
		words += " …"
	}
	return append(lines, words)
}

// WrapTwo breaks words into two lines. The second may be empty.
func WrapTwo(t *canvas.Text, words string, room, chip float32) (first, second string) {
	lines := Wrap(t, words, Room{room, chip, 2})
	if len(lines) == 1 {
		return lines[0], ""
	}
	return lines[0], lines[1]
}
