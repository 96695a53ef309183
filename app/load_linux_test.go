//go:build !nowindow

package main

import (
	"bytes"
	"fmt"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"sendoff/app/apptest"
	"sendoff/app/queue"
	"sendoff/transfer"
	"sendoff/transfer/receiver"
	"sendoff/transfer/source"
	"sendoff/ui/list"
)

// Benchmarks of the window in the real program, on a bare virtual display without a graphics card, with a queue of
// 10,000 uploads. The first of them go to a receiver in this process; the others are paused.

const (
	manyJobs   = 10_000
	movingJobs = 5
	largeFile  = 4 << 30
	totalRate  = 2 << 20 // bytes a second for all uploads together: too slow for them to end
)

// Positions in the window, which has the size of the first start and is at the display's corner.
var (
	rowNames  = image.Rect(250, 100, 420, 640)
	firstName = image.Rect(254, 100, 330, 116) // name of the first row, above its bar
	firstStop = image.Pt(1100-cancelFromRight, cancelFromTop)
	overList  = image.Pt(600, 400)
	elsewhere = image.Pt(1270, 790)
)

// loadedDisplay is a display for windows, and a queue.
type loadedDisplay struct {
	dir    string // the queue's folder
	files  string // folder of the moving uploads' files
	server *apptest.Server
	view   *capture
	env    []string
}

// load makes a display and a queue with some moving uploads.
func load(b *testing.B, moving int) *loadedDisplay {
	b.Helper()
	if _, err := exec.LookPath("Xvfb"); err != nil {
		b.Skip(err)
	}
	number, home := startDisplay(b), b.TempDir()
	l := &loadedDisplay{
		dir: filepath.Join(home, "queue"), files: b.TempDir(),
		server: apptest.StartServer(b, receiver.Options{Dir: b.TempDir()}), view: openCapture(b, number), env: bareEnv(b, number, home),
	}
	l.fill(b, moving)
	l.view.move(b, elsewhere)
	return l
}

// window starts a program that ends with the benchmark.
func (l *loadedDisplay) window(b *testing.B, as string, args ...string) (pid int, end func()) {
	b.Helper()
	c := exec.CommandContext(b.Context(), os.Args[0], args...)
	c.Env = append(l.env, as+"=1")
	if err := c.Start(); err != nil {
		b.Fatal(err)
	}
	end = sync.OnceFunc(func() {
		late := time.AfterFunc(10*time.Second, func() { _ = c.Process.Kill() })
		_ = c.Process.Signal(os.Interrupt)
		_ = c.Wait() // it was told to end
		late.Stop()
		l.view.until(b, time.Now(), false)
	})
	b.Cleanup(func() { _ = c.Process.Kill(); _ = c.Wait() })
	return c.Process.Pid, end
}

func (l *loadedDisplay) sendoff(b *testing.B) (pid int, end func()) {
	b.Helper()
	return l.window(b, apptest.AsProgram, "--dir", l.dir)
}

func (l *loadedDisplay) emptyWindow(b *testing.B) (pid int, end func()) {
	b.Helper()
	return l.window(b, asEmptyWindow)
}

// fill makes the queue.
func (l *loadedDisplay) fill(b *testing.B, moving int) {
	b.Helper()
	engine, err := transfer.Open(transfer.Options{Dir: l.dir})
	if err != nil {
		b.Fatal(err)
	}
	jobs := make([]transfer.Job, manyJobs)
	for i := range jobs {
		jobs[i] = l.job(b, i, i < moving)
	}
	if err := <-engine.Do(transfer.Command{Verb: transfer.VerbAdd, Jobs: jobs}); err != nil {
		b.Fatal(err)
	}
	limits := transfer.Limits{Uploads: movingJobs, PerServer: movingJobs, Rate: totalRate}
	if err := queue.SaveSettings(engine, list.Settings{Limits: limits, Servers: []list.Server{{Name: "Files", URL: l.server.URL}}}); err != nil {
		b.Fatal(err)
	}
	if err := engine.Close(); err != nil {
		b.Fatal(err)
	}
}

