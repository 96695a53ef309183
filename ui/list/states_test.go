package list

import (
	"slices"
	"testing"

	"sendoff/transfer"
	"sendoff/ui/list/listtest"
	"sendoff/ui/words"
)

// everywhere is the effect of a state or outcome in each place that groups states.
type everywhere struct {
	listtest.Case
	filter Filter
	totals Totals         // of three such uploads of 1,000 bytes
	survey Survey         // of the same three
	group  transfer.State // of a group of them
	says   string
}

// all has one row for each state and each outcome.
var all = []everywhere{
	{listtest.Case{State: transfer.Waiting}, FilterWaiting, Totals{Open: 3, bytes: 3000}, Survey{waiting: 3}, transfer.Waiting, "0 of 3 done"},
	{listtest.Case{State: transfer.NeedsYou}, FilterNeedsYou, Totals{Open: 3, failed: 3}, Survey{Needs: 3}, transfer.NeedsYou, "0 of 3 done, 3 need you"},
	{listtest.Case{State: transfer.Connecting}, FilterActive, Totals{Open: 3, active: 3, bytes: 3000}, Survey{Running: 3}, transfer.Uploading, "0 of 3 done, 3 uploading"},
	{listtest.Case{State: transfer.Uploading}, FilterActive, Totals{Open: 3, active: 3, bytes: 3000}, Survey{Running: 3}, transfer.Uploading, "0 of 3 done, 3 uploading"},
	{listtest.Case{State: transfer.Finishing}, FilterActive, Totals{Open: 3, active: 3, bytes: 3000}, Survey{Running: 3}, transfer.Uploading, "0 of 3 done, 3 uploading"},
	{listtest.Case{State: transfer.GettingReply}, FilterActive, Totals{Open: 3, active: 3, bytes: 3000}, Survey{Running: 3}, transfer.Uploading, "0 of 3 done, 3 uploading"},
	{listtest.Case{State: transfer.Retrying}, FilterWaiting, Totals{Open: 3, Retrying: 3, bytes: 3000}, Survey{retrying: 3, brief: 3}, transfer.Retrying, "0 of 3 done, 3 trying again"},
	{listtest.Case{State: transfer.Paused}, FilterPaused, Totals{Open: 3, paused: 3}, Survey{Paused: 3}, transfer.Paused, "0 of 3 done, 3 paused"},
	{listtest.Case{State: transfer.Failed}, FilterFailed, Totals{Open: 3, failed: 3}, Survey{Failed: 3}, transfer.Failed, "0 of 3 done, 3 failed"},
	{listtest.Case{State: transfer.Cancelling}, FilterCancelled, Totals{Cleanup: 3}, Survey{}, transfer.Cancelling, "0 of 3 done, 3 being cancelled"},
	{listtest.Case{State: transfer.Done}, FilterDone, Totals{finished: 3}, Survey{}, transfer.Done, "3 of 3 done"},
	{listtest.Case{State: transfer.Cancelled, Outcome: transfer.Confirmed}, FilterCancelled, Totals{finished: 3}, Survey{}, transfer.Cancelled, "0 of 3 done, 3 cancelled"},
	{listtest.Case{State: transfer.Cancelled, Outcome: transfer.AlreadyGone}, FilterCancelled, Totals{finished: 3}, Survey{}, transfer.Cancelled, "0 of 3 done, 3 cancelled"},
	{listtest.Case{State: transfer.Cancelled, Outcome: transfer.NeverReached}, FilterCancelled, Totals{finished: 3}, Survey{}, transfer.Cancelled, "0 of 3 done, 3 cancelled"},
	{listtest.Case{State: transfer.Cancelled, Outcome: transfer.NotTold}, FilterCancelled, Totals{finished: 3}, Survey{}, transfer.Cancelled, "0 of 3 done, 3 that the server was not told of"},
	{listtest.Case{State: transfer.Cancelled, Outcome: transfer.TooLate}, FilterCancelled, Totals{finished: 3}, Survey{}, transfer.Cancelled, "0 of 3 done, 3 too late to cancel"},
	{listtest.Case{State: transfer.Cancelled, Outcome: transfer.Unknown}, FilterCancelled, Totals{finished: 3}, Survey{}, transfer.Cancelled, "0 of 3 done, 3 with an unknown outcome"},
	{listtest.Case{State: transfer.Cancelled, Outcome: transfer.Refused}, FilterCancelled, Totals{finished: 3}, Survey{}, transfer.Cancelled, "0 of 3 done, 3 where the cancel was refused"},
}

