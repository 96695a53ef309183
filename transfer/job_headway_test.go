package transfer

import (
	"net/http"
	"strconv"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"sendoff/transfer/bits"
)

// deaf makes a memory server that fails the fragments of its first session, or of all if sessions is 0, with answer,
// from an offset on.
func deaf(sessions int, from int64, answer func(k *memoryServer, w http.ResponseWriter, r *http.Request) bool) *memoryServer {
	return &memoryServer{first: func(k *memoryServer, w http.ResponseWriter, r *http.Request, p bits.PacketType) bool {
		id := r.Header.Get(bits.HeaderSessionID)
		late := id != "session-1" && sessions == 1
		if p != bits.Fragment || late || offset(r) < from {
			return false
		}
		return answer(k, w, r)
	}}
}

func bare500(k *memoryServer, w http.ResponseWriter, r *http.Request) bool {
	k.swallow(r)
	w.WriteHeader(http.StatusInternalServerError)
	return true
}

func hangUp(k *memoryServer, w http.ResponseWriter, r *http.Request) bool {
	k.swallow(r)
	return reset(w)
}

func silent(k *memoryServer, _ http.ResponseWriter, r *http.Request) bool {
	k.swallow(r)
	<-r.Context().Done()
	return true
}

// TestForgottenSession: a server that has forgotten a session may answer fragments with a bare 500, or not at all,
// while it acknowledges Pings. After a few failures it gets one new session, and is not called busy.
func TestForgottenSession(t *testing.T) {
	source := sized(t, 3<<20)
	for name, answer := range map[string]func(k *memoryServer, w http.ResponseWriter, r *http.Request) bool{
		"a bare 500": bare500, "hangs up": hangUp, "no answer": silent,
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				k := deaf(1, 1<<20, answer)
				b := newBubble(t, source, k)
				b.start()
				id := b.add("here")
				given := b.within(id, 2*time.Hour, func(j *Job) bool { return j.Fault != nil && j.Headway.Renewed })
				if given.Fault.Kind != KindForgotten || given.Headway.Furthest < 1<<20 {
					t.Errorf("%+v with %+v", given.Fault, given.Headway)
				}
				done := b.within(id, time.Hour, inState(Done, Failed))
				if done.State() != Done || done.Restarted != 1 || k.number(bits.CreateSession) != 2 || k.number(bits.CancelSession) != 1 {
					t.Errorf("%s, restarted %d times, %v", done.State(), done.Restarted, k.count)
				}
			})
		})
	}
}

// TestForgottenSessionIsTriedAnewOnce: if the new session fails in the same way, there is no further one.
func TestForgottenSessionIsTriedAnewOnce(t *testing.T) {
	source := sized(t, 3<<20)
	synctest.Test(t, func(t *testing.T) {
		k := deaf(0, 1<<20, bare500)
		b := newBubble(t, source, k)
		b.options.NoProgress = 6 * time.Hour
		b.start()
		id := b.add("here")
		end := b.within(id, 7*time.Hour, func(j *Job) bool { return j.Fault != nil && j.Fault.Final })
		if k.number(bits.CreateSession) != 2 || end.Restarted != 1 {
			t.Errorf("%d sessions, restarted %d times", k.number(bits.CreateSession), end.Restarted)
		}
	})
}

