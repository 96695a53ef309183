package transfer

import (
	"context"
	"net"
	"net/http"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
)

// Limits of what a cancel may take. They are ours: [MC-BUP] has none.
const (
	toldSoon = 100 * time.Millisecond // until the feed says that the job is being cancelled
	freeSoon = 200 * time.Millisecond // until the request is aborted and the file closed
	wireSoon = 200 * time.Millisecond // from then on, for one connection and one way on loopback
	maxTries = 4                      // a machine with other work may miss a bound, but not each time
)

// clickAt is a moment at which the user cancels.
type clickAt struct {
	size  int
	hook  func(f *front, at *clickPoint) hook
	ready func(j *Job) bool // besides the hook's word
	add   func(j *Job)
	dial  bool // no connection is ever made
	want  Outcome
}

// clickPoint signals that the conversation has reached the point of the click.
type clickPoint struct {
	once sync.Once
	here chan struct{}
	free chan struct{} // ends what waits in the server
}

func (m *clickPoint) come() { m.once.Do(func() { close(m.here) }) }

// wait holds the first request of a type until the client goes away.
func wait(p bits.PacketType, after int64) func(f *front, at *clickPoint) hook {
	return func(_ *front, at *clickPoint) hook {
		return on(p, func(_ http.ResponseWriter, r *http.Request, _ int) bool {
			if p == bits.Fragment && offset(r) < after {
				return false
			}
			swallow(r)
			at.come()
			select {
			case <-r.Context().Done():
			case <-at.free:
			}
			return true
		})
	}
}

// early reports whether a fragment is the first one, or larger than the receiver takes: the one after it does not end
// a file of 4 MiB.
func early(r *http.Request) bool { return offset(r) == 0 || r.ContentLength > firstFragment }

// stuck takes nothing of the body of a fragment.
func stuck(_ *front, at *clickPoint) hook {
	return on(bits.Fragment, func(w http.ResponseWriter, r *http.Request, _ int) bool {
		if early(r) {
			return false
		}
		at.come()
		<-at.free
		return reset(w)
	})
}

func refused(p bits.PacketType, code int) func(f *front, at *clickPoint) hook {
	return func(_ *front, at *clickPoint) hook {
		return on(p, func(w http.ResponseWriter, r *http.Request, _ int) bool {
			if p == bits.Fragment && early(r) {
				return false
			}
			swallow(r)
			at.come()
			return status(w, code)
		})
	}
}

func idleWith(states ...State) func(*Job) bool {
	return func(j *Job) bool { return inState(states...)(j) && j.Phase == Idle }
}

func anyJob(*Job) bool { return true }

var clicks = map[string]clickAt{
	"waiting": {
		size: 100, want: NeverReached, ready: idleWith(Paused), add: func(j *Job) { j.Want = Hold },
		hook: func(_ *front, at *clickPoint) hook { at.come(); return nil },
	},
	"connecting": {
		size: 100, want: NeverReached, ready: inState(Connecting), dial: true,
		hook: func(*front, *clickPoint) hook { return nil },
	},
	"uploading":                       {size: 4 << 20, want: Confirmed, hook: stuck, ready: inState(Uploading)},
	"finishing, the last one is out":  {size: 100, want: Unknown, hook: wait(bits.Fragment, 0), ready: anyJob},
	"finishing, all acknowledged":     {size: 100, want: TooLate, hook: wait(bits.CloseSession, 0), ready: inState(Finishing)},
	"retrying":                        {size: 4 << 20, want: Confirmed, hook: refused(bits.Fragment, 503), ready: idleWith(Retrying)},
	"failed":                          {size: 4 << 20, want: Confirmed, hook: refused(bits.Fragment, 403), ready: idleWith(Failed)},
	"needs you, asked for an account": {size: 4 << 20, want: Confirmed, hook: refused(bits.Fragment, 401), ready: idleWith(NeedsYou)},
	"needs you, before any session":   {size: 100, want: NeverReached, hook: refused(bits.CreateSession, 409), ready: idleWith(NeedsYou)},
	"getting reply": {
		size: 100, want: TooLate, ready: inState(GettingReply), add: func(j *Job) { j.Target.Reply = "reply" },
		hook: func(f *front, at *clickPoint) hook {
			return replies(f, func(_ http.ResponseWriter, r *http.Request, _ int) {
				at.come()
				select {
				case <-r.Context().Done():
				case <-at.free:
				}
			})
		},
	},
}

