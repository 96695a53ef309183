package rows

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/ui/kit"
	"sendoff/ui/list"
	"sendoff/ui/list/listtest"
	"sendoff/ui/words"
	"sendoff/ui/words/wordstest"
)

// everyState is a list of uploads in all states, with all outcomes and causes, and of a group. Names are short and
// long in turn.
func everyState(now time.Time) transfer.Update {
	u, _ := listtest.Grouped(2, 0, 2, func(_ int, j *transfer.Job) { j.Phase, j.Acked, j.Rate = transfer.Sending, 400, 100 })
	n := 0
	for j := range wordstest.EveryState(now) {
		j.ID = uuid.Must(uuid.NewV7())
		j.Source.Path = "/data/a.zip"
		if n++; n%2 == 0 {
			j.Source.Path = fmt.Sprintf("/data/site-plan-of-the-eastern-extension-revision-%d.dwg", n)
		}
		if j.Phase == transfer.Sending {
			j.Sent, j.Rate = j.Acked+j.Source.Size/10, 868_000
		}
		if j.Fault != nil && n%3 == 0 {
			j.Fault.HTTP, j.Fault.Code = 403, 0x80070005
		}
		if j.Outcome != "" {
			j.Ended = now
		}
		u[j.ID] = &j
	}
	return u
}

// eachState shows a list of all states in both languages and in several widths, and visits its rows.
func eachState(t *testing.T, compact bool, visit func(t *testing.T, w *window, r *Row)) {
	t.Helper()
	t.Cleanup(func() { words.Speak(words.English) })
	for _, language := range []string{words.English, words.Russian} {
		for _, width := range []float32{480 - kit.Gap, 640, 1000} {
			words.Speak(language)
			w := open(t, list.Server{Name: "Lab drop of the north", URL: "https://files.example.com/"})
			w.queue.SetCompact(compact)
			w.apply(everyState(time.Now()))
			w.native.Resize(fyne.NewSize(width, w.queue.top(w.queue.length())))
			t.Run(fmt.Sprintf("%s, %v wide", language, width), func(t *testing.T) {
				n := 0
				for line := range w.queue.length() {
					if r := w.queue.Line(line); r != nil && r.e != nil {
						n++
						visit(t, w, r)
					}
				}
				if n < len(wordstest.Kinds) {
					t.Errorf("%d rows are visited", n)
				}
			})
		}
	}
}

// TestRowsHaveOneHeight: the rows of all states are equally high, and equally far from each other.
func TestRowsHaveOneHeight(t *testing.T) {
	for _, compact := range []bool{false, true} {
		heights := map[float32]bool{}
		eachState(t, compact, func(t *testing.T, w *window, r *Row) {
			heights[r.Size().Height] = true
			d := fyne.CurrentApp().Driver()
			if got := d.AbsolutePositionForObject(r).Y - d.AbsolutePositionForObject(w.queue).Y; got != w.queue.top(r.index) {
				t.Errorf("line %d begins at %v, not at %v", r.index, got, w.queue.top(r.index))
			}
			if at := w.queue.lineAt(w.queue.top(r.index) + 1); at != r.index {
				t.Errorf("line %d is taken for line %d", r.index, at)
			}
		})
		if len(heights) != 1 {
			t.Errorf("compact %v: heights %v", compact, slices.Sorted(maps.Keys(heights)))
		}
	}
}

// TestShortFormsFitTheirLine: the cause, the outcome or the state of a row is read whole in every window, in both
// languages.
func TestShortFormsFitTheirLine(t *testing.T) {
	eachState(t, false, func(t *testing.T, _ *window, r *Row) {
		if r.e != nil && r.state.Text != r.was.state {
			t.Errorf("%q is cut to %q", r.was.state, r.state.Text)
		}
	})
}

// box is where something of a row is drawn.
type box struct {
	what     string
	min, max fyne.Position
}

// drawn are the visible parts of a row that must not touch each other.
func (r *Row) drawn() []box {
	var list []box
	add := func(what string, o fyne.CanvasObject) {
		if t, is := o.(*canvas.Text); is && t.Text == "" || !o.Visible() || o.Size().Width == 0 {
			return
		}
		list = append(list, box{what, o.Position(), o.Position().Add(o.Size())})
	}
	for what, o := range map[string]fyne.CanvasObject{
		"icon": r.icon, "name": r.name, "destination": r.dest, "facts": r.facts, "state": r.state, "figures": r.figures,
		"code": r.chip, "bar": r.track, "first button": r.First, "second button": r.Second,
	} {
		add(what, o)
	}
	return list
}