// TestGatewayCostsNothing: 502, 503, 504, refused and broken connections cost no session, however long they last,
// even with acknowledged Pings in between.
func TestGatewayCostsNothing(t *testing.T) {
	source := sized(t, 3<<20)
	code := func(code int) func(*memoryServer, http.ResponseWriter, *http.Request) bool {
		return func(k *memoryServer, w http.ResponseWriter, r *http.Request) bool { k.swallow(r); return page(w, code) }
	}
	for name, answer := range map[string]func(*memoryServer, http.ResponseWriter, *http.Request) bool{
		"502": code(502), "503": code(503), "504": code(504),
		"the line dies": func(_ *memoryServer, w http.ResponseWriter, _ *http.Request) bool { return reset(w) },
		"large packets get lost": func(k *memoryServer, _ http.ResponseWriter, r *http.Request) bool {
			if r.ContentLength <= 1000 {
				return false
			}
			k.swallow(r)
			<-r.Context().Done()
			return true
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var well atomic.Bool
				k := deaf(0, 1<<20, func(k *memoryServer, w http.ResponseWriter, r *http.Request) bool {
					return !well.Load() && answer(k, w, r)
				})
				b := newBubble(t, source, k)
				b.start()
				id := b.add("here")
				b.within(id, time.Hour, func(j *Job) bool { return j.Acked >= 1<<20 })
				<-time.After(3 * time.Hour)
				well.Store(true)
				done := b.within(id, time.Hour, inState(Done, Failed))
				if done.State() != Done || done.Restarted != 0 || k.number(bits.CreateSession) != 1 {
					t.Errorf("%s, restarted %d times, %d sessions", done.State(), done.Restarted, k.number(bits.CreateSession))
				}
			})
		})
	}
}

// TestCancelOfAForgottenSession: the cancel's fault does not call the server busy.
func TestCancelOfAForgottenSession(t *testing.T) {
	source := sized(t, 3<<20)
	for name, answer := range map[string]func(k *memoryServer, w http.ResponseWriter, r *http.Request) bool{
		"a bare 500": bare500, "hangs up": hangUp,
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				k := &memoryServer{first: func(k *memoryServer, w http.ResponseWriter, r *http.Request, p bits.PacketType) bool {
					forgotten := p == bits.CancelSession || p == bits.Fragment && offset(r) >= 1<<20
					return forgotten && answer(k, w, r)
				}}
				b := newBubble(t, source, k)
				b.start()
				id := b.add("here")
				b.within(id, time.Hour, func(j *Job) bool { return j.Headway.Unheard > 1 })
				b.do(drop(id))
				got := b.within(id, time.Hour, func(j *Job) bool { return j.Want == Drop && j.Fault != nil && j.Phase == Idle })
				if got.Fault.Kind != KindForgotten || got.State() != Cancelling || got.Fault.Final {
					t.Errorf("%s %+v", got.State(), got.Fault)
				}
				k.mu.Lock()
				k.first = nil
				k.mu.Unlock()
				b.within(id, time.Hour, inState(Cancelled))
			})
		})
	}
}

// TestEmptyFileRefused: the upload of an empty file that a server refuses ends with the true reason.
func TestEmptyFileRefused(t *testing.T) {
	source := sized(t, 0)
	for name, c := range map[string]struct {
		answer func(k *memoryServer, w http.ResponseWriter, r *http.Request) bool
		tries  int
	}{
		"500":          {func(_ *memoryServer, w http.ResponseWriter, _ *http.Request) bool { return status(w, 500) }, 3},
		"a bare 500":   {bare500, 3},
		"a closed one": {hangUp, 6}, // each goes out again on a fresh connection
		"no answer":    {silent, 3},
		"400":          {func(_ *memoryServer, w http.ResponseWriter, _ *http.Request) bool { return status(w, 400) }, 1},
		"a bare 400":   {func(_ *memoryServer, w http.ResponseWriter, _ *http.Request) bool { return page(w, 400) }, 1},
		"411":          {func(_ *memoryServer, w http.ResponseWriter, _ *http.Request) bool { return page(w, 411) }, 1},
		"404":          {func(_ *memoryServer, w http.ResponseWriter, _ *http.Request) bool { return page(w, 404) }, 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				k := deaf(0, -1, c.answer)
				b := newBubble(t, source, k)
				b.start()
				id := b.add("here")
				got := b.within(id, time.Hour, inState(Failed, NeedsYou, Done))
				if got.Fault == nil || got.Fault.Kind != KindEmptyFile || !got.Fault.Final || k.number(bits.Fragment) > c.tries {
					t.Errorf("%s %+v after %d fragments", got.State(), got.Fault, k.number(bits.Fragment))
				}
			})
		})
	}
	for name, answer := range map[string]func(*memoryServer, http.ResponseWriter, *http.Request) bool{
		"busy":     func(_ *memoryServer, w http.ResponseWriter, _ *http.Request) bool { return status(w, 503) },
		"no right": func(_ *memoryServer, w http.ResponseWriter, _ *http.Request) bool { return status(w, 403) },
		"full": func(_ *memoryServer, w http.ResponseWriter, _ *http.Request) bool {
			return status(w, 500, bits.HeaderErrorCode, "0x80070070")
		},
		"no sign-in": func(_ *memoryServer, w http.ResponseWriter, _ *http.Request) bool { return status(w, 401) },
	} {
		t.Run("not the file: "+name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBubble(t, source, deaf(0, -1, answer))
				b.start()
				got := b.within(b.add("here"), time.Hour, failedTimes(4))
				if got.Fault == nil || got.Fault.Kind == KindEmptyFile {
					t.Errorf("%s %+v", got.State(), got.Fault)
				}
			})
		})
	}
}

