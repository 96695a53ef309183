package transfer

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
	"sendoff/transfer/source"
)

// simulation is a simulated user, a faulty network and a restarted program, all from one seed.
type simulation struct {
	*front
	random   *rand.Rand
	sources  []source.File
	jobs     map[uuid.UUID]source.File
	dropped  map[uuid.UUID]bool
	held     map[uuid.UUID]bool
	outcomes map[Outcome]int
	restarts int
	twice    int             // files that came whole in two sessions
	unnamed  map[string]bool // sessions whose Create-Session Ack was lost; front.lock guards it
	faults   atomic.Int64
}

// network makes a hook that fails about a sixth of the requests. Their order varies, so one seed gives the same
// faults, but not to the same requests.
func (p *simulation) network(seed uint64) hook {
	var lock sync.Mutex
	random := rand.New(rand.NewPCG(seed, 2))
	return func(w http.ResponseWriter, r *http.Request, t bits.PacketType, _ int) bool {
		lock.Lock()
		what := random.IntN(36)
		lock.Unlock()
		early := t == bits.Fragment && !p.mayBeThere(r.Header.Get(bits.HeaderSessionID))
		if what < 6 || what < 10 && early {
			p.faults.Add(1)
		}
		switch what {
		case 0:
			return reset(w)
		case 1, 2:
			if t == bits.CreateSession {
				return p.nameless(w, r)
			}
			return p.unanswered(w, r)
		case 3:
			swallow(r)
			return status(w, 503)
		case 4:
			swallow(r)
			return page(w, 502)
		case 5:
			swallow(r)
			return status(w, 500)
		case 6, 7, 8, 9:
			if early { // without a word on where the server is, or of what is wrong
				swallow(r)
				return status(w, []int{416, 400}[what%2])
			}
		}
		return p.fair(w, r, t, 0)
	}
}

// mayBeThere reports whether a fragment that ends the file has come in a session.
func (p *simulation) mayBeThere(session string) bool {
	return slices.ContainsFunc(p.requests(bits.Fragment), func(s seen) bool {
		span, err := bits.ParseRange(s.span)
		return s.session == session && err == nil && span.Final()
	})
}

// fair lets a request pass, and notes a Create-Session whose client hung up before it was answered: a
// program that closes waits two seconds for its name.
func (p *simulation) fair(w http.ResponseWriter, r *http.Request, t bits.PacketType, _ int) bool {
	if t != bits.CreateSession {
		return false
	}
	p.receiver.ServeHTTP(w, r)
	if r.Context().Err() != nil {
		p.noName(w.Header())
	}
	return true
}

// nameless opens a session and drops the answer that names it.
func (p *simulation) nameless(w http.ResponseWriter, r *http.Request) bool {
	answer := httptest.NewRecorder()
	p.receiver.ServeHTTP(answer, r)
	p.noName(answer.Header())
	return reset(w)
}

func (p *simulation) noName(h http.Header) {
	p.lock.Lock()
	defer p.lock.Unlock()
	for name, values := range h {
		if strings.EqualFold(name, bits.HeaderSessionID) {
			p.unnamed[values[0]] = true
		}
	}
}

// history is one course of clicks, and its end in a network without faults.
func (p *simulation) history() {
	p.t.Helper()
	p.jobs, p.dropped, p.held = map[uuid.UUID]source.File{}, map[uuid.UUID]bool{}, map[uuid.UUID]bool{}
	p.swap(p.network(p.random.Uint64()))
	for range 4 + p.random.IntN(10) {
		p.click()
		<-time.After(time.Duration(p.random.IntN(8)) * time.Millisecond)
	}
	p.swap(p.fair)
	p.restart()
	p.nothingWakes()
	for id := range p.jobs {
		p.finish(id)
	}
	p.judgeLeft()
	p.twice += p.duplicated()
	p.sweep()
}

// sweep takes away what a history leaves behind, so that ten thousand of them fit.
func (p *simulation) sweep() {
	p.t.Helper()
	p.do(Command{Verb: VerbForget, IDs: sortedIDs(p.jobs)})
	for id := range p.jobs {
		if err := os.RemoveAll(filepath.Join(p.folder, id.String())); err != nil {
			p.t.Fatal(err)
		}
	}
	p.mu.Lock()
	p.entries = nil
	p.mu.Unlock()
	p.lock.Lock()
	p.log = nil
	p.lock.Unlock()
}

