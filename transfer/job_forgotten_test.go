package transfer

import (
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"sendoff/transfer/bits"
)

// only makes a memory server that fails packets of some types with answer.
func only(answer func(k *memoryServer, w http.ResponseWriter, r *http.Request) bool, types ...bits.PacketType) *memoryServer {
	return &memoryServer{first: func(k *memoryServer, w http.ResponseWriter, r *http.Request, p bits.PacketType) bool {
		return slices.Contains(types, p) && answer(k, w, r)
	}}
}

func acked500(k *memoryServer, w http.ResponseWriter, r *http.Request) bool {
	k.swallow(r)
	return status(w, http.StatusInternalServerError)
}

// TestUnclearForgottenSession: also where repeated bytes might be stored twice, one new session is tried after a few
// failures of a fragment, whether the cancel of the old one is acknowledged or fails in the same way. After that the
// delays grow, with true words, until the limit.
func TestUnclearForgottenSession(t *testing.T) {
	source := sized(t, 3<<20)
	const limit = 6 * time.Hour
	for name, c := range map[string]struct {
		answer  func(k *memoryServer, w http.ResponseWriter, r *http.Request) bool
		cancels bool // meet the same
		most    int  // Cancel-Sessions
	}{
		"a bare 500": {bare500, false, 1}, "a bare 500, cancels too": {bare500, true, 1},
		"a 500": {acked500, false, 1}, "a 500, cancels too": {acked500, true, 1},
		"hangs up": {hangUp, false, 1}, "hangs up, cancels too": {hangUp, true, 2 * maxAbandonTries}, // each goes out again on a fresh connection
		"no answer, cancels too": {silent, true, maxAbandonTries},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				types := []bits.PacketType{bits.Fragment}
				if c.cancels {
					types = append(types, bits.CancelSession)
				}
				k := only(c.answer, types...)
				b := newBubble(t, source, k)
				b.options.NoProgress = limit
				b.start()
				begun := time.Now()
				id := b.add("here")
				given := b.within(id, 3*time.Hour, func(j *Job) bool { return j.Fault != nil && j.Headway.Renewed })
				if given.Fault.Kind != KindForgotten || given.Attempt < unheardTries || k.number(bits.CreateSession) != 1 {
					t.Errorf("given up after %d failures, %d sessions: %+v", given.Attempt, k.number(bits.CreateSession), given.Fault)
				}
				again := b.within(id, 3*time.Hour, func(j *Job) bool { return j.Restarted > 0 && j.Fault != nil && j.Phase == Idle && !j.Session.IsZero() })
				if again.Fault.Kind != KindForgotten || again.RestartedFor != bits.EventNextIsNew {
					t.Errorf("after the new session, for %q: %+v", again.RestartedFor, again.Fault)
				}
				later := b.within(id, 3*time.Hour, failedTimes(again.Attempt+7))
				if wait := time.Until(later.RetryAt); wait < 8*time.Minute || later.Fault.Kind != KindForgotten {
					t.Errorf("%d failures, the next wait is %s: %+v", later.Attempt, wait, later.Fault)
				}
				end := b.within(id, 2*limit, func(j *Job) bool { return j.Fault != nil && j.Fault.Final })
				if took := time.Since(begun); end.Fault.Kind != KindForgotten || end.Fault.GivenUp == 0 || took > limit+time.Hour {
					t.Errorf("ended after %s: %+v", took, end.Fault)
				}
				if k.number(bits.CreateSession) != 2 || end.Restarted != 1 || k.number(bits.CancelSession) > c.most {
					t.Errorf("restarted %d times, %v", end.Restarted, k.count)
				}
			})
		})
	}
}

// TestUnclearFragmentsOnAServerThatRefusesProbes: that a fragment was lost, and the server refuses to say what it has,
// does not keep the upload from a new session; nor does that again.
func TestUnclearFragmentsOnAServerThatRefusesProbes(t *testing.T) {
	source := sized(t, 3<<20)
	synctest.Test(t, func(t *testing.T) {
		const losses = 8
		lost := 0
		k := &memoryServer{first: func(k *memoryServer, w http.ResponseWriter, r *http.Request, p bits.PacketType) bool {
			switch {
			case p != bits.Fragment:
				return false
			case offset(r) != k.held() || r.ContentLength < 1000:
				return bare500(k, w, r)
			case lost < losses:
				lost++
				k.take(r)
				return reset(w)
			}
			return false
		}}
		b := newBubble(t, source, k)
		b.start()
		done := b.within(b.add("here"), 6*time.Hour, inState(Done, Failed))
		if done.State() != Done || k.number(bits.CreateSession) > losses+1 {
			t.Errorf("%s, %v: %+v", done.State(), k.count, done.Fault)
		}
	})
}

