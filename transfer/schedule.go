package transfer

import (
	"cmp"
	"iter"
	"slices"
	"time"

	"github.com/google/uuid"
)

// plan is what the engine does next.
type plan struct {
	start   []*Job      // start a worker for these
	preempt []uuid.UUID // these make room at their next fragment
	next    time.Time   // when to look again; zero = only after a change
}

// scheduleInput is everything that a schedule depends on.
type scheduleInput struct {
	queue   iter.Seq[*Job]     // in QueueOrder
	busy    []*Job             // jobs that have a worker, in QueueOrder
	running map[uuid.UUID]bool // the IDs of busy
	blocked map[string]bool    // URLs taken by an open cancel or a running job
	limits  Limits
	now     time.Time
}

// QueueOrder compares two jobs of the queue: by priority, then the user's order, then the time of adding.
func QueueOrder(a, b *Job) int {
	return cmp.Or(cmp.Compare(a.Priority, b.Priority), cmp.Compare(a.Order, b.Order), slices.Compare(a.ID[:], b.ID[:]))
}

// schedule decides which jobs should run. It has no effects.
func schedule(w scheduleInput) plan {
	var p plan
	busy, perServer := slices.Clone(w.busy), map[string]int{}
	for _, j := range busy {
		perServer[j.Target.Server()]++
	}
	total, held := len(busy), map[string]bool{} // held: URLs taken by jobs of this plan
	for j := range w.queue {
		switch {
		case !runnable(j, w) || held[j.Target.URL]:
			continue
		case j.RetryAt.After(w.now):
			p.next = earliest(p.next, j.RetryAt)
			continue
		}
		server := j.Target.Server()
		if total < w.limits.Uploads && perServer[server] < w.limits.PerServer {
			total++
			perServer[server]++
			held[j.Target.URL] = true
			p.start = append(p.start, j)
			continue
		}
		weaker := weakest(busy, j, perServer[server] >= w.limits.PerServer)
		if weaker >= 0 {
			p.preempt = append(p.preempt, busy[weaker].ID)
			busy = slices.Delete(busy, weaker, weaker+1)
		} else if total >= w.limits.Uploads && !weakerThan(busy, j) {
			return p // no later job has a better claim
		}
	}
	return p
}

func runnable(j *Job, w scheduleInput) bool {
	return !w.running[j.ID] && j.Want == Run && (j.Fault == nil || !j.Fault.Final) && !w.blocked[j.Target.URL]
}

// weakest finds the running job that has to make room for j: the last in order of lower priority, on j's server if
// that one's slots are full. -1 means none.
func weakest(busy []*Job, j *Job, sameServer bool) int {
	for i, r := range slices.Backward(busy) {
		if r.Priority > j.Priority && (!sameServer || r.Target.Server() == j.Target.Server()) {
			return i
		}
	}
	return -1
}

func weakerThan(busy []*Job, j *Job) bool {
	return slices.ContainsFunc(busy, func(r *Job) bool { return r.Priority > j.Priority })
}

func earliest(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