// job is an upload to the receiver: of a sparse file, or paused.
func (l *loadedDisplay) job(b *testing.B, i int, moving bool) transfer.Job {
	b.Helper()
	name := fmt.Sprintf("file-%05d.bin", i)
	path := filepath.Join(l.files, name)
	s := source.File{Path: path, Size: largeFile, ModTime: time.Now().Add(-time.Hour).Truncate(time.Second)}
	j := transfer.NewJob(s, transfer.Target{URL: l.server.URL + name})
	if !moving {
		j.Want = transfer.Hold
		return j
	}
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		b.Fatal(err)
	}
	if err := os.Truncate(path, largeFile); err != nil {
		b.Fatal(err)
	}
	if err := os.Chtimes(path, s.ModTime, s.ModTime); err != nil { // so that it counts as complete
		b.Fatal(err)
	}
	return j
}

// percent is a process's share of one core.
func percent(pid int) float64 {
	const span = 20 * time.Second
	begun, before := time.Now(), busy(pid)
	<-time.After(span)
	return 100 * float64(busy(pid)-before) / float64(time.Since(begun))
}

// resident is the memory of a process, in MB.
func resident(b testing.TB, pid int) float64 {
	b.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		b.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "VmRSS:")
	kb, err := strconv.Atoi(strings.Fields(rest)[0])
	if err != nil {
		b.Fatal(err)
	}
	return float64(kb) * 1024 / 1e6
}

// settleTime is how long a window is left alone before measuring.
const settleTime = 5 * time.Second

// BenchmarkOpen10000 opens the window on 10,000 uploads. It reports the time until their names are visible, and the
// memory in use some seconds later:
//
// go test ./app -run '^$' -bench Open10000 -benchtime 5x
func BenchmarkOpen10000(b *testing.B) {
	l := load(b, 0)
	var took []time.Duration
	memory := 0.0
	for b.Loop() {
		begun := time.Now()
		pid, end := l.sendoff(b)
		l.view.drawn(b, rowNames)
		took = append(took, time.Since(begun))
		<-time.After(settleTime)
		memory = max(memory, resident(b, pid))
		end()
	}
	b.ReportMetric(float64(median(took).Milliseconds()), "open-ms")
	b.ReportMetric(memory, "rss-MB")
}

// BenchmarkScroll turns the wheel 120 times a second over 10,000 uploads, so that each frame has something new, and
// counts the frames. The toolkit makes at most 60:
//
// go test ./app -run '^$' -bench Scroll -benchtime 3x
//
// Without a graphics card nearly all of a frame's time is rasterising on the processor. "no-rasteriser" uses a
// driver that accepts every OpenGL command and draws nothing. What is left is work that a computer with a card has
// too: events, list, rows, text, and issuing the commands. 60 frames a second there prove that this work fits into
// a frame. They do not prove that a certain card draws the frame in time, nor what its own driver costs.
func BenchmarkScroll(b *testing.B) {
	b.Run("drawn", func(b *testing.B) {
		l := load(b, 0)
		pid, _ := l.sendoff(b)
		l.view.drawn(b, rowNames)
		l.scrollFor(b, pid, func() int { return l.view.scroll(b, scrollSpan) })
	})
	b.Run("no-rasteriser", func(b *testing.B) {
		l := load(b, 0)
		file := filepath.Join(b.TempDir(), "frametime_(ms)")
		l.env = append(l.env, "GALLIUM_NOOP=1", "GALLIUM_HUD=frametime", "GALLIUM_HUD_VISIBLE=false", "GALLIUM_HUD_DUMP_DIR="+filepath.Dir(file))
		pid, _ := l.sendoff(b)
		<-time.After(settleTime)
		var all []float64
		l.scrollFor(b, pid, func() int {
			before := len(frameTimes(file))
			if seen := l.view.scroll(b, scrollSpan); seen > 1 {
				b.Fatalf("%d pictures are seen, so that it was drawn", seen)
			}
			frames := frameTimes(file)[before:]
			all = append(all, frames...)
			return len(frames)
		})
		b.ReportMetric(median(all), "median-ms")
		b.ReportMetric(all[len(all)*95/100], "95th-ms") // sorted by median
	})
}

