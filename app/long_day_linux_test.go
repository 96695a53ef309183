//go:build !nowindow

package main

import (
	"fmt"
	"image"
	"io"
	"log"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"sendoff/app/cli"
	"sendoff/app/queue"
	"sendoff/transfer"
	"sendoff/ui/list"
)

// The long day: a window works for an hour while servers fail and a user looks at it now and then.
const (
	longDayMinutes = "SENDOFF_TORTURE_WINDOW" // sets its length; without it the test is skipped
	longDayJobs    = 300
	longDaySize    = 2 << 20         // bytes of the largest file
	longDayFaulty  = 12              // one request in so many fails
	longDayRests   = 9               // times 10 s without input
	longDaySettle  = 5 * time.Second // before a rest, until the last input is drawn
	longDayTouches = 25              // actions of the user in a row
	maxGrowth      = 1.15            // of memory, from the first third to the last
	maxUntouched   = 3.0             // percent of a core
)

// TestLongDay uploads 300 files through a server that fails at random, for an hour, with a user who scrolls. Memory
// stays flat, an idle window at rest uses little processor time, and every file reported as done is identical. The
// cost of a window with moving uploads is only reported: without a graphics card it is rasterising.
func TestLongDay(t *testing.T) {
	minutes, err := strconv.Atoi(os.Getenv(longDayMinutes))
	if err != nil {
		t.Skip("it takes an hour: " + longDayMinutes + "=60")
	}
	s := openScreen(t, "light")
	front := s.faultyServer()
	files := make([]string, longDayJobs)
	for i := range files {
		files[i] = s.File(fmt.Sprintf("file-%03d.bin", i), 1+rand.IntN(longDaySize))
	}
	s.Run(cli.ExitDone, append([]string{"add", "--to", front}, files...)...)
	day := time.Duration(minutes) * time.Minute
	s.slowEnoughFor(day)
	program, w := s.Sendoff()
	s.Place(w, image.Rect(10, 30, 1110, 750))
	d := &longDay{screen: s, w: w, pid: program.Process.Pid}
	for end := time.Now().Add(day); time.Now().Before(end); {
		d.touch()
		d.rest()
	}
	if out, _ := s.Run(cli.ExitDone, "list"); out != "" { // a remaining upload would be painted
		s.Run(cli.ExitDone, "pause", "--all")
	}
	d.judge(d.rest())
	done := 0
	for name, j := range s.List() {
		if j["outcome"] == "done" {
			done++
			s.Arrived(filepath.Join(s.Files, name))
		}
	}
	t.Logf("%d of %d uploads are done and identical", done, longDayJobs)
	if done < longDayJobs/10 {
		t.Errorf("only %d uploads are done", done)
	}
}

// faultyServer is an address in front of the receiver whose requests fail at random: refused with 503, cut off before or
// after the receiver had them, or answered late.
func (s *screen) faultyServer() string {
	s.T.Helper()
	target, err := url.Parse(s.Server.URL)
	if err != nil {
		s.T.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(target)
	proxy.ErrorLog = log.New(io.Discard, "", 0) // it would log each deliberate fault
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch rand.IntN(4 * longDayFaulty) {
		case 0:
			w.WriteHeader(http.StatusServiceUnavailable)
		case 1:
			panic(http.ErrAbortHandler)
		case 2:
			proxy.ServeHTTP(httptest.NewRecorder(), r)
			panic(http.ErrAbortHandler) // the answer is lost
		case 3:
			_, _ = io.CopyN(io.Discard, r.Body, r.ContentLength/2) // cut off in the middle
			panic(http.ErrAbortHandler)
		default:
			proxy.ServeHTTP(w, r)
		}
	}))
	server.Config.ErrorLog = proxy.ErrorLog
	s.T.Cleanup(server.Close)
	return server.URL + "/"
}

// slowEnoughFor limits the rate of all uploads so that they last for most of the time.
func (s *screen) slowEnoughFor(day time.Duration) {
	s.T.Helper()
	engine, err := transfer.Open(transfer.Options{Dir: s.Dir})
	if err != nil {
		s.T.Fatal(err)
	}
	rate := int64(longDayJobs * longDaySize / 2 / (day.Seconds() * 0.9))
	if err := queue.SaveSettings(engine, list.Settings{Limits: transfer.Limits{Rate: rate}}); err != nil {
		s.T.Fatal(err)
	}
	if err := engine.Close(); err != nil {
		s.T.Fatal(err)
	}
}

// longDay records measurements of the window.
type longDay struct {
	*screen
	w         string
	pid       int
	memory    []float64 // MB, after each rest
	untouched []float64 // percent of a core, while uploads move
}

// touch acts as a user looking at the list: scrolling, choosing, opening and closing the details.
func (d *longDay) touch() {
	d.Activate(d.w)
	d.Input(fmt.Sprintf("mousemove --window %s 600 400", d.w))
	for range longDayTouches {
		d.Input([]string{
			"click --repeat 5 --delay 60 5 sleep 0.3", "click --repeat 5 --delay 60 4 sleep 0.3", "key Next sleep 0.3",
			"key Prior sleep 0.3", "key Down sleep 0.2", "key Return sleep 0.5", "key Escape sleep 0.3", "key Home sleep 0.2", "key End sleep 0.2",
		}[rand.IntN(9)])
	}
}

// rest leaves the window alone and records what it uses.
func (d *longDay) rest() float64 {
	d.Input(fmt.Sprintf("mousemove 1270 790 sleep %d", int(longDaySettle.Seconds())))
	begun, before := time.Now(), busy(d.pid)
	for range longDayRests {
		d.Input("sleep 10") // longer than the input tool may take at once
	}
	took, memory := 100*float64(busy(d.pid)-before)/float64(time.Since(begun)), resident(d.T, d.pid)
	d.untouched, d.memory = append(d.untouched, took), append(d.memory, memory)
	d.T.Logf("%s: %.0f MB, untouched %.1f %% of a core", time.Now().Format(time.TimeOnly), memory, took)
	return took
}

// judge compares memory in the last third of the day with the first, and an idle window's processor time with its
// limit.
func (d *longDay) judge(idle float64) {
	third := max(len(d.memory)/3, 1)
	early, late := slices.Max(d.memory[:third]), slices.Max(d.memory[len(d.memory)-third:])
	if late > early*maxGrowth {
		d.T.Errorf("memory grew from %.0f to %.0f MB", early, late)
	}
	moving := slices.Sorted(slices.Values(d.untouched[:len(d.untouched)-1]))
	d.T.Logf("memory %.0f to %.0f MB; untouched: %.1f %% of a core while uploads move, %.1f %% without", early, late, moving[len(moving)/2], idle)
	if idle > maxUntouched {
		d.T.Errorf("a window that nobody touches takes %.1f %% of a core", idle)
	}
}
