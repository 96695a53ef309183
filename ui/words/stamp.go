package words

import (
	"sync/atomic"
	"time"

	"sendoff/ui/wallclock"
)

// filed counts commands that print to a file or a pipe. Their output is read on another day or in another place, so
// that times get a date and an offset.
var filed atomic.Int32

// TimesForFiles gives all times a date and an offset until done is called. Only the command line calls it.
func TimesForFiles() (done func()) {
	filed.Add(1)
	return func() { filed.Add(-1) }
}

func forFiles() bool { return filed.Load() > 0 }

// Stamp is a time to the second, for the command line.
func Stamp(t time.Time) string {
	if forFiles() {
		return wallclock.In(t).Format(time.RFC3339)
	}
	return byClock(t, time.DateTime, "2006-01-02 03:04:05\u00a0PM") // so that columns line up
}

// StampMillis is a transcript's time, to the millisecond.
func StampMillis(t time.Time) string {
	if forFiles() {
		return wallclock.In(t).Format("2006-01-02T15:04:05.000Z07:00")
	}
	return byClock(t, milliOf24, milliOf12)
}
