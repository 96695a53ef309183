package list

import (
	"testing"

	"sendoff/transfer"
	"sendoff/ui/list/listtest"
	"sendoff/ui/words"
)

// everywhere is the effect of a state or outcome in each place that groups states.
type everywhere struct {
	state   transfer.State
	outcome transfer.Outcome // of a cancelled upload; "" = implied by the state
	filter  Filter
	totals  Totals         // of three such uploads of 1,000 bytes
	survey  Survey         // of the same three
	group   transfer.State // of a group of them
	says    string
}

// all has one row for each state and each outcome.
var all = []everywhere{
	{transfer.Waiting, "", FilterWaiting, Totals{Open: 3, bytes: 3000}, Survey{waiting: 3}, transfer.Waiting, "0 of 3 done"},
	{transfer.NeedsYou, "", FilterNeedsYou, Totals{Open: 3, failed: 3}, Survey{Needs: 3}, transfer.NeedsYou, "0 of 3 done, 3 need you"},
	{transfer.Connecting, "", FilterActive, Totals{Open: 3, active: 3, bytes: 3000}, Survey{Running: 3}, transfer.Uploading, "0 of 3 done, 3 uploading"},
	{transfer.Uploading, "", FilterActive, Totals{Open: 3, active: 3, bytes: 3000}, Survey{Running: 3}, transfer.Uploading, "0 of 3 done, 3 uploading"},
	{transfer.Finishing, "", FilterActive, Totals{Open: 3, active: 3, bytes: 3000}, Survey{Running: 3}, transfer.Uploading, "0 of 3 done, 3 uploading"},
	{transfer.GettingReply, "", FilterActive, Totals{Open: 3, active: 3, bytes: 3000}, Survey{Running: 3}, transfer.Uploading, "0 of 3 done, 3 uploading"},
	{transfer.Retrying, "", FilterWaiting, Totals{Open: 3, Retrying: 3, bytes: 3000}, Survey{retrying: 3, brief: 3}, transfer.Retrying, "0 of 3 done, 3 trying again"},
	{transfer.Paused, "", FilterPaused, Totals{Open: 3}, Survey{Paused: 3}, transfer.Paused, "0 of 3 done, 3 paused"},
	{transfer.Failed, "", FilterFailed, Totals{Open: 3, failed: 3}, Survey{Failed: 3}, transfer.Failed, "0 of 3 done, 3 failed"},
	{transfer.Cancelling, "", FilterCancelled, Totals{Cleanup: 3}, Survey{}, transfer.Cancelling, "0 of 3 done, 3 being cancelled"},
	{transfer.Done, "", FilterDone, Totals{finished: 3}, Survey{}, transfer.Done, "3 of 3 done"},
	{transfer.Cancelled, transfer.Confirmed, FilterCancelled, Totals{finished: 3}, Survey{}, transfer.Cancelled, "0 of 3 done, 3 cancelled"},
	{transfer.Cancelled, transfer.AlreadyGone, FilterCancelled, Totals{finished: 3}, Survey{}, transfer.Cancelled, "0 of 3 done, 3 cancelled"},
	{transfer.Cancelled, transfer.NeverReached, FilterCancelled, Totals{finished: 3}, Survey{}, transfer.Cancelled, "0 of 3 done, 3 cancelled"},
	{transfer.Cancelled, transfer.NotTold, FilterCancelled, Totals{finished: 3}, Survey{}, transfer.Cancelled, "0 of 3 done, 3 that the server was not told of"},
	{transfer.Cancelled, transfer.TooLate, FilterCancelled, Totals{finished: 3}, Survey{}, transfer.Cancelled, "0 of 3 done, 3 too late to cancel"},
	{transfer.Cancelled, transfer.Unknown, FilterCancelled, Totals{finished: 3}, Survey{}, transfer.Cancelled, "0 of 3 done, 3 with an unknown outcome"},
	{transfer.Cancelled, transfer.Refused, FilterCancelled, Totals{finished: 3}, Survey{}, transfer.Cancelled, "0 of 3 done, 3 where the cancel was refused"},
}

// TestEveryStateEverywhere runs every state and outcome through filter, totals, survey and group.
func TestEveryStateEverywhere(t *testing.T) {
	walked := map[transfer.State]bool{}
	for _, row := range all {
		walked[row.state] = true
		t.Run(string(row.state)+" "+string(row.outcome), func(t *testing.T) { row.check(t) })
	}
	for _, s := range transfer.States {
		if !walked[s] {
			t.Errorf("%s is in no row", s)
		}
	}
}

func (row everywhere) check(t *testing.T) {
	t.Helper()
	u, id := listtest.Grouped(3, 0, 3, func(_ int, j *transfer.Job) {
		listtest.In(row.state, j)
		if row.outcome != "" {
			j.Outcome = row.outcome
		}
	})
	m := New(testServers)
	m.Apply(u)
	e := m.Entries[id[0]]
	if e.State != row.state || e.filter != row.filter || m.Counts[row.filter] != 3 {
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
	if ended := row.state.Ended(); g.Ended() != ended || ended && end.State() != row.group {
		t.Errorf("the group's outcome is %q", g.Outcome)
	}
	if words.StateText(e.Job, e.Job.Ended) == "" {
		t.Error("there are no words for it")
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
