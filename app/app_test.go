//go:build !nowindow

package main

import (
	"testing"
	"testing/synctest"

	fynetest "fyne.io/fyne/v2/test"
)

// TestNothingTouchesAWindowThatIsGone: after its end the toolkit runs callbacks on the caller's goroutine, as the
// test driver always does. The pump then drops them, and no caller waits.
func TestNothingTouchesAWindowThatIsGone(t *testing.T) {
	fynetest.NewTempApp(t)
	synctest.Test(t, func(t *testing.T) {
		p := newPump()
		p.post(func() { t.Error("a goroutine that is not the screen's touches the window") })
		done := make(chan struct{})
		go func() { // ends with the pump
			p.run(t.Context())
			close(done)
		}()
		synctest.Wait()
		p.end()
		p.post(func() { t.Error("it is touched after its end") })
		<-done
	})
}
