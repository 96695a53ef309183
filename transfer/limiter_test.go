package transfer

import (
	"context"
	"errors"
	"math"
	"testing"
	"testing/synctest"
	"time"

	"sendoff/transfer/cards"
)

// drain takes n bytes and returns how long that lasted.
func drain(t *testing.T, l *limiter, n int64) time.Duration {
	t.Helper()
	begun := time.Now()
	for n > 0 {
		got, err := l.Take(t.Context(), n)
		if err != nil || got < 1 || got > n {
			t.Fatalf("took %d of %d: %v", got, n, err)
		}
		n -= got
	}
	return time.Since(begun)
}

func TestLimiterKeepsTheRate(t *testing.T) {
	for _, rate := range []int64{100, 4 << 10, 1 << 20, 100 << 20} {
		synctest.Test(t, func(t *testing.T) {
			took := drain(t, newLimiter(rate), 10*rate).Seconds()
			// A tenth of a second's worth may go at once, 512 bytes at least.
			if took > 10.01 || took < 9.89-512/float64(rate) {
				t.Errorf("%d B/s: ten seconds' worth took %.2f s", rate, took)
			}
		})
	}
}

// TestLimiterInEachSecond: not even the first second, and that after a pause, takes a fifth more than the rate.
func TestLimiterInEachSecond(t *testing.T) {
	for _, rate := range []int64{10_000, 1_000_000, 50_000_000} {
		synctest.Test(t, func(t *testing.T) {
			l := newLimiter(rate)
			for _, pause := range []time.Duration{0, 100 * time.Millisecond, time.Minute} {
				<-time.After(pause)
				for second := range 5 {
					taken, end := int64(0), time.Now().Add(time.Second)
					for time.Now().Before(end) {
						n, err := l.Take(t.Context(), rate)
						if err != nil {
							t.Fatal(err)
						}
						taken += n
					}
					if taken > rate*6/5 {
						t.Errorf("%d B/s: %d bytes in second %d after a pause of %v", rate, taken, second+1, pause)
					}
				}
			}
		})
	}
}

func TestLimiterWithoutALimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, rate := range []int64{0, -1} {
			if took := drain(t, newLimiter(rate), math.MaxInt64); took != 0 {
				t.Errorf("rate %d: %v", rate, took)
			}
		}
	})
}

func TestLimiterChangesReachThoseWhoWait(t *testing.T) {
	for name, c := range map[string]struct {
		next int64
		want time.Duration // for 64 MiB; 640 KiB are gone when the rate changes, ten seconds later it is off
	}{
		"off":            {0, 10 * time.Second},
		"faster":         {100 << 20, 10*time.Second + 634*time.Millisecond},
		"slow, then off": {100, 20 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l, done := newLimiter(64<<10), make(chan time.Duration)
				go func() { done <- drain(t, l, 64<<20) }() // ends when all is taken
				time.AfterFunc(10*time.Second, func() { l.set(c.next) })
				time.AfterFunc(20*time.Second, func() { l.set(0) })
				took := <-done
				if took < c.want-20*time.Millisecond || took > c.want+20*time.Millisecond {
					t.Errorf("it took %v, want %v", took, c.want)
				}
			})
		})
	}
}

// TestLimiterForgetsDebts: requests at a high rate do not delay workers at a low one.
func TestLimiterForgetsDebts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, got := newLimiter(100<<20), make(chan time.Duration)
		begun := time.Now()
		for range 30 {
			go func() { // ends with its megabyte or so
				_ = drain(t, l, 1<<20+1<<10)
				got <- time.Since(begun)
			}()
		}
		synctest.Wait()
		l.set(10 << 10)
		first := <-got
		if first > 2*time.Minute {
			t.Errorf("the first worker went on after %v", first)
		}
		l.set(0)
		for range 29 {
			<-got
		}
		if over := time.Since(begun) - first; over > time.Second {
			t.Errorf("without a limit the others still took %v", over)
		}
	})
}

func TestLimiterGivesWayToCancel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLimiter(1)
		ctx, cancel := context.WithCancelCause(t.Context())
		time.AfterFunc(3*time.Second, func() { cancel(errDropped) })
		begun := time.Now()
		var err error
		for err == nil {
			_, err = l.Take(ctx, 1<<20)
		}
		if !errors.Is(err, errDropped) || time.Since(begun) != 3*time.Second {
			t.Errorf("%v after %v", err, time.Since(begun))
		}
		if _, err := l.Take(ctx, 1); !errors.Is(err, errDropped) {
			t.Errorf("after the cancel: %v", err)
		}
	})
}

