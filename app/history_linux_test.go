//go:build !nowindow

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

	"sendoff/app/apptest"
	"sendoff/app/cli"
)

// TestHistoryByHand: with the mouse the history is filtered, searched, exported, and removed entry by entry and as
// a whole.
func TestHistoryByHand(t *testing.T) {
	s := openScreen(t, "light")
	apptest.NeedTools(t, "xclip")
	p := s.portal()
	_, w := s.Sendoff("--to", s.Server.URL)
	s.Place(w, keysWindow)
	k := &keyboard{s, w}
	for _, name := range []string{"alpha.bin", "bravo.bin", "charlie.bin"} { // added together they would form a group
		s.Run(cli.ExitDone, "upload", "--to", s.Server.URL, k.rested(name, 1000))
	}
	s.Run(cli.ExitDone, "add", "--paused", "--to", s.Server.URL, k.rested("delta.bin", 1000))
	s.Run(cli.ExitDone, "cancel", s.List()["delta.bin"]["id"].(string))
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

	k.Input("sleep 1.2") // a row that has just moved takes no click
	k.clicks(firstRemove, "")
	apptest.Eventually(t, "the removing of one", func() bool { return len(s.List()) == 3 && s.List()["delta.bin"] == nil })
	k.clicks(removeAll, "")
	k.still()
	k.KeepShot("asked")
	if n := len(s.List()); n != 3 {
		t.Errorf("%d are left before the question is answered", n)
	}
	k.clicks(removeThree, "")
	apptest.Eventually(t, "the removing of all", func() bool { return len(s.List()) == 0 })
	k.still()
	k.KeepShot("removed")
	for _, name := range []string{"alpha.bin", "bravo.bin", "charlie.bin"} { // only the history forgets them
		s.Arrived(filepath.Join(s.Files, name))
	}
}

// Positions in a window of the size of keysWindow.
var (
	sideAll       = image.Pt(54, 110)
	sideDone      = image.Pt(62, 320)
	sideCancelled = image.Pt(75, 355)
	searchField   = image.Pt(907, 28)
	exportButton  = image.Pt(960, 107)
	removeAll     = image.Pt(1041, 107)
	firstRemove   = image.Pt(1041, 154)
	removeThree   = image.Pt(700, 420)
)

// clicks clicks a position once the window is at rest, and types.
func (k *keyboard) clicks(at image.Point, words string) {
	k.T.Helper()
	k.still()
	k.Input("mousemove --window "+k.w+" "+strconv.Itoa(at.X)+" "+strconv.Itoa(at.Y), "click 1 sleep 0.2")
	if words != "" {
		k.Input("type --delay 40 " + words)
	}
}

// exports exports the shown history, and compares outcomes and names in the file.
func (k *keyboard) exports(p *portal, want ...string) {
	k.T.Helper()
	path := filepath.Join(k.T.TempDir(), "my history ё.csv")
	k.clicks(exportButton, "")
	asked := next(k.T, p.asked, "the question where to")
	if name, _ := asked.options["current_name"].Value().(string); !strings.HasSuffix(name, ".csv") {
		k.T.Errorf("the proposed name is %q", name)
	}
	p.answer(asked, "file://"+path)
	var text []byte
	apptest.Eventually(k.T, "the file", func() bool {
		var err error
		text, err = os.ReadFile(path)
		return err == nil
	})
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(text), "\ufeff"))).ReadAll()
	if err != nil {
		k.T.Fatal(err)
	}
	name, outcome := slices.Index(rows[0], "name"), slices.Index(rows[0], "outcome")
	var got []string
	for _, row := range rows[1:] {
		got = append(got, row[outcome]+" "+row[name])
	}
	if !slices.Equal(got, want) {
		k.T.Errorf("the table has %q, want %q", got, want)
	}
}
