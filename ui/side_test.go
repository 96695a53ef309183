package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"sendoff/transfer"
	"sendoff/ui/kit"
	"sendoff/ui/list"
	"sendoff/ui/list/listtest"
	"sendoff/ui/words"
)

// Choosing a server must not hide that an upload to another one failed.
func TestFailuresOfOtherServersAreNoticed(t *testing.T) {
	s := labSettings()
	s.Servers = append(s.Servers, list.Server{Name: "Other", URL: "https://other.example.com/"})
	w, _ := openTest(t, s)
	for _, size := range []fyne.Size{{Width: 1100, Height: 720}, {Width: 480, Height: 360}} {
		w.win.Resize(size)
		u, id := listtest.Jobs(3, func(i int, j *transfer.Job) {
			if i == 1 {
				j.Target.URL = "https://other.example.com/x"
				j.Fault = &transfer.Fault{Kind: transfer.KindDenied, Final: true}
			}
		})
		w.Apply(u)
		w.ChooseServer(labServers[0].URL)
		pill := w.status.hidden
		if w.model.IndexOf(id[1]) >= 0 || !w.status.stops[4].Visible() || pill.Text != "1 problem elsewhere" {
			t.Fatalf("%v: %v, %q", size, w.status.stops[4].Visible(), pill.Text)
		}
		if at := w.status.stops[4].Position().X; at < 0 || at+pill.Size().Width > size.Width {
			t.Errorf("%v: the pill is at %v", size, at)
		}
		tap(pill)
		if w.model.IndexOf(id[1]) < 0 || w.status.stops[4].Visible() || w.model.Filter != list.FilterFailed {
			t.Errorf("%v: the failed upload is not shown", size)
		}
		w.showAll()
		w.Apply(transfer.Update{id[0]: nil, id[1]: nil, id[2]: nil})
	}
}

// TestMenuOfAServerInANarrowWindow: where the side column is a menu, key and pointer reach a server's own actions.
func TestMenuOfAServerInANarrowWindow(t *testing.T) {
	w, h := openTest(t, labSettings())
	h.accounts = []list.SignedIn{{Place: "https://files.example.com"}}
	w.win.Resize(fyne.NewSize(minWidth, minHeight))
	c, server := w.win.Canvas(), labServers[0].Name
	part := []string{words.Tr(words.TestServer), words.Tr(words.EditServer), words.Tr(words.SignOut), words.Tr(words.RemoveServer)}
	test.MoveMouse(c, inMenu(t, w, words.Tr(words.PracticeName)))
	for _, words := range part {
		if _, there := menuWords(w, words); there {
			t.Errorf("the practice server offers %q", words)
		}
	}
	test.MoveMouse(c, inMenu(t, w, server))
	for _, words := range part {
		if at, there := menuWords(w, words); !there || at.X < 0 || at.X > minWidth-120 {
			t.Errorf("the pointer on a server: %q is shown: %v, at %v", words, there, at)
		}
	}
	test.TapCanvas(c, inMenu(t, w, words.Tr(words.TestServer)))
	if len(h.tested) != 1 || h.tested[0] != labServers[0].URL {
		t.Errorf("tested %v", h.tested)
	}
	w.sheets.Top().Dismiss()
	inMenu(t, w, server)
	press(w, fyne.KeyEnd, fyne.KeyUp, fyne.KeyUp, fyne.KeyRight, fyne.KeyDown, fyne.KeyReturn)
	if w.sheets.Top() == nil || !strings.Contains(visibleText(w), words.Tr(words.EditServer)) {
		t.Error("the server cannot be changed by key")
	}
	w.sheets.Top().Dismiss()
	test.TapCanvas(c, inMenu(t, w, server))
	if w.model.Server < 0 || w.model.Servers[w.model.Server] != labServers[0] {
		t.Error("a click on the server does not choose it")
	}
}

// TestServersOfOtherUploadsStandInTheColumn: uploads of the command line and of Send to have a line too. It filters, receives
// drops into the folder of the last upload, and becomes a server of its own with Edit server.
func TestServersOfOtherUploadsStandInTheColumn(t *testing.T) {
	w, h := openTest(t, labSettings())
	w.win.Resize(fyne.NewSize(1100, 720))
	u, id := listtest.Jobs(3, func(i int, j *transfer.Job) {
		switch i {
		case 1:
			j.Target.URL = "http://branch.example.com:8080/in/old.bin"
			j.Outcome, j.Ended = transfer.Delivered, time.Now()
		case 2:
			j.Target.URL = "http://branch.example.com:8080/in/today/x.bin"
		}
	})
	w.Apply(u)
	if len(w.side.servers) != 3 || !draws(w, "branch.example.com:8080") {
		t.Fatalf("the column has %d servers: %q", len(w.side.servers), drawnNow(w))
	}
	tap(w.side.servers[2])
	if w.model.IndexOf(id[0]) >= 0 || w.model.IndexOf(id[1]) < 0 || w.model.IndexOf(id[2]) < 0 {
		t.Error("the line does not show the uploads to its server, ended ones among them")
	}
	s, _ := w.chosenServer()
	if s.URL != "http://branch.example.com:8080/in/today/" {
		t.Errorf("a drop would go to %s", s.URL)
	}
	c := w.side.servers[2]
	at := w.app.Driver().AbsolutePositionForObject(c)
	test.TapCanvas(w.win.Canvas(), at.AddXY(c.Size().Width-10, c.Size().Height/2))
	line, there := menuWords(w, words.Tr(words.EditServer))
	if _, remove := menuWords(w, words.Tr(words.RemoveServer)); !there || remove {
		t.Fatalf("the dots offer to edit: %v, to remove: %v", there, remove)
	}
	test.TapCanvas(w.win.Canvas(), line.AddXY(5, 5))
	press(w, fyne.KeyReturn)
	if got := h.commands[len(h.commands)-1].Cards; len(got) != 1 || got[0].Address != s.URL {
		t.Errorf("stored %+v", got)
	}
	if len(w.side.servers) != 3 || w.model.Server < 0 || !w.model.Remembered(w.model.Server) {
		t.Errorf("%d servers, %d places, chosen %d", len(w.side.servers), w.model.Places(), w.model.Server)
	}
}

