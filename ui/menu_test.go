package ui

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"sendoff/transfer"
	"sendoff/ui/kit"
	"sendoff/ui/list"
	"sendoff/ui/list/listtest"
	"sendoff/ui/words"
)

// TestMenuShowsOnlyWhatApplies: a line that cannot act on what is selected is left out, and those with keys name them.
func TestMenuShowsOnlyWhatApplies(t *testing.T) {
	for name, c := range map[string]struct {
		edit      func(j *transfer.Job)
		has, lack []string
	}{
		"running": {func(j *transfer.Job) { j.Phase = transfer.Sending }, []string{words.Pause, words.Cancel}, []string{words.Resume, words.Remove, words.UploadAgain, words.StopTrying, words.Export, words.RemoveFinished, words.RetryFailedText(1, false)}},
		"done":    {func(j *transfer.Job) { j.Outcome, j.Ended = transfer.Delivered, time.Now() }, []string{words.UploadAgain, words.Remove}, []string{words.Pause, words.Cancel, words.MoveUp, words.Change, words.Export, words.RemoveFinished}},
	} {
		w, _ := openTest(t, labSettings())
		u, id := listtest.Jobs(3, func(i int, j *transfer.Job) {
			switch i { // the others failed and are done
			case 0:
				c.edit(j)
			case 1:
				j.Fault = &transfer.Fault{Kind: transfer.KindDenied, HTTP: 403, Final: true}
			default:
				j.Outcome, j.Ended = transfer.Delivered, time.Now()
			}
		})
		w.Apply(u)
		w.model.Pick(w.model.IndexOf(id[0]), list.ReachOne)
		shown := map[string]*fyne.MenuItem{}
		for i, line := range possible(w.act.menuItems()) {
			shown[line.Label] = line
			if line.Disabled || line.IsSeparator && i == 0 {
				t.Errorf("%s: %q is shown", name, line.Label)
			}
		}
		for _, text := range c.has {
			if shown[text] == nil {
				t.Errorf("%s: %q is missing", name, text)
			}
		}
		for _, text := range c.lack {
			if shown[text] != nil {
				t.Errorf("%s: %q is shown", name, text)
			}
		}
		if line := shown[words.Cancel]; line != nil && line.Shortcut != kit.Keys("Delete") {
			t.Errorf("%s: the keys of a cancel are %v", name, line.Shortcut)
		}
	}
}

// TestMenuOfATitle: what is done with all uploads stands in the menu of a section's title, for the pointer and for the
// keyboard, and not in that of a row.
func TestMenuOfATitle(t *testing.T) {
	for name, open := range map[string]func(w *Window){
		"pointer": func(w *Window) { w.queue.Line(0).TappedSecondary(&fyne.PointEvent{}) },
		"keyboard": func(w *Window) {
			w.queue.Choose(0, list.ReachOne)
			w.queue.Focus()
			w.queue.TypedKey(&fyne.KeyEvent{Name: fyne.KeyLeft})
			w.queue.TypedKey(&fyne.KeyEvent{Name: desktop.KeyMenu})
		},
	} {
		w, _ := openTest(t, labSettings())
		u, _ := listtest.Jobs(2, func(i int, j *transfer.Job) { j.Outcome, j.Ended = transfer.Delivered, time.Now() })
		w.Apply(u)
		open(w)
		for _, text := range []string{words.Export, words.RemoveFinished} {
			if _, there := menuWords(w, words.Tr(text)); !there {
				t.Errorf("%s: %q is missing", name, text)
			}
		}
		if _, there := menuWords(w, words.Tr(words.UploadAgain)); there {
			t.Errorf("%s: a line about rows stands there", name)
		}
	}
}
