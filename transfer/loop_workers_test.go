package transfer

import (
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"sendoff/transfer/bits"
	"sendoff/transfer/lanes"
	"sendoff/transfer/receiver"
)

// gate holds requests until enough of them have come.
type gate struct {
	sync.Mutex
	inside, most int
	full         chan struct{} // closed when want are inside
	want         int
}

func newGate(want int) *gate { return &gate{want: want, full: make(chan struct{})} }

// pass waits with the others until all are there, or the request ends.
func (g *gate) pass(r *http.Request) {
	g.Lock()
	g.inside++
	g.most = max(g.most, g.inside)
	if g.inside == g.want {
		close(g.full)
	}
	g.Unlock()
	select {
	case <-g.full:
	case <-r.Context().Done():
	}
	g.Lock()
	g.inside--
	g.Unlock()
}

// TestSmallFilesGoTogether: more small files than the limits of large ones allow have their sessions opened at once.
// Those of a server that has borne it before begin with as many.
func TestSmallFilesGoTogether(t *testing.T) {
	for learned, want := range map[int]int{0: 4, lanes.Most: lanes.Most} {
		t.Run(fmt.Sprint(learned), func(t *testing.T) {
			g := newGate(want)
			f := newFront(t, receiver.Options{}, func(_ http.ResponseWriter, r *http.Request, p bits.PacketType, _ int) bool {
				if p == bits.CreateSession {
					g.pass(r)
				}
				return false
			})
			f.wait = 10 * time.Second
			f.relaunch()
			defer func() { _ = f.engine.Close() }()
			var jobs []Job
			for i := range 3 * lanes.Most {
				jobs = append(jobs, f.job(f.file(fmt.Sprintf("small-%d", i), 100)))
			}
			_ = f.engine.ask(func() { f.engine.loop.keepStats(jobs[0].Target.Server(), ServerStats{Lanes: learned}) })
			f.do(Command{Verb: VerbAdd, Jobs: jobs})
			for _, j := range jobs {
				f.until(j.ID, inState(Done))
			}
			if g.most > lanes.Most || g.most < want {
				t.Errorf("%d at once, want %d", g.most, want)
			}
		})
	}
}

// TestNextOpensWhileOneCloses: the answer to Close-Session waits for the Create-Session of the next large file,
// although there is no further slot.
func TestNextOpensWhileOneCloses(t *testing.T) {
	opened := make(chan struct{})
	f := newFront(t, receiver.Options{}, func(_ http.ResponseWriter, r *http.Request, p bits.PacketType, nth int) bool {
		switch {
		case p == bits.CreateSession && nth == 3:
			close(opened)
		case p == bits.CloseSession && nth <= 2:
			select {
			case <-opened:
			case <-r.Context().Done():
			}
		}
		return false
	})
	f.wait = 10 * time.Second
	f.launch()
	var jobs []Job
	for i := range 3 {
		jobs = append(jobs, f.job(f.file(fmt.Sprintf("large-%d", i), lanes.Small+1)))
	}
	f.do(Command{Verb: VerbAdd, Jobs: jobs})
	for _, j := range jobs {
		f.until(j.ID, inState(Done))
	}
}

// TestNextBeginsWhileAnOutcomeIsStored: while the disk takes its time over the outcome of one file, the next one's
// session is opened already.
func TestNextBeginsWhileAnOutcomeIsStored(t *testing.T) {
	var f *front
	slow, opened := sync.OnceFunc(func() { f.engine.store.db.begin.Lock() }), make(chan struct{})
	f = newFront(t, receiver.Options{}, func(_ http.ResponseWriter, _ *http.Request, p bits.PacketType, nth int) bool {
		switch {
		case p == bits.CloseSession: // all that is left to store is the outcome
			slow()
		case p == bits.CreateSession && nth == 2:
			close(opened)
		}
		return false
	})
	f.launch()
	f.do(Command{Verb: VerbLimits, Limits: &Limits{Uploads: 1}})
	_ = f.engine.ask(func() { f.engine.loop.stored = time.Now().Add(time.Hour) }) // nothing else is stored meanwhile
	jobs := []Job{f.job(f.file("first", 100)), f.job(f.file("second", 100))}
	f.do(Command{Verb: VerbAdd, Jobs: jobs})
	select {
	case <-opened:
		if j := f.recorded(bucketHistory, jobs[0].ID); j != nil {
			t.Errorf("the first one is stored already: %+v", j)
		}
	case <-time.After(10 * time.Second):
		t.Error("the second one waits for the disk")
	}
	f.engine.store.db.begin.Unlock()
	for _, j := range jobs {
		f.until(j.ID, inState(Done))
	}
}
