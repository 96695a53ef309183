package sheets

import (
	"testing"

	"sendoff/ui/list"
)

// TestPracticeSheet: the sheet shows what is switched on, and each change reaches the server at once, the size with it.
func TestPracticeSheet(t *testing.T) {
	w := open(t, labSettings())
	w.faults.On[list.Busy], w.faults.Most = true, list.PracticeSizes[0]
	p := practiceShown(w)
	for f := range list.PracticeFaultCount {
		if p.boxes[f].Checked != (f == list.Busy) {
			t.Errorf("%s is shown as %t", p.boxes[f].Text, p.boxes[f].Checked)
		}
	}
	for f := range list.PracticeFaultCount {
		was := w.faults
		p.boxes[f].SetChecked(!p.boxes[f].Checked)
		was.On[f] = !was.On[f]
		if w.faults != was {
			t.Errorf("%s: %+v, want %+v", p.boxes[f].Text, w.faults, was)
		}
	}
	p.size.SetSelectedIndex(3)
	if w.faults.Most != list.PracticeSizes[3] {
		t.Errorf("the size is %d", w.faults.Most)
	}
	w.sheets.Top().Dismiss()
}
