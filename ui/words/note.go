package words

import (
	"strconv"
	"strings"

	"sendoff/transfer/bits"
)

// NoteHead is the first line of a note: "14:01:07.343 > Create-Session".
func NoteHead(n bits.Note) string {
	s := byClock(n.At, milliOf24, milliOf12) + " " + Arrow(n)
	if n.Packet != "" {
		s += " " + string(n.Packet)
	}
	if n.Count > 1 {
		s += " ×" + strconv.Itoa(n.Count)
	}
	return s
}

// Arrow is the sign of a line in a transcript: ">" for what went to the server, "<" for what came from it, a
// refusal too, and "!" for what happened without either.
func Arrow(n bits.Note) string {
	switch _, err := strconv.Atoi(firstWord(n.Text)); {
	case n.Kind == bits.NoteSent:
		return ">"
	case n.Kind == bits.NoteReceived, n.Packet != "" && err == nil:
		return "<"
	}
	return "!"
}

// TranscriptText is a transcript for the clipboard.
func TranscriptText(notes []bits.Note) string {
	var b strings.Builder
	for _, n := range notes {
		b.WriteString(NoteHead(n))
		if n.Text != "" {
			b.WriteString("  " + n.Text)
		}
		if took := TakingText(n.Took); took != "" {
			b.WriteString("  " + took)
		}
		b.WriteByte('\n')
	}
	return b.String()
}
