package transfer

import (
	"cmp"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/receipt"
)

// Limits of the history, in outcomes.
const (
	defaultHistory = 50_000
	maxHistory     = 200_000
	minHistory     = 100
)

// agePeriod is how often outcomes are checked for their age.
const agePeriod = time.Hour

// freshPeriod is how long an outcome stays whatever the limits say: a command that ended more jobs than the history
// holds can still read how each ended. A variable for tests.
var freshPeriod = time.Minute

// Cut sums up removed outcomes of a group, so that the group's totals stay right.
type Cut struct {
	Jobs  int   `json:"jobs"`
	Bytes int64 `json:"bytes"` // of the files
}

// surplus returns the outcomes to remove, oldest first: those beyond keep, and those that ended before since (zero:
// no age limit), but none that spare is true for. A margin above keep is tolerated, so that many are removed at once
// and the search stays cheap.
func surplus(history map[uuid.UUID]outcome, keep int, since time.Time, spare func(outcome) bool) []uuid.UUID {
	type ended struct {
		id uuid.UUID
		at int64
	}
	var free []ended
	for id, o := range history {
		if !spare(o) {
			free = append(free, ended{id, o.ended})
		}
	}
	slices.SortFunc(free, func(a, b ended) int { return cmp.Compare(a.at, b.at) })
	old := 0
	if !since.IsZero() {
		old, _ = slices.BinarySearchFunc(free, since.UnixNano(), func(e ended, at int64) int { return cmp.Compare(e.at, at) })
	}
	if len(history)-old > allowed(keep) {
		old = min(max(old, len(history)-keep), len(free))
	}
	ids := make([]uuid.UUID, old)
	for i, e := range free[:old] {
		ids[i] = e.id
	}
	return ids
}

// allowed is how many outcomes may exist before those beyond keep are removed.
func allowed(keep int) int { return keep + keep/20 }

// forgetSecrets removes the values of the secret headers of a job that has ended. had reports whether there were any. A
// cancel that the server refused keeps them: it may be sent again.
func (j *Job) forgetSecrets() (had bool) {
	if _, again := j.RetryCancel(); again {
		return false
	}
	j.Target.Headers, had = j.Target.Headers.Forget()
	return had
}

// secret reports whether the record of an outcome holds what only its owner may know: the value of a secret header, or
// an address with a token in it.
func (o outcome) secret(l *loop, id uuid.UUID) bool {
	if !strings.Contains(o.packed, "?") && !strings.Contains(o.packed, ": ") {
		return false
	}
	j := l.outcome(id)
	_, had := j.Target.Headers.Forget()
	return had || strings.Contains(j.Target.URL, "?")
}

// trimHistory removes outcomes that are too many or too old, except those in this transaction. A group's removed
// outcomes are summed up in one of its remaining members.
func (t *transaction) trimHistory() {
	sums := map[string]map[Outcome]Cut{}
	for _, id := range t.forgotten { // the user removed it, so it does not count; the sums in it do
		if j := t.loop.outcome(id); j != nil && len(j.Cut) > 0 {
			sums[j.Target.Group] = addAll(sums[j.Target.Group], j.Cut)
		}
	}
	for _, id := range t.surplus() {
		j := t.loop.outcome(id)
		if g := j.Target.Group; g != "" {
			sums[g] = addAll(add(sums[g], j.Outcome, Cut{1, j.Source.Size}), j.Cut)
		}
		t.forgotten = append(t.forgotten, id)
	}
	t.carryOver(sums)
}

// proven keeps what a comparison with the server has shown of uploads that are done.
func (t *transaction) proven(ids []uuid.UUID, p *receipt.Proof) error {
	if p == nil {
		return errors.New("no proof given")
	}
	for _, id := range ids {
		j := cmp.Or(t.staged[id], t.loop.outcome(id))
		if j == nil || j.Outcome != Delivered {
			return ErrNoJob
		}
		now := *j
		now.Proof = p
		t.staged[id], t.durable[id] = &now, true
	}
	return nil
}

