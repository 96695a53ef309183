package transfer

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
	"sendoff/transfer/ranks"
	"sendoff/transfer/source"
)

// modelled is what a job should be, told as plainly as possible.
type modelled struct {
	id       uuid.UUID
	host     string
	want     Want
	priority Priority
	session  string
	acked    int64
	fault    Kind
	attempt  int
	started  bool
	restarts int
	outcome  Outcome
}

func (m *modelled) String() string {
	return fmt.Sprintf("want %d priority %d session %q acked %d fault %q attempt %d restarts %d %s", m.want, m.priority, m.session, m.acked, m.fault, m.attempt, m.restarts, m.outcome)
}

// queueModel is a queue without workers, beside a real one that is given the same commands and events.
type queueModel struct {
	t      *testing.T
	rand   *rand.Rand
	engine *Engine
	dir    string
	order  []*modelled // unfinished jobs, in the user's order
	ended  map[uuid.UUID]*modelled
	did    []string
	next   int
}

// TestCommandsLeaveWhatTheySay plays random commands and facts. After each, the queue is what a plain model says, in
// its order; so it is after a restart, and in the loop's own lists.
func TestCommandsLeaveWhatTheySay(t *testing.T) {
	for seed := range uint64(12) {
		q := &queueModel{t: t, rand: rand.New(rand.NewPCG(seed, 7)), dir: t.TempDir(), ended: map[uuid.UUID]*modelled{}}
		q.open()
		for i := range 40 {
			q.step()
			q.check()
			if i%13 == 12 {
				q.close()
				q.open()
				q.did = append(q.did, "restart")
				q.check()
			}
			if t.Failed() {
				t.Fatalf("seed %d: %v", seed, q.did)
			}
		}
		q.close()
	}
}

func (q *queueModel) open() {
	q.t.Helper()
	e, err := Open(Options{Dir: q.dir, LockWait: 5 * time.Second})
	if err != nil {
		q.t.Fatal(err)
	}
	q.engine = e
}

func (q *queueModel) close() {
	q.t.Helper()
	if err := q.engine.Close(); err != nil {
		q.t.Fatal(err)
	}
}

// shown is the queue as users see it: by priority, then in their order.
func (q *queueModel) shown() []*modelled {
	list := slices.Clone(q.order)
	slices.SortStableFunc(list, func(a, b *modelled) int { return int(a.priority) - int(b.priority) })
	return list
}

// some are a few of all jobs, now and then one that does not exist.
func (q *queueModel) some() []uuid.UUID {
	ids := []uuid.UUID{}
	for _, m := range q.order {
		if q.rand.IntN(4) == 0 {
			ids = append(ids, m.id)
		}
	}
	for id := range q.ended {
		if q.rand.IntN(9) == 0 {
			ids = append(ids, id)
		}
	}
	if q.rand.IntN(9) == 0 {
		ids = append(ids, uuid.UUID{9})
	}
	slices.SortFunc(ids, func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) })
	return ids
}

// open jobs among ids, in the given order.
func (q *queueModel) among(ids []uuid.UUID) []*modelled {
	var list []*modelled
	for _, id := range ids {
		if i := slices.IndexFunc(q.order, func(m *modelled) bool { return m.id == id }); i >= 0 {
			list = append(list, q.order[i])
		}
	}
	return list
}

func (q *queueModel) step() {
	switch q.rand.IntN(14) {
	case 0, 1:
		q.add()
	case 2:
		q.each(VerbHold, func(m *modelled) {
			if m.want == Run {
				m.want = Hold
			}
		})
	case 3:
		q.each(VerbRun, run)
	case 4:
		q.each(VerbDrop, q.drop)
	case 5:
		q.forget()
	case 6:
		q.move()
	case 7:
		p := Priority(q.rand.IntN(4))
		q.do(Command{Verb: VerbPriority, IDs: q.some(), Priority: p}, func(ids []uuid.UUID) error {
			return q.all(ids, func(m *modelled) { m.priority = p })
		})
	case 8:
		q.do(Command{Verb: VerbNow, IDs: q.some()}, func(ids []uuid.UUID) error {
			q.place(ids, Top)
			return q.all(ids, func(m *modelled) { m.priority = Foreground; run(m) })
		})
	default:
		q.happens()
	}
}

// run is what resuming and retrying does.
func run(m *modelled) {
	if m.want == Hold {
		m.want = Run
	}
	if m.want == Run {
		m.fault, m.attempt = "", 0
	}
}

// do gives a command to the queue, and its meaning to the model; both must refuse the same.
func (q *queueModel) do(c Command, model func([]uuid.UUID) error) {
	q.t.Helper()
	q.did = append(q.did, fmt.Sprintf("%s %s %d of %d", c.Verb, c.Place, len(c.IDs), len(q.order)))
	got, want := <-q.engine.Do(c), model(c.IDs)
	if (got == nil) != (want == nil) || want != nil && !errors.Is(got, want) {
		q.t.Errorf("%s: %v, want %v", c.Verb, got, want)
	}
}

func (q *queueModel) all(ids []uuid.UUID, change func(*modelled)) error {
	list := q.among(ids)
	if len(list) == 0 {
		return ErrNoJob
	}
	for _, m := range list {
		change(m)
	}
	return nil
}

func (q *queueModel) each(v Verb, change func(*modelled)) {
	q.t.Helper()
	q.do(Command{Verb: v, IDs: q.some()}, func(ids []uuid.UUID) error { return q.all(ids, change) })
}

func (q *queueModel) add() {
	q.t.Helper()
	var jobs []Job
	for range 1 + q.rand.IntN(3) {
		q.next++
		host := []string{"one", "two"}[q.rand.IntN(2)]
		j := NewJob(source.File{Path: "/f", Size: 1000}, Target{URL: fmt.Sprintf("http://%s/%d", host, q.next)})
		j.Want, j.Priority = Want(q.rand.IntN(2)), Priority(q.rand.IntN(4))
		j.Acked, j.Session.ID = 77, "of another" // only wishes count
		jobs = append(jobs, j)
		q.order = append(q.order, &modelled{id: j.ID, host: host, want: j.Want, priority: j.Priority})
	}
	q.do(Command{Verb: VerbAdd, Jobs: jobs}, func([]uuid.UUID) error { return nil })
}

// drop cancels: without a session it is over at once.
func (q *queueModel) drop(m *modelled) {
	if m.want == Drop {
		return
	}
	m.want, m.fault, m.attempt = Drop, "", 0
	switch {
	case m.session != "":
	case m.started:
		q.end(m, AlreadyGone)
	default:
		q.end(m, NeverReached)
	}
}

func (q *queueModel) end(m *modelled, o Outcome) {
	m.outcome, m.attempt = o, 0
	q.order = slices.DeleteFunc(q.order, func(x *modelled) bool { return x == m })
	q.ended[m.id] = m
}

func (q *queueModel) forget() {
	q.t.Helper()
	q.do(Command{Verb: VerbForget, IDs: q.some()}, func(ids []uuid.UUID) error {
		list := q.among(ids)
		if slices.ContainsFunc(list, func(m *modelled) bool { return m.want != Drop }) {
			return ErrUnfinished
		}
		found := len(list) > 0
		for _, m := range list {
			q.end(m, NotTold)
		}
		for _, id := range ids {
			if m := q.ended[id]; m != nil && !slices.Contains(list, m) {
				delete(q.ended, id)
				found = true
			}
		}
		if !found {
			return ErrNoJob
		}
		return nil
	})
}

func (q *queueModel) move() {
	q.t.Helper()
	place := []Place{Top, Bottom, Up, Down}[q.rand.IntN(4)]
	q.do(Command{Verb: VerbMove, IDs: q.some(), Place: place}, func(ids []uuid.UUID) error {
		if len(q.among(ids)) == 0 {
			return ErrNoJob
		}
		q.place(ids, place)
		return nil
	})
}

// place moves jobs in the user's order. One place up or down is among those of one priority.
func (q *queueModel) place(ids []uuid.UUID, place Place) {
	chosen := func(m *modelled) bool { return slices.Contains(ids, m.id) }
	list := q.shown()
	moved := slices.DeleteFunc(slices.Clone(list), func(m *modelled) bool { return !chosen(m) })
	rest := slices.DeleteFunc(slices.Clone(q.order), chosen)
	switch place {
	case Top:
		q.order = append(moved, rest...)
	case Bottom:
		q.order = append(rest, moved...)
	case Down:
		slices.Reverse(list)
		q.shift(list, chosen)
	case Up:
		q.shift(list, chosen)
	}
}

func (q *queueModel) shift(list []*modelled, chosen func(*modelled) bool) {
	for i := 1; i < len(list); i++ {
		before, m := list[i-1], list[i]
		if chosen(m) && !chosen(before) && before.priority == m.priority {
			a, b := slices.Index(q.order, before), slices.Index(q.order, m)
			q.order[a], q.order[b] = m, before
			list[i-1], list[i] = m, before
		}
	}
}

// happens reports a fact about a job, as its worker would.
func (q *queueModel) happens() {
	q.t.Helper()
	if len(q.order) == 0 {
		return
	}
	m := q.order[q.rand.IntN(len(q.order))]
	var ev event
	switch n := q.rand.IntN(8); {
	case n%5 == 0 && m.want != Drop:
		id := fmt.Sprint("session-", q.rand.IntN(4))
		ev = opened{session: bits.Session{ID: id}}
		q.handedOut(m, id)
		m.session, m.acked, m.fault, m.started = id, 0, "", true
	case n == 1 && m.session != "":
		to := m.acked + 1 + q.rand.Int64N(100)
		ev = acked{received: to, sent: to - m.acked, reach: to, cost: to - m.acked}
		m.acked, m.fault, m.attempt = to, "", 0
	case n == 2 && m.session != "" && m.want != Drop:
		ev = lost{}
		m.session, m.acked = "", 0
		m.restarts++
	case n == 3 && m.want == Drop:
		ev = cancelEnded{outcome: Confirmed}
		m.fault = ""
		q.end(m, Confirmed)
	case n == 4 && m.session != "" && m.want != Drop:
		ev = finished{}
		m.fault, m.acked = "", 1000
		q.end(m, Delivered)
	default:
		f := Fault{Kind: KindBusy, Final: q.rand.IntN(2) == 0}
		ev = failed{fault: f, wait: time.Hour}
		m.fault = KindBusy
		m.attempt++
	}
	q.did = append(q.did, fmt.Sprintf("%T", ev))
	reply := make(chan error, 1)
	q.engine.inbox.put(message{id: m.id, event: ev, reply: reply})
	if err := <-reply; err != nil {
		q.t.Errorf("%T: %v", ev, err)
	}
}

// handedOut: a server gave a session to another job that one had before. It is that one's no more.
func (q *queueModel) handedOut(to *modelled, session string) {
	for _, m := range slices.Clone(q.order) {
		switch {
		case m == to || m.session != session || m.host != to.host:
		case m.want == Drop:
			m.fault = ""
			q.end(m, AlreadyGone)
		default:
			m.session, m.acked = "", 0
			m.restarts++
		}
	}
}

// check compares the queue with the model, and the loop's lists with each other.
func (q *queueModel) check() {
	q.t.Helper()
	feed := q.engine.Watch()
	all, err := feed.Next(q.t.Context())
	feed.Close()
	if err != nil {
		q.t.Fatal(err)
	}
	var queue []*Job
	for id, j := range all {
		if j.Outcome == "" {
			queue = append(queue, j)
		} else if m := q.ended[id]; m == nil || asModelled(j).String() != m.String() || j.Ended.IsZero() {
			q.t.Errorf("in the history\n%s, want\n%v", asModelled(j), m)
		}
	}
	slices.SortFunc(queue, QueueOrder)
	want := q.shown()
	if len(queue) != len(want) || len(all) != len(want)+len(q.ended) {
		q.t.Errorf("%d in the queue, %d in all; want %d and %d", len(queue), len(all), len(want), len(want)+len(q.ended))
		return
	}
	for i, j := range queue {
		if got := asModelled(j); j.ID != want[i].id || got.String() != want[i].String() {
			q.t.Errorf("at %d is\n%s (%s), want\n%s (%s)", i, got, j.Target.URL, want[i], want[i].host)
		}
		if j.Want == Drop != !j.Dropped.IsZero() || (j.Attempt > 0) != !j.Since.IsZero() {
			q.t.Errorf("dropped %v, since %v of %s", j.Dropped, j.Since, asModelled(j))
		}
	}
	q.checkLists(queue)
}

