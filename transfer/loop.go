package transfer

import (
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/cards"
	"sendoff/transfer/lanes"
)

// mode is which of its work an engine does.
type mode int8

const (
	idle mode = iota
	cancelsOnly
	everything
)

// entry is a job of the queue, with its worker, speed and silence. At rest the job is packed.
type entry struct {
	kept
	id       uuid.UUID
	order    int64 // Job.Order
	priority Priority
	worker   *worker  // nil: none
	speed    *speed   // of a job with a worker
	silence  *silence // of a job with a worker

	standing standing
	twins    twins
}

// job returns the job, nil after it has left the queue. It must not be changed.
func (en *entry) job() *Job { return en.kept.job(en.id) }

// loop is the state that Engine.run owns. Nothing else reads or writes it.
type loop struct {
	mode         mode
	entries      map[uuid.UUID]*entry
	history      map[uuid.UUID]outcome
	keptByTrim   int                   // how many outcomes the last trim of the history left
	trimmed      time.Time             // when that was
	aged         time.Time             // when outcomes were last checked for their age
	openInGroup  map[string]int        // jobs in the queue, by Target.Group
	endedInGroup map[string]int        // outcomes in the history, by Target.Group
	pinned       int                   // outcomes that stay because of openInGroup
	working      map[uuid.UUID]*worker // by job; the worker of a forgotten job stays until it has ended
	transcripts  map[uuid.UUID]*transcript
	serverStats  map[string]ServerStats
	lanes        map[string]*lanes.Lanes // by server
	conns        map[string][]idleConn   // by server, the oldest first
	feeds        map[*Feed]bool
	limits       Limits
	pins         *atomic.Pointer[[]Pin] // the engine's
	cards        *atomic.Pointer[deck]  // the engine's
	cardsAside   cards.Book             // the user's own that are stored and not used
	maxUploads   int                    // at once, whatever limits say; 0 = no bound
	signIns      int                    // number of sign-ins so far
	signedIn     map[string]int         // by place, the number of the last one
	unsavedJobs  map[uuid.UUID]bool     // jobs that are newer here than on disk
	unsavedEnds  map[uuid.UUID]*Job     // ended jobs that could not be stored on a full disk
	unsavedStats map[string]bool        // servers whose ServerStats are newer here than on disk
	stored       time.Time              // when unsaved things were last written
	committing   time.Duration          // how long the last commit took
	sampled      time.Time
	lastOrder    int64
	firstOrder   int64
	changed      map[uuid.UUID]kept // since the last publish
	busy         bool               // a worker was running at the last publish
	uncopied     bool               // the queue differs from its last good copy
	copying      bool
	copied       time.Time // when the last copy was begun
	looked       int64     // store.written when the queue file was last looked for under its name
	lastHandled  time.Time // when the last message came
	tidied       int64     // store.written when it was last seen whether the file is mostly free
	network      network
	starting     map[*starting]bool      // commands whose files are being looked at
	successors   map[uuid.UUID]successor // by the job that was just replaced

	index
}

// Periods of the loop.
const (
	samplePeriod = 250 * time.Millisecond
	lazyPeriod   = time.Second
)

// Bounds of gather.
const (
	gatherFrom = 4 // workers
	maxGather  = 2 * time.Millisecond
)

func (l *loop) load(c contents, limits Limits) {
	*l = loop{
		entries: map[uuid.UUID]*entry{}, history: map[uuid.UUID]outcome{}, index: newIndex(),
		working: map[uuid.UUID]*worker{}, transcripts: c.transcripts, serverStats: c.serverStats,
		conns: map[string][]idleConn{}, feeds: map[*Feed]bool{}, limits: limits, signedIn: map[string]int{}, openInGroup: map[string]int{}, endedInGroup: map[string]int{},
		unsavedJobs: map[uuid.UUID]bool{}, unsavedEnds: map[uuid.UUID]*Job{}, unsavedStats: map[string]bool{}, changed: map[uuid.UUID]kept{},
		lanes: map[string]*lanes.Lanes{}, tidied: -1, starting: map[*starting]bool{}, successors: map[uuid.UUID]successor{},
		network: network{absent: map[string]*absence{}},
	}
	now := time.Now()
	l.lastHandled, l.stored = now, now
	for i, j := range c.jobs {
		j.correct(now)
		l.insert(j)
		l.lastOrder, l.firstOrder = max(l.lastOrder, j.Order), min(l.firstOrder, j.Order)
		c.jobs[i] = nil // it is packed now: a long queue is never there twice
	}
	for i, j := range c.history {
		j.correct(now)
		l.remember(j)
		c.history[i] = nil
	}
}

