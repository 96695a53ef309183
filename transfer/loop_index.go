package transfer

import (
	"cmp"
	"hash/maphash"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/ranks"
)

// index finds the jobs of the queue that an event concerns, so that no event costs a walk through the queue. It
// changes with each job: see loop.put.
type index struct {
	uploads   waiting                // jobs that may start
	cancels   waiting                // cancels that may be sent
	occupied  map[string]int         // conversations under way by URL, even of forgotten jobs
	dropping  map[string]int         // cancels that are not finished, by URL
	telling   map[string]int         // Cancel-Sessions under way, by server
	faulty    map[uuid.UUID]bool     // jobs with a Fault
	failing   int                    // those of them that are tried again by themselves
	unreached map[string]int         // those of them whose server could not be reached, by server
	sessions  map[string][]uuid.UUID // jobs of the queue by the ID of their session
	refused   map[string][]uuid.UUID // refused cancels in the history by the ID of their session
	works     map[uint64]*entry      // open jobs by the hash of their Work; others with the same one follow in entry.twins
	seed      maphash.Seed           // of those hashes
}

// waiting is where jobs wait for a conversation of one kind.
type waiting struct {
	ready   *ranks.Set[*entry] // uploads by Job.rank, cancels by server; what is taken from here may begin
	delayed *ranks.Set[*entry] // in one rank, by the time of the next try
	behind  *ranks.Set[*entry] // by URL: another job has it
}

// standing is where an entry stands in the index.
type standing struct {
	set   *ranks.Set[*entry] // nil: it does not wait
	rank  string             // of set
	place int32              // in rank
}

// twins are the neighbours of an entry in a list of index.works.
type twins struct{ next, prev *entry }

func newIndex() index {
	return index{
		uploads: newWaiting(func(en *entry) string { return en.job().rank() }),
		cancels: newWaiting(func(en *entry) string { return en.job().Target.Server() }), occupied: map[string]int{}, dropping: map[string]int{}, telling: map[string]int{},
		faulty: map[uuid.UUID]bool{}, unreached: map[string]int{}, sessions: map[string][]uuid.UUID{}, refused: map[string][]uuid.UUID{},
		works: map[uint64]*entry{}, seed: maphash.MakeSeed(),
	}
}

func newWaiting(rank func(*entry) string) waiting {
	inTime := func(a, b *entry) int { return a.job().RetryAt.Compare(b.job().RetryAt) }
	place := func(en *entry) *int32 { return &en.standing.place }
	return waiting{
		ready:   ranks.New(rank, inOrder, place),
		delayed: ranks.New(func(*entry) string { return "" }, inTime, place),
		behind:  ranks.New(func(en *entry) string { return en.job().Target.URL }, inOrder, place),
	}
}

// inOrder is QueueOrder for entries.
func inOrder(a, b *entry) int {
	return cmp.Or(cmp.Compare(a.priority, b.priority), cmp.Compare(a.order, b.order), slices.Compare(a.id[:], b.id[:]))
}

// insert adds a job to the queue.
func (l *loop) insert(j *Job) *entry {
	en := &entry{id: j.ID}
	l.entries[j.ID] = en
	l.put(en, j)
	return en
}

// put gives an entry the newest copy of its job, nil when it leaves the queue.
func (l *loop) put(en *entry, j *Job) {
	before := en.job()
	l.leave(en)
	en.kept = kept{live: j}
	if j != nil {
		en.order, en.priority = j.Order, j.Priority
		l.count(j, 1)
	}
	if before != nil {
		l.count(before, -1)
	}
	l.noteFault(before, j)
	l.noteSession(before, j)
	l.noteWork(en, before, j)
	l.countOpen(before, j)
	if before != nil {
		l.release(before.Target.URL)
	}
	l.settle(en)
}

// settle lets a job without a worker wait where it belongs.
func (l *loop) settle(en *entry) {
	l.leave(en)
	j := en.job()
	if j == nil || en.worker != nil || l.working[j.ID] != nil {
		return
	}
	if j.RetryAt.IsZero() {
		defer func() { en.kept = keep(j) }() // last: it is looked at before
	}
	switch {
	case j.Want == Drop:
		l.wait(en, &l.cancels)
	case j.Want == Run && (j.Fault == nil || !j.Fault.Final):
		l.wait(en, &l.uploads)
	}
}

func (l *loop) wait(en *entry, w *waiting) {
	if en.job().RetryAt.IsZero() {
		en.stand(w.ready)
	} else {
		en.stand(w.delayed)
	}
}

// stand moves an entry to another set; nil = none.
func (en *entry) stand(set *ranks.Set[*entry]) {
	if s := &en.standing; s.set != nil {
		s.set.Remove(s.rank, en)
	}
	en.standing = standing{set: set}
	if set != nil {
		en.standing.rank = set.Put(en)
	}
}

func (l *loop) leave(en *entry) { en.stand(nil) }

// due lets jobs begin whose delay is over. It returns the end of the next delay.
func (w *waiting) due(now time.Time) time.Time {
	for {
		first, ok := w.delayed.First("")
		switch {
		case !ok:
			return time.Time{}
		case first.job().RetryAt.After(now):
			return first.job().RetryAt
		}
		first.stand(w.ready)
	}
}

// taken reports whether an upload to a URL has to wait: a request may be under way there, or is still to cancel one.
func (l *loop) taken(url string) bool { return l.occupied[url] > 0 || l.dropping[url] > 0 }

