package ui

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/ui/list/listtest"
)

// rows are the rows as words: a name, or a group with what it says.
func rows(m *model) []string {
	var list []string
	for _, e := range m.shown {
		switch {
		case e.face:
			list = append(list, "["+transfer.GroupFolder(e.group.key)+"]")
		default:
			list = append(list, strings.TrimSuffix(strings.TrimPrefix(e.job.Name(), "file-000"), ".bin"))
		}
	}
	return list
}

func wantRows(t *testing.T, m *model, want ...string) {
	t.Helper()
	if got := rows(m); !slices.Equal(got, want) {
		t.Errorf("rows:\n%q, want\n%q", got, want)
	}
}

func TestGroupsStandTogether(t *testing.T) {
	u, id := listtest.Grouped(7, 2, 3, nil) // 00 01 [2 3 4] [5 6]
	m := newModel(testServers)
	m.apply(u)
	wantRows(t, m, "00", "01", "[folder-00]", "02", "03", "04", "[folder-01]", "05", "06")
	j := *u[id[5]]
	j.Order = -1 // its group comes along
	m.apply(transfer.Update{j.ID: &j})
	wantRows(t, m, "[folder-01]", "05", "06", "00", "01", "[folder-00]", "02", "03", "04")
	m.fold(m.entries[id[5]].group, true)
	wantRows(t, m, "[folder-01]", "00", "01", "[folder-00]", "02", "03", "04")
	m.setFilter(filterWaiting) // filters look into groups
	if len(m.shown) != 7 || slices.Contains(rows(m), "[folder-01]") {
		t.Errorf("filtered: %q", rows(m))
	}
	m.setFilter(filterAll)
	wantRows(t, m, "[folder-01]", "00", "01", "[folder-00]", "02", "03", "04")
	m.setSearch("00006")
	wantRows(t, m, "06")
}

func TestGroupMovesToHistoryAsAWhole(t *testing.T) {
	u, id := listtest.Grouped(4, 1, 3, nil)
	m := newModel(testServers)
	m.apply(u)
	end := func(i int, o transfer.Outcome) {
		j := *m.entries[id[i]].job
		j.Outcome, j.Ended, j.Acked = o, time.Unix(int64(i), 0), j.Source.Size
		m.apply(transfer.Update{j.ID: &j})
	}
	end(1, transfer.Delivered)
	wantRows(t, m, "00", "[folder-00]", "02", "03", "01")
	if m.split != len(m.shown) {
		t.Errorf("a part of a group went to the history: %d", m.split)
	}
	face := m.shown[1]
	if got := groupText(face.group.tally); got != "1 of 3 done" {
		t.Errorf("the group says %q", got)
	}
	if face.job.Acked != 1000 || face.job.Source.Size != 3000 {
		t.Errorf("sums: %d of %d", face.job.Acked, face.job.Source.Size)
	}
	end(2, transfer.Confirmed)
	if face.job.Source.Size != 2000 {
		t.Errorf("what was cancelled still counts: %d", face.job.Source.Size)
	}
	end(3, transfer.Delivered)
	wantRows(t, m, "00", "[folder-00]", "03", "02", "01")
	if m.split != 1 {
		t.Errorf("the history begins at %d", m.split)
	}
	if n, bytes := m.history(); n != 3 || bytes != 2000 {
		t.Errorf("history: %d, %d", n, bytes)
	}
	if n := len(ids(m.past(), hasEnded)); n != 3 {
		t.Errorf("%d can be removed", n)
	}
	m.apply(transfer.Update{id[1]: nil, id[2]: nil, id[3]: nil})
	wantRows(t, m, "00")
	if len(m.groups) != 0 || len(m.faces) != 0 {
		t.Errorf("groups stay: %v", m.groups)
	}
}

