package list

import (
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer"
)

func TestSpeeds(t *testing.T) {
	var s Speeds
	id := uuid.New()
	at := time.Date(2026, 4, 17, 14, 0, 0, 0, time.UTC)
	give := func(after time.Duration, j transfer.Job) {
		j.ID = id
		s.Take(transfer.Update{id: &j}, at.Add(after))
	}
	sending := func(rate float64) transfer.Job { return transfer.Job{Phase: transfer.Sending, Rate: rate} }
	give(0, sending(10))
	give(time.Second, sending(99)) // too early
	give(2*time.Second, sending(20))
	give(6*time.Second, sending(30)) // one update was late
	if got := s.Of[id].Rates; !slices.Equal(got, []float64{10, 20, 30, 30}) {
		t.Errorf("rates: %v", got)
	}
	give(20*time.Second, sending(5)) // after a pause
	if got := s.Of[id].Rates; len(got) != 11 || got[5] != 0 || got[10] != 5 {
		t.Errorf("rates: %v", got)
	}
	for i := range 300 {
		give(time.Minute+time.Duration(2*i)*time.Second, sending(1))
	}
	if got := len(s.Of[id].Rates); got != speedKept {
		t.Errorf("%d samples", got)
	}
	give(time.Hour, transfer.Job{Outcome: transfer.Delivered})
	if len(s.Of) != 0 {
		t.Error("an upload that has ended is still kept")
	}
}

func TestSpeedScale(t *testing.T) {
	for top, want := range map[float64]float64{0: 1, 1: 1, 3: 5, 90: 100, 100: 100, 101: 200, 4_300_000: 5_000_000} {
		if got := SpeedScale([]float64{0, top}); got != want {
			t.Errorf("%v: %v, want %v", top, got, want)
		}
	}
}