func (p *simulation) click() {
	p.t.Helper()
	ids := sortedIDs(p.jobs)
	what := p.random.IntN(10)
	if len(ids) == 0 || what < 3 {
		s := p.sources[p.random.IntN(len(p.sources))]
		j := NewJob(s, Target{})
		j.Target.URL = p.server.URL + "/" + j.ID.String()
		p.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
		p.jobs[j.ID] = s
		return
	}
	id := ids[p.random.IntN(len(ids))]
	one := []uuid.UUID{id}
	switch {
	case what < 5:
		if p.try(VerbDrop, one) {
			p.dropped[id] = true
		}
	case what < 7:
		if p.try(VerbHold, one) {
			p.held[id] = !p.dropped[id]
		}
	case what < 9:
		p.try(VerbRun, one)
		delete(p.held, id)
	default:
		p.restart()
	}
}

// try does what the user asks; false if the job had ended.
func (p *simulation) try(v Verb, ids []uuid.UUID) bool {
	p.t.Helper()
	err := <-p.engine.Do(Command{Verb: v, IDs: ids})
	if err != nil && !errors.Is(err, ErrNoJob) {
		p.t.Fatal(v, err)
	}
	return err == nil
}

func (p *simulation) restart() {
	p.t.Helper()
	p.restarts++
	if err := p.engine.Close(); err != nil {
		p.t.Fatal(err)
	}
	p.relaunch()
}

// nothingWakes: what was paused is paused after a restart.
func (p *simulation) nothingWakes() {
	p.t.Helper()
	for id, held := range p.held {
		if !held || p.dropped[id] {
			continue
		}
		j := p.until(id, func(*Job) bool { return true })
		if j.Outcome == "" && j.State() != Paused {
			p.t.Errorf("%s was paused and is %s", id, j.State())
		}
	}
}

// finish brings a job to its end and holds the invariants against it.
func (p *simulation) finish(id uuid.UUID) {
	p.t.Helper()
	p.kick(id)
	var j *Job
	for range 8 {
		j = p.until(id, func(j *Job) bool {
			return settledJob(j) || j.Fault != nil && !j.RetryAt.IsZero() && j.Phase == Idle
		})
		if j.Outcome != "" {
			break
		}
		p.kick(id) // also what failed for good: that may be the last of the faults
	}
	p.outcomes[j.Outcome]++
	switch {
	case j.MayHaveArrived() && !p.dropped[id]: // it is said, and the file is there whole
		p.sameFile(j, p.jobs[id].Path)
		return
	case j.Outcome == "":
		p.t.Errorf("%s does not end: %s %+v", id, j.State(), j.Fault)
	case p.dropped[id] && j.Outcome == Delivered:
		p.t.Errorf("%s was cancelled and is delivered", id)
	case !p.dropped[id] && j.Outcome != Delivered:
		p.t.Errorf("%s was not cancelled and is %s", id, j.Outcome)
	}
	p.checkFile(j, p.jobs[id].Path)
}

// sameFile checks that the server has a job's file although the job could not learn that.
func (p *simulation) sameFile(j *Job, source string) {
	p.t.Helper()
	want, _ := os.ReadFile(source)
	got, err := os.ReadFile(filepath.Join(p.folder, j.ID.String()))
	if err != nil || !bytes.Equal(got, want) {
		p.t.Errorf("%s may have arrived, it says, and has not: %v", j.ID, err)
	}
	p.try(VerbDrop, []uuid.UUID{j.ID})
	p.until(j.ID, func(j *Job) bool { return j.Outcome != "" })
}

// kick tries a job at once, and waits until the copy at hand is not the one from before.
func (p *simulation) kick(id uuid.UUID) {
	p.t.Helper()
	before := p.rig.jobs[id]
	p.try(VerbRun, []uuid.UUID{id})
	p.until(id, func(now *Job) bool {
		switch {
		case now.Outcome != "" || before == nil || before.Fault == nil || now.Fault == nil:
			return true
		case now.Want == Drop:
			return now.RetryAt.IsZero() || now.RetryAt.After(before.RetryAt)
		}
		return now.Fault.At.After(before.Fault.At)
	})
}
