package ui

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/ui/details"
	"sendoff/ui/kit"
	"sendoff/ui/list"
	"sendoff/ui/list/listtest"
	"sendoff/ui/rows"
	"sendoff/ui/words"
)

func TestFiltersOnTheScreen(t *testing.T) {
	w, _ := openTest(t, labSettings())
	u, _ := listtest.Jobs(30, func(i int, j *transfer.Job) {
		if i%3 == 0 {
			j.Outcome = transfer.Delivered
		}
	})
	w.Apply(u)
	if got := w.side.filters[list.FilterDone].Count; got != "10" {
		t.Errorf("count: %q", got)
	}
	if got := w.side.filters[list.FilterFailed].Count; got != "0" {
		t.Errorf("an empty filter must show 0, not %q", got)
	}
	if got := w.queue.Length(); got != 32 {
		t.Errorf("%d lines, want 30 and the titles of two sections", got)
	}
	tap(w.side.filters[list.FilterDone])
	if got := w.queue.Length(); got != 11 {
		t.Errorf("%d lines, want 10 and the heading with the buttons for all", got)
	}
	tap(w.side.filters[list.FilterFailed])
	if !w.empty.none.Visible() || w.empty.first.Visible() {
		t.Error("an empty filter must say so")
	}
	test.Type(w.toolbar.search, "file")
	w.showAll()
	if w.queue.Length() != 32 || w.empty.content.Visible() {
		t.Error("everything must be shown again")
	}
}

func TestSettings(t *testing.T) {
	w, h := openTest(t, labSettings())
	w.setRate(2_000_000)
	h.drain(func() bool { return len(h.saved) == 1 })
	if l := h.commands[0].Limits; l == nil || l.Rate != 2_000_000 || w.status.limit.Text != "Limit: 2.0 MB/s" {
		t.Errorf("limits: %+v, %q", l, w.status.limit.Text)
	}
	w.win.Resize(fyne.NewSize(900, 700))
	if got := w.Settings(); got.Width != 900 || got.Height != 700 || got.Limits.Rate != 2_000_000 {
		t.Errorf("settings: %+v", got)
	}
}

func TestDetails(t *testing.T) {
	w, h := openTest(t, labSettings())
	u, id := listtest.Jobs(2, func(_ int, j *transfer.Job) { j.Session = bits.Session{ID: "{B4C8}"} })
	w.Apply(u)
	w.openDetails(id[0])
	notes := []bits.Note{
		{At: time.Unix(0, 0), Kind: bits.NoteSent, Packet: bits.Fragment, Range: bits.Range{Last: 9, Total: 10}, Count: 3},
		{At: time.Unix(1, 0), Kind: bits.NoteReceived, Packet: bits.Ack, Status: 200, Took: 42 * time.Millisecond},
	}
	w.ShowTranscript(id[1], notes)
	w.details.TurnTo(details.Protocol)
	if !draws(w, words.Tr(words.NoTranscript)) {
		t.Error("the transcript of another job was shown")
	}
	w.ShowTranscript(id[0], notes)
	tapSmall(t, w, words.Tr(words.CopyAll))
	if got := w.app.Clipboard().Content(); !strings.Contains(got, "> Fragment ×3  bytes 0-9/10\n") || !strings.Contains(got, "< Ack  200  42 ms\n") {
		t.Errorf("copied: %q", got)
	}
	w.ShowTranscript(id[0], nil) // the engine drops the transcript of an ended job
	if !draws(w, "42 ms") {
		t.Error("the transcript must stay as long as it is looked at")
	}
	has := func(label, value string) bool {
		return draws(w, label) && draws(w, value)
	}
	w.details.TurnTo(details.Overview)
	if !has("Session ID", "{B4C8}") || !has("State", "Waiting") || !has("BITS state", "BG_JOB_STATE_QUEUED") {
		t.Error("a fact is missing")
	}
	j := *u[id[0]]
	j.Want = transfer.Hold
	w.Apply(transfer.Update{j.ID: &j})
	if !has("State", "Paused by you") {
		t.Error("the facts did not follow")
	}
	j.Outcome, j.Ended = transfer.Confirmed, time.Now()
	w.Apply(transfer.Update{j.ID: &j})
	w.details.TurnTo(details.Protocol)
	if draws(w, words.Tr(words.NoTranscript)) {
		t.Error("an ended job's packets are said to come")
	}
	w.Apply(transfer.Update{j.ID: nil})
	if w.details.Open() || h.inspects[len(h.inspects)-1] != uuid.Nil {
		t.Error("the details of a job that is gone must close")
	}
}

