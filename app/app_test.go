//go:build !nowindow

package main

import (
	"testing"
	"testing/synctest"

	fynetest "fyne.io/fyne/v2/test"
)

// TestNothingTouchesAWindowThatIsGone: a toolkit that has ended calls what it is given on the goroutine that gives it,
// as the one for tests always does. What is brought to the screen then is not done, and nobody waits for it.
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
