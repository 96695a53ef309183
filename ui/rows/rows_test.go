package rows

import (
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/ui/kit"
	"sendoff/ui/list"
	"sendoff/ui/list/listtest"
	"sendoff/ui/words"
)

func TestRowOfAGroup(t *testing.T) {
	w := open(t)
	u, id := listtest.Grouped(4, 1, 3, func(i int, j *transfer.Job) {
		if i == 1 {
			j.Phase, j.Acked, j.Sent = transfer.Sending, 500, 800
		}
		if i == 3 {
			j.Fault = &transfer.Fault{Kind: transfer.KindGone, Final: true}
		}
	})
	w.apply(u)
	g := lineOf(t, w, 0)
	if g.name.Text != `Folder "folder-00" (3 files)` || g.Says() != "0 of 3 done, 1 uploading, 1 failed"+words.Dot+"500 B of 3.0 kB" {
		t.Errorf("the group's row says %q, %q", g.name.Text, g.Says())
	}
	if span := g.track.Size().Width; g.acked.Size().Width >= g.sent.Size().Width || g.sent.Size().Width >= span/2 {
		t.Errorf("bar: %v acknowledged, %v sent of %v", g.acked.Size().Width, g.sent.Size().Width, span)
	}
	if acked, sent := g.acked.Size().Height, g.sent.Size().Height; acked < 3*sent {
		t.Errorf("what is acknowledged is %v high, what is only sent %v", acked, sent)
	}
	test.TapAt(lineOf(t, w, 0), fyne.NewPos(kit.Pad+4, 30)) // the arrow
	if len(w.model.Shown) != 2 || lineOf(t, w, 0).was.arrow != "folded" {
		t.Error("a tap on the arrow must collapse the group")
	}
	w.apply(transfer.Update{id[0]: u[id[0]]})
	if len(w.model.Shown) != 2 {
		t.Error("an update opened the group again")
	}
}

func TestGroupByKeyboard(t *testing.T) {
	w := open(t)
	u, _ := listtest.Grouped(4, 0, 3, nil)
	w.apply(u)
	w.queue.Focus()
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
	if r := lineOf(t, w, 0); !r.Second.Ringed || r.First.Ringed || r.ring.Visible() {
		t.Error("Right must lead to the second button")
	}
	press(w, fyne.KeyReturn)
	if !slices.Equal(w.pressed, []uuid.UUID{w.model.Shown[0].ID()}) {
		t.Errorf("Enter on a button: %v", w.pressed)
	}
}

// table shows rows of one line under their header.
func table(t *testing.T, width float32) (*window, *Header) {
	t.Helper()
	w := open(t)
	w.queue.SetCompact(true)
	w.header = NewHeader(w, w.queue)
	w.native.SetContent(container.NewBorder(w.header, nil, nil, nil, w.queue))
	w.native.Resize(fyne.NewSize(width, 700))
	return w, w.header
}

// TestHeaderSorts: a click on a column sorts, a second one turns the order round, a third goes back to the queue's.
func TestHeaderSorts(t *testing.T) {
	w, h := table(t, 1100)
	u, id := listtest.Jobs(3, func(i int, j *transfer.Job) { j.Source.Size = int64([]int{5, 9, 1}[i]) })
	w.apply(u)
	size := h.columns[list.ColumnSize]
	for _, want := range []struct {
		first int
		arrow string
	}{{2, "ascending"}, {1, "descending"}, {0, ""}} {
		test.Tap(size)
		if rowIDs(w.model)[0] != id[want.first] || size.arrow != want.arrow {
			t.Errorf("%q: %v", size.arrow, namesIn(w.model))
		}
	}
	w.native.Canvas().Focus(h)
	press(w, fyne.KeyHome, fyne.KeyRight, fyne.KeyReturn)
	if rowIDs(w.model)[0] != id[2] || !size.ringed {
		t.Errorf("by key: %v", namesIn(w.model))
	}
}