func TestNarrowWindow(t *testing.T) {
	w, _ := openTest(t, labSettings())
	u, id := listtest.Jobs(3, func(_ int, j *transfer.Job) { j.Phase = transfer.Sending })
	w.Apply(u)
	w.win.Resize(fyne.NewSize(minWidth, minHeight))
	if w.side.content.Visible() || !w.toolbar.choose.Visible() || !rowOf(t, w, id[0]).Second.Bare {
		t.Error("a narrow window has one column and rows without words on their buttons")
	}
	if n := len(w.side.menu().Items); n != int(list.FilterCount)+1+1+2+1 {
		t.Errorf("%d lines in the menu of filters", n)
	}
	w.openDetails(id[0])
	if w.frame.Objects[2].Visible() {
		t.Error("details must take the place of the list")
	}
	press(w, fyne.KeyTab)
	w.details.TurnTo(details.Protocol)
	if !draws(w, words.Tr(words.NoTranscript)) {
		t.Error("no packets page")
	}
	w.win.Resize(fyne.NewSize(1200, 700))
	if !w.side.content.Visible() || !w.frame.Objects[2].Visible() {
		t.Error("a wide window shows all")
	}
}

// A shortened number says nothing: in a narrow status bar the rate stays whole.
func TestRateIsNeverCut(t *testing.T) {
	speak(t, words.Russian) // has the longest words
	w, _ := openTest(t, labSettings())
	u, _ := listtest.Jobs(12, func(i int, j *transfer.Job) {
		j.Phase, j.Rate, j.Source.Size = transfer.Sending, 850_000, 1<<30
		if i == 3 {
			j.Phase = transfer.Idle
			j.Fault = &transfer.Fault{Kind: transfer.KindConnect}
			j.RetryAt = time.Now().Add(time.Minute)
		}
	})
	w.Apply(u)
	w.Network(transfer.Network{})
	w.settings.Limits.Rate = 2_500_000
	for _, width := range []float32{1100, 700, 560, 520, minWidth} {
		w.win.Resize(fyne.NewSize(width, minHeight))
		w.status.update()
		if said := w.status.running.Text.Text; !strings.Contains(said, words.Rate(11*850_000)) {
			t.Errorf("%v wide: %q", width, said)
		}
	}
}

// The row whose details are shown stays in view when they open and close.
func TestDetailsKeepTheirRowInView(t *testing.T) {
	w, _ := openTest(t, labSettings())
	u, id := listtest.Jobs(12, func(_ int, j *transfer.Job) {
		j.Fault = &transfer.Fault{Kind: transfer.KindDenied, HTTP: 403, Final: true}
	})
	w.Apply(u)
	w.queue.Focus()
	press(w, fyne.KeyEnd)
	inView := func() bool {
		r := w.queue.Row(id[11])
		if r == nil {
			return false
		}
		d := fyne.CurrentApp().Driver()
		top := d.AbsolutePositionForObject(r).Y - d.AbsolutePositionForObject(w.queue).Y
		return top >= -1 && top+r.Size().Height <= w.queue.Size().Height+1
	}
	press(w, fyne.KeyReturn)
	if !w.details.Open() || !inView() {
		t.Errorf("details open %v, their row in view %v", w.details.Open(), inView())
	}
	press(w, fyne.KeyHome, fyne.KeyEnd)
	w.closeDetails()
	if !inView() {
		t.Error("the row left the view with the details")
	}
}

// TestNoOtherButtonSaysCancel checks every label on every sheet.
func TestNoOtherButtonSaysCancel(t *testing.T) {
	w, _ := openTest(t, labSettings())
	for name, open := range map[string]func(){
		"settings": w.openSettings, "server": w.addServer, "add": func() { w.Add([]string{t.TempDir()}) },
		"question": w.act.clearFinished,
	} {
		open()
		buttons := 0
		for _, o := range test.LaidOutObjects(w.sheets.Top().Object()) {
			b, ok := o.(*kit.Button)
			if !ok {
				continue
			}
			buttons++
			if strings.Contains(b.Text, "Cancel") {
				t.Errorf("%s: a button says %q", name, b.Text)
			}
		}
		if buttons < 2 {
			t.Errorf("%s: %d buttons were looked at", name, buttons)
		}
		w.sheets.Top().Dismiss()
	}
}

func TestUploadsOfOthersAreNotHidden(t *testing.T) {
	w, _ := openTest(t, list.Settings{})
	u, id := listtest.Jobs(2, nil) // added by the command line before the window was ever opened
	w.Apply(u)
	rowOf(t, w, id[0])
	if w.model.Server != -1 {
		t.Error("the practice server hides what is there")
	}
	w, _ = openTest(t, list.Settings{LastServer: list.PracticeKey})
	if w.model.Server != -1 {
		t.Error("at a later start all servers are shown")
	}
}

func TestChooseServer(t *testing.T) {
	w, _ := openTest(t, labSettings())
	w.ChooseServer("https://unknown.example.com/")
	if w.model.Server != -1 {
		t.Error("an unknown address chose a server")
	}
	w.ChooseServer(labServers[0].URL)
	if s, ok := w.chosenServer(); !ok || s != labServers[0] {
		t.Errorf("chosen: %+v", s)
	}
}