// TestGroupCountsWhatIsListedNoMore: the history has no room for all of a group, and its sums stay true.
func TestGroupCountsWhatIsListedNoMore(t *testing.T) {
	u, id := listtest.Grouped(4, 1, 3, nil)
	m := newModel(testServers)
	m.apply(u)
	for i := 1; i <= 3; i++ {
		j := *m.entries[id[i]].job
		j.Outcome, j.Ended, j.Acked = transfer.Delivered, time.Unix(int64(i), 0), j.Source.Size
		if i == 3 {
			j.Cut = map[transfer.Outcome]transfer.Cut{
				transfer.Delivered: {Jobs: 1000, Bytes: 50_000}, transfer.Refused: {Jobs: 2, Bytes: 99},
			}
		}
		m.apply(transfer.Update{j.ID: &j})
	}
	face := m.entries[id[3]].group.face
	if got := groupText(face.group.tally); got != "1,003 of 1,005 done, 2 cancelled, 1,002 no longer listed" {
		t.Errorf("the group says %q", got)
	}
	if face.job.Source.Size != 53_000 || face.job.Acked != 53_000 {
		t.Errorf("sums: %d of %d", face.job.Acked, face.job.Source.Size)
	}
}

func TestLargeGroupBeginsCollapsed(t *testing.T) {
	u, id := listtest.Grouped(41, 0, 20, nil) // 20, 20, 1
	m := newModel(testServers)
	m.apply(u)
	if len(m.shown) != 44 {
		t.Errorf("groups of 20 begin open: %d rows", len(m.shown))
	}
	more := *u[id[0]]
	more.ID = uuid.New()
	m.apply(transfer.Update{more.ID: &more})
	if len(m.shown) != 24 {
		t.Errorf("a group of 21 begins collapsed: %d rows", len(m.shown))
	}
	m.fold(m.entries[id[0]].group, false)
	if len(m.shown) != 45 {
		t.Errorf("opened: %d rows", len(m.shown))
	}
}

func TestSelectedGroupMeansItsMembers(t *testing.T) {
	u, id := listtest.Grouped(5, 1, 3, nil) // 00 [1 2 3] [4]
	m := newModel(testServers)
	m.apply(u)
	m.pick(1, reachOne) // the face
	if got := ids(m.chosen(), canCancel); !slices.Equal(got, id[1:4]) {
		t.Errorf("chosen: %v, want %v", got, id[1:4])
	}
	m.pick(2, reachTo) // and a member of it: nobody twice
	if got := ids(m.chosen(), canCancel); !slices.Equal(got, id[1:4]) {
		t.Errorf("chosen: %v, want %v", got, id[1:4])
	}
	m.pickAll()
	if got := ids(m.chosen(), canCancel); !slices.Equal(got, id) {
		t.Errorf("all: %v, want %v", got, id)
	}
	m.pick(3, reachOne)
	m.fold(m.entries[id[1]].group, true)
	if got := ids(m.chosen(), canCancel); !slices.Equal(got, id[1:4]) {
		t.Errorf("a collapsed group takes the selection over: %v", got)
	}
	if at := m.indexOf(m.cursor); at != 1 {
		t.Errorf("the keyboard is at row %d", at)
	}
}

func TestGroupFollowsItsMembers(t *testing.T) {
	u, id := listtest.Grouped(3, 0, 3, nil)
	m := newModel(testServers)
	m.apply(u)
	step := func(i int, change func(*transfer.Job)) change {
		j := *m.entries[id[i]].job
		change(&j)
		return m.apply(transfer.Update{j.ID: &j})
	}
	face := m.shown[0]
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
		if c.whole {
			t.Error("nothing changed its place")
		}
		if !slices.Contains(c.rows, face) {
			t.Error("the group's row must be painted again")
		}
		if face.state != tt.state || groupText(face.group.tally) != tt.says {
			t.Errorf("group: %s %q, want %s %q", face.state, groupText(face.group.tally), tt.state, tt.says)
		}
	}
	if face.job.Acked != 500 {
		t.Errorf("acked: %d", face.job.Acked)
	}
}

