package list

import (
	"time"

	"github.com/google/uuid"

	"sendoff/transfer"
)

// Each running upload's speed is kept for some minutes, so that the details have something to show at once.
const (
	speedEvery = 2 * time.Second // interval of samples
	speedKept  = 150             // samples: five minutes
)

// Speeds are the recent speeds of running uploads.
type Speeds struct {
	Of map[uuid.UUID]*SpeedLine
}

// SpeedLine is the recent speed of one upload, oldest first.
type SpeedLine struct {
	Rates []float64 // bytes a second, one every speedEvery
	At    time.Time // time of the newest
}

// Take records the speeds of an update. Uploads that are not running are dropped.
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

// add adds a sample if it is due. A pause becomes zeros, for five minutes at most.
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
		if missed > 2 { // a late update is not a pause
			l.Rates = append(l.Rates, 0)
		} else {
			l.Rates = append(l.Rates, rate)
		}
	}
	l.Rates = append(l.Rates, max(rate, 0))
	l.Rates = l.Rates[max(0, len(l.Rates)-speedKept):]
	l.At = now
}

// SpeedScale is the top of a graph: the next 1, 2 or 5 times a power of ten above the fastest sample.
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
