package transfer

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
	"sendoff/transfer/source"
)

// TestIndexIsAsIfCountedAnew: whatever becomes of the jobs, the loop finds them as one does that has just loaded them. A
// job that is not found would wait for ever; one that is found twice would be sent twice.
func TestIndexIsAsIfCountedAnew(t *testing.T) {
	for seed := range uint64(8) {
		r := rand.New(rand.NewPCG(seed, 3))
		l := loopOf()
		var ids []uuid.UUID
		for step := range 60 {
			switch n := r.IntN(10); {
			case n < 4 || len(ids) == 0:
				j := anyState(r, Job{ID: uuid.New()})
				ids = append(ids, j.ID)
				l.insert(j)
			case n < 8:
				id := ids[r.IntN(len(ids))]
				if en := l.entries[id]; en != nil {
					l.put(en, anyState(r, *en.job()))
				}
			case n < 9: // it ends
				id := ids[r.IntN(len(ids))]
				if en := l.entries[id]; en != nil {
					j := *en.job()
					j.Outcome, j.Ended = []Outcome{Delivered, Refused, Confirmed}[r.IntN(3)], time.Unix(int64(step), 0)
					l.put(en, nil)
					delete(l.entries, id)
					l.remember(&j)
				}
			default:
				l.unremember(ids[r.IntN(len(ids))])
			}
			if got, want := indexOf(l), indexOf(anew(l)); got != want {
				t.Fatalf("seed %d, step %d:\n%s\nanew:\n%s", seed, step, got, want)
			}
		}
	}
}

// anyState puts a job into a state that it may have in the queue.
func anyState(r *rand.Rand, j Job) *Job {
	pick := func(list ...string) string { return list[r.IntN(len(list))] }
	j.Target.Group, j.Order, j.Priority = pick("", "g", "h"), int64(r.IntN(9)), Priority(r.IntN(4))
	j.Target.URL = pick("http://a/x", "http://a/y", "http://b/x")
	j.Source = source.File{Path: pick("/x", "/y"), Size: int64(r.IntN(2)) << 30}
	j.Session = bits.Session{ID: pick("", "s", "t")}
	j.Want = []Want{Run, Run, Hold, Drop}[r.IntN(4)]
	j.Fault, j.RetryAt = nil, time.Time{}
	switch r.IntN(4) {
	case 0:
		j.Fault = &Fault{Kind: []Kind{KindConnect, KindBusy}[r.IntN(2)], Final: r.IntN(2) == 0}
	case 1:
		j.Fault = &Fault{Kind: KindConnect}
		j.RetryAt = time.Unix(int64(1+r.IntN(100)), 0)
	}
	return &j
}

// anew is a loop that has just loaded the jobs of another one.
func anew(l *loop) *loop {
	var jobs []*Job
	for id := range l.history {
		jobs = append(jobs, l.outcome(id))
	}
	for _, en := range l.entries {
		jobs = append(jobs, en.job())
	}
	return loopOf(jobs...)
}

// indexOf is all that a loop has counted and listed, as text.
func indexOf(l *loop) string {
	var b strings.Builder
	lists := func(name string, m map[string][]uuid.UUID) {
		for _, key := range slices.Sorted(maps.Keys(m)) {
			ids := slices.SortedFunc(slices.Values(m[key]), func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) })
			fmt.Fprintln(&b, name, key, ids)
		}
	}
	lists("session", l.sessions)
	lists("refused", l.refused)
	fmt.Fprintln(&b, l.dropping, l.occupied, l.telling, l.unreached, slices.Sorted(maps.Keys(l.network.absent)), l.failing)
	fmt.Fprintln(&b, l.openInGroup, l.endedInGroup, l.pinned)
	ids := slices.SortedFunc(maps.Keys(l.entries), func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) })
	for _, id := range ids {
		en := l.entries[id]
		where := "nowhere"
		for name, w := range map[string]waiting{"upload": l.uploads, "cancel": l.cancels} {
			switch en.standing.set {
			case w.ready:
				where = name + " ready"
			case w.delayed:
				where = name + " delayed"
			case w.behind:
				where = name + " behind"
			}
		}
		n := 0
		for twin := range l.doing(en.job().storedWork()) {
			if twin.ID == id {
				n++
			}
		}
		fmt.Fprintln(&b, id, where, en.standing.rank, l.faulty[id], n, en.order, en.priority, en.job().Target.URL)
	}
	return b.String()
}
