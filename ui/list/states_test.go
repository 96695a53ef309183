package list

import (
	"slices"
	"testing"
	"time"

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
	{listtest.Case{State: transfer.Cancelling}, FilterCancelled, Totals{Sessions: 3}, Survey{}, transfer.Cancelling, "0 of 3 done, 3 being cancelled"},
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

// TestStatesStandInSections: what runs is on top and what has ended at the bottom, whatever the list is sorted by.
func TestStatesStandInSections(t *testing.T) {
	want := []transfer.Standing{transfer.Runs, transfer.Stuck, transfer.Waits, transfer.Rests, transfer.Leaves, transfer.Stuck, transfer.HasDone, transfer.HasLeft}
	u, _ := listtest.Jobs(len(transfer.States), func(i int, j *transfer.Job) { listtest.In(transfer.States[i], j) })
	m := New(testServers)
	m.Apply(u)
	for c := range ColumnCount {
		for range 2 {
			m.SortBy(c)
			var sections []Section
			for _, p := range m.Parts {
				sections = append(sections, p.Section)
			}
			if !slices.Equal(sections, []Section{SectionUploading, SectionNeedsYou, SectionWaiting, SectionFailed, SectionFinished}) {
				t.Errorf("%s: %v", ColumnText(c), sections)
			}
		}
	}
	m.SortBy(ColumnState)
	var got []transfer.Standing
	for _, e := range m.Order {
		if s := e.State.Standing(); len(got) == 0 || got[len(got)-1] != s {
			got = append(got, s)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if len(stateRank) != len(transfer.States) {
		t.Errorf("%d states have a rank", len(stateRank))
	}
}

// TestFoldedSection: its rows go, its sum stays, and what it holds can still be exported.
func TestFoldedSection(t *testing.T) {
	u, id := listtest.Jobs(6, func(i int, j *transfer.Job) {
		switch {
		case i < 2:
			j.Phase, j.Rate = transfer.Sending, 100
		case i > 3:
			j.Outcome, j.Ended = transfer.Delivered, time.Unix(int64(i), 0)
		}
	})
	m := New(testServers)
	m.Apply(u)
	m.Pick(0, ReachOne)
	m.FoldSection(SectionUploading, true)
	m.FoldSection(SectionFinished, true)
	if got := shownIDs(m); !slices.Equal(got, id[2:4]) || len(m.Selected) != 0 || m.Split != 2 {
		t.Errorf("shown %v, selected %v, split %d", got, m.Selected, m.Split)
	}
	p, _ := m.PartOf(SectionUploading)
	if n, sum := m.Sum(p); n != 2 || sum.Rate != 200 || !p.Folded {
		t.Errorf("%d uploads, %v", n, sum)
	}
	if len(m.Past()) != 2 {
		t.Errorf("%d in the history", len(m.Past()))
	}
	again := New(testServers)
	again.Restore(Settings{Folds: m.KeptFolds()})
	again.Apply(u)
	if !slices.Equal(shownIDs(again), id[2:4]) {
		t.Error("a fold is not kept")
	}
	m.SetFilter(FilterActive)
	if len(m.Shown) != 2 {
		t.Error("a part without a title cannot be folded")
	}
	m.SetFilter(FilterAll)
	m.FoldSection(SectionUploading, false)
	if !slices.Equal(shownIDs(m), id[:4]) {
		t.Errorf("open again: %v", shownIDs(m))
	}
}