// surplus returns what this transaction is to remove; nil if it is too early to check.
func (t *transaction) surplus() []uuid.UUID {
	l, limits, since := t.loop, t.bounds(), time.Time{}
	free := len(l.history) - l.pinned
	more := len(l.history) > l.keptByTrim+limits.History/20 || t.now.Sub(l.trimmed) >= freshPeriod
	byCount := free > 0 && more && len(l.history) > allowed(limits.History)
	byAge := limits.HistoryDays > 0 && t.now.Sub(l.aged) >= agePeriod
	if !byCount && !byAge && t.limits == nil {
		return nil
	}
	if limits.HistoryDays > 0 {
		since, l.aged = t.now.AddDate(0, 0, -limits.HistoryDays), t.now
	}
	leaves := t.leaves()
	old := surplus(l.history, limits.History, since, t.spare)
	old = slices.DeleteFunc(old, func(id uuid.UUID) bool { return t.staged[id] != nil || leaves[id] })
	l.keptByTrim, l.trimmed = len(l.history)-len(old), t.now
	return old
}

// spare reports whether an outcome stays whatever the limits say: the jobs of its group are still being counted, or it
// may still be unread. One of the future, after the clock was set back, is not fresh.
func (t *transaction) spare(o outcome) bool {
	age := t.now.UnixNano() - o.ended
	return o.group != "" && t.loop.openInGroup[o.group] > 0 || age >= 0 && age < int64(freshPeriod)
}

// leaves returns the outcomes that t removes.
func (t *transaction) leaves() map[uuid.UUID]bool {
	leaves := make(map[uuid.UUID]bool, len(t.forgotten))
	for _, id := range t.forgotten {
		leaves[id] = true
	}
	return leaves
}

// bounds returns the limits that hold after t is committed.
func (t *transaction) bounds() Limits {
	if t.limits != nil {
		return *t.limits
	}
	return t.loop.limits
}

// countOpen counts the queued jobs of each group. before or after is nil for a job that comes or goes. When the last
// job of a group has ended, its outcomes may be removed.
func (l *loop) countOpen(before, after *Job) {
	if after != nil && after.Target.Group != "" && tally(l.openInGroup, after.Target.Group, 1) == 1 {
		l.pinned += l.endedInGroup[after.Target.Group]
	}
	if before != nil && before.Target.Group != "" && tally(l.openInGroup, before.Target.Group, -1) == 0 {
		l.pinned -= l.endedInGroup[before.Target.Group]
		l.keptByTrim = 0
	}
}

// countEnded counts an outcome of a group in or out of the history, by 1 or -1.
func (l *loop) countEnded(group string, by int) {
	if group == "" {
		return
	}
	tally(l.endedInGroup, group, by)
	if l.openInGroup[group] > 0 {
		l.pinned += by
	}
}

// carryOver adds the sums of groups to the newest remaining member of each. A group without members is forgotten.
func (t *transaction) carryOver(sums map[string]map[Outcome]Cut) {
	if len(sums) == 0 {
		return
	}
	for group, member := range t.newestMembers(sums) {
		j := *member
		j.Cut = addAll(maps.Clone(j.Cut), sums[group])
		t.staged[j.ID], t.durable[j.ID] = &j, true
	}
}

// newestMembers returns the newest members of groups that stay in the history.
func (t *transaction) newestMembers(groups map[string]map[Outcome]Cut) map[string]*Job {
	leaves, newest := t.leaves(), map[string]uuid.UUID{}
	for id, o := range t.loop.history {
		if groups[o.group] == nil || leaves[id] || t.staged[id] != nil {
			continue
		}
		if member, found := newest[o.group]; !found || o.ended > t.loop.history[member].ended {
			newest[o.group] = id
		}
	}
	members := map[string]*Job{}
	for group, id := range newest {
		members[group] = t.loop.outcome(id)
	}
	return members
}

func addAll(sums, more map[Outcome]Cut) map[Outcome]Cut {
	for outcome, cut := range more {
		sums = add(sums, outcome, cut)
	}
	return sums
}

func add(sums map[Outcome]Cut, outcome Outcome, cut Cut) map[Outcome]Cut {
	if sums == nil {
		sums = map[Outcome]Cut{}
	}
	have := sums[outcome]
	sums[outcome] = Cut{have.Jobs + cut.Jobs, have.Bytes + cut.Bytes}
	return sums
}
