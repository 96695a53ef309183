package ui

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

func names(m *model) []string {
	var list []string
	for _, e := range m.shown {
		list = append(list, e.job.Name())
	}
	return list
}

func shownIDs(m *model) []uuid.UUID {
	var list []uuid.UUID
	for _, e := range m.shown {
		list = append(list, e.job.ID)
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
	m := newModel(nil)
	m.apply(u)
	want := []uuid.UUID{id[5], id[4], id[0], id[2], id[3], id[1]}
	if got := shownIDs(m); !slices.Equal(got, want) {
		t.Errorf("order: %v, want %v", names(m), want)
	}
	if m.split != 4 {
		t.Errorf("the history begins at %d, want 4", m.split)
	}
}

func TestApplyKeepsOrder(t *testing.T) {
	u, id := listtest.Jobs(300, nil)
	m := newModel(nil)
	m.apply(u)
	for step := range 50 { // move, end, remove and add, and compare with a plain sort
		next := transfer.Update{}
		moved := *m.entries[id[step*3]].job
		moved.Order = int64(1000 - step*7)
		next[moved.ID] = &moved
		ended := *m.entries[id[step*3+1]].job
		ended.Outcome, ended.Ended = transfer.Confirmed, time.Unix(int64(step), 0)
		next[ended.ID] = &ended
		next[id[step*3+2]] = nil
		added, _ := listtest.Jobs(1, func(_ int, j *transfer.Job) { j.Order = int64(step * 5) })
		maps.Copy(next, added)
		if c := m.apply(next); !c.whole {
			t.Fatal("a change of places must refresh the list")
		}
		if !slices.IsSortedFunc(m.order, m.compare) {
			t.Fatalf("step %d: not sorted", step)
		}
	}
	if len(m.order) != 300 || len(m.entries) != 300 || len(m.shown) != 300 {
		t.Errorf("%d in order, %d entries, %d shown, want 300", len(m.order), len(m.entries), len(m.shown))
	}
}

func TestApplyInPlace(t *testing.T) {
	u, id := listtest.Jobs(3, func(_ int, j *transfer.Job) { j.Phase = transfer.Sending })
	m := newModel(nil)
	m.apply(u)
	j := *u[id[1]]
	j.Acked = 500
	c := m.apply(transfer.Update{j.ID: &j})
	if c.whole || len(c.rows) != 1 || c.rows[0].job.Acked != 500 {
		t.Errorf("progress must repaint one row only: %+v", c)
	}
	if c := m.apply(transfer.Update{uuid.New(): nil}); c.whole || len(c.rows) != 0 {
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
	m := newModel(testServers)
	m.apply(u)
	want := map[filter]int{
		filterAll: 11, filterActive: 1, filterWaiting: 4, filterNeedsYou: 1, filterFailed: 1,
		filterPaused: 1, filterDone: 1, filterCancelled: 2,
	}
	for f := range filterCount {
		if m.counts[f] != want[f] {
			t.Errorf("%s: %d, want %d", filterText(f), m.counts[f], want[f])
		}
		m.setFilter(f)
		if len(m.shown) != want[f] {
			t.Errorf("%s shows %d, want %d", filterText(f), len(m.shown), want[f])
		}
	}
	if got := (totals{active: 1, open: 8, bytes: 460, rate: 10, failed: 2, cleanup: 1, retrying: 1, finished: 2}); m.totals != got {
		t.Errorf("totals: %+v, want %+v", m.totals, got)
	}
	if !slices.Equal(m.serverCounts, []int{6, 1}) {
		t.Errorf("by server: %v", m.serverCounts)
	}
	m.setFilter(filterAll)
	if n, bytes := m.history(); n != 2 || bytes != 100 {
		t.Errorf("history: %d entries, %d bytes", n, bytes)
	}
	m.setServer(1)
	if len(m.shown) != 1 || m.counts[filterAll] != 1 || m.counts[filterActive] != 0 {
		t.Errorf("one server: %v, %v", names(m), m.counts)
	}
}

func TestSearch(t *testing.T) {
	u, _ := listtest.Jobs(20, nil)
	m := newModel(nil)
	m.apply(u)
	for search, want := range map[string]int{"": 20, "FILE-00007": 1, "drop file-0001": 10, "nothing": 0, "  ": 20} {
		m.setSearch(search)
		if len(m.shown) != want {
			t.Errorf("%q finds %d, want %d", search, len(m.shown), want)
		}
	}
}

// TestSearchFollowsAChange: an upload is found by the address that it has by now.
func TestSearchFollowsAChange(t *testing.T) {
	u, id := listtest.Jobs(1, nil)
	m := newModel(nil)
	m.apply(u)
	m.setSearch("example")
	j := *u[id[0]]
	j.Target.URL = "https://other.test/x"
	m.apply(transfer.Update{j.ID: &j})
	for search, want := range map[string]int{"example": 0, "other.test": 1} {
		if m.setSearch(search); len(m.shown) != want {
			t.Errorf("%q finds %d, want %d", search, len(m.shown), want)
		}
	}
}

func TestSelection(t *testing.T) {
	u, id := listtest.Jobs(10, nil)
	m := newModel(nil)
	m.apply(u)
	pick := func(want ...int) {
		t.Helper()
		var got []int
		for i := range id {
			if m.selected[id[i]] {
				got = append(got, i)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("selected %v, want %v", got, want)
		}
	}
	m.pick(3, reachOne)
	pick(3)
	m.pick(6, reachTo)
	pick(3, 4, 5, 6)
	m.pick(1, reachTo) // turns around the anchor
	pick(1, 2, 3)
	m.pick(8, reachToggle)
	pick(1, 2, 3, 8)
	m.pick(9, reachAddTo)
	pick(1, 2, 3, 8, 9)
	m.pick(2, reachToggle)
	pick(1, 3, 8, 9)
	if to := m.step(-1, reachOne); to != 1 {
		t.Errorf("up from 2 leads to %d", to)
	}
	pick(1)
	if to := m.step(100, reachTo); to != 9 {
		t.Errorf("a step too far leads to %d", to)
	}
	pick(1, 2, 3, 4, 5, 6, 7, 8, 9)
	m.setSearch("file-00004")
	pick(4) // what is out of sight is not selected
	m.pickAll()
	m.setSearch("")
	pick(4)
	m.pickNone()
	m.cursor = uuid.Nil
	if to := m.step(1, reachOne); to != 0 {
		t.Errorf("the first step down leads to %d", to)
	}
	m.apply(transfer.Update{id[0]: nil})
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
	m := newModel(nil)
	m.apply(u)
	b := m.live()
	if !b.all || len(b.cancel) != 0 || len(b.pause) != 1 || len(b.resume) != 1 || len(b.retry) != 1 {
		t.Errorf("nothing selected: %+v", b)
	}
	m.pickAll()
	b = m.live()
	if b.all || !slices.Equal(b.cancel, id[:3]) || !slices.Equal(b.retry, id[2:3]) {
		t.Errorf("all selected: %+v", b)
	}
}

// TestLiveButtonsOfTheSelected: a cancel that is under way is not given again. Without a selection what needs somebody
// is not retried along with what failed.
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
	m := newModel(nil)
	m.apply(u)
	if b := m.live(); !slices.Equal(b.retry, id[2:3]) || !b.failed || b.cancel != nil {
		t.Errorf("nothing selected: %+v", b)
	}
	m.pickAll()
	if b := m.live(); !slices.Equal(b.cancel, []uuid.UUID{id[0], id[2], id[3]}) || !slices.Equal(b.retry, id[2:]) || b.failed {
		t.Errorf("all selected: %+v", b)
	}
}

// TestServerOfTheLongestAddress: in whatever order the servers stand.
func TestServerOfTheLongestAddress(t *testing.T) {
	for _, servers := range [][]Server{testServers, {testServers[1], testServers[0]}} {
		m := newModel(servers)
		for address, want := range map[string]string{
			"https://files.example.com/drop/x": "Lab drop", "https://files.example.com/drop/deep/x": "Deep", "https://files.example.com/": "",
		} {
			got := ""
			if i := m.serverOf(address); i >= 0 {
				got = servers[i].Name
			}
			if got != want {
				t.Errorf("%s is of %q, want %q", address, got, want)
			}
		}
	}
}

func TestWeighty(t *testing.T) {
	u, id := listtest.Jobs(10, func(i int, j *transfer.Job) { j.Acked = 100 })
	big, bigID := listtest.Jobs(1, func(_ int, j *transfer.Job) { j.Acked = 1 << 30 })
	m := newModel(nil)
	m.apply(u)
	m.apply(big)
	for _, tt := range []struct {
		ids   []uuid.UUID
		acked int64
		ask   bool
	}{{id[:9], 900, false}, {id, 1000, true}, {bigID, 1 << 30, true}, {nil, 0, false}} {
		if acked, ask := m.weighty(tt.ids, Settings{}); acked != tt.acked || ask != tt.ask {
			t.Errorf("%d uploads: %d, %v", len(tt.ids), acked, ask)
		}
	}
}

func TestPredict(t *testing.T) {
	u, id := listtest.Jobs(2, func(_ int, j *transfer.Job) { j.Phase = transfer.Sending })
	m := newModel(nil)
	m.apply(u)
	undo := m.predict(id[:1], transfer.Drop)
	if s := m.entries[id[0]].state; s != transfer.Cancelling {
		t.Errorf("predicted %s", s)
	}
	if u[id[0]].Want != transfer.Run {
		t.Error("a shared job was changed")
	}
	m.apply(undo)
	if s := m.entries[id[0]].state; s != transfer.Uploading {
		t.Errorf("put back to %s", s)
	}
}

// TestPredictOfWhatHasEnded: its outcome, and why it was that, stand.
func TestPredictOfWhatHasEnded(t *testing.T) {
	u, id := listtest.Jobs(2, func(i int, j *transfer.Job) {
		if i == 0 {
			j.Outcome, j.Fault = transfer.Refused, &transfer.Fault{Kind: transfer.KindNoCancel}
		}
	})
	m := newModel(nil)
	m.apply(u)
	undo := m.predict(id, transfer.Drop)
	if ended := m.entries[id[0]].job; ended != u[id[0]] || ended.Fault == nil || len(undo) != 1 || undo[id[1]] == nil {
		t.Errorf("%+v, and %d to be put back", ended, len(undo))
	}
}

// TestChosenServerStaysChosen: by its name, and the practice server in whatever language.
func TestChosenServerStaysChosen(t *testing.T) {
	practice := func(name string) Server { return Server{Name: name, URL: "http://127.0.0.1:40817/", Practice: true} }
	m := newModel(append([]Server{practice("Practice server")}, testServers...))
	for chosen, c := range map[string]struct {
		then []Server
		want int
	}{
		"Practice server": {[]Server{testServers[0], practice("Пробный сервер")}, 1},
		"Deep":            {[]Server{testServers[1], practice("Пробный сервер"), testServers[0]}, 0},
		"Lab drop":        {[]Server{practice("Lab"), testServers[1]}, -1},
	} {
		m.setServers(append([]Server{practice("Practice server")}, testServers...))
		m.setServer(slices.IndexFunc(m.servers, func(s Server) bool { return s.Name == chosen }))
		if m.setServers(c.then); m.server != c.want {
			t.Errorf("%s: %d is chosen now, want %d", chosen, m.server, c.want)
		}
	}
}
