package transfer

import "testing"

// TestEveryStateHasOneStanding: every state is in the table.
func TestEveryStateHasOneStanding(t *testing.T) {
	if len(States) != len(standings) {
		t.Errorf("%d states, %d with a standing", len(States), len(standings))
	}
	for _, s := range States {
		if s.Standing() == 0 {
			t.Errorf("%s has no standing", s)
		}
		if s.Ended() && s.GoesOn() {
			t.Errorf("%s has ended and goes on", s)
		}
	}
	for _, o := range Outcomes {
		j := Job{Outcome: o, Want: Drop, Fault: &Fault{Final: true}}
		if !j.State().Ended() || (j.State().Standing() == HasDone) != (o == Delivered) {
			t.Errorf("%s: %s", o, j.State())
		}
	}
	if State("of another version").Standing() != 0 {
		t.Error("an unknown state has a standing")
	}
}