// TestSignInWaysInTheColumn: the menu of a server signs in without an upload, and tests with the account.
func TestSignInWaysInTheColumn(t *testing.T) {
	w, h := openTest(t, labSettings())
	for _, i := range w.side.serverMenu(0).Items {
		if i.Label == words.Tr(words.SignIn) {
			i.Action()
		}
	}
	if w.sheets.Top() == nil || !strings.Contains(visibleText(w), "files.example.com") {
		t.Fatalf("no dialog: %s", visibleText(w))
	}
	for _, text := range []string{"anna", "secret"} {
		typeInto(t, w, text)
	}
	if len(h.signIns) != 1 || h.signIns[0].Account.User != "anna" || len(h.tested) != 1 || h.tested[0] != labServers[0].URL {
		t.Errorf("signed in %+v, tested %v", h.signIns, h.tested)
	}
}

// inMenu is the position of a line in the side column's menu, which it opens if needed.
func inMenu(t *testing.T, w *Window, words string) fyne.Position {
	t.Helper()
	if !w.covered() {
		tap(w.toolbar.choose)
	}
	at, ok := menuWords(w, words)
	if !ok {
		t.Fatalf("the menu has no line for %q", words)
	}
	return at.AddXY(5, 5)
}

// menuWords finds the start of a line's text in the open menu.
func menuWords(w *Window, words string) (at fyne.Position, ok bool) {
	for _, o := range test.LaidOutObjects(w.win.Canvas().Overlays().Top()) {
		if text, is := o.(*canvas.Text); is && strings.HasPrefix(text.Text, words) {
			return w.app.Driver().AbsolutePositionForObject(o), true
		}
	}
	return fyne.Position{}, false
}

// TestPracticeServerHasFaults: the menu of the practice server starts it, and from then on leads to its faults and its test.
func TestPracticeServerHasFaults(t *testing.T) {
	w, h := openTest(t, labSettings())
	at := slices.IndexFunc(w.model.Servers, func(s list.Server) bool { return s.Practice })
	labels := func() (all []string) {
		for _, i := range w.side.serverMenu(at).Items {
			all = append(all, i.Label)
		}
		return all
	}
	if got := labels(); !slices.Equal(got, []string{words.Tr(words.StartPractice)}) {
		t.Errorf("before it runs: %v", got)
	}
	w.side.serverMenu(at).Items[0].Action()
	h.drain(func() bool { return w.practice.URL != "" })
	if got := labels(); !slices.Equal(got, []string{words.Tr(words.PracticeFaults), words.Tr(words.TestServer)}) {
		t.Fatalf("while it runs: %v", got)
	}
	w.side.serverMenu(at).Items[0].Action()
	if text := visibleText(w); !strings.Contains(text, list.PracticeFaultText(list.LoseAck)) || !strings.Contains(text, words.Tr(words.PracticeKept)) {
		t.Errorf("the sheet says %s", text)
	}
	var slow fyne.CanvasObject
	eachObject(w.win.Canvas().Overlays().Top(), func(o fyne.CanvasObject) {
		if c, ok := o.(*kit.CheckBox); ok && c.Text == list.PracticeFaultText(list.Slow) {
			slow = c
		}
	})
	if slow == nil {
		t.Fatal("there is no box for a slow server")
	}
	slow.(*kit.CheckBox).SetChecked(true)
	if !h.faults.On[list.Slow] {
		t.Errorf("switched on: %+v", h.faults)
	}
}

// TestSideLightsWhatNarrows: a line has a ground where it leaves uploads out of the list. One of "All" and "All servers" has
// it only while nothing else does.
func TestSideLightsWhatNarrows(t *testing.T) {
	w, _ := openTest(t, labSettings())
	grounds := func() (lit []string) {
		for f, c := range w.side.filters {
			if c.Lit() {
				lit = append(lit, list.FilterText(list.Filter(f)))
			}
		}
		for i, c := range append([]*kit.Choice{w.side.all}, w.side.servers...) {
			if c.Lit() {
				lit = append(lit, fmt.Sprint("server ", i))
			}
		}
		return lit
	}
	for _, c := range []struct {
		filter list.Filter
		server int
		want   string
	}{
		{list.FilterAll, -1, "[All]"},
		{list.FilterAll, 0, "[server 1]"},
		{list.FilterFailed, -1, "[Failed]"},
		{list.FilterFailed, 0, "[Failed server 1]"},
		{list.FilterAll, -1, "[All]"},
	} {
		w.side.chooseFilter(c.filter)
		w.side.chooseServer(c.server)
		if got := fmt.Sprint(grounds()); got != c.want {
			t.Errorf("filter %v, server %d: %s", c.filter, c.server, got)
		}
	}
}
