package list

import (
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/ui/list/listtest"
)

var testServers = []Server{
	{Name: "Lab drop", URL: "https://files.example.com/drop/"},
	{Name: "Deep", URL: "https://files.example.com/drop/deep/"},
}

func names(m *Model) []string {
	var list []string
	for _, r := range m.Shown {
		list = append(list, r.name())
	}
	return list
}

func shownIDs(m *Model) []uuid.UUID {
	var list []uuid.UUID
	for _, r := range m.Shown {
		list = append(list, r.ID())
	}
	return list
}

func TestOrderIsQueueThenHistory(t *testing.T) {
	now := time.Now()
	u, id := listtest.Jobs(6, func(i int, j *transfer.Job) {
		switch i {
		case 1, 3: // ended, 3 after 1
			j.Outcome, j.Ended = transfer.Delivered, now.Add(time.Duration(i)*time.Minute)
		case 5:
			j.Priority = transfer.Foreground
		case 4:
			j.Order = -1
		}
	})
	m := New(nil)
	m.Apply(u)
	want := []uuid.UUID{id[5], id[4], id[0], id[2], id[3], id[1]}
	if got := shownIDs(m); !slices.Equal(got, want) {
		t.Errorf("order: %v, want %v", names(m), want)
	}
	if m.Split != 4 {
		t.Errorf("the history begins at %d, want 4", m.Split)
	}
}

func TestApplyKeepsOrder(t *testing.T) {
	u, id := listtest.Jobs(300, nil)
	m := New(nil)
	m.Apply(u)
	for step := range 50 { // move, end, remove and add, and compare with a plain sort
		next := transfer.Update{}
		moved := *m.Entries[id[step*3]].Job
		moved.Order = int64(1000 - step*7)
		next[moved.ID] = &moved
		ended := *m.Entries[id[step*3+1]].Job
		ended.Outcome, ended.Ended = transfer.Confirmed, time.Unix(int64(step), 0)
		next[ended.ID] = &ended
		next[id[step*3+2]] = nil
		added, _ := listtest.Jobs(1, func(_ int, j *transfer.Job) { j.Order = int64(step * 5) })
		maps.Copy(next, added)
		if c := m.Apply(next); !c.Whole {
			t.Fatal("a change of places must refresh the list")
		}
		if !slices.IsSortedFunc(m.Order, m.compareEntries) {
			t.Fatalf("step %d: not sorted", step)
		}
	}
	if len(m.Order) != 300 || len(m.Entries) != 300 || len(m.Shown) != 300 {
		t.Errorf("%d in order, %d entries, %d shown, want 300", len(m.Order), len(m.Entries), len(m.Shown))
	}
}

func TestApplyInPlace(t *testing.T) {
	u, id := listtest.Jobs(3, func(_ int, j *transfer.Job) { j.Phase = transfer.Sending })
	m := New(nil)
	m.Apply(u)
	j := *u[id[1]]
	j.Acked = 500
	c := m.Apply(transfer.Update{j.ID: &j})
	if c.Whole || len(c.Rows) != 1 || c.Rows[0].Progress().Acked != 500 {
		t.Errorf("progress must repaint one row only: %+v", c)
	}
	if c := m.Apply(transfer.Update{uuid.New(): nil}); c.Whole || len(c.Rows) != 0 {
		t.Errorf("news of an unknown job must change nothing: %+v", c)
	}
}