// losing makes a memory server that loses its session at every nth fragment.
func losing(nth int, code int) *memoryServer {
	fragments := map[string]int{}
	return &memoryServer{first: func(k *memoryServer, w http.ResponseWriter, r *http.Request, p bits.PacketType) bool {
		if p != bits.Fragment {
			return false
		}
		id := r.Header.Get(bits.HeaderSessionID)
		k.mu.Lock()
		fragments[id]++
		lost := fragments[id]%nth == 0
		k.mu.Unlock()
		if lost {
			k.swallow(r)
			status(w, code, bits.HeaderErrorCode, "0x8020001F", bits.HeaderErrorContext, "0x5")
		}
		return lost
	}}
}

// TestSessionLostForEver: a server that loses each session at its third fragment gets growing delays, its own kind of
// fault, and an end. A restart of the program resets nothing.
func TestSessionLostForEver(t *testing.T) {
	source := sized(t, 200<<20)
	for _, code := range []int{404, 500} {
		synctest.Test(t, func(t *testing.T) {
			const limit = 5 * time.Hour
			k := losing(3, code)
			b := newBubble(t, source, k)
			b.options.NoProgress = limit
			b.start()
			begun := time.Now()
			id := b.add("here")
			var waits []time.Duration
			for range 8 {
				j := b.within(id, time.Hour, failedTimes(len(waits)+1))
				if j.Fault.Kind != KindLostSession || j.Acked != 0 || j.Headway.Furthest == 0 || j.Since.IsZero() {
					t.Fatalf("%+v, %d acknowledged, %+v", j.Fault, j.Acked, j.Headway)
				}
				waits = append(waits, time.Until(j.RetryAt))
				if len(waits) == 4 {
					b.stop()
					b.start()
				}
			}
			if waits[7] < 8*time.Minute || waits[2] < 15*time.Second {
				t.Errorf("%d: the rests do not grow: %v", code, waits)
			}
			end := b.within(id, 2*limit, func(j *Job) bool { return j.Fault != nil && j.Fault.Final })
			if took := time.Since(begun); took > limit+time.Hour {
				t.Errorf("%d: ended after %s: %+v", code, took, end.Fault)
			}
			if tries := k.number(bits.CreateSession); tries > 80 {
				t.Errorf("%d: %d sessions", code, tries)
			}
		})
	}
}

