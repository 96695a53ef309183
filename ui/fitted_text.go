package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// put writes words of one line at a place, shortened in the middle to the room there is.
func put(t *canvas.Text, words string, x, y, room float32) {
	t.Text = fit(t, words, room)
	t.Move(fyne.NewPos(x, y))
	t.Resize(t.MinSize())
}

// textWidth is how wide words are in the letters of t.
func textWidth(t *canvas.Text, words string) float32 {
	if words == "" {
		return 0
	}
	return fyne.MeasureText(words, t.TextSize, t.TextStyle).Width
}

// fit shortens words in the middle until they are no wider than room.
func fit(t *canvas.Text, words string, room float32) string {
	w := textWidth(t, words)
	if w <= room+0.5 {
		return words
	}
	r := []rune(words)
	for n := int(float32(len(r))*max(room, 0)/w) - 1; n > 1; n-- {
		tail := n * 2 / 5
		short := string(r[:n-tail]) + "…" + string(r[len(r)-tail:])
		if textWidth(t, short) <= room {
			return short
		}
	}
	return "…"
}

// breakLine cuts words at the last blank that lets the first part fit into room.
func breakLine(t *canvas.Text, words string, room float32) (first, rest string) {
	cut := 0
	for i, c := range words {
		if c != ' ' {
			continue
		}
		if textWidth(t, words[:i]) > room {
			break
		}
		cut = i
	}
	if cut == 0 {
		return words, ""
	}
	return words[:cut], words[cut+1:]
}

// measure is the room that words have: on each line, less the chip on the last, and in lines.
type measure struct {
	room, chip float32
	most       int
}

// wrap breaks words at blanks into lines. What is too long even so ends in an ellipsis.
func wrap(t *canvas.Text, words string, m measure) []string {
	var lines []string
	for len(lines) < m.most-1 && textWidth(t, words) > m.room-m.chip {
		first, rest := breakLine(t, words, m.room)
		if rest == "" { // one long word, or words that leave no room for the chip
			break
		}
		lines, words = append(lines, first), rest
	}
	if textWidth(t, words) > m.room-m.chip && len(lines) == m.most-1 {
		words, _ = breakLine(t, words, m.room-m.chip-textWidth(t, " …"))
		words += " …"
	}
	return append(lines, words)
}

// wrapTwo breaks words into two lines, of which the second may be empty.
func wrapTwo(t *canvas.Text, words string, room, chip float32) (first, second string) {
	lines := wrap(t, words, measure{room, chip, 2})
	if len(lines) == 1 {
		return lines[0], ""
	}
	return lines[0], lines[1]
}
