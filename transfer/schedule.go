package transfer

import (
	"cmp"
	"iter"
	"slices"
	"time"

	"sendoff/transfer/lanes"
)

// plan is what the engine does next.
type plan struct {
	start   []*entry // start a worker for these
	preempt []*entry // these make room at their next fragment
	behind  []*entry // another job has their URL: they need not be looked at again before it is free
}

// scheduleInput is everything that a schedule depends on.
type scheduleInput struct {
	// ready yields the jobs that may start, in QueueOrder. It skips the rest of a rank as soon as full reports true for
	// it; see rank.
	ready  func(full func(rank string) bool) iter.Seq[*entry]
	busy   []*entry                // jobs that have a worker, in QueueOrder
	taken  func(url string) bool   // reports whether an open cancel or a running job has a URL
	lanes  func(server string) int // how many small files may go to a server at once
	limits Limits
	room   int // uploads at once in all, whatever limits say; 0 = any number
	// perServer returns how many uploads may go to a server at once; nil: limits say it.
	perServer func(server string) int
}

// QueueOrder compares two jobs of the queue: by priority, then the user's order, then the time of adding.
func QueueOrder(a, b *Job) int {
	return cmp.Or(cmp.Compare(a.Priority, b.Priority), cmp.Compare(a.Order, b.Order), slices.Compare(a.ID[:], b.ID[:]))
}

// rank names the jobs of which none can start when the first cannot: those of one server that take the same.
func (j *Job) rank() string {
	switch {
	case j.Closing:
		return "closing " + j.Target.Server()
	case j.Source.Size <= lanes.Small:
		return "small " + j.Target.Server()
	}
	return j.Target.Server()
}

// schedule decides which jobs should run. It has no effects. It looks at those that it starts, preempts for or finds
// behind others, and at one more of each full rank before them: never at all that wait.
func schedule(w scheduleInput) plan {
	var p plan
	used := newSlots(w)
	var busy []*entry // those that can make room
	for _, en := range w.busy {
		if used.count(en.job()) == inSlot {
			busy = append(busy, en)
		}
	}
	held, full := map[string]bool{}, map[string]bool{} // held: URLs taken by jobs of this plan
	for en := range w.ready(func(rank string) bool { return full[rank] }) {
		j := en.job()
		url := j.Target.URL
		switch {
		case used.full() && !weakerThan(busy, j):
			return p // no later job has a better claim
		case held[url] || w.taken(url):
			p.behind = append(p.behind, en)
			continue
		case used.take(j):
			held[url] = true
			p.start = append(p.start, en)
			continue
		}
		if weaker := used.weakest(busy, j); weaker >= 0 {
			p.preempt = append(p.preempt, busy[weaker])
			busy = slices.Delete(busy, weaker, weaker+1)
		} else {
			full[en.standing.rank] = true // no later job of this rank has a better claim
		}
	}
	return p
}

func weakerThan(busy []*entry, j *Job) bool {
	return slices.ContainsFunc(busy, func(r *entry) bool { return r.priority > j.Priority })
}

// slots counts what goes on at once. A small file takes one of its server's lanes, any other one of the slots that the
// user allows. So many small files do not hold up a large one, nor the other way round. A job that only waits for the
// answer to its Close-Session takes neither: the next one begins meanwhile. Who allows one upload at a time means small
// files and open sessions too.
type slots struct {
	scheduleInput
	large, small     int            // in use
	largeAt, smallAt map[string]int // by server
	all              int            // those that close included
	allAt            map[string]int
}

// place is what a job takes.
type place int8

const (
	inSlot place = iota
	inLane
	closing
)

func newSlots(w scheduleInput) *slots {
	return &slots{scheduleInput: w, largeAt: map[string]int{}, smallAt: map[string]int{}, allAt: map[string]int{}}
}

// place returns what a job takes.
func (s *slots) place(j *Job) place {
	switch {
	case s.oneByOne(j.Target.Server()):
		return inSlot
	case j.Closing:
		return closing
	case j.Source.Size <= lanes.Small:
		return inLane
	}
	return inSlot
}

// oneByOne reports whether the user allows one upload at a time, in all or to a server.
func (s *slots) oneByOne(server string) bool { return s.limits.Uploads == 1 || s.most(server) == 1 }

// most returns how many uploads may go to a server at once.
func (s *slots) most(server string) int {
	if s.perServer == nil {
		return s.limits.PerServer
	}
	return s.perServer(server)
}

// count adds a job to what is in use.
func (s *slots) count(j *Job) place {
	server, p := j.Target.Server(), s.place(j)
	s.all++
	s.allAt[server]++
	switch p {
	case inSlot:
		s.large++
		s.largeAt[server]++
	case inLane:
		s.small++
		s.smallAt[server]++
	case closing:
	}
	return p
}

// take counts a job if there is room for it.
func (s *slots) take(j *Job) bool {
	server := j.Target.Server()
	if s.room > 0 && s.all >= s.room || s.allAt[server] >= max(lanes.Most, s.most(server)) {
		return false
	}
	free := s.large < s.limits.Uploads && s.largeAt[server] < s.most(server)
	if s.place(j) == inLane {
		free = s.small < lanes.Most && s.smallAt[server] < s.lanes(server)
	}
	if free {
		s.count(j)
	}
	return free
}

// full reports whether nothing more can begin on any server.
func (s *slots) full() bool {
	return s.room > 0 && s.all >= s.room || s.large >= s.limits.Uploads && (s.small >= lanes.Most || s.limits.Uploads == 1)
}

// weakest finds the running job that has to make room for j: the last in order of lower priority, on j's server if
// that one's slots are full. -1 means none.
func (s *slots) weakest(busy []*entry, j *Job) int {
	if s.place(j) == inLane {
		return -1 // a lane is free again soon
	}
	server := j.Target.Server()
	sameServer := s.largeAt[server] >= s.most(server)
	for i, r := range slices.Backward(busy) {
		if r.priority > j.Priority && (!sameServer || r.job().Target.Server() == server) {
			return i
		}
	}
	return -1
}

func earliest(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
