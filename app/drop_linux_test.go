//go:build !nowindow

package main

import (
	"fmt"
	"image"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"sendoff/app/apptest"
)

// mixed is the number of dropped items.
const mixed = 2000

// TestLargeDrop: a list of files that X11 sends in parts is read completely.
func TestLargeDrop(t *testing.T) {
	apptest.NeedTools(t, "pcmanfm")
	s := openScreen(t, "light")
	const count = 400
	for i := range count { // the address of the file has some 800 bytes
		s.File(fmt.Sprintf("%03d %s.bin", i, strings.Repeat("длинное имя ", 10)), 1)
	}
	_, w := s.Sendoff("--to", s.Server.URL)
	manager := s.fileManager(s.Files)
	s.Place(w, image.Rect(10, 30, 650, 590))
	s.Place(manager, image.Rect(670, 30, 1270, 430))
	s.dragAll(manager, w)
	apptest.Eventually(t, "the adding of what was dropped", func() bool {
		s.Activate(w)
		s.Input("key Return sleep 1")
		return len(s.List()) > 0
	})
	if n := len(s.List()); n != count {
		t.Errorf("%d files were added, want %d", n, count)
	}
}

// BenchmarkDrop drags 2,000 mixed files, folders and links from a real file manager onto the window and uploads
// them. It reports the longest stall of the window while they were dropped and read, and while they were added and
// uploaded: from inside, between two turns of the screen's goroutine, and from outside, as the answer to a window
// manager's ping. It fails if anything that can be uploaded is missing afterwards. More than 100 ms is noticeable;
// on a busy computer other programs cause that:
//
// go test ./app -run '^$' -bench Drop -benchtime 3x
//
// With SENDOFF_SHOTS it leaves pictures there. "no-rasteriser" uses a driver that draws nothing, as in
// BenchmarkScroll: without a graphics card most of a turn is rasterising, which waits for the processors if other
// programs use them.
func BenchmarkDrop(b *testing.B) {
	apptest.NeedTools(b, "pcmanfm", "setpriv")
	b.Run("drawn", func(b *testing.B) { dropRounds(b) })
	b.Run("no-rasteriser", func(b *testing.B) { dropRounds(b, "GALLIUM_NOOP=1") })
}

func dropRounds(b *testing.B, env ...string) {
	b.Helper()
	longest := map[string][]time.Duration{}
	for b.Loop() {
		dropRound(b, longest, env)
	}
	for name, took := range longest {
		b.Log(name, took)
		b.ReportMetric(float64(slices.Max(took).Milliseconds()), name+"-ms")
	}
}

// dropRound is one drop onto a new window.
func dropRound(b *testing.B, longest map[string][]time.Duration, env []string) {
	b.Helper()
	s := openScreen(b, "light")
	want := s.mixture()
	beats := filepath.Join(b.TempDir(), "beats")
	s.Env = append(s.Env, beatsInto+"="+beats)
	s.Env = append(s.Env, env...)
	// Root may read every file, unless that capability is dropped.
	c := s.Program("setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-dac_override,-dac_read_search",
		os.Args[0], "--dir", s.Dir, "--to", s.Server.URL)
	w := s.Window("^Sendoff$")
	manager := s.fileManager(s.Files)
	s.Place(w, image.Rect(10, 30, 1110, 750)) // the first start's size; the file manager is above it
	s.Place(manager, image.Rect(670, 30, 1270, 430))
	id, err := strconv.ParseUint(w, 10, 32)
	if err != nil {
		b.Fatal(err)
	}
	s.Calm(w) // its first frames are not part of the drop
	if err := os.WriteFile(beats, nil, 0o600); err != nil {
		b.Fatal(err)
	}
	p := pinging(b, strings.TrimPrefix(s.Variable("DISPLAY"), ":"), uint32(id))
	note := func(name string, f func()) {
		begun := time.Now()
		f()
		ended := time.Now()
		outside, answers := p.slowest(begun, ended)
		if answers == 0 {
			b.Errorf("%s: the window answered no question", name)
		}
		longest[name+"-outside"] = append(longest[name+"-outside"], outside)
		longest[name+"-inside"] = append(longest[name+"-inside"], latest(b, beats, begun, ended))
	}
	note("drop", func() {
		s.dragAll(manager, w)
		s.Input("sleep 3")
		s.KeepShot("sheet")
		s.Activate(w)
	})
	note("upload", func() {
		apptest.Eventually(b, "the adding of what was dropped", func() bool {
			s.Input("key Return sleep 2")
			return len(s.List()) > 0
		})
		s.Input("sleep 6")
	})
	p.end()
	s.KeepShot("uploading")
	got := slices.Sorted(maps.Keys(s.List()))
	slices.Sort(want)
	if !slices.Equal(got, want) {
		b.Errorf("%d were added, want %d", len(got), len(want))
	}
	b.ReportMetric(float64(len(got)), "added")
	_ = c.Process.Signal(syscall.SIGTERM)
	_ = c.End(b) // exit 130
}

