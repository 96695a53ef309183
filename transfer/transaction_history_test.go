package transfer

import (
	"maps"
	"testing"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/receiver"
	"sendoff/transfer/source"
)

// ended makes outcomes that follow each other by a second, the first of them at begun.
func ended(n int, begun time.Time, group string) map[uuid.UUID]*Job {
	history := map[uuid.UUID]*Job{}
	for i := range n {
		j := &Job{
			ID: newID(), Ended: begun.Add(time.Duration(i) * time.Second), Outcome: Delivered,
			Source: source.File{Size: 10}, Target: Target{Group: group},
		}
		history[j.ID] = j
	}
	return history
}

// packedHistory is a history as the loop keeps it.
func packedHistory(jobs map[uuid.UUID]*Job) map[uuid.UUID]outcome {
	history := map[uuid.UUID]outcome{}
	for id, j := range jobs {
		history[id] = newOutcome(j)
	}
	return history
}

func sparesNone(outcome) bool { return false }

// TestHistoryIsBounded: the oldest outcomes go first, many at once.
func TestHistoryIsBounded(t *testing.T) {
	const keep = 1000
	begun := time.Now()
	history := ended(allowed(keep), begun, "")
	if old := surplus(packedHistory(history), keep, time.Time{}, sparesNone); len(old) != 0 {
		t.Fatalf("%d outcomes of %d are too many", len(old), len(history))
	}
	last := &Job{ID: newID(), Ended: begun.Add(time.Hour)}
	history[last.ID] = last
	old := surplus(packedHistory(history), keep, time.Time{}, sparesNone)
	if len(old) != keep/20+1 {
		t.Fatalf("%d outcomes go", len(old))
	}
	for _, id := range old {
		if history[id].Ended.After(begun.Add(keep / 20 * time.Second)) {
			t.Errorf("one goes that ended as number %v", history[id].Ended.Sub(begun))
		}
	}
}

// TestHistoryOfAge: outcomes of before a day go, however few there are.
func TestHistoryOfAge(t *testing.T) {
	begun := time.Now()
	history := ended(10, begun, "")
	if old := surplus(packedHistory(history), 1000, begun.Add(3*time.Second), sparesNone); len(old) != 3 {
		t.Errorf("%d outcomes of 3 go", len(old))
	}
}

// TestHistoryLimitsHold: fewer outcomes are kept as soon as the limits say so, and never fewer than the least.
func TestHistoryLimitsHold(t *testing.T) {
	begun := time.Now()
	l := &loop{history: packedHistory(ended(300, begun, "")), limits: Limits{}.withDefaults()}
	tr := l.begin(begun)
	if tr.trimHistory(); len(tr.forgotten) != 0 {
		t.Errorf("%d went by the default", len(tr.forgotten))
	}
	limits := Limits{History: 3}.withDefaults()
	tr.limits = &limits
	if tr.trimHistory(); len(tr.forgotten) != 300-minHistory {
		t.Errorf("%d went, want all but %d", len(tr.forgotten), minHistory)
	}
}

// TestHistoryKeepsAGroupThatRuns: what a window still counts is not dropped, and how often it is looked for
// does not grow with it.
func TestHistoryKeepsAGroupThatRuns(t *testing.T) {
	begun := time.Now()
	running := &Job{ID: newID(), Target: Target{Group: "g"}}
	l := &loop{
		history: packedHistory(ended(300, begun, "g")), limits: Limits{History: 100}.withDefaults(),
		openInGroup: map[string]int{},
	}
	l.countOpen(nil, running)
	tr := l.begin(begun)
	if tr.trimHistory(); len(tr.forgotten) != 0 || l.keptByTrim != 300 {
		t.Fatalf("%d outcomes of a group that runs went, %d were spared", len(tr.forgotten), l.keptByTrim)
	}
	l.countOpen(running, nil)
	maps.Copy(l.history, packedHistory(ended(6, begun.Add(time.Hour), "")))
	tr = l.begin(begun)
	if tr.trimHistory(); len(tr.forgotten) != 206 {
		t.Errorf("%d outcomes went after the group had ended, want 206", len(tr.forgotten))
	}
}

// total adds up the outcomes of a group that are listed and those that are not.
func total(history map[uuid.UUID]*Job, group string) (sum Cut) {
	for _, j := range history {
		if j.Target.Group != group {
			continue
		}
		sum.Jobs++
		sum.Bytes += j.Source.Size
		for _, cut := range j.Cut {
			sum.Jobs += cut.Jobs
			sum.Bytes += cut.Bytes
		}
	}
	return sum
}

