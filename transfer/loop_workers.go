package transfer

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
	"sendoff/transfer/lanes"
)

// Causes that end a worker.
var (
	errHeld    = bits.Left{Why: bits.LeftPaused, Said: "paused"}
	errDropped = bits.Left{Why: bits.LeftCancelled, Said: "cancelled"}
	errClosing = bits.Left{Why: bits.LeftClosing, Said: "the program is closing"}
)

// cancelsPerServer is how many Cancel-Sessions go to one server at once, outside the slots.
const cancelsPerServer = 4

// startJobs starts workers for jobs that should run and ends those of jobs that should not. It returns when to look
// again.
func (e *Engine) startJobs(now time.Time) time.Time {
	l := &e.loop
	for id := range l.working {
		if en := l.entries[id]; en != nil && !en.worker.cancelling {
			e.stopUnwanted(en)
		}
	}
	if l.mode != everything {
		return time.Time{}
	}
	next := l.uploads.due(now)
	e.startNext(nil)
	return next
}

// startNext starts workers for the jobs that come next, except those that a transaction is changing.
func (e *Engine) startNext(changing map[uuid.UUID]*Job) {
	p := schedule(e.loop.scheduleInput())
	for _, en := range p.start {
		if changing[en.id] == nil {
			e.launch(en, (*worker).upload)
		}
	}
	for _, en := range p.preempt {
		en.worker.preempted.Store(true)
	}
	for _, en := range p.behind {
		en.stand(e.loop.uploads.behind)
	}
}

// handOver starts the next uploads in the places of those whose workers have delivered their files, while t stores
// that. So no connection waits for the disk between two files. Nothing that is stored depends on it: a job begins with
// what is stored of it, and those that t changes wait for t. After a command or a call the order of things matters, so
// nothing begins before they are stored.
func (e *Engine) handOver(t *transaction, messages []message) {
	l := &e.loop
	if l.mode != everything || slices.ContainsFunc(messages, func(m message) bool { return m.command != nil || m.call != nil }) {
		return
	}
	free := false
	for _, m := range messages {
		if w := m.left; w != nil && w.job.Outcome == Delivered {
			w.handedOver, free = true, true
			l.keepConn(w.job.Target.Server(), w.conn, t.now)
		}
	}
	if free {
		e.startNext(t.staged)
	}
}

// stopUnwanted ends the worker of a job that the user paused or cancelled.
func (e *Engine) stopUnwanted(en *entry) {
	switch en.job().Want {
	case Hold:
		en.worker.cancel(errHeld)
	case Drop:
		en.worker.cancel(errDropped)
	case Run:
	}
}

func (l *loop) scheduleInput() scheduleInput {
	w := scheduleInput{ready: l.uploads.ready.InOrder, taken: l.taken, limits: l.limits, room: l.maxUploads}
	w.lanes = func(server string) int { return l.lanesOf(server).Open() }
	if l.cards != nil {
		book := l.cards.Load().book
		w.perServer = func(server string) int { return cmp.Or(book.Uploads(server), l.limits.PerServer) }
	}
	if l.maxUploads > 0 {
		w.limits.Uploads = min(w.limits.Uploads, l.maxUploads)
	}
	for id, busy := range l.working {
		if en := l.entries[id]; en != nil && !busy.cancelling && !busy.handedOver {
			w.busy = append(w.busy, en)
		}
	}
	slices.SortFunc(w.busy, inOrder)
	return w
}

// startCancels sends the cancels of jobs whose worker has ended. It returns when to look again.
func (e *Engine) startCancels(now time.Time) time.Time {
	l := &e.loop
	if l.mode == idle {
		return time.Time{}
	}
	next := l.cancels.due(now)
	var start, behind []*entry
	coming, held := map[string]int{}, map[string]bool{}
	full := func(server string) bool { return l.telling[server]+coming[server] >= cancelsPerServer }
	for en := range l.cancels.ready.InOrder(full) {
		url := en.job().Target.URL
		if l.occupied[url] > 0 || held[url] { // a newer upload of the URL may have the very session id that is to be cancelled
			behind = append(behind, en)
			continue
		}
		coming[en.job().Target.Server()]++
		held[url] = true
		start = append(start, en)
	}
	for _, en := range start {
		e.launch(en, (*worker).sendCancel)
	}
	for _, en := range behind {
		en.stand(l.cancels.behind)
	}
	return next
}

// launch starts a worker for a job. Its goroutine ends with its conversation, or when the job is paused or cancelled
// or the engine closes. Its last message says so.
func (e *Engine) launch(en *entry, work func(*worker, context.Context)) {
	l, j := &e.loop, *en.job()
	ctx, cancel := context.WithCancelCause(ForJob(e.root, j.ID))
	server := j.Target.Server()
	w := &worker{
		engine: e, job: j, cancel: cancel, conn: e.takeConn(server), cancelling: j.Want == Drop,
		sizer: fragmentSizer{ServerStats: l.serverStats[server]}, knew: l.serverStats[server],
		small:   j.Source.Size <= lanes.Small && j.Want != Drop,
		resumed: !j.Session.IsZero(), closeSent: j.Closing, signIns: l.signIns, tried: attempt{begun: time.Now()},
	}
	en.worker, en.speed, en.silence, en.kept = w, new(speed), new(silence), kept{live: &j}
	l.working[j.ID] = w
	if w.small {
		w.lane = l.freeLane(w)
		l.lanesOf(server).Began(l.smallAt(server))
	}
	l.began(w)
	l.leave(en)
	if !w.cancelling {
		phaseChanged{Opening}.apply(&j, time.Now())
		l.changed[j.ID] = en.kept // w.job is another copy
	}
	go func() {
		defer cancel(nil)
		work(w, ctx)
		e.inbox.put(message{id: w.job.ID, event: w.conclusion, left: w})
	}()
}

