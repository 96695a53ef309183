//go:build !nowindow

package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sendoff/app/apptest"
	"sendoff/app/cli"
)

// TestEveryKey presses each key of the window, except those of TestKeysAndCancel.
func TestEveryKey(t *testing.T) {
	s := openScreen(t, "light")
	apptest.NeedTools(t, "xclip")
	p := s.portal()
	c, w := s.Sendoff("--to", s.Server.URL, "--limit", "300k")
	s.Place(w, keysWindow)
	s.Input("mousemove 1270 790")
	k := &keyboard{s, w}
	k.adds(p)
	for _, name := range []string{"delta.bin", "echo.bin"} {
		s.Run(cli.ExitDone, "add", "--to", s.Server.URL, k.rested(name, 6_000_000))
	}
	apptest.Eventually(t, "a session", func() bool { acked, _ := s.List()["alpha.bin"]["acked"].(float64); return acked > 0 })
	k.press("ctrl+a")
	k.pauses("alpha.bin", "bravo.bin", "charlie.bin", "delta.bin", "echo.bin")
	k.moves()
	k.searches()
	k.looksInto()
	k.tabs()
	k.ends()
	k.filters()
	k.press("ctrl+w") // nothing runs, so that nothing is asked
	if err := c.End(t); err != nil {
		t.Errorf("after Ctrl+W with nothing to upload: %v", err)
	}
}

// adds adds files with the file chooser and by pasting.
func (k *keyboard) adds(p *portal) {
	k.T.Helper()
	paths := map[string]string{}
	for _, name := range []string{"alpha.bin", "bravo.bin", "charlie.bin"} {
		paths[name] = k.rested(name, 6_000_000)
	}
	k.press("ctrl+shift+o")
	folder := next(k.T, p.asked, "the folder chooser")
	before := k.still()
	if folder.options["directory"].Value() != true || !strings.HasPrefix(folder.parent, "x11:") {
		k.T.Errorf("Ctrl+Shift+O asked for %v", folder)
	}
	p.answer(folder)
	k.Calm(k.w)
	if n := before.changed(k.still()); n > 0 {
		k.T.Errorf("a chooser that was left changed %d pixels of the window", n)
	}
	k.press("ctrl+o")
	files := next(k.T, p.asked, "the file chooser")
	if files.options["directory"].Value() != false || files.options["multiple"].Value() != true {
		k.T.Errorf("Ctrl+O asked for %v", files)
	}
	k.Calm(k.w)
	p.answer(files, "file://"+paths["alpha.bin"])
	k.accepts("alpha.bin")

	k.clip("no path at all")
	k.press("ctrl+v")
	k.Calm(k.w)
	k.clip("\"" + paths["bravo.bin"] + "\"\n")
	k.press("ctrl+v")
	k.accepts("bravo.bin")
	k.clip("file://" + paths["charlie.bin"])
	k.press("ctrl+v")
	k.accepts("charlie.bin")
}

// accepts presses Enter until the sheet has added a file, and then Escape, in case one Enter too many has opened
// the details.
func (k *keyboard) accepts(name string) {
	k.T.Helper()
	apptest.Eventually(k.T, "the adding of "+name, func() bool {
		k.press("Return")
		k.Calm(k.w)
		return k.List()[name] != nil
	})
	k.press("Escape", "Escape")
}

// moves moves cursor and selection, and then the uploads themselves.
func (k *keyboard) moves() {
	k.T.Helper()
	k.selects("", "Escape", "Escape")
	k.selects("alpha bravo charlie delta echo", "ctrl+a")
	k.selects("alpha", "Home")
	k.selects("echo", "End")
	k.selects("delta", "Up")
	k.selects("charlie delta", "shift+Up")
	k.selects("bravo", "Home", "Down")
	k.selects("bravo charlie", "shift+Down")
	k.selects("alpha bravo", "shift+Home")
	k.selects("echo", "Home", "Next")
	k.selects("alpha", "Prior")
	k.selects("charlie", "c", "h")
	if got, want := k.copies("Home", "ctrl+shift+c"), k.List()["alpha.bin"]["session"]; got != want {
		k.T.Errorf("Ctrl+Shift+C copied %q, want the session %q", got, want)
	}
	k.orders("bravo alpha charlie delta echo", "ctrl+Down")
	k.orders("bravo charlie delta echo alpha", "ctrl+shift+Down")
	k.orders("bravo charlie delta alpha echo", "ctrl+Up")
	k.orders("alpha bravo charlie delta echo", "ctrl+shift+Up")
}

// searches uses and leaves the search.
func (k *keyboard) searches() {
	k.T.Helper()
	k.press("ctrl+f", "d", "e", "l")
	k.selects("delta", "Down", "ctrl+a")
	k.selects("alpha bravo charlie delta echo", "Escape", "ctrl+a")
}