// TestNothingTouches: in rows of all states no text, bar, code or button touches another one or the edge of its row.
func TestNothingTouches(t *testing.T) {
	for _, compact := range []bool{false, true} {
		eachState(t, compact, func(t *testing.T, _ *window, r *Row) {
			parts := r.drawn()
			for i, a := range parts {
				if a.min.X < kit.Pad-0.5 || a.max.X > r.Size().Width-kit.Pad+0.5 || a.min.Y < 0 || a.max.Y > r.Size().Height {
					t.Errorf("%q: %s at %v to %v leaves the row", r.name.Text, a.what, a.min, a.max)
				}
				if ring := kit.RingWidth + 1; strings.HasSuffix(a.what, "button") && (a.min.Y < ring || a.max.Y > r.Size().Height-ring) {
					t.Errorf("%q: %s at %v to %v touches the ring", r.name.Text, a.what, a.min, a.max)
				}
				for _, b := range parts[:i] {
					if a.min.X < b.max.X && b.min.X < a.max.X && a.min.Y < b.max.Y && b.min.Y < a.max.Y {
						t.Errorf("%q (%s): %s at %v to %v touches %s at %v to %v", r.name.Text, r.Says(), a.what, a.min, a.max, b.what, b.min, b.max)
					}
				}
			}
		})
	}
}

// TestFactsEndAtOneEdge: in a row with worded buttons speed, time and amounts end where they end in all others.
func TestFactsEndAtOneEdge(t *testing.T) {
	edges := map[string]map[float32]bool{}
	eachState(t, false, func(t *testing.T, _ *window, r *Row) {
		if r.Size().Width < narrowRow || r.e == nil {
			return
		}
		if edges[t.Name()] == nil {
			edges[t.Name()] = map[float32]bool{}
		}
		for _, o := range []*canvas.Text{r.facts, r.figures} {
			if o.Text != "" {
				edges[t.Name()][float32(int(o.Position().X+o.Size().Width+0.5))] = true
			}
		}
	})
	for where, e := range edges {
		if len(e) != 1 {
			t.Errorf("%s: they end at %v", where, slices.Sorted(maps.Keys(e)))
		}
	}
}

// TestNameIsCutLast: where a row gets narrower, first the server goes, then the time left, then the facts move to the
// second line, and only then is the name shortened.
func TestNameIsCutLast(t *testing.T) {
	w := open(t, list.Server{Name: "Lab drop", URL: "https://files.example.com/"})
	u, id := listtest.Jobs(1, func(_ int, j *transfer.Job) {
		j.Source.Path, j.Source.Size = "/data/site-plan-of-the-eastern-extension-7.dwg", 64_000_000
		j.Phase, j.Acked, j.Rate = transfer.Sending, 14_000_000, 868_000
	})
	w.apply(u)
	r := rowOf(t, w, id[0])
	was := -1
	for width := float32(1000); width >= 320; width -= 4 {
		w.native.Resize(fyne.NewSize(width, 700))
		now := 0
		switch {
		case r.name.Text != r.was.name:
			now = 4
		case r.facts.Position().Y > r.name.Position().Y+r.name.Size().Height/2:
			now = 3
		case r.facts.Text != r.was.facts:
			now = 2
		case r.dest.Text != r.was.dest:
			now = 1
		}
		if now < was && width != narrowRow-4 { // there the buttons get smaller, so that there is more room
			t.Errorf("at %v: step %d after step %d: %q %q %q", width, now, was, r.name.Text, r.dest.Text, r.facts.Text)
		}
		was = now
	}
	if was != 4 {
		t.Errorf("the narrowest row cuts nothing of the name: step %d", was)
	}
}

