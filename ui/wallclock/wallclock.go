package wallclock

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// Settings are the time zone and the clock format.
type Settings struct {
	Zone   *time.Location
	Twelve bool // 3:04 PM, not 15:04
}

var (
	current   atomic.Pointer[Settings]
	refreshes sync.Mutex // one at a time: each compares with the result of the one before
)

// Now are the settings as last read. Before the first Refresh they are the zone that Go read at the start, and 24
// hours. Any goroutine may call it; it reads nothing.
func Now() Settings {
	if s := current.Load(); s != nil {
		return *s
	}
	return Settings{Zone: time.Local}
}

// In is t in the local zone.
func In(t time.Time) time.Time { return t.In(Now().Zone) }

// Refresh reads the system's settings and reports whether they changed. It reads a file or two, or starts a small
// program: do not call it on the screen's goroutine.
func Refresh(ctx context.Context) (changed bool) {
	refreshes.Lock()
	defer refreshes.Unlock()
	before := Now()
	now := Settings{Zone: zone(before.Zone), Twelve: twelve(ctx)}
	current.Store(&now)
	return now != before
}

// every bounds how long shown times may be wrong while the computer is awake. Sleep is not counted.
const every = time.Minute

// Watch refreshes the settings at once, then once a minute, and whenever it receives from look, until ctx ends. It
// calls old when times shown before are out of date: the zone, the clock format or the day has changed, since
// yesterday's times need a date.
func Watch(ctx context.Context, look <-chan struct{}, old func()) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	day := today()
	for {
		changed := Refresh(ctx)
		if d := today(); changed || d != day {
			day = d
			old()
		}
		select {
		case <-ctx.Done():
			return
		case <-look:
		case <-tick.C:
		}
	}
}

// today is the local date; its time of day is 0.
func today() (date struct{ year, day int }) {
	now := In(time.Now())
	date.year, date.day = now.Year(), now.YearDay()
	return date
}
