package transfer

import (
	"context"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
)

// goAway closes the receiver's port and all its connections, and returns its address.
func (r *rig) goAway() string {
	r.t.Helper()
	address := r.server.Listener.Addr().String()
	_ = r.server.Listener.Close()
	r.server.CloseClientConnections()
	return address
}

// postpone makes a retry as far away as it is after hours of failures.
func (r *rig) postpone(id uuid.UUID) {
	r.t.Helper()
	err := r.engine.ask(func() {
		en := r.engine.loop.entries[id]
		j := *en.job()
		j.Attempt, j.RetryAt = 9, time.Now().Add(10*time.Minute)
		r.engine.loop.put(en, &j)
	})
	if err != nil {
		r.t.Fatal(err)
	}
}

// seenDown waits until the engine has looked for the server in vain.
func (r *rig) seenDown(server string) {
	r.t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); <-time.After(20 * time.Millisecond) {
		down := false
		if err := r.engine.ask(func() { a := r.engine.loop.network.absent[server]; down = a != nil && a.down }); err != nil {
			r.t.Fatal(err)
		}
		if down {
			return
		}
	}
	r.t.Fatal("the server was never looked for")
}

// leftFor counts a job's requests that were given up for that reason.
func (r *rig) leftFor(id uuid.UUID, why bits.Failure) (n int) {
	r.t.Helper()
	notes, err := r.engine.Transcript(r.t.Context(), id)
	if err != nil {
		r.t.Fatal(err)
	}
	for _, note := range notes {
		if note.Failure == why {
			n++
		}
	}
	return n
}

// lines counts the lines of a job's transcript with that event.
func (r *rig) lines(id uuid.UUID, e bits.Event) (n int) {
	r.t.Helper()
	notes, err := r.engine.Transcript(r.t.Context(), id)
	if err != nil {
		r.t.Fatal(err)
	}
	for _, note := range notes {
		if note.Event == e {
			n++
		}
	}
	return n
}

// TestNetworkReturns: an upload and a cancel wait ten minutes for their next try when the server comes back.
func TestNetworkReturns(t *testing.T) {
	t.Parallel()
	r := newRig(t, receiver.Options{MaxFragment: firstFragment})
	r.open(Limits{Rate: 4 << 20})
	r.engine.Start()
	s := r.file("goes on.bin", 4<<20)
	up, off := r.job(s), r.job(r.file("cancelled.bin", 4<<20))
	r.do(Command{Verb: VerbAdd, Jobs: []Job{up, off}})
	for _, id := range []uuid.UUID{up.ID, off.ID} {
		r.until(id, func(j *Job) bool { return j.Acked > 0 })
	}
	address := r.goAway()
	r.do(drop(off.ID))
	for _, id := range []uuid.UUID{up.ID, off.ID} {
		r.until(id, func(j *Job) bool { return j.Fault != nil && !j.RetryAt.IsZero() && j.Phase == Idle })
		r.postpone(id)
	}
	r.do(Command{Verb: VerbLimits, Limits: &Limits{}})
	r.seenDown(up.Target.Server())
	defer r.listenAgain(address)()
	back := time.Now()
	r.until(off.ID, inState(Cancelled))
	if done := r.until(up.ID, inState(Done, Failed, NeedsYou)); done.State() != Done {
		t.Fatalf("%s %+v", done.State(), done.Fault)
	}
	took := time.Since(back)
	t.Logf("done %v after the server's return", took)
	if took > 10*time.Second {
		t.Errorf("done %v after the server's return", took)
	}
	r.arrived(s)
	if n := r.lines(up.ID, bits.EventBack); n != 1 {
		t.Errorf("%d lines about it", n)
	}
	if n := len(r.packets(bits.CreateSession)); n != 2 {
		t.Errorf("%d sessions", n)
	}
}