func TestTypeAhead(t *testing.T) {
	u, id := listtest.Jobs(4, func(i int, j *transfer.Job) {
		j.Source.Path = "/d/" + []string{"alpha", "beta", "Bravo", "bristol"}[i]
	})
	m := newModel(testServers)
	m.apply(u)
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
		m.pick(tt.at, reachOne)
		got, ok := m.named(tt.typed)
		if ok != (tt.want >= 0) || ok && got != id[tt.want] {
			t.Errorf("%q at %d: %v %v", tt.typed, tt.at, got, ok)
		}
	}
}

func TestKeyboardStaysInTheQueue(t *testing.T) {
	u, id := listtest.Jobs(3, nil)
	m := newModel(testServers)
	m.apply(u)
	m.pick(1, reachOne)
	j := *u[id[1]]
	j.Outcome, j.Ended = transfer.Confirmed, time.Now()
	m.apply(transfer.Update{j.ID: &j})
	if m.cursor != id[2] || len(m.selected) != 0 {
		t.Errorf("the keyboard is at %v, selected: %v", m.cursor, m.selected)
	}
	m.pick(2, reachOne) // in the history it stays where it is
	m.apply(transfer.Update{id[0]: nil})
	if m.cursor != id[1] {
		t.Errorf("the keyboard left the history for %v", m.cursor)
	}
	m.apply(transfer.Update{id[1]: nil, id[2]: nil})
	if m.step(1, reachOne) != -1 {
		t.Error("there is nowhere to go in an empty list")
	}
}

func TestGroupOfABatch(t *testing.T) {
	found := func(rel ...string) *batch {
		b := newBatch(newModel(nil))
		b.to = "https://files.example.com/drop/"
		var list []transfer.Found
		for _, r := range rel {
			list = append(list, transfer.Found{Rel: r, Source: transfer.Source{Path: "/home/" + r, Size: 1}})
		}
		b.add(list)
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
		jobs := found(tt.rel...).jobs(transfer.Run)
		if len(jobs) != len(tt.rel) {
			t.Fatalf("%v: %d jobs", tt.rel, len(jobs))
		}
		g := group{key: jobs[0].Target.Group}
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
	regroup(jobs)
	g := group{key: jobs[0].Target.Group}
	if g.key == old || transfer.GroupFolder(g.key) != "2026-04" || jobs[1].Target.Group != g.key || jobs[2].Target.Group != "" {
		t.Errorf("groups: %+v", jobs)
	}
}

// TestTimeOfAGroup waits for what goes on by itself only.
func TestTimeOfAGroup(t *testing.T) {
	m := newModel(nil)
	u, _ := listtest.Grouped(3, 0, 3, func(i int, j *transfer.Job) {
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
	m.apply(u)
	g := m.shown[0].group
	if full, brief := groupProgress(g.face.job, g.tally.resting); brief != "10 s left" || !strings.HasPrefix(full, "0 B of 3.0 kB") {
		t.Errorf("%q, %q", full, brief)
	}
}

// TestGroupThatHasEnded is done if one of it was uploaded, and cancelled if none was.
func TestGroupThatHasEnded(t *testing.T) {
	key := transfer.NewGroupKey("photos")
	for state, outcomes := range map[transfer.State][]transfer.Outcome{
		transfer.Cancelled: {transfer.Confirmed, transfer.Unknown}, transfer.Done: {transfer.Confirmed, transfer.Delivered},
		transfer.Uploading: {transfer.Confirmed, ""},
	} {
		u, _ := listtest.Jobs(2, func(i int, j *transfer.Job) {
			j.Target.Group, j.Outcome, j.Phase = key, outcomes[i], transfer.Sending
		})
		m := newModel(nil)
		m.apply(u)
		face := m.groups[key].face
		if (face.job.Outcome == "") != (state == transfer.Uploading) || face.state != state || face.job.State() != state && face.job.Outcome != "" {
			t.Errorf("%v: the group is %s, its outcome %q", outcomes, face.state, face.job.Outcome)
		}
	}
}