// TestButtonsAreQuiet: the buttons of a row are icons without frames, and have words where the pointer or the
// keyboard is and on selected rows, at the same place. The cure of a stuck row always has its words.
func TestButtonsAreQuiet(t *testing.T) {
	w := open(t)
	u, id := listtest.Jobs(3, func(i int, j *transfer.Job) {
		j.Phase = transfer.Sending
		if i == 2 {
			j.Phase, j.Fault = transfer.Idle, &transfer.Fault{Kind: transfer.KindDenied, HTTP: 403, Final: true}
		}
	})
	w.apply(u)
	moves, stuck := rowOf(t, w, id[0]), rowOf(t, w, id[2])
	form := func(r *Row) string {
		words := map[bool]string{true: "icon ", false: "words "}
		return words[r.First.Quiet() && !r.First.Label.Visible()] + words[r.Second.Quiet() && !r.Second.Label.Visible()]
	}
	place := fmt.Sprint(moves.First.Position(), moves.First.Size(), moves.First.Icon.Position(), moves.Second.Position(), moves.Second.Size(), moves.Second.Icon.Position())
	check := func(when string, r *Row, want string) {
		t.Helper()
		if got := form(r); got != want {
			t.Errorf("%s: %s, want %s", when, got, want)
		}
		if now := fmt.Sprint(moves.First.Position(), moves.First.Size(), moves.First.Icon.Position(), moves.Second.Position(), moves.Second.Size(), moves.Second.Icon.Position()); now != place {
			t.Errorf("%s: the buttons moved from %s to %s", when, place, now)
		}
	}
	check("at rest", moves, "icon icon ")
	check("stuck", stuck, "words icon ")
	moves.MouseIn(mouseAt(100, 10))
	check("with the pointer", moves, "words words ")
	moves.MouseOut()
	moves.Second.MouseIn(nil)
	check("with the pointer on a button", moves, "words words ")
	moves.Second.MouseOut()
	check("after the pointer", moves, "icon icon ")
	w.queue.Choose(0, list.ReachOne)
	check("selected", moves, "words words ")
	w.queue.Choose(1, list.ReachOne)
	check("no longer selected", moves, "icon icon ")
	if !rowOf(t, w, id[1]).chosen.Visible() || moves.chosen.Visible() {
		t.Error("the selected row, and no other, has a mark at its edge")
	}
	w.queue.Focus()
	press(w, fyne.KeyUp)
	w.model.Pick(1, list.ReachToggle)
	check("with the keyboard", moves, "words words ")
}

// TestIconsStandBelowEachOther: the icons of rows of all states stand in two columns. Only a cure, which may have a longer
// label, may begin further left.
func TestIconsStandBelowEachOther(t *testing.T) {
	columns := map[string]map[float32]bool{}
	eachState(t, false, func(t *testing.T, _ *window, r *Row) {
		if columns[t.Name()] == nil {
			columns[t.Name()] = map[float32]bool{}
		}
		for _, b := range []*kit.SmallButton{r.First, r.Second} {
			if b.Visible() && b.Quiet() && b.Text != words.Tr(words.ChangeAddress) {
				columns[t.Name()][b.Position().X+b.Icon.Position().X] = true
			}
		}
	})
	for where, c := range columns {
		if len(c) != 2 {
			t.Errorf("%s: they stand at %v", where, slices.Sorted(maps.Keys(c)))
		}
	}
}

// TestRowStaysUnderThePointer: while other rows come and go, the row under the pointer keeps its place on the screen.
// One that changes its own state goes where it belongs, and the others stay.
func TestRowStaysUnderThePointer(t *testing.T) {
	w := open(t)
	u, id := listtest.Jobs(60, nil)
	w.apply(u)
	w.queue.ScrollToOffset(20 * w.queue.step())
	place := func(id uuid.UUID) float32 {
		d := fyne.CurrentApp().Driver()
		return d.AbsolutePositionForObject(rowOf(t, w, id)).Y
	}
	rowOf(t, w, id[24]).MouseIn(mouseAt(100, 10))
	before := place(id[24])
	w.apply(transfer.Update{id[0]: nil, id[3]: nil, id[22]: nil})
	if now := place(id[24]); now != before {
		t.Errorf("three above it have gone, and it moved from %v to %v", before, now)
	}
	if r := rowOf(t, w, id[24]); !r.hovered {
		t.Error("the pointer is no longer over it")
	}
	offset := w.queue.GetScrollOffset()
	done := *u[id[24]]
	done.Outcome, done.Ended = transfer.Delivered, time.Now()
	w.apply(transfer.Update{id[24]: &done})
	if now := w.queue.GetScrollOffset(); now != offset {
		t.Errorf("the list follows a row into the history: it was at %v, and is at %v", offset, now)
	}
}

