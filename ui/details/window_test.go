package details

import (
	"os"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/transfer/source"
	"sendoff/ui/kit"
	"sendoff/ui/list"
	"sendoff/ui/list/listtest"
	"sendoff/ui/words"
	"sendoff/ui/words/wordstest"
)

// TestMain runs all tests in English, whatever the system's language.
func TestMain(m *testing.M) {
	words.Speak(words.English)
	os.Exit(m.Run())
}

// window is a window with nothing but the pane. It records what the pane asks for.
type window struct {
	pane   *Pane
	model  *list.Model
	speeds list.Speeds

	copied, said string
	saved        [2]string // name and text
	posts        chan func()
	tapped       int // taps of the second button
}

func (w *window) CloseDetails()           { w.pane.Hide() }
func (w *window) Inspect(uuid.UUID)       {}
func (w *window) Post(f func())           { w.posts <- f }
func (w *window) Reveal(string)           {}
func (w *window) Copy(text string)        { w.copied = text }
func (w *window) Message(text string)     { w.said = text }
func (w *window) News(text string)        { w.said = text }
func (w *window) apply(u transfer.Update) { w.model.Apply(u); w.pane.Update() }
func (w *window) SaveText(name string, data []byte, _ string) {
	w.saved = [2]string{name, string(data)}
}

func (w *window) Buttons(list.Row) (first, second kit.Action) {
	return kit.Action{}, kit.Action{Text: words.Tr(words.Cancel), Do: func() { w.tapped++ }}
}

// open shows the pane about one upload; change, which may be nil, sets what it is.
func open(t *testing.T, change func(*transfer.Job)) (*window, transfer.Job) {
	t.Helper()
	u, id := listtest.Jobs(1, func(_ int, j *transfer.Job) {
		if change != nil {
			change(j)
		}
	})
	w := openAll(t, u)
	w.pane.Show(id[0])
	return w, *u[id[0]]
}

func openAll(t *testing.T, u transfer.Update) *window {
	t.Helper()
	a := test.NewTempApp(t)
	a.Settings().SetTheme(kit.Theme{})
	w := &window{model: list.New(nil), posts: make(chan func(), 8)}
	w.model.Apply(u)
	w.speeds.Take(u, time.Now())
	w.pane = New(w, w.model, &w.speeds)
	native := a.NewWindow("")
	native.SetContent(w.pane.Content)
	native.Resize(fyne.NewSize(380, 640))
	t.Cleanup(native.Close)
	return w
}

// TestSecondClickOnASuccessor: the upload that takes the place of one that left is not cancelled by a click that was
// meant for that one.
func TestSecondClickOnASuccessor(t *testing.T) {
	u, id := listtest.Jobs(3, nil)
	w := openAll(t, u)
	w.model.Pick(1, list.ReachOne)
	w.pane.Show(id[1])
	w.apply(transfer.Update{id[1]: nil})
	if w.pane.ID != id[2] {
		t.Fatalf("the pane shows %v", w.pane.ID)
	}
	w.pane.Second.Tapped(nil)
	w.pane.Second.Tapped(&fyne.PointEvent{AbsolutePosition: fyne.NewPos(5, 5)})
	if w.tapped != 1 || w.said != words.Tr(words.Slid) {
		t.Errorf("the key and the click did %d things; said %q", w.tapped, w.said)
	}
	w.pane.slid = w.pane.slid.Add(-kit.SlideTime)
	w.pane.Second.Tapped(&fyne.PointEvent{AbsolutePosition: fyne.NewPos(500, 500)})
	if w.tapped != 2 {
		t.Error("a later click was ignored")
	}
}

// TestCopyCopiesTheNameItself: the drawn name is made harmless; a copy is the file's exact path.
func TestCopyCopiesTheNameItself(t *testing.T) {
	f := kit.NewFact("File", 72, safe(false))
	f.Set("/data/" + wordstest.Evil)
	if f.Whole != "/data/"+wordstest.Evil || f.Value.Text == f.Whole {
		t.Errorf("%q, %q", f.Whole, f.Value.Text)
	}
	j := transfer.Job{Source: source.File{Path: "/data/" + wordstest.Evil}}
	if j.Name() != wordstest.Evil {
		t.Errorf("%q", j.Name())
	}
}
