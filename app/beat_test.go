//go:build !nowindow

package main

import (
	"fmt"
	"os"
	"time"

	"fyne.io/fyne/v2"
)

// beatsInto makes the program note in this file when its screen's goroutine was late.
const beatsInto = "SENDOFF_TEST_BEATS_INTO"

const (
	beatEvery = 5 * time.Millisecond
	lateBeat  = 30 * time.Millisecond // one picture without a graphics card is no lateness
)

// beatInto has the screen's goroutine come by every few milliseconds once there is a file, and adds a line to
// it whenever it stayed away for long: when it came, as nanoseconds of the clock, and how many it stayed away.
func beatInto(file string) {
	go func() { // ends with the process
		tick := time.NewTicker(beatEvery)
		var f *os.File
		for f == nil { // before there is a window, nobody could come
			<-tick.C
			f, _ = os.OpenFile(file, os.O_WRONLY|os.O_APPEND, 0)
		}
		came := make(chan time.Time, 1)
		for last := time.Now(); ; <-tick.C {
			fyne.Do(func() { came <- time.Now() }) //nolint:forbidigo // the pump waits between visits, which would hide how late they are
			now := <-came
			if away := now.Sub(last); away > lateBeat {
				_, _ = fmt.Fprintln(f, now.UnixNano(), away.Nanoseconds()) // a line that is lost makes the test fail
			}
			last = now
		}
	}()
}
