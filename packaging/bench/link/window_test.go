package link

import (
	"testing"
	"time"
)

const roundTrip = 100 * time.Millisecond

// sendRound sends as much as the window allows and waits for the acknowledgements. It returns how much that was.
func sendRound(w *window, now *time.Time) (sent int64) {
	for w.full(*now) <= 0 {
		w.sent(1460, *now, now.Add(roundTrip))
		sent += 1460
	}
	*now = now.Add(roundTrip)
	return sent
}

// TestWindow: it begins with ten segments, doubles each round trip, ends at what line and queue hold, and begins again
// after a pause.
func TestWindow(t *testing.T) {
	w := newWindow(&wire{rate: 12_500_000, delay: roundTrip / 2, queue: roundTrip / 2})
	now := time.Unix(1_000_000, 0)
	want := int64(firstWindow)
	for round := range 7 {
		if got := sendRound(w, &now); got != want {
			t.Errorf("round trip %d: %d bytes, want %d", round, got, want)
		}
		want *= 2
	}
	const most = 12_500_000 * 3 / 20 // a round trip and half a one
	sendRound(w, &now)
	if got := sendRound(w, &now); got < most || got > most+1460 {
		t.Errorf("%d bytes, want %d: what the line and its queue hold", got, most)
	}
	now = now.Add(roundTrip)
	if got := sendRound(w, &now); got < most {
		t.Errorf("%d bytes after a pause of one round trip, want %d", got, most)
	}
	now = now.Add(time.Second)
	w.sent(0, now, now)
	if got := sendRound(w, &now); got != firstWindow {
		t.Errorf("%d bytes after a pause of a second, want %d", got, firstWindow)
	}
}

// TestNoWindow: a line without a rate holds nothing back.
func TestNoWindow(t *testing.T) {
	w, now := newWindow(new(wire)), time.Unix(1_000_000, 0)
	for range 1000 {
		w.sent(1<<20, now, now)
	}
	if d := w.full(now); d > 0 {
		t.Errorf("it waits %v", d)
	}
}