func TestCountsAndFilters(t *testing.T) {
	final := &transfer.Fault{Kind: transfer.KindNotFound, Final: true}
	u, _ := listtest.Jobs(11, func(i int, j *transfer.Job) {
		j.Source.Size = 100
		switch i {
		case 0:
			j.Phase, j.Acked, j.Rate = transfer.Sending, 40, 10
		case 1:
			j.Want = transfer.Hold
		case 2:
			j.Fault = final
		case 3:
			j.Fault = &transfer.Fault{Kind: transfer.KindExists, Final: true}
		case 4:
			j.Want = transfer.Drop
		case 5:
			j.Outcome = transfer.Delivered
		case 6:
			j.Outcome = transfer.Unknown
		case 7:
			j.Fault, j.RetryAt = &transfer.Fault{Kind: transfer.KindBusy}, time.Now()
		case 8:
			j.Target.URL = "https://elsewhere.example.com/x"
		case 9:
			j.Target.URL = "https://files.example.com/drop/deep/x"
		}
	})
	m := New(testServers)
	m.Apply(u)
	want := map[Filter]int{
		FilterAll: 11, FilterActive: 1, FilterWaiting: 4, FilterNeedsYou: 1, FilterFailed: 1,
		FilterPaused: 1, FilterDone: 1, FilterCancelled: 2,
	}
	for f := range FilterCount {
		if m.Counts[f] != want[f] {
			t.Errorf("%s: %d, want %d", FilterText(f), m.Counts[f], want[f])
		}
		m.SetFilter(f)
		if len(m.Shown) != want[f] {
			t.Errorf("%s shows %d, want %d", FilterText(f), len(m.Shown), want[f])
		}
	}
	if got := (Totals{active: 1, Open: 8, bytes: 460, rate: 10, failed: 2, paused: 1, Sessions: 1, Retrying: 1, finished: 2}); m.Totals != got {
		t.Errorf("totals: %+v, want %+v", m.Totals, got)
	}
	if !slices.Equal(m.ServerCounts, []int{9, 1, 1}) {
		t.Errorf("by server: %v", m.ServerCounts)
	}
	m.SetFilter(FilterAll)
	if n, bytes := m.History(); n != 2 || bytes != 100 {
		t.Errorf("history: %d entries, %d bytes", n, bytes)
	}
	m.SetServer(1)
	if len(m.Shown) != 1 || m.Counts[FilterAll] != 1 || m.Counts[FilterActive] != 0 {
		t.Errorf("one server: %v, %v", names(m), m.Counts)
	}
}

func TestSearch(t *testing.T) {
	u, _ := listtest.Jobs(20, nil)
	m := New(nil)
	m.Apply(u)
	for search, want := range map[string]int{"": 20, "FILE-00007": 1, "drop file-0001": 10, "nothing": 0, "  ": 20} {
		m.SetSearch(search)
		if len(m.Shown) != want {
			t.Errorf("%q finds %d, want %d", search, len(m.Shown), want)
		}
	}
}

// TestSearchFollowsAChange: an upload is found by its current address.
func TestSearchFollowsAChange(t *testing.T) {
	u, id := listtest.Jobs(1, nil)
	m := New(nil)
	m.Apply(u)
	m.SetSearch("example")
	j := *u[id[0]]
	j.Target.URL = "https://other.test/x"
	m.Apply(transfer.Update{j.ID: &j})
	for search, want := range map[string]int{"example": 0, "other.test": 1} {
		if m.SetSearch(search); len(m.Shown) != want {
			t.Errorf("%q finds %d, want %d", search, len(m.Shown), want)
		}
	}
}