// run is the owner loop. Each turn takes the new messages, stores what must be stored in one transaction, answers,
// starts and stops jobs, and updates the feeds.
func (e *Engine) run() {
	defer close(e.done)
	wake := time.NewTimer(0)
	defer wake.Stop()
	for e.root.Err() == nil {
		select {
		case <-e.root.Done():
		case <-e.inbox.Ready():
		case <-wake.C:
		}
		e.gather()
		wake.Reset(e.turn(time.Now()))
	}
	e.finish()
}

// gather lets facts of other workers come before a turn, so that one commit stores those of many small files. It waits
// as long as the last commit has taken: so at least every other one is saved, and a file waits for one more at most. It
// waits for nobody when all workers wait for it.
func (e *Engine) gather() {
	l := &e.loop
	if len(l.working) < gatherFrom || l.committing == 0 {
		return
	}
	rest := time.NewTimer(min(l.committing, maxGather))
	defer rest.Stop()
	select {
	case <-rest.C:
	case <-e.inbox.whole(len(l.working)):
	case <-e.root.Done():
	}
}

// turn is one round of the loop. It returns how long the loop may sleep.
func (e *Engine) turn(now time.Time) time.Duration {
	e.loop.forgetSuccessors(now)
	messages := e.inbox.take()
	e.handle(messages, now)
	e.inbox.reuse(messages)
	e.sample(now)
	e.storeLazily(now, false)
	look := e.watchNetwork(now)
	next := earliest(look, e.startJobs(now))
	if cancel := e.startCancels(now); !cancel.IsZero() {
		next = earliest(next, cancel)
	}
	e.publish()
	e.keepInPlace()
	e.copyQueue(now)
	next = earliest(next, e.compactQueue(now))
	d := e.sleep(now, next)
	e.loop.network.clock.due = time.Now().Add(d)
	return d
}

func (e *Engine) sleep(now, next time.Time) time.Duration {
	l := &e.loop
	d := time.Hour
	if !next.IsZero() {
		d = min(d, next.Sub(now))
	}
	if len(l.working) > 0 {
		d = min(d, samplePeriod)
	}
	if len(l.unsavedJobs)+len(l.unsavedStats)+len(l.unsavedEnds) > 0 {
		d = min(d, lazyPeriod)
	}
	if l.uncopied && !l.copying {
		d = min(d, l.copied.Add(copyPeriod).Sub(now))
	}
	return max(d, time.Millisecond)
}

// finish waits up to closeWait for the workers and stores their last facts.
func (e *Engine) finish() {
	limit := time.NewTimer(closeWait)
	defer limit.Stop()
	for len(e.loop.working) > 0 {
		select {
		case <-e.inbox.Ready():
			e.handle(e.inbox.take(), time.Now())
			continue
		case <-limit.C:
			e.log.Warn("workers did not end in time", "count", len(e.loop.working))
		}
		break
	}
	e.handle(e.inbox.take(), time.Now())
	e.storeLazily(time.Now(), true)
	e.publish()
	for f := range e.loop.feeds {
		f.end()
	}
	for _, free := range e.loop.conns {
		for _, conn := range free {
			conn.Disconnect()
		}
	}
}

func (l *loop) snapshot() map[uuid.UUID]kept {
	all := make(map[uuid.UUID]kept, len(l.entries)+len(l.history))
	for id, en := range l.entries {
		all[id] = en.kept
	}
	for id, o := range l.history {
		all[id] = o.kept()
	}
	return all
}

// publish tells the feeds what has changed. When the last worker has ended, nobody rests: a command that waited for it
// ends at once.
func (e *Engine) publish() {
	l := &e.loop
	if len(l.changed) > 0 {
		for f := range l.feeds {
			f.put(l.changed)
		}
		l.changed = map[uuid.UUID]kept{}
	}
	if l.busy && len(l.working) == 0 {
		for f := range l.feeds {
			f.box.Hurry()
		}
	}
	l.busy = len(l.working) > 0
}

// sample reads the counters of the running workers. Progress is never pushed, so it costs the data path nothing.
func (e *Engine) sample(now time.Time) {
	l := &e.loop
	if len(l.working) == 0 || now.Sub(l.sampled) < samplePeriod {
		return
	}
	l.sampled = now
	var samples []*sampled
	for id := range l.working {
		if en := l.entries[id]; en != nil && en.job().Want != Drop {
			samples = append(samples, en.sample(now))
		}
	}
	keepToLimits(samples, func(k *sampled) *limiter { return k.entry.worker.ownLimiter() })
	keepToLimits(samples, func(*sampled) *limiter { return e.limiter })
	for _, k := range samples {
		if k.moved() {
			k.entry.live, l.changed[k.job.ID] = &k.job, kept{live: &k.job}
		}
	}
}

// sampled is a running job with what its counters say now.
type sampled struct {
	entry *entry
	was   *Job
	job   Job
}

// moved reports whether something of it is new.
func (k *sampled) moved() bool {
	is, was := &k.job, k.was
	return is.Sent != was.Sent || is.Rate != was.Rate || is.Phase != was.Phase || is.Quiet != was.Quiet
}

// keepToLimits has no measured speeds above a limit together. They lag behind: an upload that had the limit to itself
// still shows that when a second one takes its half. What leaves is never above.
func keepToLimits(samples []*sampled, of func(*sampled) *limiter) {
	sums := map[*limiter]float64{}
	for _, k := range samples {
		sums[of(k)] += k.job.Rate
	}
	for _, k := range samples {
		if limit, sum := float64(of(k).rate()), sums[of(k)]; limit > 0 && sum > limit {
			k.job.Rate *= limit / sum
		}
	}
}

// sample reads the counters of a job's worker.
func (en *entry) sample(now time.Time) *sampled {
	k := &sampled{entry: en, was: en.job()}
	k.job = *k.was
	j := &k.job
	j.Sent = en.worker.progress(j)
	if j.Phase == Sending && j.LastFragment == LastLeft && j.Sent >= j.Source.Size {
		j.Phase = Completing
	}
	j.Rate, j.Quiet = en.speed.rate(now, j.Sent-j.Found), en.silence.last(en.worker, now)
	if j.Quiet > 0 {
		j.Rate = 0
	}
	return k
}

// storeLazily writes what may be lost without harm: phases, transcripts, server statistics.
func (e *Engine) storeLazily(now time.Time, all bool) {
	l := &e.loop
	if !all && now.Sub(l.stored) < lazyPeriod || len(l.unsavedJobs)+len(l.unsavedStats)+len(l.unsavedEnds) == 0 {
		return
	}
	l.stored = now
	c := changes{
		put: map[uuid.UUID]*Job{}, ended: map[uuid.UUID]*Job{},
		transcripts: map[uuid.UUID]*transcript{}, serverStats: map[string]ServerStats{},
	}
	l.addUnsavedEnds(&c, nil)
	for id := range l.unsavedJobs {
		if en := l.entries[id]; en != nil {
			c.put[id] = en.job()
		}
		if t := l.transcripts[id]; t != nil && t.dirty {
			c.transcripts[id] = t
		}
	}
	for server := range l.unsavedStats {
		c.serverStats[server] = l.serverStats[server]
	}
	if err := e.store.write(&c); err != nil {
		e.log.Warn("progress not stored", "error", err)
		return // it stays marked and is tried again
	}
	l.uncopied = l.uncopied || len(l.unsavedEnds) > 0
	clear(l.unsavedJobs)
	clear(l.unsavedEnds)
	clear(l.unsavedStats)
	for _, t := range c.transcripts {
		t.dirty = false
	}
}

