package list

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/transfer/source"
	"sendoff/ui/list/listtest"
)

// rows are the rows as text: a name, or a group with its text.
func rows(m *Model) []string {
	var list []string
	for _, r := range m.Shown {
		switch r := r.(type) {
		case *Group:
			list = append(list, "["+transfer.GroupFolder(r.key)+"]")
		case *Entry:
			list = append(list, strings.TrimSuffix(strings.TrimPrefix(r.Job.Name(), "file-000"), ".bin"))
		}
	}
	return list
}

func wantRows(t *testing.T, m *Model, want ...string) {
	t.Helper()
	if got := rows(m); !slices.Equal(got, want) {
		t.Errorf("rows:\n%q, want\n%q", got, want)
	}
}

func TestGroupsStandTogether(t *testing.T) {
	u, id := listtest.Grouped(7, 2, 3, nil) // 00 01 [2 3 4] [5 6]
	m := New(testServers)
	m.Apply(u)
	wantRows(t, m, "00", "01", "[folder-00]", "02", "03", "04", "[folder-01]", "05", "06")
	j := *u[id[5]]
	j.Order = -1 // the group moves too
	m.Apply(transfer.Update{j.ID: &j})
	wantRows(t, m, "[folder-01]", "05", "06", "00", "01", "[folder-00]", "02", "03", "04")
	m.Fold(m.Entries[id[5]].Group, true)
	wantRows(t, m, "[folder-01]", "00", "01", "[folder-00]", "02", "03", "04")
	m.SetFilter(FilterWaiting) // filters look into groups
	if len(m.Shown) != 7 || slices.Contains(rows(m), "[folder-01]") {
		t.Errorf("filtered: %q", rows(m))
	}
	m.SetFilter(FilterAll)
	wantRows(t, m, "[folder-01]", "00", "01", "[folder-00]", "02", "03", "04")
	m.SetSearch("00006")
	wantRows(t, m, "06")
}

func TestGroupMovesToHistoryAsAWhole(t *testing.T) {
	u, id := listtest.Grouped(4, 1, 3, nil)
	m := New(testServers)
	m.Apply(u)
	end := func(i int, o transfer.Outcome) {
		j := *m.Entries[id[i]].Job
		j.Outcome, j.Ended, j.Acked = o, time.Unix(int64(i), 0), j.Source.Size
		m.Apply(transfer.Update{j.ID: &j})
	}
	end(1, transfer.Delivered)
	wantRows(t, m, "00", "[folder-00]", "02", "03", "01")
	if m.Split != len(m.Shown) {
		t.Errorf("a part of a group went to the history: %d", m.Split)
	}
	g := m.Entries[id[1]].Group
	if got := GroupText(g.Tally); got != "1 of 3 done" {
		t.Errorf("the group says %q", got)
	}
	if p := g.Progress(); p.Acked != 1000 || p.Size != 3000 {
		t.Errorf("sums: %d of %d", p.Acked, p.Size)
	}
	end(2, transfer.Confirmed)
	if p := g.Progress(); p.Size != 2000 {
		t.Errorf("what was cancelled still counts: %d", p.Size)
	}
	end(3, transfer.Delivered)
	wantRows(t, m, "00", "[folder-00]", "03", "02", "01")
	if m.Split != 1 {
		t.Errorf("the history begins at %d", m.Split)
	}
	if n, bytes := m.History(); n != 3 || bytes != 2000 {
		t.Errorf("history: %d, %d", n, bytes)
	}
	if n := len(IDs(m.Past(), HasEnded)); n != 3 {
		t.Errorf("%d can be removed", n)
	}
	m.Apply(transfer.Update{id[1]: nil, id[2]: nil, id[3]: nil})
	wantRows(t, m, "00")
	if len(m.Groups) != 0 {
		t.Errorf("groups stay: %v", m.Groups)
	}
}

