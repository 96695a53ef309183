package wallclock

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// Settings are the zone and the form of the clock.
type Settings struct {
	Zone   *time.Location
	Twelve bool // 3:04 PM, not 15:04
}

var (
	current   atomic.Pointer[Settings]
	refreshes sync.Mutex // one at a time: they compare with what the one before has found
)

// Now are the settings as they were last read. Before the first Refresh the zone is the one that Go read at the
// start, with 24 hours. It may be called by any goroutine and reads nothing.
func Now() Settings {
	if s := current.Load(); s != nil {
		return *s
	}
	return Settings{Zone: time.Local}
}

// In is a time on the clock of this place.
func In(t time.Time) time.Time { return t.In(Now().Zone) }

// Refresh asks the system and tells whether anything is another than before. It reads a file or two, or starts
// a small program, and is not for the screen's goroutine.
func Refresh(ctx context.Context) (changed bool) {
	refreshes.Lock()
	defer refreshes.Unlock()
	before := Now()
	now := Settings{Zone: zone(before.Zone), Twelve: twelve(ctx)}
	current.Store(&now)
	return now != before
}

// every is how long words may be wrong at most while the computer is awake. Sleep is not counted.
const every = time.Minute

// Watch asks the system again once a minute, and whenever look is sent to, until ctx ends. It calls old when
// words that were made before are so no more: the zone is another, or the form of the clock, or the day, since
// what was today bears a date now.
func Watch(ctx context.Context, look <-chan struct{}, old func()) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	day := today()
	for {
		select {
		case <-ctx.Done():
			return
		case <-look:
		case <-tick.C:
		}
		changed := Refresh(ctx)
		if d := today(); changed || d != day {
			day = d
			old()
		}
	}
}

// today is the date here; its time of day is 0.
func today() (date struct{ year, day int }) {
	now := In(time.Now())
	date.year, date.day = now.Year(), now.YearDay()
	return date
}
