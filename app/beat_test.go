//go:build !nowindow

package main

import (
	"fmt"
	"os"
	"time"

	"fyne.io/fyne/v2"
)

// beatsInto names the file in which the program records delays of the screen's goroutine.
const beatsInto = "SENDOFF_TEST_BEATS_INTO"

const (
	beatEvery = 5 * time.Millisecond
	lateBeat  = 30 * time.Millisecond // one frame without a graphics card is no delay
)

// beatInto pings the screen's goroutine every few milliseconds once there is a file. For each long delay it adds a
// line: when it ended and how long it was, in nanoseconds.
func beatInto(file string) {
	go func() { // ends with the process
		tick := time.NewTicker(beatEvery)
		var f *os.File
		for f == nil { // there is no window to ping yet
			<-tick.C
			f, _ = os.OpenFile(file, os.O_WRONLY|os.O_APPEND, 0)
		}
		came := make(chan time.Time, 1)
		for last := time.Now(); ; <-tick.C {
			fyne.Do(func() { came <- time.Now() }) //nolint:forbidigo // the pump waits between visits, which would hide how late they are
			now := <-came
			if away := now.Sub(last); away > lateBeat {
				_, _ = fmt.Fprintln(f, now.UnixNano(), away.Nanoseconds()) // a lost line fails the test
			}
			last = now
		}
	}()
}
