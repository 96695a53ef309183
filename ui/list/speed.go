package list

import (
	"time"

	"github.com/google/uuid"

	"sendoff/transfer"
)

// The speed of the last minutes is kept for each upload that runs, so that the details have something
// to show at once.
const (
	speedEvery = 2 * time.Second // between two samples
	speedKept  = 150             // samples: five minutes
)

// Speeds are the latest speeds of uploads that run.
type Speeds struct {
	Of map[uuid.UUID]*SpeedLine
}

// SpeedLine is the speed of one upload, oldest first.
type SpeedLine struct {
	Rates []float64 // bytes a second, one every speedEvery
	At    time.Time // of the newest
}

// Take notes the speeds of an update; uploads that stand still or have ended need no memory.
func (s *Speeds) Take(u transfer.Update, now time.Time) {
	for id, j := range u {
		switch {
		case j == nil || j.Outcome != "" || j.Want == transfer.Drop:
			delete(s.Of, id)
		case j.Phase == transfer.Sending:
			s.line(id).add(j.Rate, now)
		}
	}
}

func (s *Speeds) line(id uuid.UUID) *SpeedLine {
	if s.Of == nil {
		s.Of = map[uuid.UUID]*SpeedLine{}
	}
	l := s.Of[id]
	if l == nil {
		l = &SpeedLine{}
		s.Of[id] = l
	}
	return l
}

// add takes a sample in if it is time for one. A pause leaves a gap of nothing, five minutes at most.
func (l *SpeedLine) add(rate float64, now time.Time) {
	missed := 0
	if !l.At.IsZero() {
		since := now.Sub(l.At)
		if since < speedEvery {
			return
		}
		missed = min(int(since/speedEvery)-1, speedKept)
	}
	for range missed {
		if missed > 2 { // a late update is no pause
			l.Rates = append(l.Rates, 0)
		} else {
			l.Rates = append(l.Rates, rate)
		}
	}
	l.Rates = append(l.Rates, max(rate, 0))
	l.Rates = l.Rates[max(0, len(l.Rates)-speedKept):]
	l.At = now
}

// SpeedScale is the top of a graph: the round figure above the fastest sample, 1, 2 or 5 with zeros.
func SpeedScale(rates []float64) float64 {
	top := 1.0
	for _, r := range rates {
		top = max(top, r)
	}
	step := 1.0
	for step*10 < top {
		step *= 10
	}
	for _, m := range []float64{1, 2, 5, 10} {
		if step*m >= top {
			return step * m
		}
	}
	return step * 10
}
