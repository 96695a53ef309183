package ui

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"

	"sendoff/transfer"
	"sendoff/ui/kit"
	"sendoff/ui/list"
	"sendoff/ui/list/listtest"
)

// lineOf is the visible row on a line.
func lineOf(t *testing.T, w *Window, line int) *row {
	t.Helper()
	r := w.queue.shown[line]
	if r == nil || r.index != line {
		t.Fatalf("no row on line %d", line)
	}
	return r
}

func press(w *Window, keys ...fyne.KeyName) {
	for _, k := range keys {
		w.win.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: k})
	}
}

func TestRowOfAGroup(t *testing.T) {
	w, h := openTest(t, labSettings())
	u, id := listtest.Grouped(4, 1, 3, func(i int, j *transfer.Job) {
		if i == 1 {
			j.Phase, j.Acked, j.Sent = transfer.Sending, 500, 800
		}
		if i == 3 {
			j.Fault = &transfer.Fault{Kind: transfer.KindGone, Final: true}
		}
	})
	w.Apply(u)
	g := lineOf(t, w, 1)
	if g.name.Text != `Folder "folder-00" (3 files)` || g.was.state != "0 of 3 done, 1 uploading, 1 failed" {
		t.Errorf("the group's row says %q, %q", g.name.Text, g.was.state)
	}
	if span := g.track.Size().Width; g.acked.Size().Width >= g.sent.Size().Width || g.sent.Size().Width >= span/2 {
		t.Errorf("bar: %v acknowledged, %v sent of %v", g.acked.Size().Width, g.sent.Size().Width, span)
	}
	tap(g.second)
	if c := h.commands[0]; c.Verb != transfer.VerbDrop || !slices.Equal(c.IDs, id[1:]) {
		t.Errorf("Cancel of a group: %+v", c)
	}
	test.TapAt(lineOf(t, w, 1), fyne.NewPos(kit.Pad+4, 30)) // the arrow
	if len(w.model.Shown) != 2 || lineOf(t, w, 1).was.arrow != "folded" {
		t.Error("a tap on the arrow must collapse the group")
	}
	w.Apply(transfer.Update{id[0]: u[id[0]]})
	if len(w.model.Shown) != 2 {
		t.Error("an update opened the group again")
	}
}

func TestGroupByKeyboard(t *testing.T) {
	w, h := openTest(t, labSettings())
	u, id := listtest.Grouped(4, 0, 3, nil)
	w.Apply(u)
	w.queue.focus()
	if !lineOf(t, w, 0).ring.Visible() || lineOf(t, w, 1).ring.Visible() {
		t.Error("the ring must be at the first row")
	}
	press(w, fyne.KeyDown, fyne.KeyDown) // the first member
	if !lineOf(t, w, 1).ring.Visible() || lineOf(t, w, 0).ring.Visible() {
		t.Error("the ring must follow the keyboard")
	}
	press(w, fyne.KeyLeft) // its group
	if w.model.IndexOf(w.model.Cursor) != 0 {
		t.Error("Left must lead to the group")
	}
	press(w, fyne.KeyLeft)
	if len(w.model.Shown) != 3 {
		t.Errorf("Left must collapse the group: %d rows", len(w.model.Shown))
	}
	press(w, fyne.KeyReturn)
	if len(w.model.Shown) != 6 {
		t.Errorf("Enter must open the group: %d rows", len(w.model.Shown))
	}
	press(w, fyne.KeyRight, fyne.KeyRight) // the buttons
	if r := lineOf(t, w, 0); !r.second.Ringed || r.first.Ringed || r.ring.Visible() {
		t.Error("Right must lead to the second button")
	}
	press(w, fyne.KeyReturn)
	if c := h.commands[0]; c.Verb != transfer.VerbDrop || !slices.Equal(c.IDs, id[:3]) {
		t.Errorf("Enter on a button: %+v", c)
	}
}

func TestHeaderSorts(t *testing.T) {
	w, _ := openTest(t, labSettings())
	u, id := listtest.Jobs(3, func(i int, j *transfer.Job) { j.Source.Size = int64([]int{5, 9, 1}[i]) })
	w.Apply(u)
	tap(w.header.columns[list.ColumnSize])
	if rowIDs(w.model)[0] != id[2] || rowIDs(w.model)[2] != id[1] {
		t.Errorf("by size: %v", namesIn(w.model))
	}
	if got := w.header.columns[list.ColumnSize].arrow; got != "ascending" {
		t.Errorf("arrow: %q", got)
	}
	w.win.Canvas().Focus(w.header)
	if !w.header.columns[list.ColumnSize].ringed {
		t.Error("the keyboard comes to the column that sorts")
	}
	press(w, fyne.KeyReturn) // the other way
	if rowIDs(w.model)[0] != id[1] || w.header.columns[list.ColumnSize].arrow != "descending" {
		t.Errorf("by size, descending: %v", namesIn(w.model))
	}
	press(w, fyne.KeyHome, fyne.KeySpace)
	if rowIDs(w.model)[0] != id[0] || w.header.columns[list.ColumnSize].arrow != "" {
		t.Errorf("as the queue: %v", namesIn(w.model))
	}
}

func TestCleanupShowsOpenCancels(t *testing.T) {
	w, _ := openTest(t, labSettings())
	u, _ := listtest.Jobs(4, func(i int, j *transfer.Job) {
		switch i {
		case 0:
			j.Want = transfer.Drop
		case 1:
			j.Outcome, j.Ended = transfer.Confirmed, time.Now()
		}
	})
	w.Apply(u)
	tap(w.status.cleanup)
	if w.cleanup == nil || len(w.cleanup.open) != 1 || filepath.Base(w.cleanup.open[0].File) != "file-00000.bin" {
		t.Errorf("open cancels: %+v", w.cleanup)
	}
}