// TestColumnsLineUpWithTheHeader: in every width each text of a row stands in its column, figures at its right edge, and
// no column reaches into the next.
func TestColumnsLineUpWithTheHeader(t *testing.T) {
	for _, width := range []float32{480, 600, 800, 1100, 1900} {
		w, h := table(t, width)
		u, id := listtest.Jobs(2, func(i int, j *transfer.Job) {
			j.Source.Size, j.Acked, j.Rate, j.Phase = 64_000_000, 14_000_000, 868_000, transfer.Sending
			if i == 1 {
				j.Phase, j.Rate, j.Fault = transfer.Idle, 0, &transfer.Fault{Kind: transfer.KindTooLarge, HTTP: 413, Final: true}
			}
		})
		w.apply(u)
		at := func(o fyne.CanvasObject) float32 { return fyne.CurrentApp().Driver().AbsolutePositionForObject(o).X }
		end := float32(0)
		for _, c := range list.Table {
			title := h.columns[c]
			if !title.Visible() {
				continue
			}
			left, edge := at(title)+columnPad, at(title)+title.Size().Width-columnPad
			if left < end {
				t.Errorf("%v wide: %s begins at %v, the column before it ends at %v", width, list.ColumnText(c), left, end)
			}
			end = edge
			for _, one := range id {
				r := rowOf(t, w, one)
				text := map[list.Column]*canvas.Text{
					list.ColumnName: r.name, list.ColumnSize: r.figures, list.ColumnSpeed: r.facts, list.ColumnLeft: r.left, list.ColumnState: r.state,
					list.ColumnServer: r.dest, list.ColumnProgress: r.percent,
				}[c]
				if text.Text == "" {
					continue
				}
				x, y := at(text), at(text)+text.Size().Width
				if x < left-1 || y > edge+1 || right(c) && y < edge-1 {
					t.Errorf("%v wide: %s %q from %v to %v, its column from %v to %v", width, list.ColumnText(c), text.Text, x, y, left, edge)
				}
			}
		}
		if buttons := at(rowOf(t, w, id[0]).First); end > buttons {
			t.Errorf("%v wide: the columns end at %v, the buttons begin at %v", width, end, buttons)
		}
	}
}

// TestColumnsAreWidenedHiddenAndKept: what the user does to a column is what the settings keep.
func TestColumnsAreWidenedHiddenAndKept(t *testing.T) {
	w, h := table(t, 1400)
	looks, kept := map[string]list.ColumnLook{}, 0
	w.queue.SetColumns(looks, func() { kept++ })
	u, id := listtest.Jobs(1, nil)
	w.apply(u)
	before := h.places()
	g := h.grips[list.ColumnSpeed]
	g.Dragged(&fyne.DragEvent{Dragged: fyne.NewDelta(-20, 0)})
	g.Dragged(&fyne.DragEvent{Dragged: fyne.NewDelta(-5, 0)})
	g.DragEnd()
	after := h.places()
	if after[list.ColumnSpeed].w != before[list.ColumnSpeed].w+25 || after[list.ColumnProgress].w != before[list.ColumnProgress].w-25 || after[list.ColumnLeft] != before[list.ColumnLeft] {
		t.Errorf("from %v to %v", before, after)
	}
	if kept != 1 || looks["speed"].Width != after[list.ColumnSpeed].w {
		t.Errorf("kept %d times: %v", kept, looks)
	}
	h.q.columns.Show(list.ColumnServer, false)
	h.Refresh()
	h.q.reflow()
	if h.columns[list.ColumnServer].Visible() || rowOf(t, w, id[0]).dest.Text != "" || kept != 2 || !looks["server"].Hidden {
		t.Errorf("hidden: %v", looks)
	}
	h.q.columns.Show(list.ColumnServer, true)
	if _, there := looks["server"]; there {
		t.Error("a column as usual is kept")
	}
}

// TestOneCauseOfAGroup: a group whose members all stand still for one reason says it once, with the cure; its members
// do not.
func TestOneCauseOfAGroup(t *testing.T) {
	w := open(t)
	u, id := listtest.Grouped(3, 0, 3, func(_ int, j *transfer.Job) {
		j.Fault = &transfer.Fault{Kind: transfer.KindNotFound, HTTP: 404, Final: true}
	})
	w.apply(u)
	cause := words.ShortFault(u[id[0]].Fault, u[id[0]])
	g := lineOf(t, w, 0)
	if g.state.Text != cause || g.code.Text != "404" || g.First.Quiet() {
		t.Errorf("the group says %q, %q", g.state.Text, g.code.Text)
	}
	if r := rowOf(t, w, id[0]); r.state.Text == cause || !r.First.Quiet() || r.chip.Visible() {
		t.Errorf("a member says it again: %q", r.state.Text)
	}
	other := *u[id[1]]
	other.Fault = &transfer.Fault{Kind: transfer.KindTooLarge, HTTP: 413, Final: true}
	w.apply(transfer.Update{other.ID: &other})
	if r := rowOf(t, w, id[0]); r.state.Text != cause || r.First.Quiet() {
		t.Errorf("with two causes a member says %q", r.state.Text)
	}
}

