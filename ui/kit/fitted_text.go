package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// Put writes words of one line at a place, shortened in the middle to the room there is.
func Put(t *canvas.Text, words string, x, y, room float32) {
	t.Text = Fit(t, words, room)
	t.Move(fyne.NewPos(x, y))
	t.Resize(t.MinSize())
}

// TextWidth is how wide words are in the letters of t.
func TextWidth(t *canvas.Text, words string) float32 {
	if words == "" {
		return 0
	}
	return fyne.MeasureText(words, t.TextSize, t.TextStyle).Width
}

// Fit shortens words in the middle until they are no wider than room.
func Fit(t *canvas.Text, words string, room float32) string {
	w := TextWidth(t, words)
	if w <= room+0.5 {
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

// BreakLine cuts words at the last blank that lets the first part fit into room.
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

// Room is the room that words have: on each line, less the chip on the last, and in lines.
type Room struct {
	Width, Chip float32
	Lines       int
}

// Wrap breaks words at blanks into lines. What is too long even so ends in an ellipsis.
func Wrap(t *canvas.Text, words string, m Room) []string {
	var lines []string
	for len(lines) < m.Lines-1 && TextWidth(t, words) > m.Width-m.Chip {
		first, rest := BreakLine(t, words, m.Width)
		if rest == "" { // one long word, or words that leave no room for the chip
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

// WrapTwo breaks words into two lines, of which the second may be empty.
func WrapTwo(t *canvas.Text, words string, room, chip float32) (first, second string) {
	lines := Wrap(t, words, Room{room, chip, 2})
	if len(lines) == 1 {
		return lines[0], ""
	}
	return lines[0], lines[1]
}