// TestGroupCountsWhatIsListedNoMore: if the history has no room for all of a group, its sums stay correct.
func TestGroupCountsWhatIsListedNoMore(t *testing.T) {
	u, id := listtest.Grouped(4, 1, 3, nil)
	m := New(testServers)
	m.Apply(u)
	for i := 1; i <= 3; i++ {
		j := *m.Entries[id[i]].Job
		j.Outcome, j.Ended, j.Acked = transfer.Delivered, time.Unix(int64(i), 0), j.Source.Size
		if i == 3 {
			j.Cut = map[transfer.Outcome]transfer.Cut{
				transfer.Delivered: {Jobs: 1000, Bytes: 50_000}, transfer.Refused: {Jobs: 2, Bytes: 99},
			}
		}
		m.Apply(transfer.Update{j.ID: &j})
	}
	g := m.Entries[id[3]].Group
	if got := GroupText(g.Tally); got != "1,003 of 1,005 done, 2 where the cancel was refused, 1,002 no longer listed" {
		t.Errorf("the group says %q", got)
	}
	if p := g.Progress(); p.Size != 53_000 || p.Acked != 53_000 {
		t.Errorf("sums: %d of %d", p.Acked, p.Size)
	}
}

func TestLargeGroupBeginsCollapsed(t *testing.T) {
	u, id := listtest.Grouped(41, 0, 20, nil) // 20, 20, 1
	m := New(testServers)
	m.Apply(u)
	if len(m.Shown) != 44 {
		t.Errorf("groups of 20 begin open: %d rows", len(m.Shown))
	}
	more := *u[id[0]]
	more.ID = uuid.New()
	m.Apply(transfer.Update{more.ID: &more})
	if len(m.Shown) != 24 {
		t.Errorf("a group of 21 begins collapsed: %d rows", len(m.Shown))
	}
	m.Fold(m.Entries[id[0]].Group, false)
	if len(m.Shown) != 45 {
		t.Errorf("opened: %d rows", len(m.Shown))
	}
}

func TestSelectedGroupMeansItsMembers(t *testing.T) {
	u, id := listtest.Grouped(5, 1, 3, nil) // 00 [1 2 3] [4]
	m := New(testServers)
	m.Apply(u)
	m.Pick(1, ReachOne) // the group
	if got := IDs(m.Chosen(), CanCancel); !slices.Equal(got, id[1:4]) {
		t.Errorf("chosen: %v, want %v", got, id[1:4])
	}
	m.Pick(2, ReachTo) // and a member of it: no one is counted twice
	if got := IDs(m.Chosen(), CanCancel); !slices.Equal(got, id[1:4]) {
		t.Errorf("chosen: %v, want %v", got, id[1:4])
	}
	m.PickAll()
	if got := IDs(m.Chosen(), CanCancel); !slices.Equal(got, id) {
		t.Errorf("all: %v, want %v", got, id)
	}
	m.Pick(3, ReachOne)
	m.Fold(m.Entries[id[1]].Group, true)
	if got := IDs(m.Chosen(), CanCancel); !slices.Equal(got, id[1:4]) {
		t.Errorf("a collapsed group takes the selection over: %v", got)
	}
	if at := m.IndexOf(m.Cursor); at != 1 {
		t.Errorf("the keyboard is at row %d", at)
	}
}

func TestGroupFollowsItsMembers(t *testing.T) {
	u, id := listtest.Grouped(3, 0, 3, nil)
	m := New(testServers)
	m.Apply(u)
	step := func(i int, change func(*transfer.Job)) Change {
		j := *m.Entries[id[i]].Job
		change(&j)
		return m.Apply(transfer.Update{j.ID: &j})
	}
	g := m.Entries[id[0]].Group
	for _, tt := range []struct {
		i     int
		do    func(*transfer.Job)
		state transfer.State
		says  string
	}{
		{0, func(j *transfer.Job) { j.Phase, j.Acked, j.Rate = transfer.Sending, 500, 10 }, transfer.Uploading, "0 of 3 done, 1 uploading"},
		{1, func(j *transfer.Job) { j.Fault = &transfer.Fault{Kind: transfer.KindGone, Final: true} }, transfer.Uploading, "0 of 3 done, 1 uploading, 1 failed"},
		{0, func(j *transfer.Job) { j.Want = transfer.Hold }, transfer.Failed, "0 of 3 done, 1 failed, 1 paused"},
		{1, func(j *transfer.Job) { j.Want = transfer.Hold }, transfer.Waiting, "0 of 3 done, 2 paused"},
		{2, func(j *transfer.Job) { j.Want = transfer.Hold }, transfer.Paused, "0 of 3 done, 3 paused"},
	} {
		c := step(tt.i, tt.do)
		if !c.Whole && !slices.Contains(c.Rows, Row(g)) {
			t.Error("the group's row must be painted again")
		}
		if g.State != tt.state || GroupText(g.Tally) != tt.says {
			t.Errorf("group: %s %q, want %s %q", g.State, GroupText(g.Tally), tt.state, tt.says)
		}
	}
	if got := g.Progress().Acked; got != 500 {
		t.Errorf("acked: %d", got)
	}
}

