package transfer

import (
	"net/http"
	"sync/atomic"
	"testing"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
)

// diesWith makes a hook of a server that does what a packet asks for and is gone before it has answered: the
// connection is reset, and the next one is refused.
func (f *front) diesWith(p bits.PacketType, when func(r *http.Request, nth int) bool) {
	var dead atomic.Bool
	f.swap(on(p, func(w http.ResponseWriter, r *http.Request, nth int) bool {
		if !when(r, nth) || !dead.CompareAndSwap(false, true) {
			return false
		}
		_ = f.server.Listener.Close()
		return f.unanswered(w, r)
	}))
}

// TestRestartOfTheServerInMidFragment: if the server is away for the second copy of a fragment, it may still have the
// first. Its bytes are not discarded.
func TestRestartOfTheServerInMidFragment(t *testing.T) {
	for name, c := range map[string]struct {
		after  AfterUnclear
		checks bool
	}{
		"resume":                {after: Resume},
		"a server that notices": {checks: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFront(t, receiver.Options{}, nil)
			f.diesWith(bits.Fragment, func(r *http.Request, _ int) bool { return offset(r) > 0 })
			f.launch()
			s := f.file("x.bin", 3<<20)
			j := f.job(s)
			j.Target.AfterUnclear = c.after
			learn(f.rig, j.Target.Server(), ServerStats{Taken: maxFragment, Checks: c.checks}) // nothing is asked before it is sent
			f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
			down := f.until(j.ID, func(j *Job) bool { return j.Fault != nil && j.Phase == Idle })
			if f.lines(j.ID, bits.EventResent) != 1 || down.Fault.Kind != KindConnect || down.Reach <= down.Acked {
				t.Errorf("%+v; acknowledged %d, may have left %d", down.Fault, down.Acked, down.Reach)
			}
			defer f.listenAgain(f.server.Listener.Addr().String())()
			f.do(Command{Verb: VerbRun, IDs: []uuid.UUID{j.ID}})
			done, faults := f.push(j.ID, 2)
			if done.State() != Done || done.Restarted != 0 || len(f.packets(bits.CancelSession)) != 0 {
				t.Fatalf("%s, started over %d times, %+v", done.State(), done.Restarted, faults)
			}
			f.arrived(s)
		})
	}
}

// TestRestartOfTheServerInCreate: a session that the first Create-Session may have opened is not reported as never
// opened.
func TestRestartOfTheServerInCreate(t *testing.T) {
	t.Parallel()
	f := newFront(t, receiver.Options{}, nil)
	f.diesWith(bits.CreateSession, func(_ *http.Request, nth int) bool { return nth == 2 })
	_, first := f.begin("a.bin", 100)
	f.until(first.ID, func(j *Job) bool { return j.Outcome == Delivered })
	for kept := false; !kept; { // the connection, which the second job gets
		f.must(f.engine.ask(func() { kept = len(f.engine.loop.conns) > 0 }))
	}
	second := f.job(f.file("b.bin", 100))
	f.do(Command{Verb: VerbAdd, Jobs: []Job{second}})
	down := f.until(second.ID, func(j *Job) bool { return j.Fault != nil && j.Phase == Idle })
	if f.lines(second.ID, bits.EventResent) != 1 || down.Fault.Kind != KindConnect || !down.MaybeOpen {
		t.Errorf("%+v; a session may be open: %t", down.Fault, down.MaybeOpen)
	}
	f.do(Command{Verb: VerbDrop, IDs: []uuid.UUID{second.ID}})
	if j := f.until(second.ID, func(j *Job) bool { return j.Outcome != "" }); j.Outcome != Unknown {
		t.Errorf("outcome %s", j.Outcome)
	}
}