// looksInto opens and closes what appears beside or above the list.
func (k *keyboard) looksInto() {
	k.T.Helper()
	k.press("Home")
	details, again, protocol := k.opens("Return"), k.opens("alt+Return"), k.opens("ctrl+l")
	if n := details.changed(again); n > 400 {
		k.T.Errorf("Enter and Alt+Enter differ by %d pixels", n)
	}
	if details.changed(protocol) < 4000 {
		k.T.Error("Ctrl+L shows the same as Enter")
	}
	k.opens("F1")
	k.opens("ctrl+comma")
	k.opens("ctrl+t")
	menu, again := k.opens("Menu"), k.opens("shift+F10")
	if n := menu.changed(again); n > 400 {
		k.T.Errorf("Menu and Shift+F10 differ by %d pixels", n)
	}
	k.press("Menu")
	k.Calm(k.w)
	k.press("Down", "Return") // Pause stays disabled, so that the first enabled entry is Resume
	apptest.Eventually(k.T, "the going on by the menu", func() bool { return !k.states("paused", "alpha.bin") })
	k.pauses("alpha.bin")
}

// pauses presses Space until the selection is paused. The window may take a press for Resume if it has not learned
// the state yet: each press must take effect before the next.
func (k *keyboard) pauses(names ...string) {
	k.T.Helper()
	apptest.Eventually(k.T, "the pause", func() bool {
		k.press("space")
		return k.Soon(func() bool { return k.states("paused", names...) })
	})
	k.Calm(k.w)
}

// tabs goes around the window with Tab: every stop shows a ring, in the order toolbar, side column, list, status
// bar. If anything else changes meanwhile, the round starts again.
func (k *keyboard) tabs() {
	k.T.Helper()
	const maxStops = 48
	shots, begin := []shot{k.still()}, -1
	for begin < 0 && len(shots) < maxStops {
		k.press("Tab")
		now := k.still()
		begin = slices.IndexFunc(shots[:max(0, len(shots)-3)], now.like)
		shots = append(shots, now)
	}
	var areas []string
	for i := max(begin, 0) + 1; i+1 < len(shots); i++ {
		area := ringAt(shots[i-1], shots[i], shots[i+1])
		if len(areas) == 0 || areas[len(areas)-1] != area {
			areas = append(areas, area)
		}
	}
	if first := slices.Index(areas, "status"); first > 0 { // any start of the round will do
		areas = slices.Compact(slices.Concat(areas[first:], areas[:first]))
	}
	if n := len(areas); n > 1 && areas[0] == areas[n-1] {
		areas = areas[:n-1]
	}
	if want := []string{"status", "toolbar", "side", "list"}; begin < 0 || !slices.Equal(areas, want) {
		k.T.Errorf("%d times Tab went through %v, want %v", len(shots)-1, areas, want)
	}
	k.press("ctrl+f", "Escape") // the focus is at the rows again
}

// ends cancels with each of the keys for it, and retries what failed.
func (k *keyboard) ends() {
	k.T.Helper()
	cancelled := func(name string) func() bool {
		return func() bool { return k.List()[name]["state"] == "cancelled" }
	}
	k.press("Home", "Delete")
	apptest.Eventually(k.T, "the cancel with Delete", func() bool { return k.List()["alpha.bin"]["outcome"] == "confirmed" })
	k.press("e", "BackSpace")
	apptest.Eventually(k.T, "the cancel with Backspace", cancelled("echo.bin"))
	k.Calm(k.w) // cancelled uploads move down to the history
	k.press("Home", "Down", "Down", "shift+Delete")
	apptest.Eventually(k.T, "the cancel with Shift+Delete", cancelled("delta.bin"))
	if !k.states("paused", "bravo.bin", "charlie.bin") {
		k.T.Error("more was cancelled than was selected")
	}
	for name, key := range map[string]string{"foxtrot.bin": "F5", "golf.bin": "ctrl+r"} {
		k.Run(cli.ExitDone, "add", "--to", k.Server.URL+name+"/", k.rested(name, 1000))
		apptest.Eventually(k.T, "the failing of "+name, func() bool { return k.states("failed", name) })
		if err := os.Mkdir(filepath.Join(k.Folder, name), 0o700); err != nil {
			k.T.Fatal(err)
		}
		apptest.Eventually(k.T, "the trying again with "+key, func() bool { // the window learns of the failure a moment later
			k.press("Escape", key)
			k.Calm(k.w)
			return k.states("done", name)
		})
	}
	k.Run(cli.ExitDone, "add", "--to", k.Server.URL+"hotel/", k.rested("hotel.bin", 1000))
	apptest.Eventually(k.T, "the failing", func() bool { return k.copies("ctrl+5", "ctrl+a", "ctrl+c") != "" })
}

// filters selects each filter.
func (k *keyboard) filters() {
	k.T.Helper()
	for key, want := range map[string]string{
		"ctrl+2": "", "ctrl+3": "", "ctrl+4": "", "ctrl+5": "hotel", "ctrl+6": "bravo charlie",
	} {
		k.selects(want, "ctrl+1", key, "ctrl+a")
	}
	for key, want := range map[string][]string{
		"ctrl+1": {"alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel"},
		"ctrl+7": {"foxtrot", "golf"}, "ctrl+8": {"alpha", "delta", "echo"},
	} {
		var names []string
		for line := range strings.Lines(k.copies(key, "ctrl+a", "ctrl+c")) {
			name, _, _ := strings.Cut(line, ".")
			names = append(names, name)
		}
		if slices.Sort(names); !slices.Equal(names, want) {
			k.T.Errorf("%s shows %v, want %v", key, names, want)
		}
	}
}