// TestHeadwayIsBeyondTheFurthest: only bytes beyond all sessions' furthest are headway. Once too much was resent, a
// fragment of which little was taken is none.
func TestHeadwayIsBeyondTheFurthest(t *testing.T) {
	h := Headway{Furthest: 1000, Unheard: 2, Renewed: true}
	if h.take(900, 900) || h.Furthest != 1000 || h.Resent != 900 || h.Unheard != 2 {
		t.Errorf("of what a lost session had: %+v", h)
	}
	if !h.take(1001, 101) || h.Furthest != 1001 || h.Resent != 1000 || h.Unheard != 0 || h.Renewed {
		t.Errorf("of one byte more: %+v", h)
	}
	h.Resent = maxResent + 1001
	if h.take(1002, 5000) || !h.overdrawn() {
		t.Errorf("one byte of many, once too often: %+v", h)
	}
	if !h.take(6000, 4998) {
		t.Errorf("a part that was taken whole: %+v", h)
	}
	j := Job{Attempt: 3, Since: time.Now(), Headway: Headway{Furthest: 1000}}
	if (acked{received: 900, cost: 900}).apply(&j, time.Now()); j.Attempt != 3 || j.Since.IsZero() {
		t.Errorf("what was there before gave the patience back: %+v", j)
	}
	if (acked{received: 1001, cost: 101}).apply(&j, time.Now()); j.Attempt != 0 || !j.Since.IsZero() {
		t.Errorf("headway did not: %+v", j)
	}
}

// TestOneByteAtATime: a server that acknowledges one byte of each fragment, or none, is sent at most a multiple of
// what it confirms, with growing delays and its own kind of fault.
func TestOneByteAtATime(t *testing.T) {
	source := sized(t, 20<<20)
	for name, c := range map[string]struct {
		taken  func(n int64) int64 // of a fragment of n bytes
		hangUp int64               // what is larger is not answered
		kind   Kind
	}{
		"one byte":             {func(int64) int64 { return 1 }, 1 << 40, KindTrickle},
		"a hundredth":          {func(n int64) int64 { return max(n/100, 1) }, 1 << 40, KindTrickle},
		"only the small ones":  {func(n int64) int64 { return n }, 100_000, KindConnect},
		"a byte of small ones": {func(int64) int64 { return 1 }, 100_000, KindTrickle},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				k := &memoryServer{}
				k.first = func(k *memoryServer, w http.ResponseWriter, r *http.Request, p bits.PacketType) bool {
					if p != bits.Fragment {
						return false
					}
					k.swallow(r)
					if r.ContentLength > c.hangUp {
						return reset(w)
					}
					if offset(r) > k.held() {
						return status(w, 416, bits.HeaderReceivedRange, strconv.FormatInt(k.held(), 10))
					}
					k.mu.Lock()
					k.have = offset(r) + c.taken(r.ContentLength)
					k.mu.Unlock()
					return status(w, 200, bits.HeaderReceivedRange, strconv.FormatInt(k.held(), 10))
				}
				b := newBubble(t, source, k)
				b.options.NoProgress = 12 * time.Hour
				b.start()
				id := b.add("here")
				if j := b.within(id, time.Hour, func(j *Job) bool { return j.Fault != nil && j.Headway.overdrawn() || j.Outcome != "" }); j.Outcome == "" && j.Fault.Kind != c.kind {
					t.Errorf("%+v", j.Fault)
				}
				j := b.within(id, 20*time.Hour, func(j *Job) bool { return j.Outcome != "" || j.Fault != nil && j.Fault.Final })
				sent, confirmed := k.sent(), j.Headway.Furthest
				t.Logf("%s: %d bytes were sent for %d confirmed", j.State(), sent, confirmed)
				if most := 2*maxResent + 4*confirmed; sent > most {
					t.Errorf("%d bytes were sent for %d confirmed, %d at most", sent, confirmed, most)
				}
			})
		})
	}
}

// TestUnheardTriesAreInARow: only consecutive failures of one kind lead to a new session, and only to one.
func TestUnheardTriesAreInARow(t *testing.T) {
	for name, c := range map[string]struct {
		before Headway
		failed failed
		want   Headway
	}{
		"one more":       {Headway{Unheard: 2}, failed{unheard: true}, Headway{Unheard: 3}},
		"another":        {Headway{Unheard: 2}, failed{}, Headway{}},
		"given up":       {Headway{Unheard: 2}, failed{unheard: true, renewed: true}, Headway{Renewed: true}},
		"another, later": {Headway{Unheard: 1, Renewed: true}, failed{}, Headway{Renewed: true}},
	} {
		j := Job{Headway: c.before}
		if c.failed.apply(&j, time.Now()); j.Headway != c.want {
			t.Errorf("%s: %+v, want %+v", name, j.Headway, c.want)
		}
		j = Job{Want: Drop, Headway: c.before}
		if c.failed.apply(&j, time.Now()); j.Headway != c.before {
			t.Errorf("%s, of a cancel: %+v, which explained it", name, j.Headway)
		}
	}
}