// TestEveryStateEverywhere runs every state and outcome through filter, totals, survey and group.
func TestEveryStateEverywhere(t *testing.T) {
	want := map[listtest.Case]everywhere{}
	for _, row := range all {
		want[row.Case] = row
	}
	if len(all) != len(listtest.Every()) {
		t.Errorf("%d rows for %d cases", len(all), len(listtest.Every()))
	}
	for _, c := range listtest.Every() {
		t.Run(c.String(), func(t *testing.T) { want[c].check(t) })
	}
}

func (row everywhere) check(t *testing.T) {
	t.Helper()
	u, id := listtest.Grouped(3, 0, 3, func(_ int, j *transfer.Job) { row.In(j) })
	m := New(testServers)
	m.Apply(u)
	e := m.Entries[id[0]]
	if e.State != row.State || e.filter != row.filter || m.Counts[row.filter] != 3 {
		t.Errorf("state %s, filter %s of %v", e.State, FilterText(e.filter), m.Counts)
	}
	if m.Totals != row.totals {
		t.Errorf("totals %+v, want %+v", m.Totals, row.totals)
	}
	if got := m.Survey(); got != row.survey {
		t.Errorf("survey %+v, want %+v", got, row.survey)
	}
	g := e.Group
	if g.State != row.group || GroupText(g.Tally) != row.says {
		t.Errorf("a group is %s and says %q", g.State, GroupText(g.Tally))
	}
	end := transfer.Job{Outcome: g.Outcome}
	if ended := row.State.Ended(); g.Ended() != ended || ended && end.State() != row.group {
		t.Errorf("the group's outcome is %q", g.Outcome)
	}
	if words.StateText(e.Job, e.Job.Ended) == "" {
		t.Error("there are no words for it")
	}
}

// TestSortedByState: first states that need the user, then running, idle and ended ones.
func TestSortedByState(t *testing.T) {
	u, _ := listtest.Jobs(len(transfer.States), func(i int, j *transfer.Job) { listtest.In(transfer.States[i], j) })
	m := New(testServers)
	m.Apply(u)
	m.SortBy(ColumnState)
	var got []transfer.Standing
	for _, e := range m.Order {
		if s := e.State.Standing(); !slices.Contains(got, s) {
			got = append(got, s)
		}
	}
	want := []transfer.Standing{transfer.Stuck, transfer.Waits, transfer.Runs, transfer.Rests, transfer.Leaves, transfer.HasDone, transfer.HasLeft}
	if !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if len(stateRank) != len(transfer.States) {
		t.Errorf("%d states have a rank", len(stateRank))
	}
}

// TestGroupLeavesNothingOpenUnsaid: the outcome that leaves most open represents the group.
func TestGroupLeavesNothingOpenUnsaid(t *testing.T) {
	order := []transfer.Outcome{transfer.Confirmed, transfer.Delivered, transfer.NotTold, transfer.TooLate, transfer.Unknown, transfer.Refused}
	for i := 1; i < len(order); i++ {
		u, id := listtest.Grouped(2, 0, 2, func(k int, j *transfer.Job) { j.Outcome = order[i-k] })
		m := New(testServers)
		m.Apply(u)
		if got := m.Entries[id[0]].Group.Outcome; got != order[i] {
			t.Errorf("%s and %s: the group's outcome is %s", order[i], order[i-1], got)
		}
	}
}

// TestHeadingCountsWhatIsListedNoMore: the heading also counts uploaded bytes of entries that the history had no
// room for.
func TestHeadingCountsWhatIsListedNoMore(t *testing.T) {
	u, _ := listtest.Grouped(2, 0, 2, func(i int, j *transfer.Job) {
		listtest.In(transfer.Cancelled, j)
		if i == 1 {
			j.Cut = map[transfer.Outcome]transfer.Cut{transfer.Delivered: {Jobs: 1000, Bytes: 50_000}}
		}
	})
	m := New(testServers)
	m.Apply(u)
	if n, uploaded := m.History(); n != 2 || uploaded != 50_000 {
		t.Errorf("%d entries, %d bytes uploaded", n, uploaded)
	}
}