// speed measures acknowledged bytes over the last half minute, and until the first acknowledgement those sent. Bytes
// that were there at a resume do not count.
type speed struct {
	marks []mark
}

type mark struct {
	at    time.Time
	acked int64
}

const speedWindow = 30 * time.Second

// mark adds acknowledged bytes to the speed of an entry.
func (en *entry) mark(now time.Time, acked int64) {
	if en.speed == nil {
		en.speed = new(speed)
	}
	en.speed.add(now, acked)
}

func (s *speed) add(now time.Time, acked int64) {
	if n := len(s.marks); n > 0 && acked < s.marks[n-1].acked {
		s.marks = s.marks[:0] // the server's offset went back
	}
	if n := len(s.marks); n > 1 && now.Sub(s.marks[n-2].at) < samplePeriod {
		s.marks[n-1] = mark{now, acked}
		return
	}
	s.marks = append(s.marks, mark{now, acked})
}

// started reports whether the start of sending has been marked.
func (s *speed) started() bool { return s != nil && len(s.marks) > 0 }

// rate returns bytes a second, 0 while unknown. sent is what has left since the start.
func (s *speed) rate(now time.Time, sent int64) float64 {
	if !s.started() {
		return 0
	}
	for len(s.marks) > 2 && now.Sub(s.marks[1].at) > speedWindow {
		s.marks = s.marks[1:]
	}
	first, last := s.marks[0], s.marks[len(s.marks)-1]
	if last.acked == first.acked {
		return first.sending(now, sent)
	}
	span := last.at.Sub(first.at)
	// A fragment may take half a minute: until then silence says nothing about the connection.
	if quiet := now.Sub(last.at); quiet > speedWindow {
		span += quiet - speedWindow
	}
	if span <= 0 {
		return 0
	}
	return float64(last.acked-first.acked) / span.Seconds()
}

// minSending is the shortest time of sending that says how fast it is: the system's buffer swallows the first bytes.
const minSending = 3 * time.Second

// sending returns the bytes a second that have left since a mark: the first fragment may take half a minute.
func (m mark) sending(now time.Time, sent int64) float64 {
	span := now.Sub(m.at)
	if span < minSending {
		return 0
	}
	return float64(max(sent-m.acked, 0)) / span.Seconds()
}

// silence measures for how long a worker's request has moved no byte.
type silence struct {
	asked, sent int64     // the request and its bytes at the last look
	since       time.Time // the last movement
	stirred     time.Time // a movement since then that may have been one of the past
}

// minQuiet is the shortest silence that is shown: shorter ones are ordinary.
const minQuiet = 5 * time.Second

// last returns the length of the silence so far in whole seconds, 0 below minQuiet. A worker that waits for the speed
// limit, or reads its file between two requests, waits for no server.
func (s *silence) last(w *worker, now time.Time) time.Duration {
	asked, sent := w.awaiting.Load(), w.base.Load()+w.sentOfOne.Load()
	switch {
	case asked == 0 || asked != s.asked || w.paced.Load() || sent != s.sent && s.moves(now):
		*s = silence{asked: asked, sent: sent, since: now}
	case sent != s.sent:
		s.sent, s.stirred = sent, now
	}
	if d := now.Sub(s.since); d >= minQuiet {
		return d.Truncate(time.Second)
	}
	return 0
}

// moves reports whether bytes that are counted now have moved now. A write that the system does not take tells only at its
// deadline what it took seconds ago, so one movement alone ends no silence.
func (s *silence) moves(now time.Time) bool {
	return now.Sub(s.since) < minQuiet || now.Sub(s.stirred) < minQuiet
}
