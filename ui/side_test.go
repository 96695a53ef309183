package ui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"sendoff/transfer"
	"sendoff/ui/words"
)

// The chosen server must not hide that an upload to another one failed.
func TestFailuresOfOtherServersAreNoticed(t *testing.T) {
	s := labSettings()
	s.Servers = append(s.Servers, Server{Name: "Other", URL: "https://other.example.com/"})
	w, _ := openTest(t, s)
	for _, size := range []fyne.Size{{Width: 1100, Height: 720}, {Width: 480, Height: 360}} {
		w.win.Resize(size)
		u, id := fixture(3, func(i int, j *transfer.Job) {
			if i == 1 {
				j.Target.URL = "https://other.example.com/x"
				j.Fault = &transfer.Fault{Kind: transfer.KindDenied, Final: true}
			}
		})
		w.Apply(u)
		w.ChooseServer(testServers[0].URL)
		pill := w.status.hidden
		if w.model.indexOf(id[1]) >= 0 || !w.status.stops[4].Visible() || pill.Text != "1 problem elsewhere" {
			t.Fatalf("%v: %v, %q", size, w.status.stops[4].Visible(), pill.Text)
		}
		if at := w.status.stops[4].Position().X; at < 0 || at+pill.Size().Width > size.Width {
			t.Errorf("%v: the pill is at %v", size, at)
		}
		tap(pill)
		if w.model.indexOf(id[1]) < 0 || w.status.stops[4].Visible() || w.model.filter != filterFailed {
			t.Errorf("%v: the failed upload is not shown", size)
		}
		w.showAll()
		w.Apply(transfer.Update{id[0]: nil, id[1]: nil, id[2]: nil})
	}
}

// TestMenuOfAServerInANarrowWindow: where the side column is a menu, a key or the pointer leads from a server
// to what can be done with it.
func TestMenuOfAServerInANarrowWindow(t *testing.T) {
	w, h := openTest(t, labSettings())
	w.win.Resize(fyne.NewSize(minWidth, minHeight))
	open := func() *popUp {
		tap(w.toolbar.choose)
		p, ok := w.win.Canvas().Overlays().Top().(*popUp)
		if !ok {
			t.Fatal("no menu")
		}
		return p
	}
	lineFor := func(p *popUp, words string) *menuLine {
		for _, l := range p.panels[0].lines {
			if strings.HasPrefix(l.item.Label, words) {
				return l
			}
		}
		t.Fatalf("no line for %s", words)
		return nil
	}
	p := open()
	if lineFor(p, words.Tr(words.PracticeName)).leads() {
		t.Error("the practice server cannot be changed")
	}
	lineFor(p, testServers[0].Name).MouseIn(nil)
	if len(p.panels) != 2 || len(p.panels[1].lines) != 4 {
		t.Fatal("the pointer opens nothing")
	}
	if part := p.panels[1]; part.Position().X < 0 || part.Position().X+part.Size().Width > minWidth {
		t.Errorf("the part is at %v, %v wide", part.Position(), part.Size().Width)
	}
	tap(p.panels[1].lines[0])
	if len(h.tested) != 1 || h.tested[0] != testServers[0].URL {
		t.Errorf("tested %v", h.tested)
	}
	w.sheet.dismiss()
	p = open()
	p.panels[0].mark(lineFor(p, testServers[0].Name).index)
	press(w, fyne.KeyRight, fyne.KeyDown, fyne.KeyReturn)
	if w.sheet == nil || !strings.Contains(visibleText(w), words.Tr(words.EditServer)) {
		t.Error("the server cannot be changed by key")
	}
	w.sheet.dismiss()
	tap(lineFor(open(), testServers[0].Name))
	if w.model.server < 0 || w.model.servers[w.model.server] != testServers[0] {
		t.Error("a click on the server does not choose it")
	}
}
