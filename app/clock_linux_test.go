package main

import (
	"encoding/binary"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// zoneOf is a zone so many hours east of Greenwich, as a file of RFC 9636: a header that counts one kind of time
// and four letters, and these.
func zoneOf(hours int) []byte {
	b := append([]byte("TZif"), make([]byte, 16+4*4)...)
	b = append(b, 0, 0, 0, 1, 0, 0, 0, 4)
	b = binary.BigEndian.AppendUint32(b, uint32(int32(hours*3600)))
	return append(b, "\x00\x00STD\x00"...)
}

// TestWindowTravels: the zone of the system changes while the window is open. Who turns to it finds the times of
// the new zone, and those of the old one again when that is back.
func TestWindowTravels(t *testing.T) {
	needTools(t, "pcmanfm")
	s := openScreen(t, "light")
	zone := filepath.Join(t.TempDir(), "localtime")
	move := func(hours int) {
		t.Helper()
		if err := os.WriteFile(zone, zoneOf(hours), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	move(0)
	s.env = append(s.env, "TZ=:"+zone, "LC_ALL=", "LANG=C.UTF-8", "LC_TIME=en_US.UTF-8")
	s.run(exitDone, "upload", "--to", s.server.url, s.file("a.bin", 20_000))
	_, w := s.sendoff()
	k := &keyboard{s, w}
	s.place(w, keysWindow)
	manager := s.fileManager(s.files)
	turn := func() {
		t.Helper()
		s.activate(manager)
		s.activate(w)
	}
	turn()
	var home shot
	eventually(t, "a window that looks the same whenever somebody turns to it", func() bool {
		home = k.still()
		turn()
		return home.changed(k.still()) == 0
	})
	s.keepShot("home")
	move(5)
	turn()
	if !s.soon(func() bool { return home.changed(k.still()) > 0 }) {
		t.Error("the window shows the times of the old zone")
	}
	s.keepShot("away")
	move(0)
	turn()
	if !s.soon(func() bool { return home.changed(k.still()) == 0 }) {
		s.keepShot("not-home")
		t.Error("back in the old zone the window differs")
	}
}

// TestShowOnTerminal: people read the clock that they have set, in the zone that the system has; a pipe has
// neither.
func TestShowOnTerminal(t *testing.T) {
	r := newRig(t)
	zone := filepath.Join(t.TempDir(), "localtime")
	if err := os.WriteFile(zone, zoneOf(3), 0o600); err != nil {
		t.Fatal(err)
	}
	r.run(exitDone, "upload", "--to", r.server.url, r.file("a.bin", 20_000))
	id, _ := r.list()["a.bin"]["id"].(string)
	for locale, want := range map[string]string{
		"en_US.UTF-8": `Ended:? +20\d\d-\d\d-\d\d \d\d:\d\d:\d\d [AP]M\s`, "en_GB.UTF-8": `Ended:? +20\d\d-\d\d-\d\d \d\d:\d\d:\d\d\s`,
	} {
		show := r.program("show", id)
		show.Env = append(show.Env, "TZ=:"+zone, "LC_ALL="+locale)
		outer, inner := openTerminal(t, 200, 40)
		read := make(chan string, 1)
		go func() { // ends with the terminal
			text, _ := io.ReadAll(outer) // the error is the end
			read <- string(text)
		}()
		show.Stdout, show.Stderr = inner, inner
		if err := show.Run(); err != nil {
			t.Fatal(err)
		}
		_ = inner.Close()
		if out := strings.ReplaceAll(<-read, "\u00a0", " "); !regexp.MustCompile(want).MatchString(out) {
			t.Errorf("%s: %q does not match %s", locale, out, want)
		}
		piped := r.program("show", id)
		piped.Env = show.Env
		if err := piped.Run(); err != nil {
			t.Fatal(err)
		}
		if out := piped.out.String(); !regexp.MustCompile(`Ended:? +20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\+03:00`).MatchString(out) {
			t.Errorf("%s: in a pipe it is %q", locale, out)
		}
	}
}
