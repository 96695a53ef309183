package rows

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/ui/list/listtest"
	"sendoff/ui/words"
	"sendoff/ui/words/wordstest"
)

// failures is a list in which every second upload has failed, cycling through the reasons.
func failures(n int) (transfer.Update, []uuid.UUID) { return failuresOf(wordstest.Kinds, n) }

func failuresOf(kinds []transfer.Kind, n int) (transfer.Update, []uuid.UUID) {
	return listtest.Jobs(n, func(i int, j *transfer.Job) {
		if i%2 == 0 {
			j.Source.Size = 61_000_000_000
			j.Fault = &transfer.Fault{Kind: kinds[i/2%len(kinds)], HTTP: 403, Code: 0x80200020, Final: true, At: time.Now()}
		}
	})
}

// sentenceOf is the text of a row below the name.
func sentenceOf(r *Row) string {
	var lines []string
	for _, t := range r.sentence(0) {
		if t.Visible() && t.Text != "" {
			lines = append(lines, t.Text)
		}
	}
	return strings.Join(lines, " ")
}

// TestEverySentenceIsReadWhole: for every failure the row shows the whole sentence, in every width.
func TestEverySentenceIsReadWhole(t *testing.T) {
	for _, language := range []string{words.English, words.Russian} {
		words.Speak(language)
		t.Cleanup(func() { words.Speak(words.English) })
		for _, width := range []float32{480, 760, 1000, 1920} {
			for kinds := range slices.Chunk(wordstest.Kinds, maxTall) { // further rows do not grow
				readWhole(t, fmt.Sprintf("%s, %v wide", language, width), width, kinds)
			}
		}
	}
}

func readWhole(t *testing.T, where string, width float32, kinds []transfer.Kind) {
	t.Helper()
	w := open(t)
	w.native.Resize(fyne.NewSize(width, 900))
	u, id := failuresOf(kinds, 2*len(kinds))
	w.apply(u)
	for i := 0; i < len(id); i += 2 {
		w.queue.GoTo(id[i])
		r := rowOf(t, w, id[i])
		if got, want := sentenceOf(r), words.FaultSentence(u[id[i]].Fault, u[id[i]]); got != want {
			t.Errorf("%s: %q, want %q", where, got, want)
		}
		for _, x := range r.sentence(0) {
			if x.Visible() && x.Text != "" && x.Position().Y+x.Size().Height > r.Size().Height {
				t.Errorf("%s: %q is below its row", where, x.Text)
			}
		}
	}
}

// topOf is a row's y position according to the toolkit.
func topOf(w *window, r *Row) float32 {
	d := fyne.CurrentApp().Driver()
	return d.AbsolutePositionForObject(r).Y - d.AbsolutePositionForObject(w.queue).Y + w.queue.GetScrollOffset()
}

// TestRowsStandWhereTheListSaysTheyDo: rows of different heights are found at their positions, also after some have
// gone and after the window got wider.
func TestRowsStandWhereTheListSaysTheyDo(t *testing.T) {
	w := open(t)
	w.native.Resize(fyne.NewSize(480, 600))
	u, id := failures(40)
	w.apply(u)
	check := func(when string) {
		t.Helper()
		n := 0
		w.queue.eachShown(func(r *Row) {
			n++
			if got := topOf(w, r); got != w.queue.top(r.index) {
				t.Errorf("%s: the row on line %d begins at %v, not at %v", when, r.index, got, w.queue.top(r.index))
			}
			if got := r.Size().Height; got != w.queue.height(r.index) {
				t.Errorf("%s: the row on line %d is %v high, not %v", when, r.index, got, w.queue.height(r.index))
			}
			if at := w.queue.lineAt(topOf(w, r) + 1); at != r.index {
				t.Errorf("%s: line %d is taken for line %d", when, r.index, at)
			}
		})
		if n < 4 {
			t.Errorf("%s: %d rows are visited", when, n)
		}
	}
	if len(w.queue.talls) == 0 {
		t.Fatal("no row has grown")
	}
	check("at first")
	w.apply(transfer.Update{id[0]: nil, id[1]: nil, id[2]: nil})
	check("after the first three have gone")
	w.queue.GoTo(id[39])
	check("at the end")
	if r := rowOf(t, w, id[39]); topOf(w, r)+r.Size().Height > w.queue.GetScrollOffset()+w.queue.Size().Height+1 {
		t.Error("the last row is below the window")
	}
	w.queue.GoTo(id[3])
	check("at the top again")
	fixed := *u[id[4]]
	fixed.Fault = nil
	w.apply(transfer.Update{id[4]: &fixed})
	check("after one was mended")
	w.native.Resize(fyne.NewSize(1920, 600))
	check("in a wide window")
	if len(w.queue.talls) > 0 {
		t.Errorf("%d rows are high for nothing", len(w.queue.talls))
	}
	w.queue.SetCompact(true)
	check("in rows of one line")
}

// BenchmarkGrow resizes a window with 10,000 uploads, half of them failed.
func BenchmarkGrow(b *testing.B) {
	w := open(b)
	u, _ := failures(10_000)
	w.apply(u)
	width := float32(1000)
	for b.Loop() {
		width = 2100 - width
		w.native.Resize(fyne.NewSize(width, 700))
	}
}

// TestRowGrowsInPlaceOfOneThatIsGone: a row that showed a bar grows for another upload on the same line before it
// paints it.
func TestRowGrowsInPlaceOfOneThatIsGone(t *testing.T) {
	w := open(t)
	w.native.Resize(fyne.NewSize(400, 900))
	g, _ := listtest.Jobs(1, func(_ int, j *transfer.Job) { j.Phase = transfer.Sending })
	gone := slices.Collect(maps.Values(g))[0]
	gone.Acked = gone.Source.Size / 2
	w.apply(transfer.Update{gone.ID: gone})
	u, id := failuresOf([]transfer.Kind{transfer.KindTooLarge}, 1)
	u[gone.ID] = nil
	w.apply(u)
	if r := rowOf(t, w, id[0]); r.Size().Height <= rowHeight {
		t.Fatalf("the row is %v high: the test shows nothing", r.Size().Height)
	}
}
