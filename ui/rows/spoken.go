package rows

import (
	"fyne.io/fyne/v2"

	"sendoff/ui/kit"
	"sendoff/ui/words"
)

// What a screen reader reads of the list.

// AccessibilityLabel is the row's name, destination and words, none of them shortened, and whether it is selected.
func (r *Row) AccessibilityLabel() string {
	chosen := ""
	if r.e != nil && r.q.m.IsSelected(r.e) {
		chosen = kit.Speech.Chosen
	}
	return kit.Spoken(r.was.name+r.was.tail, r.was.dest, r.Says(), r.was.code, chosen)
}

// AccessibilityRole is that of a text.
func (r *Row) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// AccessibilityLabel is the column's title, and how it sorts.
func (t *columnTitle) AccessibilityLabel() string {
	how := map[string]string{"ascending": words.Tr(words.Ascending), "descending": words.Tr(words.Descending)}
	return kit.Spoken(t.words, how[t.arrow])
}

// AccessibilityRole is that of a button.
func (t *columnTitle) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }
