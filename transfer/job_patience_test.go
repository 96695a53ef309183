package transfer

import (
	"context"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
)

const days = 24 * time.Hour

// TestStoredTimesAreBounded: whatever clock wrote them, no time is in the future, and no next try is further away
// than the longest delay, or than a server asked for.
func TestStoredTimesAreBounded(t *testing.T) {
	now := time.Now()
	ahead := now.Add(2 * days)
	for name, c := range map[string]struct {
		want Want
		wait time.Duration
		most time.Duration // until the next try
	}{
		"an upload":                 {Run, 5 * time.Second, maxWait * 11 / 10},
		"a cancel":                  {Drop, 0, maxCancelDelay * 11 / 10},
		"asked to stay away":        {Run, 6 * time.Hour, 6 * time.Hour},
		"asked by a hostile server": {Run, 400 * days, 24 * time.Hour},
	} {
		j := &Job{
			Want: c.want, Opened: ahead, Heard: ahead, Since: ahead, Added: ahead, Started: ahead, Dropped: ahead, Ended: ahead,
			RetryAt: ahead, Patience: Patience{Last: ahead, Wait: c.wait, Rested: -time.Hour},
			Fault: &Fault{Kind: KindBusy, At: ahead}, Refusal: &Fault{Kind: KindDenied, At: ahead},
		}
		j.correct(now)
		for field, at := range map[string]time.Time{
			"Opened": j.Opened, "Heard": j.Heard, "Since": j.Since, "Added": j.Added, "Started": j.Started, "Dropped": j.Dropped,
			"Ended": j.Ended, "Last": j.Patience.Last, "Fault": j.Fault.At, "Refusal": j.Refusal.At,
		} {
			if !at.Equal(now) {
				t.Errorf("%s: %s is %s away", name, field, at.Sub(now))
			}
		}
		if wait := j.RetryAt.Sub(now); wait != c.most || j.Patience.Rested != 0 {
			t.Errorf("%s: the next try is %s away, want %s; rested %s", name, wait, c.most, j.Patience.Rested)
		}
	}
	past := now.Add(-time.Hour)
	j := &Job{Added: past, RetryAt: past, Since: past}
	if j.correct(now); !j.Added.Equal(past) || !j.RetryAt.Equal(past) || !j.Since.Equal(past) || !j.Ended.IsZero() || j.Fault != nil {
		t.Errorf("what was right is changed: %+v", j)
	}
}

// TestStoredNextTryTwoDaysAhead: a job whose next try a wrong clock has put two days ahead is tried within
// the longest delay.
func TestStoredNextTryTwoDaysAhead(t *testing.T) {
	source := sized(t, 1000)
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, source, &memoryServer{})
		j := NewJob(source, Target{URL: "http://here/x.bin"})
		j.Attempt, j.RetryAt = 3, time.Now().Add(2*days)
		j.Fault, j.Since = &Fault{Kind: KindConnect, At: time.Now().Add(2 * days)}, time.Now().Add(2*days)
		s, _, _, err := openStore(b.state, time.Second)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.write(&changes{put: map[uuid.UUID]*Job{j.ID: &j}}); err != nil {
			t.Fatal(err)
		}
		if err := s.close(); err != nil {
			t.Fatal(err)
		}
		b.start()
		b.within(j.ID, maxWait*12/10, inState(Done))
	})
}

// TestTimeWithoutATryUsesNoPatience: 15 days without tries do not count against the time limit, and the first failure
// after them is never the last. Tries count as ever.
func TestTimeWithoutATryUsesNoPatience(t *testing.T) {
	const limit = 4 * time.Hour // without progress
	source := sized(t, 1000)
	for name, c := range map[string]struct {
		before time.Duration // of trying
		off    time.Duration
	}{
		"off soon":         {3 * time.Hour, 15 * days},
		"off near the end": {limit - 15*time.Minute, 15 * days},
		"off for an hour":  {3 * time.Hour, time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBubble(t, source, &memoryServer{})
				b.options.NoProgress = limit
				b.start()
				id := b.add("away")
				first := b.within(id, time.Minute, failedTimes(1))
				ago(b, id, c.before)
				again := b.within(id, 2*maxWait, failedTimes(first.Attempt+1))
				b.stop()
				<-time.After(c.off)
				b.start()
				got := b.within(id, 2*maxWait, failedTimes(again.Attempt+1))
				if got.Fault.Final || got.Fault.Kind == KindNoProgress {
					t.Fatalf("the first failure after %s is the end: %+v", c.off, got.Fault)
				}
				begun := time.Now()
				left := limit - c.before
				end := b.within(id, 2*limit, func(j *Job) bool { return j.Fault != nil && j.Fault.Final })
				if took := time.Since(begun); took > left+maxWait || took < left-maxWait-30*time.Minute {
					t.Errorf("the tries ended %s after the pause, want about %s: %+v", took, left, end.Fault)
				}
			})
		})
	}
}

// ago makes a job's failures begin so long before now, as if it had been tried since.
func ago(b *bubble, id uuid.UUID, d time.Duration) {
	b.t.Helper()
	err := b.engine.ask(func() {
		en := b.engine.loop.entries[id]
		j := *en.job()
		j.Since = time.Now().Add(-d)
		b.engine.loop.put(en, &j)
	})
	if err != nil {
		b.t.Fatal(err)
	}
}

// TestCancelAfterALongPauseIsTriedTwice: after a fortnight off, the first try is not the last one: networks take time
// to come back.
func TestCancelAfterALongPauseIsTriedTwice(t *testing.T) {
	source := sized(t, 3<<20)
	synctest.Test(t, func(t *testing.T) {
		var gone atomic.Bool
		k := &memoryServer{}
		b := newBubble(t, source, k)
		dial := b.options.Transport.Dial
		b.options.Transport.Dial = awayWhile(&gone, dial)
		b.options.Limits.Rate = 1 << 20
		b.start()
		id := b.add("here")
		b.within(id, time.Minute, func(j *Job) bool { return j.Acked > 0 })
		gone.Store(true)
		b.do(drop(id))
		b.within(id, time.Minute, failedTimes(1))
		b.stop()
		<-time.After(15 * days)
		b.start()
		got := b.within(id, time.Minute, failedTimes(2))
		if got.Outcome != "" {
			t.Fatalf("given up at the first failure after the pause: %s", got.Outcome)
		}
		gone.Store(false)
		if got = b.within(id, maxCancelDelay, inState(Cancelled)); got.Outcome != Confirmed || k.number(bits.CancelSession) == 0 {
			t.Errorf("%s", got.Outcome)
		}
	})
}

// blockedNetwork is a way into a network that can hold connections up until a test lets them fail.
type blockedNetwork struct {
	mu   sync.Mutex
	held chan struct{} // closed: they fail; nil: none is held up
}

func newBlockedNetwork(b *bubble) *blockedNetwork {
	d := &blockedNetwork{}
	dial := b.options.Transport.Dial
	b.options.Transport.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		held := d.swap(func(now chan struct{}) chan struct{} { return now })
		if held == nil {
			return dial(ctx, network, address)
		}
		select {
		case <-held:
			return nil, &net.OpError{Op: "dial", Net: network, Err: os.ErrDeadlineExceeded}
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	return d
}

// swap puts a channel in the place of the one there is, which it returns.
func (d *blockedNetwork) swap(next func(now chan struct{}) chan struct{}) chan struct{} {
	d.mu.Lock()
	defer d.mu.Unlock()
	now := d.held
	d.held = next(now)
	return now
}

func (d *blockedNetwork) hold() {
	d.swap(func(chan struct{}) chan struct{} { return make(chan struct{}) })
}

func (d *blockedNetwork) failAll() {
	close(d.swap(func(chan struct{}) chan struct{} { return make(chan struct{}) }))
}
func (d *blockedNetwork) let() { close(d.swap(func(chan struct{}) chan struct{} { return nil })) }

// heldUp waits until a job's worker is held up.
func heldUp(b *bubble, id uuid.UUID) {
	b.t.Helper()
	for range 1000 {
		synctest.Wait()
		var there bool
		if err := b.engine.ask(func() { there = b.engine.loop.working[id] != nil }); err != nil {
			b.t.Fatal(err)
		}
		if there {
			return
		}
		<-time.After(time.Second)
	}
	b.t.Fatal("nobody is at work")
}

// sleepAtWork makes all that was be so much longer ago, by the time of day, while a job's worker is held up
// and the clock of the loop stands.
func sleepAtWork(b *bubble, id uuid.UUID, d time.Duration) {
	b.t.Helper()
	age := func(j *Job) {
		for _, at := range []*time.Time{&j.Since, &j.Patience.Last, &j.Dropped} {
			if !at.IsZero() {
				*at = at.Add(-d)
			}
		}
	}
	err := b.engine.ask(func() {
		w, en := b.engine.loop.working[id], b.engine.loop.entries[id]
		j := *en.job()
		age(&j)
		b.engine.loop.put(en, &j)
		age(&w.job)
		w.tried.begun = w.tried.begun.Add(-d)
		c := &b.engine.loop.network.clock
		c.wall = c.wall.Add(-d)
	})
	if err != nil {
		b.t.Fatal(err)
	}
}

// TestSleepDuringATryUsesNoPatience: 15 days of sleep during a try do not count against the time limit, and the
// failure that they cause is not the last.
func TestSleepDuringATryUsesNoPatience(t *testing.T) {
	const limit, before = 4 * time.Hour, 3 * time.Hour
	source := sized(t, 1000)
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, source, &memoryServer{})
		d := newBlockedNetwork(b)
		b.options.NoProgress = limit
		b.start()
		id := b.add("away")
		first := b.within(id, time.Minute, failedTimes(1))
		ago(b, id, before)
		d.hold()
		heldUp(b, id)
		sleepAtWork(b, id, 15*days)
		d.let()
		got := b.within(id, time.Minute, failedTimes(first.Attempt+1))
		if got.Fault.Final || got.Patience.Rested < 15*days {
			t.Fatalf("the failure after the sleep is the end: %+v, %+v", got.Fault, got.Patience)
		}
		begun := time.Now()
		end := b.within(id, 2*limit, func(j *Job) bool { return j.Fault != nil && j.Fault.Final })
		if took := time.Since(begun); took > limit-before+maxWait || took < limit-before-maxWait {
			t.Errorf("the tries ended %s after the sleep, want about %s: %+v", took, limit-before, end.Fault)
		}
	})
}

// TestSleepDuringACancel: the same during a cancel.
func TestSleepDuringACancel(t *testing.T) {
	source := sized(t, 3<<20)
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, source, &memoryServer{})
		d := newBlockedNetwork(b)
		b.options.Limits.Rate = 1 << 20
		b.start()
		id := b.add("here")
		b.within(id, time.Minute, func(j *Job) bool { return j.Acked > 0 })
		d.hold()
		b.do(drop(id))
		heldUp(b, id)
		d.failAll()
		b.within(id, time.Minute, failedTimes(1))
		heldUp(b, id)
		sleepAtWork(b, id, 15*days)
		d.failAll()
		if got := b.within(id, time.Minute, failedTimes(2)); got.Outcome != "" {
			t.Fatalf("given up at the first failure after the sleep: %s", got.Outcome)
		}
		d.let()
		if got := b.within(id, maxCancelDelay, inState(Cancelled)); got.Outcome != Confirmed {
			t.Errorf("%s", got.Outcome)
		}
	})
}
