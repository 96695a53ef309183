package ui

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"

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
		"running": {func(j *transfer.Job) { j.Phase = transfer.Sending }, []string{words.Pause, words.Cancel}, []string{words.Resume, words.Remove, words.UploadAgain, words.StopTrying}},
		"done":    {func(j *transfer.Job) { j.Outcome, j.Ended = transfer.Delivered, time.Now() }, []string{words.UploadAgain, words.Remove}, []string{words.Pause, words.Cancel, words.MoveUp, words.Change}},
	} {
		w, _ := openTest(t, labSettings())
		u, id := listtest.Jobs(1, func(_ int, j *transfer.Job) { c.edit(j) })
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