// TestLittleRoomBesideTheDetails: no number of the heading is cut, and only one button is a bare cross.
func TestLittleRoomBesideTheDetails(t *testing.T) {
	speak(t, words.Russian)
	w, _ := openTest(t, labSettings())
	u, id := listtest.Jobs(1500, func(_ int, j *transfer.Job) {
		j.Outcome, j.Ended, j.Source.Size = transfer.Delivered, time.Now(), 432_100
	})
	w.Apply(u)
	w.win.Resize(fyne.NewSize(detailsBeside, 660))
	w.openDetails(id[0])
	if d := w.details; d.Second.Bare || !d.Second.Visible() || d.Second.Text != "Убрать" {
		t.Errorf("beside the cross that closes: %q, without words %v", d.Second.Text, d.Second.Bare)
	}
	w.queue.ScrollToTop()
	if h := lineOf(t, w, 0); !draws(w, h.Says()) && !draws(w, words.Number(1500)) {
		t.Error("the heading says no whole number")
	}
}

func TestPracticeServerIsKnownBeforeItStarts(t *testing.T) {
	w, _ := openTest(t, labSettings())
	w.PracticeWas("http://127.0.0.1:40817/")
	u, id := listtest.Jobs(2, func(i int, j *transfer.Job) {
		j.Target.URL = []string{"http://127.0.0.1:40817/x", "http://127.0.0.1:4081/x"}[i]
	})
	w.Apply(u)
	for i, want := range []string{w.practice.Name, "127.0.0.1:4081"} {
		if got := w.model.Destination(w.model.Entries[id[i]]); got != want {
			t.Errorf("upload %d goes to %q, want %q", i, got, want)
		}
	}
}

// TestListAndDetailsShareAWideWindow: the list has what it can be read at, the details the rest, and at least what they
// need.
func TestListAndDetailsShareAWideWindow(t *testing.T) {
	for _, c := range []struct{ room, wish, pane float32 }{
		{692, 0, paneLeast},
		{892, 0, 892 * paneShare},
		{1232, 0, 1232 * paneShare},
		{2352, 0, 2352 - rows.ReadingWidth},
		{3600, 0, 3600 - rows.ReadingWidth},
		{1232, 600, 600},
		{1232, 100, paneLeast},
		{1232, 5000, 1232 - listLeast},
	} {
		if got := paneWidth(c.room, c.wish); got != c.pane {
			t.Errorf("of %v, wished %v: %v, want %v", c.room, c.wish, got, c.pane)
		}
	}
}

// TestEdgeOfTheDetailsIsDraggedAndKept: the next window has the edge where it was left.
func TestEdgeOfTheDetailsIsDraggedAndKept(t *testing.T) {
	w, h := openTest(t, labSettings())
	u, id := listtest.Jobs(1, nil)
	w.Apply(u)
	w.win.Resize(fyne.NewSize(1440, 900))
	grip := w.frame.Objects[5].(*kit.Grip)
	if grip.Visible() {
		t.Error("there is no edge without details")
	}
	w.openDetails(id[0])
	before := w.details.Content.Size().Width
	middle := grip.Position().AddXY(kit.GripWidth/2, 200)
	test.Drag(w.win.Canvas(), middle, -60, 0)
	if got := w.details.Content.Size().Width; got != before+60 {
		t.Errorf("dragged from %v to %v", before, got)
	}
	if len(h.saved) != 1 || h.saved[0].Pane != before+60 {
		t.Errorf("saved: %+v", h.saved)
	}
	again, _ := openTest(t, h.saved[0])
	again.Apply(u)
	again.win.Resize(fyne.NewSize(1440, 900))
	again.openDetails(id[0])
	if got := again.details.Content.Size().Width; got != before+60 {
		t.Errorf("the next window has %v", got)
	}
}

// TestLowWindowHasRoomForRows: the titles of sections and the line about drops give way.
func TestLowWindowHasRoomForRows(t *testing.T) {
	w, _ := openTest(t, labSettings())
	u, _ := listtest.Jobs(6, func(i int, j *transfer.Job) {
		if i < 3 {
			j.Phase = transfer.Sending
		}
	})
	w.Apply(u)
	lines := w.queue.Length()
	w.win.Resize(fyne.NewSize(minWidth, minHeight))
	if got := w.queue.Length(); got != 6 || w.strip.content.Visible() {
		t.Errorf("%d lines, the line about drops is shown: %v", got, w.strip.content.Visible())
	}
	w.win.Resize(fyne.NewSize(1100, 720))
	if got := w.queue.Length(); got != lines || lines != 8 || !w.strip.content.Visible() {
		t.Errorf("%d lines, were %d", got, lines)
	}
}
