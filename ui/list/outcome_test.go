package list

import (
	"testing"

	"sendoff/transfer"
	"sendoff/transfer/source"
	"sendoff/ui/list/listtest"
)

// TestOutcomeOfAGroup: the one that leaves most open, whatever else its members have; else done if any is.
func TestOutcomeOfAGroup(t *testing.T) {
	order := []transfer.Outcome{transfer.Refused, transfer.Unknown, transfer.TooLate, transfer.NotTold, transfer.Delivered, transfer.Confirmed}
	for i, want := range order {
		for _, other := range append(order[i:], transfer.AlreadyGone, transfer.NeverReached) {
			u, id := listtest.Grouped(2, 0, 2, func(n int, j *transfer.Job) {
				if listtest.In(transfer.Cancelled, j); n == 0 {
					j.Outcome = want
				} else {
					j.Outcome = other
				}
			})
			m := New(nil)
			m.Apply(u)
			if g := m.Entries[id[0]].Group; g.Outcome != want {
				t.Errorf("%s beside %s: %s", want, other, g.Outcome)
			}
		}
	}
}

// TestGroupOfAddedFiles: several files, or a folder with its name; a single file and files from two folders have none.
func TestGroupOfAddedFiles(t *testing.T) {
	for name, c := range map[string]struct {
		rels   []string
		group  bool
		folder string
	}{
		"one file": {[]string{"a"}, false, ""}, "two files": {[]string{"a", "b"}, true, ""}, "one in a folder": {[]string{"d/a"}, true, "d"},
		"a folder": {[]string{"d/a", "d/e/b"}, true, "d"}, "two folders": {[]string{"d/a", "e/a"}, true, ""}, "a folder and a file": {[]string{"d/a", "d"}, true, ""},
		"a file and a folder": {[]string{"x", "d/a"}, true, ""}, "three": {[]string{"d/a", "x", "d/b"}, true, ""},
	} {
		b := &Batch{}
		for _, rel := range c.rels {
			b.List = append(b.List, &Candidate{Found: found(rel, 1, source.SkipReason("")), url: "http://h/x"})
		}
		key := b.group()
		if (key != "") != c.group || transfer.GroupFolder(key) != c.folder {
			t.Errorf("%s: %q, folder %q", name, key, transfer.GroupFolder(key))
		}
	}
}
