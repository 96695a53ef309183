//go:build !nowindow

package main

import (
	"testing"
	"testing/synctest"

	"fyne.io/fyne/v2"
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

// slowApp is an app whose toolkit takes its time when it is asked for a visit to the screen.
type slowApp struct {
	fyne.App
	asked, proceed chan struct{}
}

func (a *slowApp) Driver() fyne.Driver { return toolkitOf{a.App.Driver(), a} }

// toolkitOf is the driver of a slowApp.
type toolkitOf struct {
	fyne.Driver
	app *slowApp
}

func (d toolkitOf) DoFromGoroutine(func(), bool) {
	d.app.asked <- struct{}{}
	<-d.app.proceed
}

// TestToolkitIsNotAskedWhileItEnds: the end of the pump waits until the toolkit is no longer being asked, and nothing
// asks it afterwards. The toolkit crashes if it is asked at the moment at which it ends.
func TestToolkitIsNotAskedWhileItEnds(t *testing.T) {
	plain := fynetest.NewTempApp(t)
	synctest.Test(t, func(t *testing.T) {
		slow := &slowApp{App: plain, asked: make(chan struct{}, 2), proceed: make(chan struct{})}
		fyne.SetCurrentApp(slow)
		defer fyne.SetCurrentApp(plain)
		p := newPump()
		go p.bring(func() {})
		<-slow.asked
		ended := make(chan struct{})
		go func() {
			p.end()
			close(ended)
		}()
		synctest.Wait()
		select {
		case <-ended:
			t.Error("the pump has ended while the toolkit is being asked")
		default:
		}
		close(slow.proceed)
		<-ended
		select {
		case <-p.bring(func() { t.Error("a visit after the end") }):
		case <-slow.asked:
			t.Error("the toolkit is asked after the end of the pump")
		}
	})
}