// TestGroupTotalsOutliveItsMembers: the sums of a group stay true when the history has no room for all of it,
// when that happens again, when the user removes the member that carries them, and after a restart.
func TestGroupTotalsOutliveItsMembers(t *testing.T) {
	period := freshPeriod
	freshPeriod = 0
	t.Cleanup(func() { freshPeriod = period })
	r := newRig(t, receiver.Options{})
	r.open(Limits{History: minHistory})
	const files = 150
	var jobs []Job
	for range files {
		j := NewJob(source.File{Path: "/gone", Size: 10}, Target{URL: "http://127.0.0.1:1/x", Group: "g"})
		j.Want = Hold
		jobs = append(jobs, j)
	}
	r.do(Command{Verb: VerbAdd, Jobs: jobs})
	for _, j := range jobs {
		r.do(Command{Verb: VerbDrop, IDs: []uuid.UUID{j.ID}})
	}
	other := NewJob(source.File{Path: "/gone"}, Target{URL: "http://127.0.0.1:1/other"})
	other.Want = Hold
	r.do(Command{Verb: VerbAdd, Jobs: []Job{other}}) // the next thing that happens
	want := Cut{files, files * 10}
	check := func(when string) map[uuid.UUID]*Job {
		t.Helper()
		u, err := r.engine.Watch().Next(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if got := total(u, "g"); got != want {
			t.Fatalf("%s: %+v, want %+v", when, got, want)
		}
		return u
	}
	if n := len(check("after all had ended")); n > files {
		t.Fatalf("%d outcomes are listed: none was cut", n)
	}
	if err := r.engine.Close(); err != nil {
		t.Fatal(err)
	}
	r.open(Limits{History: minHistory})
	for id, j := range check("after a restart") {
		if len(j.Cut) == 0 {
			continue
		}
		r.do(Command{Verb: VerbForget, IDs: []uuid.UUID{id}})
		want.Jobs, want.Bytes = want.Jobs-1, want.Bytes-10
	}
	check("after the user removed the member that carried them")
}

// TestGroupSumsGoToTheNewestMember: the newest remaining member takes over the sums, in addition to its own.
func TestGroupSumsGoToTheNewestMember(t *testing.T) {
	now := time.Now()
	member := func(age time.Duration, cut map[Outcome]Cut) *Job {
		return &Job{ID: newID(), Outcome: Delivered, Ended: now.Add(-age), Target: Target{Group: "g"}, Cut: cut}
	}
	heir, older := member(0, map[Outcome]Cut{Delivered: {3, 300}, Confirmed: {1, 5}}), member(time.Hour, nil)
	l := loop{history: packedHistory(map[uuid.UUID]*Job{heir.ID: heir, older.ID: older})}
	tx := l.begin(now)
	tx.carryOver(map[string]map[Outcome]Cut{"g": {Delivered: {1, 10}}})
	got := tx.staged[heir.ID]
	if got == nil || len(tx.staged) != 1 || got.Cut[Delivered] != (Cut{4, 310}) || got.Cut[Confirmed] != (Cut{1, 5}) {
		t.Errorf("%+v", tx.staged)
	}
	if heir.Cut[Delivered] != (Cut{3, 300}) {
		t.Error("a job that others read was changed")
	}
}

// TestHistoryForgetsOnce: an outcome that the user removes in the same turn is not trimmed again, nor counted twice
// in its group's sums.
func TestHistoryForgetsOnce(t *testing.T) {
	l := &loop{history: packedHistory(ended(300, time.Now(), "g")), limits: Limits{History: 100}.withDefaults()}
	tr := l.begin(time.Now())
	for id := range l.history {
		tr.forgotten = append(tr.forgotten, id)
	}
	tr.trimHistory()
	if len(tr.forgotten) != 300 {
		t.Errorf("%d outcomes of 300 leave", len(tr.forgotten))
	}
}

// TestHistoryIsTrimmedAgain: after outcomes have gone, the next ones go as soon as there are too many of them again.
func TestHistoryIsTrimmedAgain(t *testing.T) {
	begun := time.Now()
	l := &loop{history: packedHistory(ended(300, begun, "")), limits: Limits{History: 100}.withDefaults()}
	for i := range 2 {
		tr := l.begin(begun)
		if tr.trimHistory(); len(l.history)-len(tr.forgotten) != 100 {
			t.Errorf("%d: %d outcomes of %d go", i, len(tr.forgotten), len(l.history))
		}
		for _, id := range tr.forgotten {
			delete(l.history, id)
		}
		maps.Copy(l.history, packedHistory(ended(allowed(100)+1-len(l.history), begun.Add(time.Hour), "")))
	}
}

// TestOutcomeStaysUntilItCanBeRead: whoever cancels more jobs than the history holds, and looks after the next
// command, finds how each ended. A minute later they are too many.
func TestOutcomeStaysUntilItCanBeRead(t *testing.T) {
	const files = 3 * minHistory
	r := newRig(t, receiver.Options{})
	r.open(Limits{History: minHistory})
	var jobs []Job
	var ids []uuid.UUID
	for range files {
		j := NewJob(source.File{Path: "/gone", Size: 10}, Target{URL: "http://127.0.0.1:1/x"})
		j.Want = Hold
		jobs, ids = append(jobs, j), append(ids, j.ID)
	}
	r.do(Command{Verb: VerbAdd, Jobs: jobs})
	r.do(Command{Verb: VerbDrop, IDs: ids})
	for range 2 { // the next things that happen
		other := NewJob(source.File{Path: "/gone"}, Target{URL: "http://127.0.0.1:1/other"})
		other.Want = Hold
		r.do(Command{Verb: VerbAdd, Jobs: []Job{other}})
	}
	u, err := r.engine.Watch().Next(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range ids {
		if u[id] == nil || u[id].Outcome != NeverReached {
			t.Fatalf("%+v, and %d jobs of %d are left", u[id], len(u), files+2)
		}
	}
	maps.DeleteFunc(u, func(_ uuid.UUID, j *Job) bool { return j.Outcome == "" })
	now := time.Now()
	l := &loop{history: packedHistory(u), limits: Limits{History: minHistory}.withDefaults()}
	for _, step := range []struct {
		age  time.Duration
		gone int
	}{{0, 0}, {freshPeriod - time.Second, 0}, {freshPeriod + time.Second, files - minHistory}} {
		tr := l.begin(now.Add(step.age))
		if tr.trimHistory(); len(tr.forgotten) != step.gone {
			t.Errorf("%d go after %v, want %d", len(tr.forgotten), step.age, step.gone)
		}
	}
}
