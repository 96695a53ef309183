package transfer

import (
	"testing"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
)

// TestRefusedCancelKeepsWhatTheServerSaid: its fault and its transcript are there as long as the outcome,
// over a restart of the program, and go when the line of history does.
func TestRefusedCancelKeepsWhatTheServerSaid(t *testing.T) {
	t.Parallel()
	f, _, refused := refusedCancel(t)
	if refused.Fault.Kind != KindNoCancel || refused.Fault.HTTP != 403 || refused.Fault.Packet != string(bits.CancelSession) {
		t.Errorf("fault: %+v", refused.Fault)
	}
	for _, when := range []string{"at once", "after a restart"} {
		if answer := f.lastSaid(refused.ID, bits.CancelSession); answer != 403 {
			t.Errorf("%s the transcript says %d of the cancel", when, answer)
		}
		if err := f.engine.Close(); err != nil {
			t.Fatal(err)
		}
		f.launch()
	}
	f.do(Command{Verb: VerbForget, IDs: []uuid.UUID{refused.ID}})
	if said := f.lastSaid(refused.ID, bits.CancelSession); said != 0 {
		t.Errorf("after it was forgotten: %d", said)
	}
}

// lastSaid is the status in the last line about a packet in a job's transcript, 0 for none.
func (f *front) lastSaid(id uuid.UUID, p bits.PacketType) int {
	f.t.Helper()
	notes, err := f.engine.Transcript(f.t.Context(), id)
	if err != nil {
		f.t.Fatal(err)
	}
	var said int
	for _, n := range notes {
		if n.Packet == p {
			said = n.Status
		}
	}
	return said
}
