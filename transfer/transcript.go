package transfer

import (
	"slices"

	"sendoff/transfer/bits"
)

// transcriptLines bounds the transcript of one job.
const transcriptLines = 500

// transcript is what went over the wire for one job. A row of acknowledged fragments is folded: the
// first pair stays, the newest stands for the rest with their number, so that an error is never
// pushed out by fragments that went well.
type transcript struct {
	lines []bits.Note
	dirty bool // not yet stored in this form
}

// keepsTranscript reports whether a transcript explains the outcome: what arrived, and cancels of which the
// server may have kept something. Of any other cancel one line of history stays, and nothing else.
func (o Outcome) keepsTranscript() bool {
	switch o {
	case Delivered, Refused, NotTold, TooLate, Unknown:
		return true
	case Confirmed, AlreadyGone, NeverReached:
	}
	return false
}

func (t *transcript) add(n bits.Note) {
	t.dirty = true
	t.lines = append(t.lines, n)
	if n.Kind == bits.NoteReceived && n.Packet == bits.Fragment {
		t.fold()
	}
	if over := len(t.lines) - transcriptLines; over > 0 {
		t.lines = slices.Delete(t.lines, 1, 1+over) // the first line says how it began
	}
}

// fold merges the last two pairs of sent and acknowledged fragments if a third stands before them.
func (t *transcript) fold() {
	n := len(t.lines)
	if n < 6 || !pairs(t.lines[n-6:]) {
		return
	}
	old, newest := t.lines[n-4:n-2], t.lines[n-2:]
	for i := range newest {
		newest[i].Count = max(old[i].Count, 1) + 1
		newest[i].Took += old[i].Took
	}
	t.lines = slices.Delete(t.lines, n-4, n-2)
}

// pairs reports whether the lines are sent and received fragments in turn.
func pairs(lines []bits.Note) bool {
	for i, n := range lines {
		want := bits.NoteSent
		if i%2 == 1 {
			want = bits.NoteReceived
		}
		if n.Kind != want || n.Packet != bits.Fragment {
			return false
		}
	}
	return true
}

// copy copies a transcript for a reader outside the loop.
func (t *transcript) copy() []bits.Note {
	if t == nil {
		return nil
	}
	return slices.Clone(t.lines)
}
