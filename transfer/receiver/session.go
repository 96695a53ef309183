package receiver

import (
	"context"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"sendoff/transfer/bits"
)

const (
	// tombstoneKept is how long the end of a session is remembered, so that a client whose Ack was
	// lost gets it when it asks again.
	tombstoneKept = 24 * time.Hour
	// reapEvery is the longest time between two looks for what is too old, the default of IIS.
	reapEvery = 12 * time.Hour
	// stall is how long a body may stand still, and crawl for how long it may bring next to nothing.
	stall = 2 * time.Minute
	crawl = 5 * time.Minute
)

// table holds every session, ended ones included, by its id in upper case.
type table struct {
	mu     sync.Mutex
	byID   map[string]*session
	closed bool
}

func newTable(records []record) *table {
	t := &table{byID: make(map[string]*session, len(records))}
	for _, rec := range records {
		if now := time.Now(); rec.Touched.After(now) { // by a clock that was wrong: it would never grow old
			rec.Touched = now
		}
		t.byID[strings.ToUpper(rec.ID)] = newSession(rec)
	}
	return t
}

func (t *table) add(s *session) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed {
		return errClosed
	}
	t.byID[strings.ToUpper(s.rec.ID)] = s
	return nil
}

// find compares ids without case, as GUIDs are compared ([MC-BUP] 2.2.1.2).
func (t *table) find(id string) (*session, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed {
		return nil, errClosed
	}
	s, ok := t.byID[strings.ToUpper(id)]
	if !ok {
		return nil, errNoSession
	}
	return s, nil
}

func (t *table) remove(id string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.byID, strings.ToUpper(id))
}

func (t *table) all() []*session {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Collect(maps.Values(t.byID))
}

func (t *table) shut() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.closed = true
}

// session is one upload. Only the holder of the turn changes rec or touches the files behind it.
type session struct {
	turn chan struct{} // holds one value while a request is at work

	mu     sync.Mutex // guards what follows
	newest *reading   // the latest request that wants the turn or has it
	rec    record     // changed by the holder of the turn, who may read it without mu
	gone   bool       // removed from the table; likewise
}

func newSession(rec record) *session {
	return &session{turn: make(chan struct{}, 1), rec: rec}
}

func (s *session) view() record {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.rec
}

func (s *session) set(rec record) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rec = rec
}

// enter makes the caller the only one at work on the session. A client has one request outstanding
// at a time, so one that is still here when another comes has been given up by the client: its
// reading is aborted, whether it has the turn or waits for it.
func (s *session) enter(ctx context.Context, rd *reading) error {
	s.mu.Lock()
	if s.newest != nil {
		s.newest.abort()
	}
	s.newest = rd
	s.mu.Unlock()
	select {
	case s.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		s.forget(rd)
		return errCut
	}
}

// leave gives the turn back. After it nobody aborts rd.
func (s *session) leave(rd *reading) {
	s.forget(rd)
	<-s.turn
}

func (s *session) forget(rd *reading) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.newest == rd {
		s.newest = nil
	}
}

// reading is the right of a request to read its body, which a later request may take away.
type reading struct {
	rc *http.ResponseController // nil if there is no body to read

	pace  bits.Pace // touched by the request alone
	until time.Time // no body is read for longer than a session lives

	mu      sync.Mutex
	aborted bool
}

// newReading is the right to a body that begins now.
func (r *Receiver) newReading(rc *http.ResponseController) *reading {
	return &reading{rc: rc, pace: bits.NewPace(crawl, bits.CrawlOut), until: time.Now().Add(max(r.o.SessionTimeout, crawl))}
}

// read reads what is there of a body, within its limits.
func (rd *reading) read(body io.Reader, p []byte) (int, error) {
	if !rd.extend() {
		return 0, errCut
	}
	begun := time.Now()
	n, err := body.Read(p)
	rd.pace.Spend(time.Since(begun), int64(n))
	return n, err
}

// extend gives the next read until the stall limit; false means that there is to be none.
func (rd *reading) extend() bool {
	rd.mu.Lock()
	defer rd.mu.Unlock()
	now := time.Now()
	if rd.aborted || rd.pace.Left() == 0 || !now.Before(rd.until) {
		return false
	}
	// A writer without deadlines leaves the limits to whoever wrapped it.
	_ = rd.rc.SetReadDeadline(now.Add(min(stall, rd.pace.Left())))
	return true
}

// abort ends a read that is under way and allows no other.
func (rd *reading) abort() {
	if rd.rc == nil {
		return
	}
	rd.mu.Lock()
	defer rd.mu.Unlock()
	rd.aborted = true
	_ = rd.rc.SetReadDeadline(time.Unix(1, 0))
}

// spoilt reports whether the connection of the request can take no other one. An abort that came when
// the body was there already did the request no harm, but net/http takes the deadline for the end
// of the client and cancels the context of all that follows.
func (rd *reading) spoilt() bool {
	rd.mu.Lock()
	defer rd.mu.Unlock()
	return rd.aborted
}

// session finds the session that a request names and takes its turn; leave ends the turn. A session
// belongs to the path it was created for.
func (x *exchange) session(ctx context.Context, rd *reading) (*session, error) {
	id := x.req.Header.Get(bits.HeaderSessionID)
	if id == "" {
		return nil, malformed("no session id")
	}
	s, err := x.r.table.find(id)
	if err != nil {
		return nil, err
	}
	if s.view().Path != x.name {
		return nil, errNoSession
	}
	if err := s.enter(ctx, rd); err != nil {
		return nil, err
	}
	if err := x.r.expire(s); err != nil {
		s.leave(rd)
		return nil, err
	}
	return s, nil
}

// expire drops a session whose time is over; the caller has the turn.
func (r *Receiver) expire(s *session) error {
	if s.gone {
		return errNoSession
	}
	limit := r.o.SessionTimeout
	if s.rec.State == ended {
		limit = tombstoneKept
	}
	if time.Since(s.rec.Touched) <= limit {
		return nil
	}
	if err := r.disk.forget(s.rec); err != nil {
		return err
	}
	s.gone = true
	r.table.remove(s.rec.ID)
	return errNoSession
}

// reapUntil looks for sessions without progress until done is closed.
func (r *Receiver) reapUntil(done <-chan struct{}) {
	tick := time.NewTicker(max(time.Second, min(reapEvery, r.o.SessionTimeout/4)))
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			r.reap()
		case <-done:
			return
		}
	}
}

// reap removes what is too old. A session that a request is at work on is not. What cannot be removed
// is tried again the next time.
func (r *Receiver) reap() {
	for _, s := range r.table.all() {
		select {
		case s.turn <- struct{}{}:
			_ = r.expire(s)
			<-s.turn
		default:
		}
	}
	r.disk.sweep(r.o.SessionTimeout)
}
