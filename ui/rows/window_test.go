package rows

import (
	"os"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/ui/kit"
	"sendoff/ui/list"
	"sendoff/ui/list/listtest"
	"sendoff/ui/words"
)

// TestMain runs all tests in English, whatever the system's language.
func TestMain(m *testing.M) {
	words.Speak(words.English)
	os.Exit(m.Run())
}

// window is a window with nothing but the list. It records what the list asks for.
type window struct {
	model  *list.Model
	queue  *Queue
	native fyne.Window

	header *Header // nil = none

	copied, said string
	pressed      []uuid.UUID // the rows whose second button was pressed
}

func (w *window) Selected()                        {}
func (w *window) Details(uuid.UUID)                {}
func (w *window) Menu(fyne.Position)               {}
func (w *window) CopyCode(code string)             { w.copied = code }
func (w *window) News(text string)                 { w.said = text }
func (w *window) HistoryKept() int                 { return list.DefaultHistory }
func (w *window) Toggle()                          {}
func (w *window) CancelSelected()                  {}
func (w *window) CopyStatus()                      {}
func (w *window) SelectAll()                       {}
func (w *window) Paste()                           {}
func (w *window) UndoCancel()                      {}
func (w *window) Escape()                          {}
func (w *window) Shortcut(*desktop.CustomShortcut) {}
func (w *window) FunctionKey(*fyne.KeyEvent)       {}

// Buttons are those of the widest labels.
func (w *window) Buttons(r list.Row) (first, second kit.Action) {
	do := func() {}
	if r == nil {
		return kit.Action{Text: words.Tr(words.Export), Do: do}, kit.Action{Text: words.Tr(words.ClearFinished), Do: do}
	}
	second = kit.Action{Mark: MarkCancel, Text: words.Tr(words.Cancel), Do: func() { w.pressed = append(w.pressed, r.ID()) }}
	if r.Ended() {
		return kit.Action{Mark: "retrying", Text: words.Tr(words.UploadAgain), Do: do}, kit.Action{Mark: MarkRemove, Text: words.Tr(words.Remove), Do: do}
	}
	if e, one := r.(*list.Entry); one && list.IsOpenCancel(e.Job) {
		return kit.Action{}, kit.Action{Mark: MarkStop, Text: words.Tr(words.StopTrying), Do: do}
	}
	if e, one := r.(*list.Entry); one && e.Job.Fault != nil {
		return kit.Action{Mark: "edit", Text: words.Tr(words.ChangeAddress), Do: do}, second
	}
	return kit.Action{Mark: "paused", Text: words.Tr(words.Pause), Do: do}, second
}

func (w *window) ToList() { w.queue.Focus() }

func (w *window) SortBy(c list.Column) {
	w.model.SortBy(c)
	w.header.Update()
	w.queue.Refresh()
}

func (w *window) apply(u transfer.Update) { w.queue.Changed(w.model.Apply(u)) }

// open shows an empty list of the servers, 900 wide.
func open(t testing.TB, servers ...list.Server) *window {
	t.Helper()
	a := test.NewTempApp(t)
	a.Settings().SetTheme(kit.Theme{})
	w := &window{model: list.New(servers), native: a.NewWindow("")}
	w.queue = New(w, w.model)
	w.native.SetContent(container.NewStack(w.queue))
	w.native.SetPadded(false)
	w.native.Resize(fyne.NewSize(900, 700))
	w.native.Show()
	t.Cleanup(w.native.Close)
	return w
}

// rowOf is the visible row of an upload.
func rowOf(t *testing.T, w *window, id uuid.UUID) *Row {
	t.Helper()
	r := w.queue.Row(id)
	if r == nil {
		t.Fatal("no row shows the job")
	}
	return r
}

// lineOf is the visible row at an index.
func lineOf(t *testing.T, w *window, line int) *Row {
	t.Helper()
	r := w.queue.RowAt(line)
	if r == nil {
		t.Fatalf("no row at %d", line)
	}
	return r
}

func press(w *window, keys ...fyne.KeyName) {
	for _, k := range keys {
		w.native.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: k})
	}
}

func namesIn(m *list.Model) []string {
	var list []string
	for _, r := range m.Shown {
		list = append(list, m.Entries[r.ID()].Job.Name())
	}
	return list
}

func rowIDs(m *list.Model) []uuid.UUID {
	var list []uuid.UUID
	for _, r := range m.Shown {
		list = append(list, r.ID())
	}
	return list
}

// TestClickAfterTheRowsMoved: a second click meant for the upload that has just left does not reach the one that
// takes its place, until the user had time to read it.
func TestClickAfterTheRowsMoved(t *testing.T) {
	w := open(t)
	u, id := listtest.Jobs(3, func(_ int, j *transfer.Job) { j.Phase = transfer.Sending })
	w.apply(u)
	w.apply(transfer.Update{id[0]: nil})
	r := lineOf(t, w, 0)
	click := func(x float32) { r.Second.Tapped(&fyne.PointEvent{AbsolutePosition: fyne.NewPos(x, 0)}) }
	click(100)
	if len(w.pressed) != 0 || w.said != words.Tr(words.Slid) {
		t.Errorf("pressed %v, said %q", w.pressed, w.said)
	}
	at := w.queue.owners[r.index]
	at.since = at.since.Add(-kit.SlideTime)
	w.queue.owners[r.index] = at
	click(200)
	if !slices.Equal(w.pressed, id[1:2]) {
		t.Errorf("a click that was meant: %v", w.pressed)
	}
}

// TestSelectionIsShown: the chosen row is filled, and no other.
func TestSelectionIsShown(t *testing.T) {
	w := open(t)
	u, id := listtest.Jobs(3, nil)
	w.apply(u)
	w.queue.Focus()
	press(w, fyne.KeyDown, fyne.KeyDown)
	for i, one := range id {
		if got := rowOf(t, w, one).face.Visible(); got != (i == 1) {
			t.Errorf("row %d is filled: %v", i, got)
		}
	}
}

// mouseAt is a movement of the mouse over a row.
func mouseAt(x, y float32) *desktop.MouseEvent {
	return &desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, y)}}
}
