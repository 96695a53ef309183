//go:build !nowindow

package main

import (
	"bufio"
	"cmp"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"sendoff/app/apptest"
	"sendoff/app/cli"
)

// BenchmarkFirstFrame starts an empty toolkit window, one with a button and Sendoff in turn, each as a process of
// its own on a bare display. It reports the time from start to first frame, and how much longer Sendoff takes in
// the median round. One round is three starts:
//
// go test ./app -run '^$' -bench FirstFrame -benchtime 15x
func BenchmarkFirstFrame(b *testing.B) {
	if _, err := exec.LookPath("Xvfb"); err != nil {
		b.Skip(err)
	}
	number := startDisplay(b)
	view := openCapture(b, number)
	home := b.TempDir()
	env := bareEnv(b, number, home)
	var empty, button, full, emptyWork, fullWork []time.Duration
	var pairs []float64 // of two consecutive starts: the load of the computer is about the same for both
	for b.Loop() {
		took, work := view.watch(b, append(env, asEmptyWindow+"=1"))
		empty, emptyWork = append(empty, took), append(emptyWork, work)
		took, _ = view.watch(b, append(env, asEmptyWindow+"="+oneButton))
		button = append(button, took)
		took, work = view.watch(b, append(env, apptest.AsProgram+"=1"))
		full, fullWork = append(full, took), append(fullWork, work)
		pairs = append(pairs, took.Seconds()/empty[len(empty)-1].Seconds())
	}
	e, one, f := median(empty), median(button), median(full)
	b.ReportMetric(float64(median(fullWork))/float64(median(emptyWork)), "work-ratio")
	b.ReportMetric(float64(median(fullWork).Milliseconds()), "sendoff-work-ms")
	b.ReportMetric(float64(e.Milliseconds()), "empty-ms")
	b.ReportMetric(float64(f.Milliseconds()), "sendoff-ms")
	b.ReportMetric(float64(one.Milliseconds()), "button-ms")
	b.ReportMetric(float64(f)/float64(one), "button-ratio")
	b.ReportMetric(float64(f)/float64(e), "ratio-of-medians")
	b.ReportMetric(median(pairs), "ratio")
}

// bareEnv is an environment for programs on a bare display: without a desktop, and with their own home.
func bareEnv(b *testing.B, number, home string) []string {
	b.Helper()
	if err := os.MkdirAll(home+"/cache", 0o700); err != nil {
		b.Fatal(err)
	}
	return append(os.Environ(), "DISPLAY=:"+number, "HOME="+home, "XDG_DATA_HOME="+home+"/data", "XDG_CACHE_HOME="+home+"/cache",
		"XDG_CONFIG_HOME="+home+"/config", "FYNE_THEME=light", "DBUS_SESSION_BUS_ADDRESS=disabled:", cli.LanguageEnv+"=en")
}

func median[T cmp.Ordered](list []T) T {
	slices.Sort(list)
	return list[len(list)/2]
}

func startDisplay(b *testing.B) string {
	b.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		b.Fatal(err)
	}
	defer r.Close() //nolint:errcheck // only read
	cmd := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", "1280x800x24", "-noreset", "-nolisten", "tcp")
	cmd.ExtraFiles = []*os.File{w}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	_ = w.Close()
	line, err := bufio.NewReader(r).ReadString('\n')
	if err != nil {
		b.Fatal(err)
	}
	return strings.TrimSpace(line)
}

// watch starts the test binary and reports the time until something is visible, and the processor time used until
// then, which depends less on other load.
func (e *capture) watch(b *testing.B, env []string, args ...string) (took, work time.Duration) {
	b.Helper()
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = env
	begun := time.Now()
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	defer cmd.Process.Kill() //nolint:errcheck // it has ended, unless the test failed
	took = e.until(b, begun, true)
	work = busy(cmd.Process.Pid)
	_ = cmd.Process.Signal(os.Interrupt)
	late := time.AfterFunc(10*time.Second, func() { _ = cmd.Process.Kill() })
	_ = cmd.Wait() // it was told to end
	late.Stop()
	e.until(b, time.Now(), false)
	return took, work
}

// busy is the processor time of all threads of a process.
func busy(pid int) time.Duration {
	files, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", pid))
	var sum time.Duration
	for _, f := range files {
		var ns int64
		if text, err := os.ReadFile(f); err == nil {
			_, _ = fmt.Sscan(string(text), &ns) // a thread that has just ended counts as 0
		}
		sum += time.Duration(ns)
	}
	return sum
}

// until waits until something is visible, or nothing any more.
func (e *capture) until(b *testing.B, begun time.Time, something bool) time.Duration {
	b.Helper()
	tick := time.NewTicker(4 * time.Millisecond)
	defer tick.Stop()
	for time.Since(begun) < 30*time.Second {
		<-tick.C
		p, err := e.pixel()
		if err != nil {
			b.Fatal(err)
		}
		if (p != 0) == something {
			return time.Since(begun)
		}
	}
	b.Fatal("nothing is seen")
	return 0
}