// idleConn is a connection without a conversation.
type idleConn struct {
	*bits.Transport
	since time.Time
}

// idleConnLife is how long a Transport is kept for the next job of its server. Its connection is closed before that
// (bits.Options.Idle).
const idleConnLife = 10 * time.Second

func (e *Engine) takeConn(server string) *bits.Transport {
	free := e.loop.conns[server]
	if n := len(free); n > 0 {
		e.loop.conns[server] = free[:n-1]
		free[n-1].AllowDials()
		return free[n-1].Transport
	}
	return bits.NewTransport(e.options.Transport)
}

// keepConn keeps a Transport for the server's next job and drops those that are too old.
func (l *loop) keepConn(server string, t *bits.Transport, now time.Time) {
	l.conns[server] = append(l.conns[server], idleConn{t, now})
	for server, free := range l.conns {
		for len(free) > 0 && now.Sub(free[0].since) > idleConnLife {
			free[0].Disconnect()
			free = free[1:]
		}
		if l.conns[server] = free; len(free) == 0 {
			delete(l.conns, server)
		}
	}
}

// lanesOf returns how many small files go to a server at once. It begins with what was learned before.
func (l *loop) lanesOf(server string) *lanes.Lanes {
	known := l.lanes[server]
	if known == nil {
		before := lanes.Of(l.serverStats[server].Lanes)
		known = &before
		l.lanes[server] = known
	}
	return known
}

// smallAt returns how many workers send a small file to a server.
func (l *loop) smallAt(server string) (n int) {
	for _, w := range l.working {
		if w.small && !w.handedOver && w.job.Target.Server() == server {
			n++
		}
	}
	return n
}

// maxLane is the highest number of a lane. Should there ever be more workers of small files, they share it.
const maxLane = 127

// freeLane returns the lowest number that no other worker of a small file has.
func (l *loop) freeLane(w *worker) int {
	var used [maxLane]bool
	for _, other := range l.working {
		if other != w && other.small && other.lane < maxLane {
			used[other.lane] = true
		}
	}
	if free := slices.Index(used[:], false); free >= 0 {
		return free
	}
	return maxLane
}

// learnLanes learns from the end of a small file's worker.
func (l *loop) learnLanes(w *worker, now time.Time) {
	server, j := w.job.Target.Server(), &w.job
	if !w.small {
		return
	}
	known := l.lanesOf(server)
	switch {
	case j.Outcome == Delivered:
		known.Done(now)
	case j.Fault != nil && (j.Fault.Kind == KindBusy || j.Fault.Kind == KindConnect || j.Fault.Kind == KindStalled || j.Fault.Kind == KindProxy && j.Fault.Connected):
		known.Refused(now)
	default:
		return
	}
	stats := l.serverStats[server]
	stats.Lanes = known.Open()
	l.keepStats(server, stats)
}

// maxServerStats is for how many servers statistics are kept.
const maxServerStats = 500

// keepStats keeps a server's statistics, and drops another server's if there are too many.
func (l *loop) keepStats(server string, what ServerStats) {
	if what == l.serverStats[server] {
		return
	}
	l.serverStats[server], l.unsavedStats[server] = what, true
	for other := range l.serverStats {
		if len(l.serverStats) <= maxServerStats {
			return
		}
		if other != server {
			delete(l.serverStats, other)
			l.unsavedStats[other] = true
		}
	}
}

// left handles the end of a worker. If its job was cancelled, nothing uses the session any more and the cancel can be
// sent.
func (e *Engine) left(w *worker) {
	l, now, server := &e.loop, time.Now(), w.job.Target.Server()
	delete(l.working, w.job.ID)
	if !w.handedOver {
		l.keepConn(server, w.conn, now)
	}
	l.keepStats(server, w.stats(l.serverStats[server]))
	if en := l.entries[w.job.ID]; en != nil {
		en.worker, en.speed, en.silence = nil, nil, nil
		defer l.settle(en) // last: what is stored first may end the job
	}
	l.learnLanes(w, now)
	defer l.ended(w)
	t := l.begin(now)
	j := t.edit(w.job.ID)
	if j == nil {
		return
	}
	j.Phase, j.Rate, j.Quiet, j.Sent = Idle, 0, 0, j.Acked
	endWithoutSession(j, now)
	if j.Outcome != "" {
		t.durable[j.ID] = true
	}
	if err := e.commit(t); err != nil {
		e.log.Error("queue not saved", "error", err)
		en := l.entries[w.job.ID]
		l.put(en, withoutWorker(en.job()))
	}
}

// withoutWorker returns a job without a worker, for when that could not be stored.
func withoutWorker(j *Job) *Job {
	c := *j
	c.Phase, c.Rate, c.Quiet, c.Sent = Idle, 0, 0, c.Acked
	return &c
}

// note adds a line to a job's transcript and marks the job as changed.
func (l *loop) note(id uuid.UUID, n bits.Note) {
	en := l.entries[id]
	if en == nil {
		return
	}
	t := l.transcripts[id]
	if t == nil {
		t = new(transcript)
		l.transcripts[id] = t
	}
	t.add(n)
	l.unsavedJobs[id], l.changed[id] = true, en.kept
}
