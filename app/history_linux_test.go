package main

import (
	"encoding/csv"
	"image"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestHistoryByHand: with the mouse the history is filtered, searched, exported, and removed one by one and
// as a whole.
func TestHistoryByHand(t *testing.T) {
	s := openScreen(t, "light")
	needTools(t, "xclip")
	p := s.portal()
	_, w := s.sendoff("--to", s.server.url)
	s.place(w, keysWindow)
	k := &keyboard{s, w}
	for _, name := range []string{"alpha.bin", "bravo.bin", "charlie.bin"} { // added together they would be one group
		s.run(exitDone, "upload", "--to", s.server.url, k.rested(name, 1000))
	}
	s.run(exitDone, "add", "--paused", "--to", s.server.url, k.rested("delta.bin", 1000))
	s.run(exitDone, "cancel", s.list()["delta.bin"]["id"].(string))
	k.still()

	k.clicks(sideDone, "")
	k.selects("charlie bravo alpha", "ctrl+a")
	k.clicks(sideCancelled, "")
	k.selects("delta", "ctrl+a")
	k.clicks(sideAll, "")
	k.clicks(searchField, "bravo")
	k.selects("bravo", "Down", "ctrl+a")
	k.exports(p, "done bravo.bin")
	k.clicks(searchField, "")
	k.selects("delta charlie bravo alpha", "Escape", "ctrl+a")
	k.exports(p, "never_reached delta.bin", "done charlie.bin", "done bravo.bin", "done alpha.bin")

	k.input("sleep 1.2") // a row that has just slid somewhere takes no click there
	k.clicks(firstRemove, "")
	eventually(t, "the removing of one", func() bool { return len(s.list()) == 3 && s.list()["delta.bin"] == nil })
	k.clicks(removeAll, "")
	k.still()
	k.keepShot("asked")
	if n := len(s.list()); n != 3 {
		t.Errorf("%d are left before the question is answered", n)
	}
	k.clicks(removeThree, "")
	eventually(t, "the removing of all", func() bool { return len(s.list()) == 0 })
	k.still()
	k.keepShot("removed")
	for _, name := range []string{"alpha.bin", "bravo.bin", "charlie.bin"} { // only the history forgets them
		s.arrived(filepath.Join(s.files, name))
	}
}

// Places in a window of the size of keysWindow.
var (
	sideAll       = image.Pt(54, 110)
	sideDone      = image.Pt(62, 320)
	sideCancelled = image.Pt(75, 355)
	searchField   = image.Pt(907, 28)
	exportButton  = image.Pt(960, 135)
	removeAll     = image.Pt(1041, 135)
	firstRemove   = image.Pt(1040, 192)
	removeThree   = image.Pt(700, 420)
)

// clicks clicks somewhere when the window has come to rest, and types.
func (k *keyboard) clicks(at image.Point, words string) {
	k.t.Helper()
	k.still()
	k.input("mousemove --window "+k.w+" "+strconv.Itoa(at.X)+" "+strconv.Itoa(at.Y), "click 1 sleep 0.2")
	if words != "" {
		k.input("type --delay 40 " + words)
	}
}

// exports exports the history that is shown, and compares outcomes and names in the file.
func (k *keyboard) exports(p *portal, want ...string) {
	k.t.Helper()
	path := filepath.Join(k.t.TempDir(), "my history ё.csv")
	k.clicks(exportButton, "")
	asked := next(k.t, p.asked, "the question where to")
	if name, _ := asked.options["current_name"].Value().(string); !strings.HasSuffix(name, ".csv") {
		k.t.Errorf("the proposed name is %q", name)
	}
	p.answer(asked, "file://"+path)
	var text []byte
	eventually(k.t, "the file", func() bool {
		var err error
		text, err = os.ReadFile(path)
		return err == nil
	})
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(text), "\ufeff"))).ReadAll()
	if err != nil {
		k.t.Fatal(err)
	}
	name, outcome := slices.Index(rows[0], "name"), slices.Index(rows[0], "outcome")
	var got []string
	for _, row := range rows[1:] {
		got = append(got, row[outcome]+" "+row[name])
	}
	if !slices.Equal(got, want) {
		k.t.Errorf("the table has %q, want %q", got, want)
	}
}
