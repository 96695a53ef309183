package receiver

import "testing"

// TestBufferFollowsThePace: a slow or stalled body uses the small buffer, a fast one the big one.
func TestBufferFollowsThePace(t *testing.T) {
	var b buffer
	defer b.release()
	for i, step := range []struct{ took, want int }{
		{0, smallRead}, {100, smallRead}, {smallRead, bigRead}, {bigRead, bigRead}, {smallRead, bigRead}, {smallRead - 1, smallRead}, {1, smallRead},
	} {
		if i > 0 {
			b.took(step.took)
		}
		if got := len(b.room()); got != step.want {
			t.Errorf("after %d bytes there is room for %d, want %d", step.took, got, step.want)
		}
	}
}