// TestCancelInEveryState: the right outcome, one Cancel-Session with the right id or none, all in time: reported at
// once, the file free, and the packet sent.
func TestCancelInEveryState(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("open files are read from /proc")
	}
	for name, c := range clicks {
		t.Run(name, func(t *testing.T) {
			var took cancelTimes
			for range maxTries {
				if took = c.click(t); took.good() {
					break
				}
			}
			t.Logf("%+v", took)
			if !took.good() {
				t.Errorf("too late each time: %+v", took)
			}
		})
	}
}

// cancelTimes are how long a click took: until the feed reported it, until the file was free, and from the later of both
// until the Cancel-Session arrived; 0 if not applicable.
type cancelTimes struct{ told, free, wire time.Duration }

func (t cancelTimes) good() bool {
	return t.told <= toldSoon && t.free <= freeSoon && t.wire <= wireSoon
}

func (c clickAt) click(t *testing.T) (took cancelTimes) {
	at := &clickPoint{here: make(chan struct{}), free: make(chan struct{})}
	f := newFront(t, receiver.Options{MaxFragment: firstFragment}, nil)
	defer close(at.free)
	cancels := make(chan time.Time, 9)
	next := c.hook(f, at)
	f.swap(func(w http.ResponseWriter, r *http.Request, p bits.PacketType, nth int) bool {
		if p == bits.CancelSession {
			cancels <- time.Now()
		}
		return next != nil && next(w, r, p, nth)
	})
	c.open(f, at)
	s := f.file("x.bin", c.size)
	j := f.job(s)
	if c.add != nil {
		c.add(&j)
	}
	if j.Target.Reply != "" {
		j.Target.Reply = filepath.Join(t.TempDir(), j.Target.Reply)
	}
	f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	<-at.here
	before := f.until(j.ID, c.ready)

	begun := time.Now()
	f.engine.Do(drop(j.ID))
	f.until(j.ID, inState(Cancelling, Cancelled))
	took.told = time.Since(begun)
	for len(openFiles(t, filepath.Dir(s.Path))) > 0 && time.Since(begun) < 5*time.Second {
		<-time.After(time.Millisecond)
	}
	took.free = time.Since(begun)
	got := f.until(j.ID, inState(Cancelled))
	if got.Outcome != c.want {
		t.Errorf("%s, want %s", got.Outcome, c.want)
	}
	requests := f.requests(bits.CancelSession)
	if c.want == NeverReached {
		if len(requests) != 0 || time.Since(begun) > time.Second {
			t.Errorf("%d cancels of a session that was never opened, %s after the click", len(requests), time.Since(begun))
		}
		return took
	}
	if len(requests) != 1 || requests[0].session != f.sessionOf(before) {
		t.Fatalf("cancels: %v", requests)
	}
	took.wire = max((<-cancels).Sub(begun.Add(took.free)), 0)
	return took
}

// open starts an engine that is quick to say that there is no answer.
func (c clickAt) open(f *front, at *clickPoint) {
	o := bits.Options{Proxy: noProxy}
	if c.dial {
		o.Dial = func(ctx context.Context, _, _ string) (net.Conn, error) {
			at.come()
			<-ctx.Done()
			return nil, ctx.Err()
		}
	}
	e, err := Open(Options{Dir: f.state, UserAgent: "Sendoff/test", LockWait: 5 * time.Second, Transport: o})
	if err != nil {
		f.t.Fatal(err)
	}
	f.engine, f.feed, f.jobs = e, e.Watch(), Update{}
	f.t.Cleanup(func() { _ = e.Close() })
	e.Start()
}

// sessionOf is the id that the receiver gave out for a job.
func (f *front) sessionOf(j *Job) string {
	for _, e := range f.packets(bits.CreateSession) {
		if strings.HasSuffix(j.Target.URL, e.Path) {
			return e.Session
		}
	}
	return uuid.Nil.String()
}
