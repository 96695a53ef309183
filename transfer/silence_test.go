package transfer

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
)

// TestSilenceTakesThePlaceOfTheSpeed: while a server takes and answers nothing its upload has no speed, and counts the
// seconds instead. With the next byte that is over.
func TestSilenceTakesThePlaceOfTheSpeed(t *testing.T) {
	source := sized(t, 8<<20)
	for name, hang := range map[string]func(k *memoryServer, r *http.Request){
		"nothing is taken": func(_ *memoryServer, _ *http.Request) { <-time.After(20 * time.Second) },
		"no answer":        func(k *memoryServer, r *http.Request) { k.swallow(r); <-time.After(20 * time.Second) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				hung := false
				k := &memoryServer{first: func(k *memoryServer, w http.ResponseWriter, r *http.Request, p bits.PacketType) bool {
					if p != bits.Fragment {
						return false
					}
					<-time.After(time.Second)
					if offset(r) < 4<<20 || hung {
						return false
					}
					hung = true
					hang(k, r)
					return page(w, http.StatusServiceUnavailable)
				}}
				b := newBubble(t, source, k)
				b.start()
				id := b.add("here")
				if j := b.within(id, time.Minute, func(j *Job) bool { return j.Rate > 0 }); j.Quiet != 0 {
					t.Errorf("quiet for %s while bytes move", j.Quiet)
				}
				first := b.within(id, time.Minute, func(j *Job) bool { return j.Quiet > 0 })
				if first.Quiet != 5*time.Second || first.Rate != 0 || first.State() != Uploading {
					t.Errorf("%s at %.0f B/s, %s", first.Quiet, first.Rate, first.State())
				}
				b.within(id, time.Minute, func(j *Job) bool { return j.Quiet == 12*time.Second })
				if j := b.within(id, time.Minute, func(j *Job) bool { return j.Phase == Idle }); j.Quiet != 0 {
					t.Errorf("quiet for %s after the answer", j.Quiet)
				}
				if end := b.within(id, time.Hour, inState(Done, Failed)); end.State() != Done || end.Quiet != 0 {
					t.Errorf("%s, quiet for %s", end.State(), end.Quiet)
				}
			})
		})
	}
}

// TestSpeedLimitIsNoSilence: an upload that waits for its share of a low limit waits for no server.
func TestSpeedLimitIsNoSilence(t *testing.T) {
	source := sized(t, 20_000)
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, source, &memoryServer{})
		b.options.Limits = Limits{Rate: 50}
		b.start()
		id := b.add("here")
		longest := time.Duration(0)
		end := b.within(id, time.Hour, func(j *Job) bool {
			longest = max(longest, j.Quiet)
			return j.Outcome != ""
		})
		if end.State() != Done || longest != 0 {
			t.Errorf("%s, quiet for %s", end.State(), longest)
		}
	})
}

// TestTimeOfSendingIsThatOfTheSession: what a cancel would throw away is the time of all acknowledged fragments, kept
// over a pause and forgotten with the session.
func TestTimeOfSendingIsThatOfTheSession(t *testing.T) {
	source := sized(t, 8<<20)
	synctest.Test(t, func(t *testing.T) {
		forget := false
		k := &memoryServer{first: func(k *memoryServer, w http.ResponseWriter, _ *http.Request, p bits.PacketType) bool {
			if p != bits.Fragment {
				return false
			}
			<-time.After(20 * time.Second)
			if !forget || k.number(bits.CreateSession) > 1 {
				return false
			}
			return status(w, http.StatusInternalServerError, bits.HeaderErrorCode, "0x8020001F", bits.HeaderErrorContext, "0x5")
		}}
		b := newBubble(t, source, k)
		b.start()
		id := b.add("here")
		twice := b.within(id, time.Hour, func(j *Job) bool { return j.Sending >= 40*time.Second })
		b.do(Command{Verb: VerbHold, IDs: []uuid.UUID{id}})
		paused := b.within(id, time.Minute, func(j *Job) bool { return j.State() == Paused && j.Phase == Idle })
		if paused.Sending < twice.Sending {
			t.Errorf("%s before the pause, %s in it", twice.Sending, paused.Sending)
		}
		forget = true
		b.do(Command{Verb: VerbRun, IDs: []uuid.UUID{id}})
		anew := b.within(id, time.Hour, func(j *Job) bool { return j.Restarted == 1 })
		if anew.Sending != 0 || anew.RestartedFor != bits.EventSessionLost || !anew.Behind() {
			t.Errorf("started over: %s of sending, because of %q", anew.Sending, anew.RestartedFor)
		}
		if end := b.within(id, time.Hour, inState(Done, Failed)); end.State() != Done || end.Behind() {
			t.Errorf("%s, behind: %t", end.State(), end.Behind())
		}
	})
}

// TestPausedJobTriesNothing: whoever pauses an upload that waits for its next try is not told of that try.
func TestPausedJobTriesNothing(t *testing.T) {
	source := sized(t, 1000)
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, source, &memoryServer{})
		b.start()
		id := b.add("away")
		b.within(id, time.Hour, inState(Retrying))
		b.do(Command{Verb: VerbHold, IDs: []uuid.UUID{id}})
		if j := b.within(id, time.Minute, inState(Paused)); !j.RetryAt.IsZero() {
			t.Errorf("the next try is at %s", j.RetryAt)
		}
	})
}

// TestSilenceOutlastsALateStep: bytes that a blocked write counts only at its deadline do not end a silence. Those of a
// server that takes some again do.
func TestSilenceOutlastsALateStep(t *testing.T) {
	w := &worker{}
	w.awaiting.Store(1)
	var s silence
	start := time.Now()
	for _, c := range []struct {
		at, sent, quiet int64 // seconds, bytes, seconds
	}{
		{0, 100, 0},
		{4, 100, 0},
		{5, 100, 5},
		{7, 100, 7},
		{8, 160, 8}, // the deadline of a step
		{12, 160, 12},
		{15, 190, 15}, // that of the next
		{19, 190, 19},
		{22, 250, 22},
		{23, 300, 0}, // it goes on
		{24, 350, 0},
		{27, 350, 0},
	} {
		w.sentOfOne.Store(c.sent)
		if got := s.last(w, start.Add(time.Duration(c.at)*time.Second)); got != time.Duration(c.quiet)*time.Second {
			t.Errorf("after %d s and %d bytes: quiet for %s, want %d s", c.at, c.sent, got, c.quiet)
		}
	}
}
