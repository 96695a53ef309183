package list

import (
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/ui/list/listtest"
)

// TestOrderOfEveryColumn: each column sorts by what it shows, in both directions, and like ones by the queue.
func TestOrderOfEveryColumn(t *testing.T) {
	for c, change := range map[Column]func(rank int, j *transfer.Job){
		ColumnName:     func(rank int, j *transfer.Job) { j.Source.Path = "/d/" + string(rune('a'+rank)) },
		ColumnSize:     func(rank int, j *transfer.Job) { j.Source.Size = int64(1000 + rank) },
		ColumnProgress: func(rank int, j *transfer.Job) { j.Acked = int64(rank * 100) },
		ColumnServer:   func(rank int, j *transfer.Job) { j.Target.URL = "https://" + string(rune('a'+rank)) + ".example/x" },
		ColumnSpeed:    func(rank int, j *transfer.Job) { j.Phase, j.Rate = transfer.Sending, float64(10+rank) },
		ColumnLeft:     func(rank int, j *transfer.Job) { j.Phase, j.Rate = transfer.Sending, float64(50-10*rank) },
		ColumnQueue:    func(rank int, j *transfer.Job) { j.Order = int64(rank) },
	} {
		ranks := []int{2, 0, 3, 1}
		u, id := listtest.Jobs(4, func(i int, j *transfer.Job) { change(ranks[i], j) })
		m := New(nil)
		m.Apply(u)
		if c != ColumnQueue {
			m.SortBy(c)
		}
		want := []uuid.UUID{id[1], id[3], id[0], id[2]}
		if got := shownIDs(m); !slices.Equal(got, want) {
			t.Errorf("%s: %v", ColumnText(c), names(m))
		}
		if m.SortBy(c); c != ColumnQueue {
			slices.Reverse(want)
			if got := shownIDs(m); !slices.Equal(got, want) {
				t.Errorf("%s, descending: %v", ColumnText(c), names(m))
			}
		}
	}
	for _, p := range []Progress{{Size: 1000, Acked: 400, Rate: 3}, {Size: 1000, Acked: 1000, Rate: 1}} {
		if got, want := timeLeft(p), float64(p.Size-p.Acked)/p.Rate; got != want {
			t.Errorf("%+v: %g, want %g", p, got, want)
		}
	}
	if timeLeft(Progress{Size: 9, Rate: .9}) <= timeLeft(Progress{Size: 1 << 60, Rate: 1}) {
		t.Error("what does not move takes an end")
	}
}

// TestSumsOfPartsWithGroups: members of a group count with it, once, and each in its own part.
func TestSumsOfPartsWithGroups(t *testing.T) {
	u, _ := listtest.Grouped(6, 2, 4, func(i int, j *transfer.Job) {
		j.Source.Size, j.Acked, j.Sent = 1000, 100, 200
		switch i {
		case 0, 2, 3:
			j.Phase, j.Rate = transfer.Sending, 10
		case 4:
			listtest.In(transfer.Failed, j)
		case 5:
			listtest.In(transfer.Done, j)
		}
	})
	m := New(nil)
	m.Apply(u)
	p, ok := m.PartOf(SectionUploading)
	n, sum := m.Sum(p)
	if !ok || n != 3 || sum.Rate != 30 || sum.Acked < 300 || sum.Sent < sum.Acked {
		t.Errorf("%d are uploading: %+v", n, sum)
	}
	if waiting, ok := m.PartOf(SectionWaiting); !ok {
		t.Error("nothing waits")
	} else if n, sum := m.Sum(waiting); n != 1 || sum != (Progress{Size: 1000, Acked: 100, Sent: 200}) {
		t.Errorf("%d wait: %+v", n, sum)
	}
	var p2 Progress
	for range 2 {
		p2.add(Progress{Size: 1, Acked: 2, Sent: 3, Rate: 4})
	}
	if p2 != (Progress{Size: 2, Acked: 4, Sent: 6, Rate: 8}) {
		t.Errorf("%+v", p2)
	}
}

