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
)

// mixed is how many things of all kinds are dropped.
const mixed = 2000

// BenchmarkDrop drags 2,000 mixed files, folders and links from a real file manager onto the window and
// uploads them. It tells how long the window did not react at most, while they were dropped and looked at and
// while they were added and uploaded: seen from inside, between two turns of the screen's goroutine, and from
// outside, to the questions that a window manager asks to find out whether a program hangs. It fails if that is
// too long in each round, and if anything that can be uploaded is missing afterwards:
//
//	go test ./app -run '^$' -bench Drop -benchtime 3x
//
// With SENDOFF_SHOTS it leaves pictures there.
func BenchmarkDrop(b *testing.B) {
	needTools(b, "pcmanfm", "setpriv")
	longest := map[string][]time.Duration{}
	for b.Loop() {
		dropRound(b, longest)
	}
	for name, took := range longest {
		b.ReportMetric(float64(slices.Max(took).Milliseconds()), name+"-ms")
		if least := slices.Min(took); least > freeze {
			b.Errorf("%s: nothing for %v", name, least)
		}
	}
}

// freeze is from when on people notice that a window hangs. What else the computer does can make it hang, but
// not in each round.
const freeze = 100 * time.Millisecond

// dropRound is one drop onto a new window.
func dropRound(b *testing.B, longest map[string][]time.Duration) {
	b.Helper()
	s := openScreen(b, "light")
	want := s.mixture()
	beats := filepath.Join(b.TempDir(), "beats")
	s.env = append(s.env, beatsInto+"="+beats)
	// Root may read everything, unless it does without that.
	c := s.program("setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-dac_override,-dac_read_search",
		os.Args[0], "--dir", s.dir, "--to", s.server.url)
	w := s.window("^Sendoff$")
	manager := s.fileManager(s.files)
	s.place(w, image.Rect(10, 30, 650, 590))
	s.place(manager, image.Rect(670, 30, 1270, 430))
	id, err := strconv.ParseUint(w, 10, 32)
	if err != nil {
		b.Fatal(err)
	}
	s.calm(w) // its first pictures are not of the drop
	if err := os.WriteFile(beats, nil, 0o600); err != nil {
		b.Fatal(err)
	}
	p := pinging(b, strings.TrimPrefix(s.variable("DISPLAY"), ":"), uint32(id))
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
		s.input("sleep 3")
		s.keepShot("sheet")
		s.activate(w)
	})
	note("upload", func() { s.input("key Return sleep 8") })
	p.end()
	s.keepShot("uploading")
	got := slices.Sorted(maps.Keys(s.list()))
	if missing := slices.DeleteFunc(slices.Clone(want), func(n string) bool { _, is := slices.BinarySearch(got, n); return is }); len(missing) > 0 || len(got) != len(want) {
		b.Errorf("%d were added, want %d; missing: %q", len(got), len(want), missing)
	}
	b.ReportMetric(float64(len(got)), "added")
	_ = c.Process.Signal(syscall.SIGTERM)
	_ = c.end(b) // 130
}

// mixture makes what is dropped, and returns the names of all files that can be uploaded.
func (s *screen) mixture() (names []string) {
	s.t.Helper()
	must := func(err error) {
		s.t.Helper()
		if err != nil {
			s.t.Fatal(err)
		}
	}
	old := time.Now().Add(-time.Hour)
	write := func(name string, size int) {
		must(os.WriteFile(filepath.Join(s.files, name), make([]byte, size), 0o600))
		must(os.Chtimes(filepath.Join(s.files, name), old, old))
	}
	elsewhere := filepath.Join(s.t.TempDir(), "elsewhere.txt")
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
			must(os.Symlink(elsewhere, filepath.Join(s.files, name)))
		case 8:
			write(name+" unreadable", 10)
			must(os.Chmod(filepath.Join(s.files, name+" unreadable"), 0))
			continue
		case 9:
			must(os.Symlink("nowhere", filepath.Join(s.files, name+" dangling")))
			continue
		case 10:
			must(syscall.Mkfifo(filepath.Join(s.files, name+" pipe"), 0o600))
			continue
		case 11:
			folder := name + " folder"
			must(os.Mkdir(filepath.Join(s.files, folder), 0o700))
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

// latest is the longest time that the screen's goroutine stayed away in a span of time.
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