// TestRefusalAfterALostEndMayMeetTheFile: where the end of a file got no answer again and again, and the new session is
// refused as if the file were there, the job tells so.
func TestRefusalAfterALostEndMayMeetTheFile(t *testing.T) {
	source := sized(t, 3<<20)
	for name, answer := range map[string]func(k *memoryServer, w http.ResponseWriter, r *http.Request) bool{
		"hangs up": hangUp, "no answer": silent, "a bare 500": bare500,
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				opened := false
				k := &memoryServer{first: func(k *memoryServer, w http.ResponseWriter, r *http.Request, p bits.PacketType) bool {
					if p == bits.CreateSession && opened {
						return status(w, 403)
					}
					opened = true
					return p == bits.Fragment && offset(r) >= 2<<20 && answer(k, w, r)
				}}
				b := newBubble(t, source, k)
				b.start()
				got := b.within(b.add("here"), 12*time.Hour, inState(Failed, NeedsYou, Done))
				if got.Fault == nil || got.Fault.Kind != KindDenied || !got.MayHaveArrived() {
					t.Errorf("%s %+v", got.State(), got.Fault)
				}
			})
		})
	}
}

// TestEmptyFileRefusedByAnyPacket: a server that takes other files and fails an empty one does so at its fragment or at
// its end; the packets before do not say how large it is. What it answers is said as that, and is not tried for ever.
func TestEmptyFileRefusedByAnyPacket(t *testing.T) {
	source := sized(t, 0)
	page400 := func(_ *memoryServer, w http.ResponseWriter, _ *http.Request) bool { return page(w, 400) }
	code := func(code int) func(*memoryServer, http.ResponseWriter, *http.Request) bool {
		return func(_ *memoryServer, w http.ResponseWriter, _ *http.Request) bool { return status(w, code) }
	}
	for _, c := range []struct {
		name   string
		answer func(k *memoryServer, w http.ResponseWriter, r *http.Request) bool
		kinds  [3]Kind // by Create-Session, Fragment and Close-Session
	}{
		{"a bare 500", bare500, [3]Kind{KindBusy, KindEmptyFile, KindEmptyFile}},
		{"500", acked500, [3]Kind{KindBusy, KindEmptyFile, KindEmptyFile}},
		{"a bare 400", page400, [3]Kind{KindNotBITS, KindEmptyFile, KindEmptyFile}},
		{"400", code(400), [3]Kind{KindRefused, KindEmptyFile, KindEmptyFile}},
		{"404", code(404), [3]Kind{KindNotFound, KindEmptyFile, KindEmptyFile}},
		{"a closed connection", hangUp, [3]Kind{KindConnect, KindEmptyFile, KindEmptyFile}},
		{"no answer", silent, [3]Kind{KindStalled, KindEmptyFile, KindEmptyFile}},
		{"403", code(403), [3]Kind{KindDenied, KindDenied, KindDenied}},
		{"409", code(409), [3]Kind{KindExists, KindBusy, KindUnfinished}},
		{"503", code(503), [3]Kind{KindBusy, KindBusy, KindBusy}},
	} {
		for i, packet := range []bits.PacketType{bits.CreateSession, bits.Fragment, bits.CloseSession} {
			t.Run(string(packet)+" gets "+c.name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					k := only(c.answer, packet)
					b := newBubble(t, source, k)
					b.start()
					got := b.within(b.add("here"), 2*time.Hour, failedTimes(unheardTries))
					if got.Fault == nil || got.Fault.Kind != c.kinds[i] || c.kinds[i] == KindEmptyFile && !got.Fault.Final {
						t.Errorf("%s %+v after %v", got.State(), got.Fault, k.count)
					}
				})
			})
		}
	}
}
