package ui

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"sendoff/transfer"
)

// The chosen server must not hide that an upload to another one failed.
func TestFailuresOfOtherServersAreNoticed(t *testing.T) {
	s := labSettings()
	s.Servers = append(s.Servers, Server{Name: "Other", URL: "https://other.example.com/"})
	w, _ := openTest(t, s)
	for _, size := range []fyne.Size{{Width: 1100, Height: 720}, {Width: 480, Height: 360}} {
		w.win.Resize(size)
		u, id := fixture(3, func(i int, j *transfer.Job) {
			if i == 1 {
				j.Target.URL = "https://other.example.com/x"
				j.Fault = &transfer.Fault{Kind: transfer.KindDenied, Final: true}
			}
		})
		w.Apply(u)
		w.ChooseServer(testServers[0].URL)
		pill := w.status.hidden
		if w.model.indexOf(id[1]) >= 0 || !w.status.stops[4].Visible() || pill.text != "1 problem elsewhere" {
			t.Fatalf("%v: %v, %q", size, w.status.stops[4].Visible(), pill.text)
		}
		if at := w.status.stops[4].Position().X; at < 0 || at+pill.Size().Width > size.Width {
			t.Errorf("%v: the pill is at %v", size, at)
		}
		test.Tap(pill)
		if w.model.indexOf(id[1]) < 0 || w.status.stops[4].Visible() || w.model.filter != filterFailed {
			t.Errorf("%v: the failed upload is not shown", size)
		}
		w.showAll()
		w.Apply(transfer.Update{id[0]: nil, id[1]: nil, id[2]: nil})
	}
}