// TestPickedRanges: from where the last click was, in both directions, with what was picked before or without it; and all
// that is shown.
func TestPickedRanges(t *testing.T) {
	u, id := listtest.Jobs(6, nil)
	picked := func(m *Model) (at []int) {
		for i, one := range id {
			if m.Selected[one] {
				at = append(at, i)
			}
		}
		return at
	}
	for name, c := range map[string]struct {
		do   func(m *Model)
		want []int
	}{
		"down":          {func(m *Model) { m.Pick(1, ReachOne); m.Pick(3, ReachTo) }, []int{1, 2, 3}},
		"up":            {func(m *Model) { m.Pick(3, ReachOne); m.Pick(0, ReachTo) }, []int{0, 1, 2, 3}},
		"to itself":     {func(m *Model) { m.Pick(3, ReachOne); m.Pick(3, ReachTo) }, []int{3}},
		"another range": {func(m *Model) { m.Pick(0, ReachOne); m.Pick(2, ReachTo); m.Pick(4, ReachTo) }, []int{0, 1, 2, 3, 4}},
		"a new place":   {func(m *Model) { m.Pick(0, ReachOne); m.Pick(4, ReachOne); m.Pick(5, ReachTo) }, []int{4, 5}},
		"added":         {func(m *Model) { m.Pick(0, ReachOne); m.Pick(3, ReachToggle); m.Pick(5, ReachAddTo) }, []int{0, 3, 4, 5}},
		"toggled twice": {func(m *Model) { m.Pick(0, ReachOne); m.Pick(3, ReachToggle); m.Pick(3, ReachToggle) }, []int{0}},
		"first of all":  {func(m *Model) { m.Pick(0, ReachTo) }, []int{0}},
		"no beginning":  {func(m *Model) { m.Pick(2, ReachTo) }, []int{2}},
		"all":           {func(m *Model) { m.PickAll() }, []int{0, 1, 2, 3, 4, 5}},
		"none":          {func(m *Model) { m.PickAll(); m.PickNone() }, nil},
	} {
		m := New(nil)
		m.Apply(u)
		if c.do(m); !slices.Equal(picked(m), c.want) {
			t.Errorf("%s: %v, want %v", name, picked(m), c.want)
		}
	}
	m := New(nil)
	m.Apply(u)
	m.SetSearch("00003")
	if m.PickAll(); len(m.Selected) != 1 || !m.Selected[id[3]] {
		t.Errorf("all that is shown is one: %v", picked(m))
	}
}

// TestWhatNeedsTheNetwork: waiting uploads to other computers, however many there are for one server.
func TestWhatNeedsTheNetwork(t *testing.T) {
	u, _ := listtest.Jobs(6, func(i int, j *transfer.Job) {
		if j.Target.URL = "http://127.0.0.1:8080/a"; i%2 == 1 {
			j.Target.URL = "http://files.example.com/a"
		}
	})
	m := New(nil)
	m.Apply(u)
	if got := m.CutOff(); got != 3 {
		t.Errorf("%d of 3", got)
	}
	all := m.All(func(j *transfer.Job) bool { return j.Target.Server() != "http://127.0.0.1:8080" })
	if len(all) != 3 {
		t.Errorf("%d of 3 to another computer", len(all))
	}
	m.SetFilter(FilterDone)
	if got := m.CutOff(); got != 3 || len(m.All(anyJob)) != 6 {
		t.Errorf("with a filter %d of 3, %d of 6", got, len(m.All(anyJob)))
	}
}

// TestChangeIsToldToTheWindow: whether a state has changed, which rows, and who got stuck under a filter that hides it.
func TestChangeIsToldToTheWindow(t *testing.T) {
	u, id := listtest.Jobs(2, func(_ int, j *transfer.Job) { j.Phase, j.Rate = transfer.Sending, 5 })
	m := New(nil)
	if c := m.Apply(u); !c.Whole {
		t.Errorf("new ones: %+v", c)
	}
	moved := *u[id[0]]
	moved.Acked, moved.Sent = 10, 20
	if c := m.Apply(transfer.Update{moved.ID: &moved}); c.State || c.Whole || len(c.Rows) != 1 || len(c.Stuck) != 0 {
		t.Errorf("one that moves: %+v", c)
	}
	retried := moved
	listtest.In(transfer.Retrying, &retried)
	retried.Phase, retried.Since = transfer.Idle, time.Now()
	if c := m.Apply(transfer.Update{moved.ID: &retried}); !c.State || !c.Whole {
		t.Errorf("one that failed for now: %+v", c)
	}
	m.SetFilter(FilterActive)
	failed := *u[id[1]]
	listtest.In(transfer.Failed, &failed)
	failed.Phase = transfer.Idle
	if c := m.Apply(transfer.Update{failed.ID: &failed}); !c.State || len(c.Stuck) != 1 || c.Stuck[0].ID() != id[1] {
		t.Errorf("one that got stuck: %+v", c)
	}
	other := *u[id[0]]
	if c := m.Apply(transfer.Update{other.ID: &other}); len(c.Stuck) != 0 {
		t.Errorf("one that goes on: %+v", c)
	}
}

// TestSettingsToWriteInto: whatever was stored, the lists of the settings are there, and changing the copy leaves what was
// given.
func TestSettingsToWriteInto(t *testing.T) {
	s := CleanSettings(Settings{})
	if s.Columns == nil || s.Remembered == nil || s.Habits == nil || s.Theme != ThemeSystem {
		t.Errorf("%+v", s)
	}
	given := Settings{Columns: map[string]ColumnLook{"name": {}}, Theme: "dark", Remembered: map[string]string{"/a": "x"}}
	got := CleanSettings(given)
	got.Columns["size"], got.Remembered["/b"] = ColumnLook{}, "y"
	if len(given.Columns) != 1 || len(given.Remembered) != 1 || len(got.Columns) != 2 || got.Theme != "dark" {
		t.Errorf("given %+v, got %+v", given, got)
	}
	if ServerKey(Server{URL: "u", Practice: true}) != PracticeKey || ServerKey(Server{URL: "u"}) != "u" {
		t.Error("keys of servers")
	}
}