// TestNetworkOfAHostIDReturns: the server names another host for its session, which is away and comes back. The probe looks
// for that host over the proxy of the file's card, not for the server of the address, which was there all the time.
func TestNetworkOfAHostIDReturns(t *testing.T) {
	t.Parallel()
	f := newFront(t, receiver.Options{}, on(bits.CreateSession, func(w http.ResponseWriter, _ *http.Request, _ int) bool {
		return status(w, 200, bits.HeaderSessionID, "x", bits.HeaderHostID, "127.0.0.2") // loopback, where nothing listens
	}))
	asked := make(chan *url.URL, 1) // the file that the way to the host was asked for
	e, err := Open(Options{Dir: f.state, LockWait: 5 * time.Second, Transport: bits.Options{Answer: f.wait, Proxy: func(q *http.Request) (*url.URL, error) {
		if q.URL.Hostname() == "127.0.0.2" {
			select {
			case asked <- bits.FileOf(q.Context()):
			default:
			}
		}
		return nil, nil
	}}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	f.engine, f.feed = e, e.Watch()
	e.Start()
	j := f.job(f.file("x.bin", 100))
	f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	f.until(j.ID, func(j *Job) bool { return j.Fault != nil && j.Phase == Idle })
	f.postpone(j.ID)
	u, err := url.Parse(f.server.URL)
	if err != nil {
		t.Fatal(err)
	}
	host := net.JoinHostPort("127.0.0.2", u.Port())
	f.seenDown("http://" + host)
	select { // from here on only probes ask
	case <-asked:
	default:
	}
	select {
	case at := <-asked:
		if at == nil || at.String() != j.Target.URL {
			t.Errorf("it was looked for on behalf of %v", at)
		}
	case <-time.After(20 * time.Second):
		t.Error("it was not looked for")
	}
	l, err := net.Listen("tcp", host)
	if err != nil {
		t.Fatal(err)
	}
	back := &http.Server{Handler: f.receiver}
	t.Cleanup(func() { _ = back.Close() })
	go func() { _ = back.Serve(l) }() // ends with the test
	f.until(j.ID, func(j *Job) bool { return j.Attempt > 9 || j.Fault == nil })
	if n := f.lines(j.ID, bits.EventBack); n == 0 {
		t.Error("its return was not noticed")
	}
}

// TestNetworkOfAServerThatDropsConnections: it can always be reached, and is left to the backoff.
func TestNetworkOfAServerThatDropsConnections(t *testing.T) {
	t.Parallel()
	f := newFront(t, receiver.Options{}, func(w http.ResponseWriter, _ *http.Request, _ bits.PacketType, _ int) bool { return reset(w) })
	_, j := f.begin("x.bin", 100)
	f.until(j.ID, func(j *Job) bool { return j.State() == Retrying && j.Fault.Kind == KindConnect && j.Phase == Idle })
	f.postpone(j.ID)
	before := len(f.all())
	<-time.After(2*probeSoon + time.Second)
	if n := len(f.all()) - before; n != 0 {
		t.Errorf("%d requests while the next try was ten minutes away", n)
	}
}

// TestClockJumps: after a sleep, or when the clock is set either way, a job tries at once.
func TestClockJumps(t *testing.T) {
	for name, by := range map[string]time.Duration{
		"slept an hour": time.Hour, "set a day ahead": 24 * time.Hour, "set a day back": -24 * time.Hour, "corrected": time.Second,
	} {
		t.Run(name, func(t *testing.T) {
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			address := l.Addr().String() // nothing listens there from here on
			_ = l.Close()
			synctest.Test(t, func(t *testing.T) { jumpOver(t, address, by) })
		})
	}
}

func jumpOver(t *testing.T, address string, by time.Duration) {
	r := &rig{t: t, state: t.TempDir(), jobs: Update{}}
	r.open(Limits{})
	defer func() { _ = r.engine.Close() }()
	r.engine.Start()
	j := NewJob(r.file("x.bin", 10), Target{URL: "http://" + address + "/x.bin"})
	r.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	r.until(j.ID, func(j *Job) bool { return j.State() == Retrying && j.Phase == Idle })
	r.postpone(j.ID)
	err := r.engine.ask(func() { c := &r.engine.loop.network.clock; c.wall = c.wall.Add(-by) })
	if err != nil {
		t.Fatal(err)
	}
	<-time.After(9 * time.Second)
	var attempt int
	if err := r.engine.ask(func() { attempt = r.engine.loop.entries[j.ID].job().Attempt }); err != nil {
		t.Fatal(err)
	}
	want := 9
	if by.Abs() >= asleep {
		want = 10
	}
	if attempt != want {
		t.Errorf("%d tries after 9 s, want %d", attempt, want)
	}
}

// TestWakeBreaksADeadConnection: an upload whose connection died during sleep does not wait for the time-out.
func TestWakeBreaksADeadConnection(t *testing.T) {
	t.Parallel()
	free, come := make(chan struct{}), make(chan struct{})
	f := newFront(t, receiver.Options{}, on(bits.Fragment, func(w http.ResponseWriter, _ *http.Request, nth int) bool {
		if nth > 1 {
			return false
		}
		close(come)
		<-free
		return reset(w)
	}))
	t.Cleanup(func() { close(free) }) // before the server of f is closed
	r := f.rig
	r.open(Limits{}) // with the patience of the program
	r.engine.Start()
	s := r.file("x.bin", 8<<20)
	j := r.job(s)
	r.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	<-come
	if err := r.engine.ask(func() { c := &r.engine.loop.network.clock; c.wall = c.wall.Add(-time.Hour) }); err != nil {
		t.Fatal(err)
	}
	woke := time.Now()
	if done := r.until(j.ID, inState(Done, Failed, NeedsYou)); done.State() != Done {
		t.Fatalf("%s %+v", done.State(), done.Fault)
	}
	if took := time.Since(woke); took > 10*time.Second {
		t.Errorf("done %v after waking", took)
	}
	f.arrived(s)
	if n := len(f.packets(bits.CreateSession)); n != 1 {
		t.Errorf("%d sessions", n)
	}
}

// TestWakeReadsTheAnswer: an answer that arrives on waking is read before anything is resent, over the old
// connection, and progress does not go back.
func TestWakeReadsTheAnswer(t *testing.T) {
	t.Parallel()
	come, woke := make(chan struct{}), make(chan struct{})
	var f *front
	f = newFront(t, receiver.Options{MaxFragment: firstFragment}, on(bits.Fragment, func(w http.ResponseWriter, r *http.Request, nth int) bool {
		if nth > 1 {
			return false
		}
		answer := httptest.NewRecorder()
		f.receiver.ServeHTTP(answer, r)
		close(come)
		<-woke
		<-time.After(300 * time.Millisecond)
		maps.Copy(w.Header(), answer.Header())
		w.WriteHeader(answer.Code)
		return true
	}))
	r := f.rig
	r.open(Limits{})
	r.engine.Start()
	s := r.file("x.bin", 3<<20)
	j := r.job(s)
	r.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	<-come
	if err := r.engine.ask(func() { c := &r.engine.loop.network.clock; c.wall = c.wall.Add(-time.Hour) }); err != nil {
		t.Fatal(err)
	}
	close(woke)
	var sent int64
	done := r.until(j.ID, func(j *Job) bool {
		if j.Sent < sent {
			t.Errorf("the bar went back from %d to %d", sent, j.Sent)
		}
		sent = j.Sent
		return j.Outcome != "" || j.Fault != nil
	})
	if done.State() != Done {
		t.Fatalf("%s %+v", done.State(), done.Fault)
	}
	f.arrived(s)
	came := map[string]bool{}
	for _, q := range f.requests(bits.Fragment) {
		if came[q.span] {
			t.Errorf("%s came twice", q.span)
		}
		came[q.span] = true
	}
	if n := len(f.requests(bits.Ping)); n != 0 {
		t.Errorf("%d pings: the conversation was broken off", n)
	}
}

// TestClockOfALateTimer: where the monotonic clock goes on during sleep, timers fire late.
func TestClockOfALateTimer(t *testing.T) {
	now := time.Now()
	for late, want := range map[time.Duration]bool{0: false, asleep / 2: false, time.Hour: true, -time.Hour: false} {
		c := clock{wall: now.Add(-time.Minute).Round(0), read: now.Add(-time.Minute), due: now.Add(-late)}
		if got := c.jump(now) >= asleep; got != want {
			t.Errorf("a timer %v late: asleep is %t", late, got)
		}
	}
}

// TestPausedJobsKeepTheirDelay: a paused job keeps its delay for when the user resumes it.
func TestPausedJobsKeepTheirDelay(t *testing.T) {
	at := time.Now().Add(time.Hour)
	paused, waits := stored(1), stored(2)
	for _, j := range []*Job{paused, waits} {
		j.Fault, j.RetryAt = &Fault{Kind: KindConnect}, at
	}
	paused.Want = Hold
	e := &Engine{loop: *loopOf(paused, waits)}
	e.retryNow(time.Now(), bits.EventBack, func(*Job) bool { return true })
	if !e.loop.entries[paused.ID].job().RetryAt.Equal(at) || !e.loop.entries[waits.ID].job().RetryAt.IsZero() || e.loop.transcripts[paused.ID] != nil {
		t.Errorf("paused: %v, waiting: %v", e.loop.entries[paused.ID].job().RetryAt, e.loop.entries[waits.ID].job().RetryAt)
	}
}

// TestConnectionsAfterASleep: a connection that brought an answer survives, one that took bytes is checked again, and one
// that showed nothing is closed.
func TestConnectionsAfterASleep(t *testing.T) {
	for name, c := range map[string]struct {
		answers, sent      int64
		broken, still, ran bool
	}{
		"an answer":           {answers: 1, ran: true},
		"an answer and bytes": {answers: 1, sent: 9, ran: true},
		"bytes":               {sent: 9, still: true, ran: true},
		"nothing":             {broken: true, ran: true},
		"it has ended":        {},
	} {
		e, j := &Engine{}, stored(1)
		ctx, cancel := context.WithCancelCause(t.Context())
		w := &worker{engine: e, job: *j, cancel: cancel}
		e.loop.working = map[uuid.UUID]*worker{j.ID: w}
		e.watchConns(time.Now())
		w.answers.Add(c.answers)
		w.sentOfOne.Add(c.sent)
		if !c.ran {
			delete(e.loop.working, j.ID)
		}
		e.breakConns(time.Now())
		if _, still := e.loop.network.awoke[w]; still != c.still || (context.Cause(ctx) != nil) != c.broken {
			t.Errorf("%s: looked at again %t, ended with %v", name, still, context.Cause(ctx))
		}
		cancel(nil)
	}
}