func TestTypeAhead(t *testing.T) {
	u, id := listtest.Jobs(4, func(i int, j *transfer.Job) {
		j.Source.Path = "/d/" + []string{"alpha", "beta", "Bravo", "bristol"}[i]
	})
	m := New(testServers)
	m.Apply(u)
	for _, tt := range []struct {
		at    int
		typed string
		want  int // -1 = none
	}{
		{0, "b", 1},
		{1, "b", 2},
		{2, "bb", 3},
		{3, "bbb", 1},
		{1, "br", 2},
		{2, "bra", 2},
		{2, "bri", 3},
		{3, "a", 0},
		{0, "x", -1},
		{0, "alpha", 0},
	} {
		m.Pick(tt.at, ReachOne)
		got, ok := m.Named(tt.typed)
		if ok != (tt.want >= 0) || ok && got != id[tt.want] {
			t.Errorf("%q at %d: %v %v", tt.typed, tt.at, got, ok)
		}
	}
}

func TestKeyboardStaysInTheQueue(t *testing.T) {
	u, id := listtest.Jobs(3, nil)
	m := New(testServers)
	m.Apply(u)
	m.Pick(1, ReachOne)
	j := *u[id[1]]
	j.Outcome, j.Ended = transfer.Confirmed, time.Now()
	m.Apply(transfer.Update{j.ID: &j})
	if m.Cursor != id[2] || len(m.Selected) != 0 {
		t.Errorf("the keyboard is at %v, selected: %v", m.Cursor, m.Selected)
	}
	m.Pick(2, ReachOne) // in the history it stays where it is
	m.Apply(transfer.Update{id[0]: nil})
	if m.Cursor != id[1] {
		t.Errorf("the keyboard left the history for %v", m.Cursor)
	}
	m.Apply(transfer.Update{id[1]: nil, id[2]: nil})
	if m.Step(1, ReachOne) != -1 {
		t.Error("there is nowhere to go in an empty list")
	}
}

func TestGroupOfABatch(t *testing.T) {
	found := func(rel ...string) *Batch {
		b := NewBatch(New(nil))
		b.To = "https://files.example.com/drop/"
		var list []source.Found
		for _, r := range rel {
			list = append(list, source.Found{Rel: r, Source: source.File{Path: "/home/" + r, Size: 1}})
		}
		b.Add(list)
		return b
	}
	for _, tt := range []struct {
		rel    []string
		none   bool
		folder string
	}{
		{rel: []string{"a"}, none: true},
		{rel: []string{"a", "b"}},
		{rel: []string{"2026-04/a"}, folder: "2026-04"},
		{rel: []string{"2026-04/a", "2026-04/deep/b"}, folder: "2026-04"},
		{rel: []string{"2026-04/a", "2026-05/b"}},
		{rel: []string{"2026-04/a", "b"}},
	} {
		jobs := found(tt.rel...).Jobs(transfer.Run)
		if len(jobs) != len(tt.rel) {
			t.Fatalf("%v: %d jobs", tt.rel, len(jobs))
		}
		g := Group{key: jobs[0].Target.Group}
		if (g.key == "") != tt.none || g.key != "" && transfer.GroupFolder(g.key) != tt.folder {
			t.Errorf("%v: group %q", tt.rel, g.key)
		}
		for _, j := range jobs {
			if j.Target.Group != g.key {
				t.Errorf("%v: two groups", tt.rel)
			}
		}
	}
}

