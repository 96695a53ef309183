package transfer

import (
	"slices"

	"sendoff/transfer/bits"
)

// transcriptLines is the most lines in the transcript of one job.
const transcriptLines = 500

// smallTranscript is how many lines a file of one fragment has.
const smallTranscript = 6

// transcript is what went over the wire for one job. Runs of acknowledged fragments are folded: the first pair stays,
// the newest pair stands for the rest with a count. So good fragments never push out an error.
type transcript struct {
	lines []bits.Note
	dirty bool // not yet stored in this form
}

// keepsTranscript reports whether the transcript of an outcome is worth keeping: of deliveries, and of cancels after
// which the server may have kept something.
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
	if t.lines == nil {
		t.lines = make([]bits.Note, 0, smallTranscript)
	}
	t.lines = append(t.lines, n)
	if n.Kind == bits.NoteReceived && n.Packet == bits.Fragment {
		t.fold()
	}
	if over := len(t.lines) - transcriptLines; over > 0 {
		t.lines = slices.Delete(t.lines, 1, 1+over) // the first line says how it began
	}
}

// fold merges the last two pairs of fragments and acks if another pair precedes them.
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

// copy returns the lines for a reader outside the loop.
func (t *transcript) copy() []bits.Note {
	if t == nil {
		return nil
	}
	return slices.Clone(t.lines)
}
