package receiver

import (
	"net"
	"net/http"
	"time"

	"sendoff/transfer/bits"
)

const (
	// emptyKept is how long a session to which no byte has come keeps its place while others are refused. A client that
	// returns later loses nothing by a new one.
	emptyKept = time.Hour
	// crowdedWait is how long a client is told to wait when there are too many sessions.
	crowdedWait = time.Minute
)

// errCrowded is the answer when a principal, or all together, have as many open sessions as they may. Every BITS client
// tries again after a 503 ([MC-BUP] 3.1.5.1.7).
var errCrowded = &refusal{status: http.StatusServiceUnavailable, wait: crowdedWait, why: "too many open sessions"}

// signIn finds out on whose behalf a request is made: the user with Options.Users, else the address of the client.
func (x *exchange) signIn() error {
	if x.o.Users == nil {
		host, _, err := net.SplitHostPort(x.req.RemoteAddr)
		if err != nil {
			host = x.req.RemoteAddr
		}
		x.principal = host
		return nil
	}
	name, password, given := x.req.BasicAuth()
	if given && x.o.Users.valid(name, password) {
		x.user, x.principal = name, name
		return nil
	}
	bits.Put(x.w.Header(), bits.HeaderWWWAuthenticate, `Basic realm="BITS uploads", charset="UTF-8"`)
	why := "no sign-in"
	if given {
		why = "wrong name or password"
	}
	return &refusal{status: http.StatusUnauthorized, code: bits.CodeAccessDenied, why: why}
}

// reserve counts a session that is about to be made. If there are too many, those that wait for their first byte are
// looked through.
func (x *exchange) reserve() error {
	r := x.r
	err := r.table.reserve(x.principal, x.o)
	if err != nil && r.table.mayDrop() {
		r.dropEmpty()
		err = r.table.reserve(x.principal, x.o)
	}
	return err
}

// dropEmpty removes sessions to which no byte has come for emptyKept, except those that a request is working on.
func (r *Receiver) dropEmpty() {
	for _, s := range r.table.all() {
		select {
		case s.turn <- struct{}{}:
			if !s.gone && s.rec.State == open && s.rec.Total < 0 {
				_ = r.expireAfter(s, emptyKept)
			}
			<-s.turn
		default:
		}
	}
}

// reserve counts an open session of a principal, unless there are too many.
func (t *table) reserve(principal string, o *Options) error {
	limit := o.account(principal).Sessions
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case t.closed:
		return errClosed
	case limit > 0 && t.open[principal] >= limit, o.Sessions > 0 && t.opened >= o.Sessions:
		return errCrowded
	}
	t.count(principal, 1)
	return nil
}

// count changes the number of open sessions. The caller holds mu.
func (t *table) count(principal string, by int) {
	t.opened += by
	if t.open[principal] += by; t.open[principal] <= 0 {
		delete(t.open, principal)
	}
}

// settled gives an open session's place to others.
func (t *table) settled(principal string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.count(principal, -1)
}

// mayDrop reports whether the last search for empty sessions is long ago.
func (t *table) mayDrop() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if time.Since(t.looked) < crowdedWait {
		return false
	}
	t.looked = time.Now()
	return true
}

// change sets a session's record, and gives up its place if it is no longer open. The caller holds the turn.
func (r *Receiver) change(s *session, rec record) {
	if s.rec.State == open && rec.State != open {
		r.table.settled(s.rec.Principal)
	}
	s.set(rec)
}