// TestRunningComesIntoView: at the top of the list a row keeps its place only for a hand that may be about to click. Then
// the list is back at its top, with what runs.
func TestRunningComesIntoView(t *testing.T) {
	begin := func(w *window) []*transfer.Job {
		u, id := listtest.Jobs(60, nil)
		w.apply(u)
		rowOf(t, w, id[4]).MouseIn(mouseAt(100, 10))
		var all []*transfer.Job
		for _, one := range id {
			all = append(all, u[one])
		}
		return all
	}
	run := func(w *window, j *transfer.Job) {
		next := *j
		next.Phase = transfer.Sending
		w.apply(transfer.Update{next.ID: &next})
	}
	for _, c := range []struct {
		name       string
		before     time.Duration // since the last movement, when the first upload runs
		then       func(w *window, under *Row)
		kept, atop bool
	}{
		{"a pointer that rested", handTime, func(*window, *Row) {}, false, true},
		{"a hand that stays", 0, func(*window, *Row) {}, true, false},
		{"a hand that comes to rest", 0, func(w *window, _ *Row) { w.queue.hand.moved = time.Now().Add(-handTime) }, true, true},
		{"a pointer that leaves", 0, func(_ *window, under *Row) { under.MouseOut() }, true, true},
		{"a user who scrolls", 0, func(w *window, under *Row) { under.MouseOut(); w.queue.ScrollToOffset(300) }, true, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := open(t)
			jobs := begin(w)
			w.queue.hand.moved = time.Now().Add(-c.before)
			run(w, jobs[10])
			if kept := w.queue.GetScrollOffset() > 0; kept != c.kept {
				t.Errorf("the row under the pointer kept its place: %t", kept)
			}
			c.then(w, rowOf(t, w, jobs[4].ID))
			w.queue.Tick()
			if at := w.queue.GetScrollOffset(); (at == 0) != c.atop {
				t.Errorf("then the list is at %v", at)
			}
		})
	}
}

// TestPointerIsOverOneRow: in a list that is too short to be scrolled a row cannot stay under the pointer. Then the one
// that has come there has words on its buttons, and no other.
func TestPointerIsOverOneRow(t *testing.T) {
	w := open(t)
	u, id := listtest.Jobs(4, func(_ int, j *transfer.Job) { j.Phase = transfer.Sending })
	w.apply(transfer.Update{id[2]: u[id[2]], id[3]: u[id[3]]})
	rowOf(t, w, id[2]).Second.MouseIn(nil)
	w.apply(transfer.Update{id[0]: u[id[0]], id[1]: u[id[1]]})
	for i, want := range []bool{true, false, false, false} {
		if r := rowOf(t, w, id[i]); r.hovered != want || r.Second.Quiet() == want && i > 0 {
			t.Errorf("row %d: the pointer is over it: %t", i, r.hovered)
		}
	}
}

// TestTitleShowsNoCode: a line that showed a fault and now shows a section's title has no code on it.
func TestTitleShowsNoCode(t *testing.T) {
	w := open(t, list.Server{Name: "Lab drop", URL: "https://files.example.com/"})
	w.apply(everyState(time.Now()))
	w.native.Resize(fyne.NewSize(1000, w.queue.top(w.queue.length())))
	var fault *Row
	title := -1
	for line := range w.queue.length() {
		switch r := w.queue.Line(line); {
		case r == nil:
		case r.e == nil:
			title = line
		case r.chip.Visible():
			fault = r
		}
	}
	if fault == nil || title < 0 {
		t.Fatal("the list has no code, or no title")
	}
	fault.bind(title)
	if fault.chip.Visible() || fault.code.Visible() {
		t.Errorf("the title %q shows the code %q", fault.was.name, fault.code.Text)
	}
}

// TestNumberOfAGroupIsReadInANarrowRow: the name of a folder is cut before the number of its files, in both forms of rows.
func TestNumberOfAGroupIsReadInANarrowRow(t *testing.T) {
	for _, compact := range []bool{false, true} {
		w := open(t)
		w.queue.SetCompact(compact)
		key := transfer.NewGroupKey("measurements of the northern field, second campaign")
		u, _ := listtest.Jobs(3, func(_ int, j *transfer.Job) { j.Target.Group = key })
		w.apply(u)
		cut := false
		for width := float32(1000); width >= 440; width -= 20 {
			w.native.Resize(fyne.NewSize(width, 700))
			r := lineOf(t, w, 0)
			cut = cut || !strings.Contains(r.name.Text, "second campaign")
			if !strings.HasSuffix(r.name.Text, " (3 files)") {
				t.Errorf("compact %v, %v wide: %q", compact, width, r.name.Text)
			}
		}
		if !cut {
			t.Errorf("compact %v: no width cuts the name", compact)
		}
	}
}
