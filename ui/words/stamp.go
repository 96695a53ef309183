package words

import (
	"sync/atomic"
	"time"

	"sendoff/ui/wallclock"
)

// filed counts the commands whose words go to a file or a pipe, where somebody reads them on another day or in
// another place: there a time has its date and its offset.
var filed atomic.Int32

// TimesForFiles gives all times a date and an offset until done is called. The command line says so; a window
// never does.
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
	return byClock(t, time.DateTime, "2006-01-02 03:04:05\u00a0PM") // one below the other
}

// StampMillis is the time of something in a transcript.
func StampMillis(t time.Time) string {
	if forFiles() {
		return wallclock.In(t).Format("2006-01-02T15:04:05.000Z07:00")
	}
	return byClock(t, milliOf24, milliOf12)
}