func TestCompactRows(t *testing.T) {
	s := labSettings()
	s.Rows = list.RowsCompact
	w, _ := openTest(t, s)
	u, id := listtest.Jobs(30, func(i int, j *transfer.Job) {
		j.Phase = transfer.Sending
		if i == 1 {
			j.Fault, j.Phase = &transfer.Fault{Kind: transfer.KindExists, HTTP: 409, Final: true}, transfer.Idle
		}
	})
	w.Apply(u)
	r := rowOf(t, w, id[1])
	if r.Size().Height != rowCompact || !r.first.Bare {
		t.Errorf("a compact row is %v high", r.Size().Height)
	}
	end := r.chip.Position().X + r.chip.Size().Width
	if r.code.Text != "409" || end > r.first.Position().X {
		t.Errorf("the code %q ends at %v, the buttons begin at %v", r.code.Text, end, r.first.Position().X)
	}
	w.settings.Rows = list.RowsRoomy
	w.setLook()
	if got := rowOf(t, w, id[1]).Size().Height; got != rowHeight {
		t.Errorf("a roomy row is %v high", got)
	}
}

func TestDropStripNamesTheServer(t *testing.T) {
	w, _ := openTest(t, labSettings())
	if w.strip.content.Visible() || w.header.Visible() {
		t.Error("the empty window has neither strip nor header")
	}
	u, _ := listtest.Jobs(1, nil)
	w.Apply(u)
	w.side.chooseServer(0)
	if !w.strip.content.Visible() || !strings.HasSuffix(w.strip.words.Words, labServers[0].Name) {
		t.Errorf("the strip says %q", w.strip.words.Words)
	}
}

func TestOnlyRowsOnTheScreenAreVisited(t *testing.T) {
	w, _ := openTest(t, labSettings())
	u, _ := listtest.Jobs(1000, nil)
	w.Apply(u)
	w.queue.ScrollToBottom()
	w.queue.ScrollToTop()
	n, limit := 0, int(w.queue.Size().Height/rowHeight)+2+2*margin
	w.queue.eachShown(func(*row) { n++ })
	if n == 0 || n > limit {
		t.Errorf("an update visits %d rows, %d are on the screen", n, limit)
	}
}

func TestButtonThatLostItsIconIsAsWideAsBefore(t *testing.T) {
	test.NewTempApp(t)
	b := kit.NewButton("Add folder", func() {}, func() {})
	before := b.MinSize()
	b.Text, b.Icon = "", AppIcon()
	b.Refresh()
	b.Text, b.Icon = "Add folder", nil
	b.Refresh()
	if got := b.MinSize(); got != before {
		t.Errorf("%v, was %v", got, before)
	}
}

func TestToolbarSettlesAtEveryWidth(t *testing.T) {
	w, _ := openTest(t, labSettings())
	u, _ := listtest.Jobs(5, nil)
	w.Apply(u)
	for _, words := range []string{"", " in a long language"} {
		for b, text := range w.toolbar.words {
			w.toolbar.words[b] = text + words
		}
		for width := float32(minWidth); width < 1600; width += 35 {
			w.win.Resize(fyne.NewSize(width, 700))
			height := w.toolbar.height(width)
			w.toolbar.setRoom(width < narrowWidth, width)
			if again := w.toolbar.height(width); again != height {
				t.Errorf("at %v the toolbar is %v high, and then %v", width, height, again)
			}
		}
	}
}

func TestProgressIsPaintedTogether(t *testing.T) {
	w, h := openTest(t, labSettings())
	u, id := listtest.Jobs(3, func(_ int, j *transfer.Job) { j.Phase = transfer.Sending })
	w.Apply(u)
	says := func(i int) string { return rowOf(t, w, id[i]).was.state }
	step := func(i int, acked int64) {
		j := *u[id[i]]
		j.Acked = acked
		w.Apply(transfer.Update{j.ID: &j})
	}
	step(0, 100)
	if got := says(0); got != "Uploading 10 %" {
		t.Errorf("the first is painted at once: %q", got)
	}
	step(0, 200)
	step(1, 300)
	if a, b := says(0), says(1); a != "Uploading 10 %" || b != "Uploading 0 %" {
		t.Errorf("too soon after the last picture: %q, %q", a, b)
	}
	h.drain(func() bool { return says(0) == "Uploading 20 %" })
	if got := says(1); got != "Uploading 30 %" {
		t.Errorf("one picture shows all: %q", got)
	}
	step(2, 400)
	j := *u[id[1]]
	j.Want = transfer.Hold
	w.Apply(transfer.Update{j.ID: &j})
	if got := says(1); got != "Paused by you" {
		t.Errorf("another state is painted at once: %q", got)
	}
}

func TestCancelThatTheServerWasNotToldIsAmber(t *testing.T) {
	w, _ := openTest(t, labSettings())
	u, id := listtest.Jobs(2, func(i int, j *transfer.Job) {
		j.Want = transfer.Drop
		if i == 1 {
			j.Fault, j.RetryAt = &transfer.Fault{Kind: transfer.KindConnect}, time.Now().Add(time.Minute)
		}
	})
	w.Apply(u)
	if got := rowOf(t, w, id[0]).was.tint; got != kit.ColorMuted {
		t.Errorf("the server is being told: %s", got)
	}
	if got := rowOf(t, w, id[1]).was.tint; got != theme.ColorNameWarning {
		t.Errorf("the server was not told: %s", got)
	}
}