// TestProxyRestartsNearTheEnd: a proxy that is restarted for two minutes when 39 of 40 GB are confirmed costs nothing:
// the upload goes on in its session, from where it was.
func TestProxyRestartsNearTheEnd(t *testing.T) {
	const confirmed = 39e9
	source := sized(t, 40e9)
	for name, restarting := range map[string]func(w http.ResponseWriter) bool{
		"502":                     func(w http.ResponseWriter) bool { return page(w, http.StatusBadGateway) },
		"503":                     func(w http.ResponseWriter) bool { return page(w, http.StatusServiceUnavailable) },
		"504":                     func(w http.ResponseWriter) bool { return page(w, http.StatusGatewayTimeout) },
		"its connections are cut": reset,
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				k := &memoryServer{have: confirmed, opened: 1}
				var until time.Time
				k.first = func(k *memoryServer, w http.ResponseWriter, r *http.Request, p bits.PacketType) bool {
					if p == bits.Fragment && until.IsZero() {
						until = time.Now().Add(2 * time.Minute)
					}
					if time.Now().After(until) {
						return false
					}
					k.swallow(r)
					return restarting(w)
				}
				b := newBubble(t, source, k)
				b.start()
				id := b.halfWay("here", bits.Session{ID: "session-1"}, confirmed)
				least := int64(confirmed)
				j := b.within(id, time.Hour, func(j *Job) bool {
					if !j.Session.IsZero() {
						least = min(least, j.Acked)
					}
					return j.Acked > confirmed+8<<20 || j.Restarted > 0 || j.Outcome != "" || j.Fault != nil && j.Fault.Final
				})
				if j.Restarted != 0 || least < confirmed || k.number(bits.CreateSession)+k.number(bits.CancelSession) != 0 {
					t.Errorf("%s, restarted %d times (%q), %d confirmed at the least, %v", j.State(), j.Restarted, j.RestartedFor, least, k.count)
				}
				if spent := time.Since(until); spent > 10*time.Minute {
					t.Errorf("it went on %s after the proxy was back", spent)
				}
			})
		})
	}
}

// TestStartedOverSaysWhy: each way to lose a session is kept with the job, for its row.
func TestStartedOverSaysWhy(t *testing.T) {
	source := sized(t, 3<<20)
	for why, answer := range map[bits.Event]func(k *memoryServer, w http.ResponseWriter, r *http.Request) bool{
		bits.EventSessionLost: func(k *memoryServer, w http.ResponseWriter, r *http.Request) bool {
			k.swallow(r)
			return status(w, http.StatusInternalServerError, bits.HeaderErrorCode, "0x8020001F", bits.HeaderErrorContext, "0x5")
		},
		bits.EventOutOfStep: func(k *memoryServer, w http.ResponseWriter, r *http.Request) bool {
			k.swallow(r)
			return status(w, http.StatusRequestedRangeNotSatisfiable)
		},
		bits.EventNextIsNew: bare500,
	} {
		t.Run(string(why), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBubble(t, source, deaf(1, 1<<20, answer))
				b.start()
				id := b.add("here")
				anew := b.within(id, 3*time.Hour, func(j *Job) bool { return j.Restarted > 0 })
				if anew.RestartedFor != why || !anew.Behind() {
					t.Errorf("started over because of %q, behind: %t", anew.RestartedFor, anew.Behind())
				}
				if end := b.within(id, time.Hour, inState(Done, Failed)); end.State() != Done || end.RestartedFor != why || end.Behind() {
					t.Errorf("%s, started over because of %q, behind: %t", end.State(), end.RestartedFor, end.Behind())
				}
			})
		})
	}
}
