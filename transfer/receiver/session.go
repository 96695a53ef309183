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
	// tombstoneKept is how long an ended session is remembered, so that a client that missed the Ack can repeat its
	// packet.
	tombstoneKept = 24 * time.Hour
	// stall is how long a body may stand still, crawl how long it may be slower than bits.CrawlOut.
	stall = 2 * time.Minute
	crawl = 5 * time.Minute
)

// table holds every session, ended ones included, by its id in upper case.
type table struct {
	mu      sync.Mutex
	byID    map[string]*session
	replies map[string]*session // by the token of their reply
	open    map[string]int      // number of open sessions by principal
	opened  int                 // all of them
	looked  time.Time           // the last search for empty sessions because there were too many
	closed  bool
}

func newTable(records []record) *table {
	t := &table{byID: make(map[string]*session, len(records)), open: map[string]int{}, replies: map[string]*session{}}
	for _, rec := range records {
		if now := time.Now(); rec.Touched.After(now) { // the clock was wrong: the session would never expire
			rec.Touched = now
		}
		s := newSession(rec)
		t.byID[strings.ToUpper(rec.ID)] = s
		t.reply(s, rec.ReplyToken)
		if rec.State == open {
			t.count(rec.Principal, 1)
		}
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

// find looks a session up. Ids are compared without case, as GUIDs are ([MC-BUP] 2.2.1.2).
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
	key := strings.ToUpper(id)
	if s := t.byID[key]; s != nil {
		delete(t.replies, s.view().ReplyToken)
	}
	delete(t.byID, key)
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

// session is one upload. Only the request that holds turn may change rec or touch the session's files.
type session struct {
	turn chan struct{} // holds one value while a request works on the session

	mu     sync.Mutex // guards the fields below
	newest *reading   // the latest request that wants the turn or has it
	rec    record     // changed by the holder of the turn, who may read it without mu
	gone   bool       // removed from the table; read and changed like rec
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

// enter waits for the session's turn. A client has one request outstanding at a time, so it has abandoned any earlier
// one that is still here. That one's reading is aborted, whether it holds the turn or waits for it.
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

// leave gives the turn back. Later requests no longer abort rd.
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

// reading is a request's right to read its body. A later request of the session can end it.
type reading struct {
	rc *http.ResponseController // nil if there is no body to read

	pace  bits.Pace // used by the request's goroutine only
	until time.Time // a body is never read for longer than a session lives

	mu      sync.Mutex
	aborted bool
}

// newReading starts the limits of a body that begins now.
func (o *Options) newReading(rc *http.ResponseController) *reading {
	return &reading{rc: rc, pace: bits.NewPace(crawl, max(o.MinRate, bits.CrawlOut)), until: time.Now().Add(max(o.SessionTimeout, crawl))}
}

// read reads from a body within its limits; errCut when one is reached.
func (rd *reading) read(body io.Reader, p []byte) (int, error) {
	if !rd.extend() {
		return 0, errCut
	}
	begun := time.Now()
	n, err := body.Read(p)
	rd.pace.Spend(time.Since(begun), int64(n))
	return n, err
}

// extend sets the deadline of the next read. It returns false when there must be no further read.
func (rd *reading) extend() bool {
	rd.mu.Lock()
	defer rd.mu.Unlock()
	now := time.Now()
	if rd.aborted || rd.pace.Left() == 0 || !now.Before(rd.until) {
		return false
	}
	// A ResponseWriter without deadlines leaves the limits to its wrapper.
	_ = rd.rc.SetReadDeadline(now.Add(min(stall, rd.pace.Left())))
	return true
}

// abort ends a running read and prevents further ones.
func (rd *reading) abort() {
	if rd.rc == nil {
		return
	}
	rd.mu.Lock()
	defer rd.mu.Unlock()
	rd.aborted = true
	_ = rd.rc.SetReadDeadline(time.Unix(1, 0))
}

// wasAborted reports whether the connection can take no further request. An abort after the whole body was read does not
// harm its request. But net/http takes the deadline for a lost client and cancels the contexts of all later requests.
func (rd *reading) wasAborted() bool {
	rd.mu.Lock()
	defer rd.mu.Unlock()
	return rd.aborted
}

// session finds the session that a request names and takes its turn; leave gives it back. A session is only valid for
// the path it was created for, and for the user who created it.
func (x *exchange) session(ctx context.Context, rd *reading) (*session, error) {
	id := x.req.Header.Get(bits.HeaderSessionID)
	if id == "" {
		return nil, malformedError("no session id")
	}
	s, err := x.r.table.find(id)
	if err != nil {
		return nil, err
	}
	if rec := s.view(); rec.Path != x.name || rec.User != x.user {
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

// expire removes a session that is too old and returns errNoSession for it. The caller holds the turn.
func (r *Receiver) expire(s *session) error {
	if s.gone {
		return errNoSession
	}
	limit := r.now().SessionTimeout
	if s.rec.State == ended {
		limit = tombstoneKept
	}
	return r.expireAfter(s, limit)
}

// expireAfter removes a session that stood still for longer than limit, and returns errNoSession for it. The caller
// holds the turn.
func (r *Receiver) expireAfter(s *session, limit time.Duration) error {
	if time.Since(s.rec.Touched) <= limit {
		return nil
	}
	if _, err := r.disk.putBack(s.rec); err != nil {
		return err
	}
	if err := r.disk.forget(s.rec); err != nil {
		return err
	}
	s.gone = true
	if s.rec.State == open {
		r.table.settled(s.rec.Principal)
	}
	r.table.remove(s.rec.ID)
	return errNoSession
}

// reapUntil calls reap regularly until done is closed.
func (r *Receiver) reapUntil(done <-chan struct{}) {
	tick := time.NewTicker(r.cleanup())
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			r.reap()
			tick.Reset(r.cleanup())
		case <-done:
			return
		}
	}
}

// cleanup returns the time between two searches for expired sessions.
func (r *Receiver) cleanup() time.Duration {
	o := r.now()
	if o.Cleanup > 0 {
		return o.Cleanup
	}
	return max(time.Second, min(DefaultCleanup, o.SessionTimeout/4))
}

// reap removes expired sessions and their files, except those that a request is working on. What cannot be removed is
// tried again the next time.
func (r *Receiver) reap() {
	for _, s := range r.table.all() {
		select {
		case s.turn <- struct{}{}:
			_ = r.expire(s)
			<-s.turn
		default:
		}
	}
	r.disk.sweep(r.now().SessionTimeout)
}