func TestCompactRows(t *testing.T) {
	w := open(t)
	w.queue.SetCompact(true)
	w.native.Resize(fyne.NewSize(1600, 700))
	u, id := listtest.Jobs(8, func(i int, j *transfer.Job) {
		j.Phase = transfer.Sending
		if i == 1 {
			j.Fault, j.Phase = &transfer.Fault{Kind: transfer.KindExists, HTTP: 409, Final: true}, transfer.Idle
		}
	})
	w.apply(u)
	r := rowOf(t, w, id[1])
	if r.Size().Height != rowCompact || !r.First.Bare {
		t.Errorf("a compact row is %v high", r.Size().Height)
	}
	end := r.chip.Position().X + r.chip.Size().Width
	if r.code.Text != "409" || end > r.First.Position().X {
		t.Errorf("the code %q ends at %v, the buttons begin at %v", r.code.Text, end, r.First.Position().X)
	}
	w.queue.SetCompact(false)
	if got := rowOf(t, w, id[1]).Size().Height; got != rowHeight {
		t.Errorf("a roomy row is %v high", got)
	}
}

func TestOnlyRowsOnTheScreenAreVisited(t *testing.T) {
	w := open(t)
	u, _ := listtest.Jobs(1000, nil)
	w.apply(u)
	w.queue.ScrollToBottom()
	w.queue.ScrollToTop()
	n, limit := 0, int(w.queue.Size().Height/rowHeight)+2+2*margin
	w.queue.eachShown(func(*Row) { n++ })
	if n == 0 || n > limit {
		t.Errorf("an update visits %d rows, %d are on the screen", n, limit)
	}
}

func TestCancelThatTheServerWasNotToldIsAmber(t *testing.T) {
	w := open(t)
	u, id := listtest.Jobs(2, func(i int, j *transfer.Job) {
		j.Want = transfer.Drop
		if i == 1 {
			j.Fault, j.RetryAt = &transfer.Fault{Kind: transfer.KindConnect}, time.Now().Add(time.Minute)
		}
	})
	w.apply(u)
	if got := rowOf(t, w, id[0]).was.tint; got != kit.ColorMuted {
		t.Errorf("the server is being told: %s", got)
	}
	if got := rowOf(t, w, id[1]).was.tint; got != theme.ColorNameWarning {
		t.Errorf("the server was not told: %s", got)
	}
}

// TestShortNameLeavesRoom: the server's name is shown whole beside a short file name.
func TestShortNameLeavesRoom(t *testing.T) {
	w := open(t, list.Server{Name: "A server of many letters", URL: "https://files.example.com/drop/"})
	u, id := listtest.Jobs(1, func(_ int, j *transfer.Job) { j.Source.Path = "/data/a" })
	w.apply(u)
	r := rowOf(t, w, id[0])
	r.Resize(fyne.NewSize(400, r.Size().Height))
	r.arrange(r.Size())
	if want := "A server of many letters"; r.dest.Text != want {
		t.Errorf("%q, want %q", r.dest.Text, want)
	}
}

// TestCancelIsReadWholeInANarrowWindow: the outcome of a cancel is not shortened in favour of the file's size.
func TestCancelIsReadWholeInANarrowWindow(t *testing.T) {
	words.Speak(words.Russian)
	t.Cleanup(func() { words.Speak(words.English) })
	w := open(t)
	w.native.Resize(fyne.NewSize(480, 360))
	u, id := listtest.Jobs(1, func(_ int, j *transfer.Job) {
		j.Want, j.Fault, j.RetryAt = transfer.Drop, &transfer.Fault{Kind: transfer.KindConnect, At: time.Now()}, time.Now().Add(time.Minute)
	})
	w.apply(u)
	if r := rowOf(t, w, id[0]); r.state.Text != words.NotToldText() {
		t.Errorf("%q is cut to %q", words.NotToldText(), r.state.Text)
	}
}

// TestSilenceOnARow: an upload that nothing moves says for how long, in the colour of a warning, and shows no rate; one
// that was started over says why beside its bar.
func TestSilenceOnARow(t *testing.T) {
	w := open(t)
	u, id := listtest.Jobs(2, func(i int, j *transfer.Job) {
		j.Phase, j.Acked, j.Rate = transfer.Sending, 100, 50
		if i == 0 {
			j.Quiet = 12 * time.Second
		}
	})
	w.apply(u)
	quiet, moving := rowOf(t, w, id[0]), rowOf(t, w, id[1])
	if quiet.facts.Text != words.QuietText(12*time.Second) || quiet.facts.Color != theme.Color(theme.ColorNameWarning) {
		t.Errorf("it says %q in %v", quiet.facts.Text, quiet.facts.Color)
	}
	if moving.facts.Text == quiet.facts.Text || moving.facts.Color == quiet.facts.Color {
		t.Errorf("the other says %q", moving.facts.Text)
	}
	anew := *u[id[1]]
	anew.Restarted, anew.Headway.Furthest = 1, 900
	w.apply(transfer.Update{anew.ID: &anew})
	if r := rowOf(t, w, id[1]); !anew.Behind() || (r.state.Text != words.StartedOverText(&anew) || !r.track.Visible()) {
		t.Errorf("started over: %q", r.Says())
	}
}
