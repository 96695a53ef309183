//go:build !nowindow

package main

import (
	"image"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"sendoff/app/apptest"
	"sendoff/app/queue"
	"sendoff/transfer"
	"sendoff/ui/list"
)

// inSearch is a point in the search field of a window of the first size.
var inSearch = image.Pt(860, 28)

// TestCaretRepaintsNothing: a window with a caret in its search field draws no frame while nobody types.
func TestCaretRepaintsNothing(t *testing.T) {
	s := openScreen(t, "light")
	file := filepath.Join(t.TempDir(), "frametime_(ms)")
	s.Env = append(s.Env, "GALLIUM_HUD=frametime", "GALLIUM_HUD_VISIBLE=false", "GALLIUM_HUD_DUMP_DIR="+filepath.Dir(file))
	c, w := s.Sendoff()
	s.Place(w, keysWindow)
	s.Input("mousemove 1270 790")
	apptest.Eventually(t, "a frame", func() bool { return len(frameTimes(file)) > 0 })
	k := &keyboard{s, w}
	before := k.still()
	k.press("ctrl+f")
	if n := before.changed(k.still()); n == 0 {
		t.Error("the search field does not show that it has the keyboard")
	}
	drawn := len(frameTimes(file))
	s.Input("sleep 2")
	if more := len(frameTimes(file)) - drawn; more > 0 {
		t.Errorf("%d frames in two seconds", more)
	}
	s.leave(c, w)
}

// BenchmarkRest reports the share of a core used by an empty toolkit window, and by Sendoff's in three kinds of
// rest: with nothing to do, with a caret in the search field, and with uploads that count down to their next try.
// The windows take turns. One round takes two minutes:
//
// go test ./app -run '^$' -bench Rest -benchtime 3x
func BenchmarkRest(b *testing.B) {
	still, counting := load(b, 0), load(b, 0)
	counting.countDown(b)
	windows := []struct {
		name  string
		start func(*testing.B) (pid int, end func())
		focus bool
	}{{"empty", still.emptyWindow, false}, {"idle", still.sendoff, false}, {"caret", still.sendoff, true}, {"countdown", counting.sendoff, false}}
	taken, rounds := make([]float64, len(windows)), 0.0
	for b.Loop() {
		for i, w := range windows {
			pid, end := w.start(b)
			<-time.After(settleTime)
			if w.focus {
				still.view.move(b, inSearch)
				still.view.click(b, leftButton)
				still.view.move(b, elsewhere)
				<-time.After(settleTime)
			}
			taken[i] += percent(pid)
			end()
		}
		rounds++
	}
	for i, w := range windows {
		b.ReportMetric(taken[i]/rounds, w.name+"-%")
		b.ReportMetric(taken[i]/taken[0], w.name+"/empty")
	}
}

// countDown replaces the queue by one with three uploads that a server has put off for half an hour.
func (l *loadedDisplay) countDown(b *testing.B) {
	b.Helper()
	busy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "1800")
		w.WriteHeader(http.StatusServiceUnavailable)
	}))
	b.Cleanup(busy.Close)
	l.dir = filepath.Join(b.TempDir(), "queue")
	engine, err := transfer.Open(transfer.Options{Dir: l.dir})
	if err != nil {
		b.Fatal(err)
	}
	jobs := make([]transfer.Job, 3)
	for i := range jobs {
		jobs[i] = l.job(b, i, true)
		jobs[i].Target.URL = busy.URL + "/" + filepath.Base(jobs[i].Source.Path)
	}
	if err := <-engine.Do(transfer.Command{Verb: transfer.VerbAdd, Jobs: jobs}); err != nil {
		b.Fatal(err)
	}
	if err := queue.SaveSettings(engine, list.Settings{Servers: []list.Server{{Name: "Busy", URL: busy.URL + "/"}}}); err != nil {
		b.Fatal(err)
	}
	if err := engine.Close(); err != nil {
		b.Fatal(err)
	}
}