// release lets the next job of a URL begin if nothing is in its way any more.
func (l *loop) release(url string) {
	if first, ok := l.uploads.behind.First(url); ok && !l.taken(url) {
		first.stand(l.uploads.ready)
	}
	if first, ok := l.cancels.behind.First(url); ok && l.occupied[url] == 0 {
		first.stand(l.cancels.ready)
	}
}

// began records a conversation; ended, its end.
func (l *loop) began(w *worker) {
	tally(l.occupied, w.job.Target.URL, 1)
	if w.cancelling {
		tally(l.telling, w.job.Target.Server(), 1)
	}
}

func (l *loop) ended(w *worker) {
	tally(l.occupied, w.job.Target.URL, -1)
	if w.cancelling {
		tally(l.telling, w.job.Target.Server(), -1)
	}
	l.release(w.job.Target.URL)
}

// tally counts; what is zero leaves.
func tally(counts map[string]int, key string, by int) (now int) {
	if now = counts[key] + by; now == 0 {
		delete(counts, key)
	} else {
		counts[key] = now
	}
	return now
}

// count counts a job of the queue in or out, by 1 or -1.
func (l *loop) count(j *Job, by int) {
	if j.Want == Drop {
		tally(l.dropping, j.Target.URL, by)
	}
	if !j.triesAgain() {
		return
	}
	l.failing += by
	if !j.Fault.Kind.Unreached() {
		return
	}
	switch server := j.sought(); tally(l.unreached, server, by) {
	case 0:
		delete(l.network.absent, server)
	case by:
		l.network.miss(server, j.Target.URL)
	}
}

// triesAgain reports whether the job has failed and is tried again by itself.
func (j *Job) triesAgain() bool { return j.Fault != nil && !j.Fault.Final && j.Want != Hold }

func (l *loop) noteFault(before, after *Job) {
	switch {
	case after != nil && after.Fault != nil:
		l.faulty[after.ID] = true
	case before != nil && before.Fault != nil:
		delete(l.faulty, before.ID)
	}
}

func (l *loop) noteSession(before, after *Job) {
	var was, is string
	if before != nil {
		was = before.Session.ID
	}
	if after != nil {
		is = after.Session.ID
	}
	if was == is {
		return
	}
	if was != "" {
		unlist(l.sessions, was, before.ID)
	}
	if is != "" {
		is = strings.Clone(is) // not a part of the whole job's record
		l.sessions[is] = append(l.sessions[is], after.ID)
	}
}

func unlist(lists map[string][]uuid.UUID, key string, id uuid.UUID) {
	left := slices.DeleteFunc(lists[key], func(other uuid.UUID) bool { return other == id })
	if lists[key] = left; len(left) == 0 {
		delete(lists, key)
	}
}

// remember puts an outcome into the history.
func (l *loop) remember(j *Job) {
	l.unremember(j.ID)
	l.history[j.ID] = newOutcome(j)
	l.countEnded(j.Target.Group, 1)
	if j.Outcome == Refused && j.Session.ID != "" {
		l.refused[j.Session.ID] = append(l.refused[j.Session.ID], j.ID)
	}
}

// outcome returns a job of the history, nil if there is none. It must not be changed.
func (l *loop) outcome(id uuid.UUID) *Job { return l.history[id].kept().job(id) }

// hasEnded reports whether a job is in the history.
func (l *loop) hasEnded(id uuid.UUID) bool { return l.history[id].packed != "" }

// unremember takes an outcome out of the history.
func (l *loop) unremember(id uuid.UUID) {
	j := l.outcome(id)
	if j == nil {
		return
	}
	delete(l.history, id)
	l.countEnded(j.Target.Group, -1)
	if j.Outcome == Refused && j.Session.ID != "" {
		unlist(l.refused, j.Session.ID, id)
	}
}

// noteWork lists an entry by its work while it is open.
func (l *loop) noteWork(en *entry, before, after *Job) {
	var was, is Work
	if before != nil && before.Open() {
		was = before.storedWork()
	}
	if after != nil && after.Open() {
		is = after.storedWork()
	}
	if was == is {
		return
	}
	if was != (Work{}) {
		l.unlistWork(en, was)
	}
	if is == (Work{}) {
		return
	}
	key := maphash.Comparable(l.seed, is)
	first := l.works[key]
	if en.twins.next = first; first != nil {
		first.twins.prev = en
	}
	l.works[key] = en
}

func (l *loop) unlistWork(en *entry, was Work) {
	t := en.twins
	en.twins = twins{}
	if t.next != nil {
		t.next.twins.prev = t.prev
	}
	switch {
	case t.prev != nil:
		t.prev.twins.next = t.next
	case t.next != nil:
		l.works[maphash.Comparable(l.seed, was)] = t.next
	default:
		delete(l.works, maphash.Comparable(l.seed, was))
	}
}

// doing yields the open jobs that do a work, the newest first.
func (l *loop) doing(w Work) iter.Seq[*Job] {
	return func(yield func(*Job) bool) {
		for en := l.works[maphash.Comparable(l.seed, w)]; en != nil; en = en.twins.next {
			if j := en.job(); j.storedWork() == w && !yield(j) {
				return
			}
		}
	}
}

// storedWork is Work for a job of the queue, whose address is in the one spelling already.
func (j *Job) storedWork() Work { return Work{j.Source.Path, j.Target.URL} }