func TestSpeed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s speed
		if s.rate(time.Now(), 0) != 0 {
			t.Error("a rate out of nothing")
		}
		acked := int64(7 << 20) // what was there before a resume
		s.add(time.Now(), acked)
		step := func(n int, bytes int64) float64 {
			for range n {
				<-time.After(time.Second)
				acked += bytes
				s.add(time.Now(), acked)
			}
			return s.rate(time.Now(), acked)
		}
		near(t, "steady", step(20, 1<<20), 1<<20)
		near(t, "after half a minute at half the rate", step(32, 1<<19), 1<<19)
		acked = 0
		s.add(time.Now(), acked)
		if got := s.rate(time.Now(), acked); got != 0 {
			t.Errorf("after the server went back: %.0f", got)
		}
		near(t, "from there on", step(5, 1<<20), 1<<20)
		<-time.After(10 * time.Minute)
		if got := s.rate(time.Now(), acked); got > 1<<20/2 {
			t.Errorf("ten minutes of silence: %.0f", got)
		}
	})
}

// TestSpeedIsSampled: frequent acks leave no more marks than there are samples.
func TestSpeedIsSampled(t *testing.T) {
	var s speed
	begun := time.Now()
	for ms := range int64(1000) {
		s.add(begun.Add(time.Duration(ms)*time.Millisecond), 1000*ms)
	}
	if most := int(time.Second/samplePeriod) + 2; len(s.marks) > most {
		t.Errorf("%d marks in a second, want %d at most", len(s.marks), most)
	}
	near(t, "after a second", s.rate(begun.Add(999*time.Millisecond), 1e6), 1e6)
}

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if got < want*0.95 || got > want*1.05 {
		t.Errorf("%s: %.0f B/s, want %.0f", what, got, want)
	}
}

// TestLimiterGivesBackWhatIsNotSent: who gives up his turn does not make the others wait for it.
func TestLimiterGivesBackWhatIsNotSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLimiter(1 << 10)
		if _, err := l.Take(t.Context(), 512); err != nil { // all that is there
			t.Fatal(err)
		}
		for range 20 {
			ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
			if _, err := l.Take(ctx, 512); err == nil {
				t.Error("there was more")
			}
			cancel()
		}
		begun := time.Now()
		if _, err := l.Take(t.Context(), 512); err != nil || time.Since(begun) > time.Second {
			t.Errorf("waited %s, %v", time.Since(begun), err)
		}
	})
}

// TestSpeedKeepsToTheLimit: uploads that share a limit are never shown faster than it, together or each: not while a
// second one takes its half, and not after the limit was lowered.
func TestSpeedKeepsToTheLimit(t *testing.T) {
	const rate = 100_000
	file := sized(t, 8<<20)
	for name, set := range map[string]func(b *bubble, rate int64){
		"of all": func(b *bubble, rate int64) { b.do(Command{Verb: VerbLimits, Limits: &Limits{Rate: rate}}) },
		"of the server": func(b *bubble, rate int64) {
			b.do(Command{Verb: VerbCard, At: "Lab", Cards: []cards.Card{{Name: "Lab", Address: "http://lab/", Rate: rate}}})
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBubble(t, file, &memoryServer{})
				b.start()
				b.do(Command{Verb: VerbCard, Cards: []cards.Card{{Name: "Lab", Address: "http://lab/"}}})
				set(b, 2*rate)
				first := b.add("lab")
				b.within(first, time.Minute, func(j *Job) bool { return j.Acked > 0 && j.Rate > rate })
				set(b, rate)
				lowered := time.Now()
				b.within(first, time.Minute, func(j *Job) bool { return j.Rate <= rate })
				if took := time.Since(lowered); took > time.Second {
					t.Errorf("the lower limit was seen after %s", took)
				}
				second := NewJob(b.source, Target{URL: "http://lab/other.bin"})
				b.do(Command{Verb: VerbAdd, Jobs: []Job{second}})
				running := 0
				b.within(second.ID, time.Hour, func(*Job) bool {
					sum := 0.0
					running = 0
					for _, j := range b.jobs {
						sum += j.Rate
						if j.Rate > 0 {
							running++
						}
					}
					if sum > rate*1.001 {
						t.Errorf("%.0f B/s with a limit of %d", sum, rate)
					}
					return running == 2 || sum > rate*1.001
				})
			})
		})
	}
}