func asModelled(j *Job) *modelled {
	m := &modelled{want: j.Want, priority: j.Priority, session: j.Session.ID, acked: j.Acked, attempt: j.Attempt, restarts: j.Restarted, outcome: j.Outcome}
	if j.Fault != nil {
		m.fault = j.Fault.Kind
	}
	return m
}

// checkLists: each list of the loop tells the same queue, and nothing is left to be stored.
func (q *queueModel) checkLists(queue []*Job) {
	q.t.Helper()
	err := q.engine.ask(func() {
		l := &q.engine.loop
		dropping, faulty, failing := map[string]int{}, map[uuid.UUID]bool{}, 0
		sessions, works := map[string]int{}, 0
		for _, j := range queue {
			en := l.entries[j.ID]
			if en == nil || en.id != j.ID {
				q.t.Errorf("the loop does not have %s", j.ID)
				continue
			}
			if want := l.placeOf(en); en.standing.set != want && en.standing.set != l.uploads.behind && en.standing.set != l.cancels.behind {
				q.t.Errorf("%s does not wait where it belongs", asModelled(j))
			}
			if j.Want == Drop {
				dropping[j.Target.URL]++
			}
			if j.Fault != nil {
				faulty[j.ID] = true
			}
			if j.triesAgain() {
				failing++
			}
			if j.Session.ID != "" {
				sessions[j.Session.ID]++
			}
			if j.Open() {
				works++
				if !slices.ContainsFunc(slices.Collect(l.doing(j.storedWork())), func(twin *Job) bool { return twin.ID == j.ID }) {
					q.t.Errorf("%s is not found by its work", asModelled(j))
				}
			}
		}
		for session, ids := range l.sessions {
			if len(ids) != sessions[session] {
				q.t.Errorf("%d jobs are listed with session %s, %d have it", len(ids), session, sessions[session])
			}
		}
		if len(l.entries) != len(queue) || !maps.Equal(l.dropping, dropping) || !maps.Equal(l.faulty, faulty) || l.failing != failing ||
			len(l.sessions) != len(sessions) || l.worksListed() != works {
			q.t.Errorf("%d entries of %d, dropping %v, faulty %v, failing %d, %d sessions, %d works",
				len(l.entries), len(queue), l.dropping, l.faulty, l.failing, len(l.sessions), l.worksListed())
		}
		for id := range l.transcripts {
			if l.entries[id] == nil && !l.hasEnded(id) {
				q.t.Errorf("a transcript of no job")
			}
		}
		if len(l.unsavedEnds) > 0 {
			q.t.Errorf("%d ends are not stored", len(l.unsavedEnds))
		}
	})
	if err != nil {
		q.t.Fatal(err)
	}
}

// placeOf returns where a job waits if no other one is in its way.
func (l *loop) placeOf(en *entry) *ranks.Set[*entry] {
	j, w := en.job(), &l.uploads
	switch {
	case en.worker != nil || l.working[j.ID] != nil:
		return nil
	case j.Want == Drop:
		w = &l.cancels
	case j.Want != Run || j.Fault != nil && j.Fault.Final:
		return nil
	}
	if !j.RetryAt.IsZero() && en.standing.set == w.delayed {
		return w.delayed
	}
	return w.ready
}

// worksListed returns how many jobs are listed by their work.
func (l *loop) worksListed() (n int) {
	for _, en := range l.works {
		for ; en != nil; en = en.twins.next {
			n++
		}
	}
	return n
}
