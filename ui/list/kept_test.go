package list

import (
	"testing"

	"sendoff/transfer"
	"sendoff/transfer/cards"
	"sendoff/transfer/source"
	"sendoff/ui/list/listtest"
)

// TestFoldersOfABatch: one file in a folder is enough, whatever is added after it.
func TestFoldersOfABatch(t *testing.T) {
	b := NewBatch(New(nil))
	b.Add([]source.Found{found("folder/a.txt", 1, ""), found("b.txt", 1, "")})
	if b.Add([]source.Found{found("c.txt", 1, "")}); !b.Nested || b.Files != 3 {
		t.Errorf("nested %t, %d files", b.Nested, b.Files)
	}
}

// TestSentIsNeverLessThanAcknowledged: what a server has was sent, by this process or an earlier one.
func TestSentIsNeverLessThanAcknowledged(t *testing.T) {
	for _, c := range []struct{ sent, acked, want int64 }{{0, 5, 5}, {9, 5, 9}} {
		e := &Entry{Job: &transfer.Job{Source: source.File{Size: 10}, Sent: c.sent, Acked: c.acked, Rate: 2}}
		if got := e.Progress(); got != (Progress{Size: 10, Acked: c.acked, Sent: c.want, Rate: 2}) {
			t.Errorf("%+v", got)
		}
	}
}

// TestFieldsOfATemplate are known in small letters only, as they are filled in.
func TestFieldsOfATemplate(t *testing.T) {
	for _, field := range cards.TemplateFields {
		if flaw := templateFlaw("x{" + field + "}"); flaw != "" {
			t.Errorf("{%s}: %s", field, flaw)
		}
	}
	if templateFlaw("{NAME}") == "" {
		t.Error("{NAME} is taken, and is not filled in")
	}
}

// TestSavingKeepsFolds: what is saved are the folds of groups that are there; the list forgets none.
func TestSavingKeepsFolds(t *testing.T) {
	u, ids := listtest.Grouped(3, 0, 3, nil)
	m := New(nil)
	m.Apply(u)
	key := u[ids[0]].Target.Group
	m.Fold(m.Groups[key], true)
	m.Apply(transfer.Update{ids[0]: nil, ids[1]: nil, ids[2]: nil})
	if kept := m.KeptFolds(); len(kept) != 0 {
		t.Errorf("saved: %v", kept)
	}
	m.Apply(u)
	if !m.Folded(m.Groups[key]) {
		t.Error("it opens by itself when its uploads are back")
	}
}

// TestCursorStaysOnWhatIsWatched: also when it ends and moves to the history; any other cursor stays at its place.
func TestCursorStaysOnWhatIsWatched(t *testing.T) {
	for _, watched := range []bool{true, false} {
		u, ids := listtest.Jobs(3, nil)
		m := New(nil)
		m.Apply(u)
		m.Pick(0, ReachOne)
		if watched {
			m.Watched = ids[0]
		}
		ended := *u[ids[0]]
		listtest.In(transfer.Done, &ended)
		m.Apply(transfer.Update{ids[0]: &ended})
		if (m.Cursor == ids[0]) != watched || !watched && m.Cursor != ids[1] {
			t.Errorf("watched %t: the cursor is at %d", watched, m.IndexOf(m.Cursor))
		}
	}
}
