package ui

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/ui/list"
	"sendoff/ui/list/listtest"
	"sendoff/ui/words"
	"sendoff/ui/words/wordstest"
)

// signals are codes that a fault of any kind may carry.
var signals = []struct {
	http int
	code uint32
}{
	{0, 0},
	{401, 0},
	{403, bits.CodeAccessDenied},
	{404, 0},
	{409, 0},
	{413, 0},
	{500, bits.CodeTooLarge},
	{501, bits.CodeAccessDenied},
	{503, 0},
	{500, bits.CodeDiskFullAsPrinted},
	{500, bits.CodeSessionNotFound},
	{0, bits.CodeLocalFileChanged},
	{0, bits.CodeTrustFailure},
}

// TestEveryFaultHasASentenceAndAButtonThatWorks walks the whole table: each row has words in the window's language,
// and its button leads to a command, a dialog, a chooser or the clipboard.
func TestEveryFaultHasASentenceAndAButtonThatWorks(t *testing.T) {
	for _, language := range []string{words.English, words.Russian} {
		t.Run(language, func(t *testing.T) {
			words.Speak(language)
			t.Cleanup(func() { words.Speak(words.English) })
			w, h := openTest(t, labSettings())
			h.chosen = []string{filepath.Join(t.TempDir(), "none")}
			for _, k := range wordstest.Kinds {
				for _, s := range signals {
					for _, final := range []bool{true, false} {
						f := &transfer.Fault{Kind: k, HTTP: s.http, Code: s.code, Final: final, At: time.Now()}
						walkFault(t, w, h, language, f)
					}
				}
			}
		})
	}
}

func walkFault(t *testing.T, w *Window, h *fakeHost, language string, f *transfer.Fault) {
	t.Helper()
	what := fmt.Sprintf("%s %d 0x%X final=%v", f.Kind, f.HTTP, f.Code, f.Final)
	u, id := listtest.Jobs(1, func(_ int, j *transfer.Job) {
		j.Fault = f
		if !f.Final {
			j.RetryAt, j.Attempt = time.Now().Add(time.Hour), 1
		}
	})
	w.Apply(u)
	defer w.Apply(transfer.Update{id[0]: nil})
	r := rowOf(t, w, id[0])
	text := words.FaultSentence(f, u[id[0]])
	wordstest.Check(t, what, text)
	if russian := strings.ContainsAny(text, "абвгдежзийклмнопрстуфхцчшщъыьэюя"); russian != (language == words.Russian) {
		t.Errorf("%s: %q is not in the language %s", what, text, language)
	}
	if code := words.CodeText(f); code != "" && !says(r, code) || !strings.Contains(words.FaultText(f, u[id[0]]), text) {
		t.Errorf("%s: code %q, command line %q", what, code, words.FaultText(f, u[id[0]]))
	}
	if !r.First.Visible() || r.First.Text == "" || r.First.Mark == "" || !r.Second.Visible() {
		t.Errorf("%s: buttons %q, %q", what, r.First.Text, r.Second.Text)
		return
	}
	before, message := len(h.commands), w.status.words.Words
	w.app.Clipboard().SetContent("")
	tap(r.First)
	h.drain(func() bool {
		return len(h.commands) > before || w.sheets.Top() != nil || w.app.Clipboard().Content() != "" || w.status.words.Words != message
	})
	if w.sheets.Top() != nil {
		w.sheets.Top().Dismiss()
	}
	w.Message("")
}

func failing(k transfer.Kind, change func(*transfer.Job)) func(int, *transfer.Job) {
	return func(_ int, j *transfer.Job) {
		j.Fault = &transfer.Fault{Kind: k, HTTP: 409, Final: true, At: time.Now()}
		if change != nil {
			change(j)
		}
	}
}

func TestFindFileGoesOnWithIt(t *testing.T) {
	w, h := openTest(t, labSettings())
	path := filepath.Join(t.TempDir(), "found.bin")
	if err := os.WriteFile(path, []byte("hello"), 0o600); err != nil {
		t.Fatal(err)
	}
	u, id := listtest.Jobs(1, failing(transfer.KindFileMissing, nil))
	w.Apply(u)
	h.chosen = []string{path}
	tap(rowOf(t, w, id[0]).First)
	h.drain(func() bool { return len(h.commands) > 0 })
	c := h.commands[0]
	if c.Verb != transfer.VerbChange || c.Jobs[0].ID != id[0] || c.Jobs[0].Source.Path != path || c.Jobs[0].Source.Size != 5 {
		t.Errorf("command: %+v", c)
	}
}

// Retry starts over what cannot continue. Without a selection it covers what the Failed filter counts; with one
// also uploads that wait for the user.
func TestRetryFailedStartsOverWhatCannotGoOn(t *testing.T) {
	w, h := openTest(t, labSettings())
	kinds := []transfer.Kind{transfer.KindDenied, transfer.KindFileChanged, transfer.KindGone, transfer.KindBusy}
	u, id := listtest.Jobs(4, func(i int, j *transfer.Job) { j.Fault = &transfer.Fault{Kind: kinds[i], Final: true} })
	w.Apply(u)
	if w.toolbar.retry.Text != "Retry failed (3)" || w.model.Counts[list.FilterFailed] != 3 || w.model.Counts[list.FilterNeedsYou] != 1 {
		t.Errorf("the button says %q beside %v", w.toolbar.retry.Text, w.model.Counts)
	}
	w.act.SelectAll()
	if w.toolbar.retry.Text != "Retry (4)" {
		t.Errorf("with all selected the button says %q", w.toolbar.retry.Text)
	}
	tap(w.toolbar.retry)
	if len(h.commands) != 2 || h.commands[0].Verb != transfer.VerbRun || !slices.Equal(h.commands[0].IDs, []uuid.UUID{id[0], id[3]}) ||
		h.commands[1].Verb != transfer.VerbStart || !slices.Equal(h.commands[1].IDs, id[1:3]) {
		t.Errorf("commands: %+v", h.commands)
	}
}
