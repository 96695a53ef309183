package sheets

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/ui/kit"
	"sendoff/ui/list/listtest"
	"sendoff/ui/words"
)

// sessionFixture has uploads 0 and 2 with a session, 3 without, and 1 as an unsent cancel.
func sessionFixture() (transfer.Update, []uuid.UUID) {
	now := time.Now()
	return listtest.Jobs(4, func(i int, j *transfer.Job) {
		if i == 3 {
			return
		}
		j.Session.ID = "{B4C8-" + string(rune('0'+i)) + "}"
		j.Opened, j.Heard, j.Acked = now.Add(-time.Duration(i+1)*time.Hour), now.Add(-49*time.Hour), 400
		if i == 1 {
			j.Want, j.Fault, j.RetryAt = transfer.Drop, &transfer.Fault{Kind: transfer.KindConnect}, now.Add(time.Hour)
		}
	})
}

func tapButton(t *testing.T, w *window, text string) {
	t.Helper()
	for _, o := range test.LaidOutObjects(w.sheets.Top().Object()) {
		if b, ok := o.(*kit.Button); ok && b.Text == text {
			if b.Disabled() {
				t.Fatalf("%q is not live", text)
			}
			tap(b)
			return
		}
	}
	t.Fatalf("no button %q", text)
}

func TestCleanupByMouse(t *testing.T) {
	w := open(t, labSettings())
	w.native.Resize(fyne.NewSize(480, 360))
	u, id := sessionFixture()
	w.apply(u)
	w.sessions.Open()
	c := w.sessions.list
	if got := c.words.Text; got != "3 sessions that this computer has opened and nobody has closed yet. 1 is of a cancel that its server has not confirmed." {
		t.Errorf("summary: %q", got)
	}
	if c.chosen != id[1] || c.open[1].Job != id[2] {
		t.Fatalf("order: %+v", c.open)
	}
	r := sessionRowOn(t, w, 0)
	for got, want := range map[string]string{
		r.file.Text: "file-00001.bin", r.kept.Text: "12 days left", r.where.Text: "files.example.com" + words.Dot + "{B4C8-1}",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if !strings.HasPrefix(r.state.Text, "Cancel not confirmed, next try") || !strings.Contains(r.held.Text, "400 B of 1.0 kB") {
		t.Errorf("third line: %q, %q", r.state.Text, r.held.Text)
	}
	if whole, size := w.Canvas().Size(), w.sheets.Top().Object().Size(); size.Width > whole.Width || size.Height > whole.Height || c.list.Size().Height < sessionHeight {
		t.Errorf("in a window of %v the sheet has %v and its list %v", whole, size, c.list.Size())
	}
	tapButton(t, w, words.CopySession)
	if got := w.copied; got != "{B4C8-1}" {
		t.Errorf("copied %q", got)
	}
	tapButton(t, w, words.CancelNow)
	if cmd := w.commands[0]; cmd.Verb != transfer.VerbDrop || !slices.Equal(cmd.IDs, id[1:2]) {
		t.Errorf("cancel now: %+v", cmd)
	}
	tapButton(t, w, words.Forget)
	if text := wordsOn(w); !strings.Contains(text, "files.example.com keeps what it has (400 B)") || !strings.Contains(text, "12 days") || len(w.commands) != 1 {
		t.Errorf("the question: %s", text)
	}
	tapButton(t, w, words.Back)
	if w.sessions.list == nil || w.sessions.list == c || len(w.commands) != 1 {
		t.Fatal("to go on trying must lead back to the list")
	}
	tapButton(t, w, words.Forget)
	tapButton(t, w, words.ForgetIt)
	if cmd := w.commands[1]; cmd.Verb != transfer.VerbForget || !slices.Equal(cmd.IDs, id[1:2]) {
		t.Errorf("forget: %+v", cmd)
	}
	w.apply(transfer.Update{id[1]: nil})
	if len(w.sessions.list.open) != 2 || w.sessions.list.chosen != id[2] || !w.sessions.list.forget.Disabled() {
		t.Errorf("after it: %+v", w.sessions.list.open)
	}
}

func sessionRowOn(t *testing.T, w *window, index int) *sessionRow {
	t.Helper()
	for _, o := range test.LaidOutObjects(w.sheets.Top().Object()) {
		if r, ok := o.(*sessionRow); ok && r.index == index && r.Visible() {
			return r
		}
	}
	t.Fatalf("no row %d", index)
	return nil
}

func TestCleanupByKeyboard(t *testing.T) {
	w := open(t, labSettings())
	u, id := sessionFixture()
	w.apply(u)
	w.sessions.Open()
	press(w, fyne.KeyDown)
	if w.sessions.list.chosen != id[2] {
		t.Fatalf("Down chose %v", w.sessions.list.chosen)
	}
	press(w, fyne.KeyDelete) // an upload: cancels it; too small for a question
	if cmd := w.commands[0]; cmd.Verb != transfer.VerbDrop || !slices.Equal(cmd.IDs, id[2:3]) {
		t.Errorf("Delete: %+v", cmd)
	}
	press(w, fyne.KeyEscape)
	if w.sessions.list != nil || w.sheets.Top() != nil {
		t.Error("Escape must lead back to the list of uploads")
	}
}

func TestCleanupExport(t *testing.T) {
	w := open(t, labSettings())
	u, _ := sessionFixture()
	w.apply(u)
	w.sessions.Open()
	tapButton(t, w, words.Export)
	if strings.Count(w.written, "\r\n") != 4 || !strings.Contains(w.written, "{B4C8-1}") || w.said == "" {
		t.Errorf("%s\n%s", w.said, w.written)
	}
}