// mixture makes the items to drop, and returns the names of all files that can be uploaded.
func (s *screen) mixture() (names []string) {
	s.T.Helper()
	must := func(err error) {
		s.T.Helper()
		if err != nil {
			s.T.Fatal(err)
		}
	}
	old := time.Now().Add(-time.Hour)
	write := func(name string, size int) {
		must(os.WriteFile(filepath.Join(s.Files, name), make([]byte, size), 0o600))
		must(os.Chtimes(filepath.Join(s.Files, name), old, old))
	}
	elsewhere := filepath.Join(s.T.TempDir(), "elsewhere.txt")
	must(os.WriteFile(elsewhere, []byte("elsewhere"), 0o600))
	must(os.Chtimes(elsewhere, old, old))
	for i := range mixed {
		name := fmt.Sprintf("%04d", i)
		switch i % 12 {
		case 0:
			name += " plain.txt"
			write(name, 1000)
		case 1:
			name += " фотография ё.jpg"
			write(name, 1000)
		case 2:
			name += " 👩‍👩‍👧 party 🎉.png"
			write(name, 1000)
		case 3:
			name += strings.Repeat("длинное имя ", 11) + ".txt"
			write(name, 1000)
		case 4:
			name = "." + name + " hidden"
			write(name, 10)
		case 5:
			name += " empty"
			write(name, 0)
		case 6:
			name += " 100% #1 + a&b?.txt"
			write(name, 10)
		case 7:
			name += " link.txt"
			must(os.Symlink(elsewhere, filepath.Join(s.Files, name)))
		case 8:
			write(name+" unreadable", 10)
			must(os.Chmod(filepath.Join(s.Files, name+" unreadable"), 0))
			continue
		case 9:
			must(os.Symlink("nowhere", filepath.Join(s.Files, name+" dangling")))
			continue
		case 10:
			must(syscall.Mkfifo(filepath.Join(s.Files, name+" pipe"), 0o600))
			continue
		case 11:
			folder := name + " folder"
			must(os.Mkdir(filepath.Join(s.Files, folder), 0o700))
			write(filepath.Join(folder, ".hidden"), 1)
			write(filepath.Join(folder, name+" first"), 1)
			name += " second"
			write(filepath.Join(folder, name), 1)
			names = append(names, folder[:4]+" first")
		}
		names = append(names, name)
	}
	return names
}

// latest is the longest stall of the screen's goroutine within a span of time.
func latest(b *testing.B, beats string, from, to time.Time) (longest time.Duration) {
	b.Helper()
	text, err := os.ReadFile(beats)
	if err != nil {
		b.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		var came, away int64
		if _, err := fmt.Sscan(line, &came, &away); err != nil {
			b.Fatal(err)
		}
		if came > from.UnixNano() && came-away < to.UnixNano() {
			longest = max(longest, time.Duration(away))
		}
	}
	return longest
}