func TestUploadAgainMakesANewGroup(t *testing.T) {
	old := transfer.NewGroupKey("2026-04")
	jobs := []transfer.Job{{Target: transfer.Target{Group: old}}, {Target: transfer.Target{Group: old}}, {Target: transfer.Target{Group: transfer.NewGroupKey("x")}}}
	Regroup(jobs)
	g := Group{key: jobs[0].Target.Group}
	if g.key == old || transfer.GroupFolder(g.key) != "2026-04" || jobs[1].Target.Group != g.key || jobs[2].Target.Group != "" {
		t.Errorf("groups: %+v", jobs)
	}
}

// TestTimeOfAGroup: it counts only uploads that continue by themselves.
func TestTimeOfAGroup(t *testing.T) {
	m := New(nil)
	u, id := listtest.Grouped(3, 0, 3, func(i int, j *transfer.Job) {
		j.Source.Size = 1000
		switch i {
		case 0:
			j.Phase, j.Rate = transfer.Sending, 100
		case 1:
			j.Fault = &transfer.Fault{Kind: transfer.KindGone, Final: true}
		case 2:
			j.Want = transfer.Hold
		}
	})
	m.Apply(u)
	if full, brief, quiet := GroupPace(m.Entries[id[0]].Group); brief != "10 s left" || !strings.HasPrefix(full, "100 B/s") || quiet {
		t.Errorf("%q, %q", full, brief)
	}
}

// TestSilenceOfAGroup: it is silent while nothing of its running members moves, for as long as the last of them is.
func TestSilenceOfAGroup(t *testing.T) {
	for _, c := range []struct {
		quiet [2]time.Duration
		want  string
	}{
		{[2]time.Duration{12 * time.Second, 7 * time.Second}, "no answer for 7 s"},
		{[2]time.Duration{12 * time.Second, 0}, ""},
	} {
		m := New(nil)
		u, id := listtest.Grouped(3, 0, 3, func(i int, j *transfer.Job) {
			if j.Source.Size = 1000; i < 2 {
				j.Phase, j.Quiet = transfer.Sending, c.quiet[i]
			}
		})
		m.Apply(u)
		if full, brief, quiet := GroupPace(m.Entries[id[0]].Group); full != c.want || brief != c.want || quiet != (c.want != "") {
			t.Errorf("%v: %q, %q", c.quiet, full, brief)
		}
	}
}

// TestGroupThatHasEnded: it is done if one member was uploaded, cancelled if none was.
func TestGroupThatHasEnded(t *testing.T) {
	key := transfer.NewGroupKey("photos")
	for state, outcomes := range map[transfer.State][]transfer.Outcome{
		transfer.Cancelled: {transfer.Confirmed, transfer.Unknown}, transfer.Done: {transfer.Confirmed, transfer.Delivered},
		transfer.Uploading: {transfer.Confirmed, ""},
	} {
		u, _ := listtest.Jobs(2, func(i int, j *transfer.Job) {
			j.Target.Group, j.Outcome, j.Phase = key, outcomes[i], transfer.Sending
		})
		m := New(nil)
		m.Apply(u)
		g := m.Groups[key]
		end := transfer.Job{Outcome: g.Outcome}
		if g.Ended() == (state == transfer.Uploading) || g.State != state || g.Ended() && end.State() != state {
			t.Errorf("%v: the group is %s, its outcome %q", outcomes, g.State, g.Outcome)
		}
	}
}

// TestGroupOfAnotherServerIsLeftAlone: a group hidden by the chosen server does not keep members that are gone.
func TestGroupOfAnotherServerIsLeftAlone(t *testing.T) {
	u, id := listtest.Grouped(2, 0, 2, nil)
	m := New(append(testServers[:len(testServers):len(testServers)], Server{Name: "other", URL: "https://other.example.com/"}))
	m.Apply(u)
	m.SetServer(len(m.Servers) - 1)
	wantRows(t, m)
	m.Apply(transfer.Update{id[0]: nil})
	j := *u[id[1]]
	j.Phase, j.Acked = transfer.Sending, 500
	m.Apply(transfer.Update{j.ID: &j})
	m.SetServer(-1)
	wantRows(t, m, "[folder-00]", "01")
}