const scrollSpan = 5 * time.Second

// scrollFor scrolls in each round and reports the frames.
func (l *loadedDisplay) scrollFor(b *testing.B, pid int, scroll func() (frames int)) {
	b.Helper()
	<-time.After(settleTime)
	l.view.move(b, overList)
	frames, rounds, before := 0, 0, busy(pid)
	for b.Loop() {
		frames += scroll()
		rounds++
	}
	b.ReportMetric(float64(frames)/float64(rounds)/scrollSpan.Seconds(), "frames/s")
	b.ReportMetric(float64((busy(pid)-before).Microseconds())/1000/float64(max(frames, 1)), "cpu-ms/frame")
	b.ReportMetric(resident(b, pid), "rss-MB")
}

// frameTimes are the times between frames in milliseconds, as written to a file by Mesa.
func frameTimes(path string) (list []float64) {
	text, _ := os.ReadFile(path) // missing before the first frame
	for line := range strings.Lines(string(text)) {
		if ms, err := strconv.ParseFloat(strings.TrimSpace(line), 64); err == nil {
			list = append(list, ms)
		}
	}
	return list
}

// scroll turns the wheel for a while and counts visible frames.
func (e *capture) scroll(b *testing.B, span time.Duration) (frames int) {
	b.Helper()
	wheel, look := time.NewTicker(time.Second/120), time.NewTicker(4*time.Millisecond)
	defer wheel.Stop()
	defer look.Stop()
	var last []byte
	for end := time.After(span); ; {
		select {
		case <-end:
			return frames
		case <-wheel.C:
			e.click(b, wheelDown)
		case <-look.C:
			if now := e.look(b, rowNames); !bytes.Equal(now, last) {
				last = now
				frames++
			}
		}
	}
}

// BenchmarkProcessor reports the share of a core used by an empty toolkit window, by Sendoff's with 10,000 uploads
// at rest, and with five of them moving. One round takes a minute and a half:
//
// go test ./app -run '^$' -bench Processor -benchtime 1x
func BenchmarkProcessor(b *testing.B) {
	still, moving := load(b, 0), load(b, movingJobs)
	windows := []struct {
		name  string
		start func(*testing.B) (pid int, end func())
	}{{"empty", still.emptyWindow}, {"idle", still.sendoff}, {"moving", moving.sendoff}}
	taken, memory, rounds := make([]float64, len(windows)), make([]float64, len(windows)), 0.0
	for b.Loop() {
		for i, w := range windows {
			pid, end := w.start(b)
			<-time.After(settleTime)
			taken[i] += percent(pid)
			memory[i] = resident(b, pid)
			end()
		}
		rounds++
	}
	for i, w := range windows {
		b.ReportMetric(taken[i]/rounds, w.name+"-%")
		b.ReportMetric(memory[i], w.name+"-rss-MB")
	}
}

// BenchmarkClick clicks Cancel on a moving upload, the first of 10,000, and reports the time from the click to the
// frame in which its name is grey:
//
// go test ./app -run '^$' -bench Click -benchtime 9x
func BenchmarkClick(b *testing.B) {
	l := load(b, 60)
	l.sendoff(b)
	l.view.drawn(b, firstName)
	l.view.move(b, firstStop)
	var took []time.Duration
	for b.Loop() {
		before := l.view.steady(b, firstName, 3*time.Second)
		begun := time.Now()
		l.view.click(b, leftButton)
		l.view.changed(b, firstName, before)
		took = append(took, time.Since(begun))
	}
	b.ReportMetric(float64(median(took).Milliseconds()), "median-ms")
	b.ReportMetric(float64(slices.Max(took).Milliseconds()), "worst-ms")
}
