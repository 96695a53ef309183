package transfer

import (
	"maps"
	"slices"
	"testing"
	"time"

	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
)

// No protocol can name a session whose Create-Session reached the server while its answer, or the
// program that was to store it, was lost. Any other session that is left on a server is a defect.

// killedRun is one run of the program that ended in a kill.
type killedRun struct{ begun, killed time.Time }

// killLog is what the queue file said after each kill.
type killLog struct {
	known map[string]bool // ids of sessions that ever stood in it
	lives []killedRun
}

// read adds the session ids that the program of l had stored when it was killed.
func (g *killLog) read(t *testing.T, dir string, l killedRun) {
	t.Helper()
	g.lives = append(g.lives, l)
	db, err := openBolt(queuePath(dir), 10*time.Second)
	if err != nil {
		t.Fatalf("the queue after kill %d: %v", len(g.lives), err)
	}
	defer func() { _ = db.Close() }()
	s := &store{db: db}
	if err := s.prepare(); err != nil { // the kill may have come before the first transaction
		t.Fatalf("the queue after kill %d: %v", len(g.lives), err)
	}
	c, err := s.load()
	if err != nil || len(c.damaged) > 0 {
		t.Fatalf("the queue after kill %d: %v, damaged %v", len(g.lives), err, c.damaged)
	}
	for _, j := range slices.Concat(c.jobs, c.history) {
		if !j.Session.IsZero() {
			g.known[j.Session.ID] = true
		}
	}
}

// killSlack is how long after a kill the receiver may still take what was in the socket.
const killSlack = time.Second

// excuse returns how long before a kill the session was requested; false if no kill explains it.
func (g *killLog) excuse(created time.Time) (time.Duration, bool) {
	for _, l := range slices.Backward(g.lives) {
		if created.After(l.begun) {
			return l.killed.Sub(created), created.Before(l.killed.Add(killSlack))
		}
	}
	return 0, false
}

// judgeLeft holds each session that is left on the receiver against the receiver's own log and against
// the queue as it was after each kill. It returns how many of them no program could have cancelled.
func (r *rig) judgeLeft(g *killLog) (unavoidable int) {
	r.t.Helper()
	log := r.bySession()
	var longest time.Duration
	for _, s := range r.receiver.Sessions() {
		before, excused := time.Duration(0), false
		if len(log[s.ID]) > 0 {
			before, excused = g.excuse(log[s.ID][0].At)
		}
		switch {
		case len(log[s.ID]) != 1 || log[s.ID][0].Packet != bits.CreateSession:
			r.t.Errorf("a session is left that was used: %v", log[s.ID])
		case g.known[s.ID]:
			r.t.Errorf("a session is left whose id was stored: %+v", s)
		case !excused:
			r.t.Errorf("a session is left that no kill explains: %v", log[s.ID])
		default:
			unavoidable++
			longest = max(longest, before)
		}
	}
	r.t.Logf("%d sessions left: Create-Session answered and its id not on disk at the kill, which came %s later at most",
		unavoidable, longest.Round(time.Microsecond))
	return unavoidable
}

// bySession is the receiver's log, session by session.
func (r *rig) bySession() map[string][]receiver.Entry {
	r.mu.Lock()
	defer r.mu.Unlock()
	log := map[string][]receiver.Entry{}
	for _, e := range r.entries {
		log[e.Session] = append(log[e.Session], e)
	}
	return log
}

// duplicated counts the files that more than one session brought to the receiver whole.
func (r *rig) duplicated() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	whole := map[string]map[string]bool{} // sessions by path
	for _, e := range r.entries {
		span, err := bits.ParseRange(e.Range)
		if e.Packet != bits.Fragment || e.Status != 200 || err != nil || !span.Final() {
			continue
		}
		if whole[e.Path] == nil {
			whole[e.Path] = map[string]bool{}
		}
		whole[e.Path][e.Session] = true
	}
	n := 0
	for path, sessions := range whole {
		if len(sessions) > 1 {
			n++
			r.t.Errorf("%s arrived in %d sessions", path, len(sessions))
		}
	}
	return n
}

// judgeLeft holds the sessions that are left against those whose answer the network took.
func (p *simulation) judgeLeft() (unavoidable int) {
	p.t.Helper()
	log := p.bySession()
	for _, s := range p.receiver.Sessions() {
		p.lock.Lock()
		unnamed := p.unnamed[s.ID]
		p.lock.Unlock()
		used := slices.ContainsFunc(log[s.ID], func(e receiver.Entry) bool { return e.Packet != bits.CreateSession })
		if used || !unnamed {
			p.t.Errorf("a session is left whose id was told: %+v\n%v", s, log[s.ID])
			p.tell(s)
			continue
		}
		unavoidable++
	}
	return unavoidable
}

// tell returns what the program knows of the job that a session belongs to.
func (p *simulation) tell(s receiver.Session) {
	for id := range maps.Keys(p.jobs) {
		if s.Path != id.String() && s.Path != "/"+id.String() {
			continue
		}
		j := p.rig.jobs[id]
		notes, _ := p.engine.Transcript(p.t.Context(), id)
		p.t.Logf("job %+v\n%+v", j, notes)
	}
}

func TestKillLogExcusesOnlyWhatAKillExplains(t *testing.T) {
	at := func(ms int) time.Time { return time.Unix(100, 0).Add(time.Duration(ms) * time.Millisecond) }
	g := &killLog{lives: []killedRun{{at(0), at(100)}, {at(5000), at(5100)}}}
	for ms, want := range map[int]bool{-1: false, 50: true, 101: true, 1200: false, 4999: false, 5050: true, 9000: false} {
		if _, ok := g.excuse(at(ms)); ok != want {
			t.Errorf("asked for at %d ms: %v", ms, ok)
		}
	}
}