func TestSelection(t *testing.T) {
	u, id := listtest.Jobs(10, nil)
	m := New(nil)
	m.Apply(u)
	pick := func(want ...int) {
		t.Helper()
		var got []int
		for i := range id {
			if m.Selected[id[i]] {
				got = append(got, i)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("selected %v, want %v", got, want)
		}
	}
	m.Pick(3, ReachOne)
	pick(3)
	m.Pick(6, ReachTo)
	pick(3, 4, 5, 6)
	m.Pick(1, ReachTo) // turns around the anchor
	pick(1, 2, 3)
	m.Pick(8, ReachToggle)
	pick(1, 2, 3, 8)
	m.Pick(9, ReachAddTo)
	pick(1, 2, 3, 8, 9)
	m.Pick(2, ReachToggle)
	pick(1, 3, 8, 9)
	if to := m.Step(-1, ReachOne); to != 1 {
		t.Errorf("up from 2 leads to %d", to)
	}
	pick(1)
	if to := m.Step(100, ReachTo); to != 9 {
		t.Errorf("a step too far leads to %d", to)
	}
	pick(1, 2, 3, 4, 5, 6, 7, 8, 9)
	m.SetSearch("file-00004")
	pick(4) // hidden rows are not selected
	m.PickAll()
	m.SetSearch("")
	pick(4)
	m.PickNone()
	m.Cursor = uuid.Nil
	if to := m.Step(1, ReachOne); to != 0 {
		t.Errorf("the first step down leads to %d", to)
	}
	m.Apply(transfer.Update{id[0]: nil})
	pick()
}

func TestLiveButtons(t *testing.T) {
	u, id := listtest.Jobs(4, func(i int, j *transfer.Job) {
		switch i {
		case 1:
			j.Want = transfer.Hold
		case 2:
			j.Fault = &transfer.Fault{Kind: transfer.KindNotFound, Final: true}
		case 3:
			j.Outcome = transfer.Delivered
		}
	})
	m := New(nil)
	m.Apply(u)
	b := m.Live()
	if !b.All || len(b.Cancel) != 0 || len(b.Pause) != 1 || len(b.Resume) != 1 || len(b.Retry) != 1 {
		t.Errorf("nothing selected: %+v", b)
	}
	m.PickAll()
	b = m.Live()
	if b.All || !slices.Equal(b.Cancel, id[:3]) || !slices.Equal(b.Retry, id[2:3]) {
		t.Errorf("all selected: %+v", b)
	}
}

// TestLiveButtonsOfTheSelected: a running cancel is not sent again. Without a selection, retry leaves out uploads
// that need the user.
func TestLiveButtonsOfTheSelected(t *testing.T) {
	u, id := listtest.Jobs(4, func(i int, j *transfer.Job) {
		switch i {
		case 1:
			j.Want = transfer.Drop
		case 2:
			j.Fault = &transfer.Fault{Kind: transfer.KindNotFound, Final: true}
		case 3:
			j.Fault = &transfer.Fault{Kind: transfer.KindExists, Final: true}
		}
	})
	m := New(nil)
	m.Apply(u)
	if b := m.Live(); !slices.Equal(b.Retry, id[2:3]) || !b.Failed || b.Cancel != nil {
		t.Errorf("nothing selected: %+v", b)
	}
	m.PickAll()
	if b := m.Live(); !slices.Equal(b.Cancel, []uuid.UUID{id[3], id[0], id[2]}) || !slices.Equal(b.Retry, []uuid.UUID{id[3], id[2]}) || b.Failed {
		t.Errorf("all selected: %+v", b)
	}
}

// TestServerOfTheLongestAddress: the order of the servers does not matter.
func TestServerOfTheLongestAddress(t *testing.T) {
	for _, servers := range [][]Server{testServers, {testServers[1], testServers[0]}} {
		m := New(servers)
		for address, want := range map[string]string{
			"https://files.example.com/drop/x": "Lab drop", "https://files.example.com/drop/deep/x": "Deep", "https://files.example.com/": "",
		} {
			got := ""
			if i := m.ServerOf(address); i >= 0 {
				got = servers[i].Name
			}
			if got != want {
				t.Errorf("%s is of %q, want %q", address, got, want)
			}
		}
	}
}

func TestWeighty(t *testing.T) {
	u, id := listtest.Jobs(10, func(i int, j *transfer.Job) { j.Acked, j.Sending = 100, 30*time.Second })
	fast, fastID := listtest.Jobs(1, func(_ int, j *transfer.Job) { j.Acked, j.Sending = 20<<30, 4*time.Minute })
	slow, slowID := listtest.Jobs(1, func(_ int, j *transfer.Job) { j.Acked, j.Sending = 5_000_000, 6*time.Minute })
	opened := time.Date(2026, 4, 17, 14, 3, 0, 0, time.UTC)
	old, oldID := listtest.Jobs(1, func(_ int, j *transfer.Job) { // of a version that did not measure
		j.Acked, j.Opened, j.Heard = 7, opened, opened.Add(time.Hour)
	})
	m := New(nil)
	for _, v := range []transfer.Update{u, fast, slow, old} {
		m.Apply(v)
	}
	for _, tt := range []struct {
		ids   []uuid.UUID
		acked int64
		spent time.Duration
		ask   bool
	}{
		{id[:9], 900, 270 * time.Second, false},
		{id, 1000, 5 * time.Minute, true},
		{nil, 0, 0, false},
		{fastID, 20 << 30, 4 * time.Minute, false},
		{slowID, 5_000_000, 6 * time.Minute, true},
		{oldID, 7, time.Hour, true},
		{append(fastID, id[:3]...), 20<<30 + 300, 330 * time.Second, true},
	} {
		if acked, spent, ask := m.Weighty(tt.ids, Settings{}); acked != tt.acked || spent != tt.spent || ask != tt.ask {
			t.Errorf("%d uploads: %d, %s, %v", len(tt.ids), acked, spent, ask)
		}
	}
	if _, _, ask := m.Weighty(slowID, Settings{AskTime: time.Hour}); ask {
		t.Error("it asks for less than the settings say")
	}
}

func TestPredict(t *testing.T) {
	u, id := listtest.Jobs(2, func(_ int, j *transfer.Job) { j.Phase = transfer.Sending })
	m := New(nil)
	m.Apply(u)
	undo := m.Predict(id[:1], transfer.Drop)
	if s := m.Entries[id[0]].State; s != transfer.Cancelling {
		t.Errorf("predicted %s", s)
	}
	if u[id[0]].Want != transfer.Run {
		t.Error("a shared job was changed")
	}
	m.Apply(undo)
	if s := m.Entries[id[0]].State; s != transfer.Uploading {
		t.Errorf("put back to %s", s)
	}
}

// TestPredictOfWhatHasEnded: its outcome and the reason for it stay.
func TestPredictOfWhatHasEnded(t *testing.T) {
	u, id := listtest.Jobs(2, func(i int, j *transfer.Job) {
		if i == 0 {
			j.Outcome, j.Fault = transfer.Refused, &transfer.Fault{Kind: transfer.KindNoCancel}
		}
	})
	m := New(nil)
	m.Apply(u)
	undo := m.Predict(id, transfer.Drop)
	if ended := m.Entries[id[0]].Job; ended != u[id[0]] || ended.Fault == nil || len(undo) != 1 || undo[id[1]] == nil {
		t.Errorf("%+v, and %d to be put back", ended, len(undo))
	}
}

// TestChosenServerStaysChosen: it is found by its name, the practice server in any language.
func TestChosenServerStaysChosen(t *testing.T) {
	practice := func(name string) Server { return Server{Name: name, URL: "http://127.0.0.1:40817/", Practice: true} }
	m := New(append([]Server{practice("Practice server")}, testServers...))
	for chosen, c := range map[string]struct {
		then []Server
		want int
	}{
		"Practice server": {[]Server{testServers[0], practice("Пробный сервер")}, 1},
		"Deep":            {[]Server{testServers[1], practice("Пробный сервер"), testServers[0]}, 0},
		"Lab drop":        {[]Server{practice("Lab"), testServers[1]}, -1},
	} {
		m.SetServers(append([]Server{practice("Practice server")}, testServers...))
		m.SetServer(slices.IndexFunc(m.Servers, func(s Server) bool { return s.Name == chosen }))
		if m.SetServers(c.then); m.Server != c.want {
			t.Errorf("%s: %d is chosen now, want %d", chosen, m.Server, c.want)
		}
	}
}

// TestServersOfTheSettingsReachTheList: a server named, renamed or removed in the settings changes in every row at
// once.
func TestServersOfTheSettingsReachTheList(t *testing.T) {
	m := New(nil)
	u, ids := listtest.Jobs(2, func(i int, j *transfer.Job) {
		j.Target.URL = []string{"https://files.example.com/drop/a", "https://other.example.com/b"}[i]
	})
	m.Apply(u)
	e := m.Entries[ids[0]]
	for _, c := range []struct {
		servers []Server
		want    string
		counts  []int
	}{
		{[]Server{{Name: "Files", URL: "https://files.example.com/drop/"}}, "Files", []int{1, 1}},
		{[]Server{{Name: "Other", URL: "https://other.example.com/"}, {Name: "Archive", URL: "https://files.example.com/"}}, "Archive", []int{1, 1}},
		{nil, "files.example.com", []int{1, 1}},
	} {
		m.SetServers(c.servers)
		if got := m.Destination(e); got != c.want || !slices.Equal(m.ServerCounts, c.counts) {
			t.Errorf("%v: %s, counts %v", c.servers, got, m.ServerCounts)
		}
		for i := range c.servers {
			if m.SetServer(i); len(m.Shown) != 1 || m.Destination(m.Shown[0]) != c.servers[i].Name {
				t.Errorf("%v: %d rows of %s", c.servers, len(m.Shown), c.servers[i].Name)
			}
		}
		m.SetServer(-1)
	}
}

// TestUploadThatMovesToAnotherServer: an upload whose address is changed is counted and shown where it goes now.
func TestUploadThatMovesToAnotherServer(t *testing.T) {
	m := New([]Server{{Name: "One", URL: "https://one.example.com/"}, {Name: "Two", URL: "https://two.example.com/"}})
	u, ids := listtest.Jobs(1, func(_ int, j *transfer.Job) { j.Target.URL = "https://one.example.com/a" })
	m.Apply(u)
	m.SetServer(0)
	moved := *u[ids[0]]
	moved.Target.URL = "https://two.example.com/a"
	c := m.Apply(transfer.Update{moved.ID: &moved})
	if len(m.Shown) != 0 || !c.Whole || !slices.Equal(m.ServerCounts, []int{0, 1}) {
		t.Errorf("%d rows, %+v, counts %v", len(m.Shown), c, m.ServerCounts)
	}
	m.SetServer(1)
	if len(m.Shown) != 1 || m.Destination(m.Shown[0]) != "Two" {
		t.Errorf("%d rows at the other one", len(m.Shown))
	}
}

// TestRangeAfterTheRowHasLeft: a range with Shift begins at the row that took the place of the one that left.
func TestRangeAfterTheRowHasLeft(t *testing.T) {
	u, ids := listtest.Jobs(10, nil)
	m := New(nil)
	m.Apply(u)
	m.Pick(3, ReachOne)
	m.Apply(transfer.Update{ids[3]: nil})
	m.Step(1, ReachTo)
	m.Step(1, ReachTo)
	if got := IDs(m.Chosen(), anyJob); !slices.Equal(got, []uuid.UUID{ids[4], ids[5], ids[6]}) {
		t.Errorf("%v", got)
	}
}

// TestRangeWithoutABeginning: it begins at the first row that it reaches.
func TestRangeWithoutABeginning(t *testing.T) {
	u, ids := listtest.Jobs(10, nil)
	m := New(nil)
	m.Apply(u)
	m.Pick(4, ReachTo)
	m.Pick(6, ReachTo)
	if got := IDs(m.Chosen(), anyJob); !slices.Equal(got, []uuid.UUID{ids[4], ids[5], ids[6]}) {
		t.Errorf("%v", got)
	}
}

// anyJob takes every job.
func anyJob(*transfer.Job) bool { return true }
