package transfer

import (
	"time"

	"sendoff/transfer/bits"
	"sendoff/transfer/receipt"
	"sendoff/transfer/source"
)

// event is a fact about one job. The set is closed: workers report only these, and only this file says how each one
// changes a job.
type event interface {
	apply(j *Job, now time.Time)
	// durable reports whether the fact must be on disk before the worker goes on.
	durable() bool
}

// phaseChanged: the worker has begun another phase.
type phaseChanged struct{ phase Phase }

func (e phaseChanged) apply(j *Job, _ time.Time) {
	j.Phase = e.phase
	if e.phase == Opening {
		j.RetryAt = time.Time{}
	}
}
func (phaseChanged) durable() bool { return false }

// mixedSent: bytes were sent that cannot be trusted. The session may hold more than one version of the file, and
// nothing in the file can disprove that later.
type mixedSent struct{}

func (mixedSent) apply(j *Job, _ time.Time) { j.Source.Written = true }
func (mixedSent) durable() bool             { return true }

// opened: the server assigned a session. reach is the end of its first fragment, last is set if that is also the last
// one. So one write stores all these facts.
type opened struct {
	session bits.Session
	reach   int64
	last    bool
	digests bool // the server is to be expected to name a SHA-256
}

func (e opened) apply(j *Job, now time.Time) {
	j.Session, j.Acked, j.Reach, j.Closing, j.MaybeOpen, j.Abandoned = e.session, 0, e.reach, false, false, false
	j.Opened, j.Heard, j.Named = now, now, nil
	j.Checksum, j.Left, j.Unseen, j.Sending, j.Proof = source.NewChecksum(), source.Checksum{}, false, 0, nil
	if e.digests {
		j.Checksum = source.NewDigest()
	}
	j.Counted = true
	j.LastFragment = LastUnsent
	if e.last {
		j.LastFragment = LastLeft
	}
	j.Fault = nil
	if j.Started.IsZero() {
		j.Started = now
	}
}
func (opened) durable() bool { return true }

// lost: the session is gone; the next one begins at offset 0 ([MC-BUP] 3.1.5.2.1). why is "" for an abandoned session,
// which has its reason already.
type lost struct{ why bits.Event }

func (e lost) apply(j *Job, _ time.Time) {
	if e.why != "" {
		j.RestartedFor = e.why
	}
	j.Headway.Unheard, j.Headway.Bare = 0, false
	j.Session, j.Acked, j.Reach, j.Closing, j.Abandoned = bits.Session{}, 0, 0, false, false
	j.Checksum, j.Left, j.Unseen, j.Sending = source.Checksum{}, source.Checksum{}, false, 0
	j.Opened, j.Heard, j.Earlier = time.Time{}, time.Time{}, max(j.Earlier, j.LastFragment)
	j.LastFragment = LastUnsent
	j.Restarted++
}
func (lost) durable() bool { return true }

// abandoned: the session is of no use, but still has to be cancelled on the server.
type abandoned struct{ why bits.Event }

func (e abandoned) apply(j *Job, _ time.Time) {
	j.Abandoned, j.RestartedFor = true, e.why
	if unclear := e.why == bits.EventMayRepeat || e.why == bits.EventMustNotRepeat; unclear && j.Headway.Unheard > 0 {
		j.Headway.Renewed = true
	}
}
func (abandoned) durable() bool { return true }

// createSent: a Create-Session was sent and its answer will not be seen.
type createSent struct{}

func (createSent) apply(j *Job, _ time.Time) { j.MaybeOpen = true }
func (createSent) durable() bool             { return true }

// leaving: a fragment up to reach is about to be sent; sums cover what was sent before. last is set for the fragment
// that ends the file: a later cancel cannot promise that the server does not have the file.
type leaving struct {
	sums
	reach int64
	last  bool
}

func (e leaving) apply(j *Job, _ time.Time) {
	e.sums.apply(j)
	if j.Reach != reachUnknown {
		j.Reach = max(j.Reach, e.reach)
	}
	if e.last {
		j.LastFragment = LastLeft
	}
}
func (leaving) durable() bool { return true }

// unackedSent: a fragment ended without an ack; sums cover what was sent of it.
type unackedSent struct{ sums }

func (e unackedSent) apply(j *Job, _ time.Time) { e.sums.apply(j) }
func (unackedSent) durable() bool               { return true }

// unchanged: the file has the same content, and source is what the system now says of it. unseen is set if it changed
// after bytes without a checksum were sent.
type unchanged struct {
	source        source.File
	tells, unseen bool
}

func (e unchanged) apply(j *Job, _ time.Time) {
	j.Source, j.Tells, j.Unseen = e.source, e.tells, j.Unseen || e.unseen
	if j.Attempt == 0 { // it was being watched, and nothing has failed
		j.forgetFailures()
	}
}
func (unchanged) durable() bool { return false }

// ackedAndLeaving: a fragment was acknowledged and the next is about to be sent. One write stores both.
type ackedAndLeaving struct {
	ack  acked
	next leaving
}

func (e ackedAndLeaving) apply(j *Job, now time.Time) {
	e.ack.apply(j, now)
	e.next.apply(j, now)
}
func (ackedAndLeaving) durable() bool { return true }

// notSent: nothing of the coming fragment is under way: it was not sent, or refused whole.
type notSent struct{}

func (notSent) apply(j *Job, _ time.Time) { j.Reach = j.Acked }
func (notSent) durable() bool             { return false }

// acked: the server named its offset. It is on disk before the next fragment is sent: after a forgotten ack the
// client would repeat bytes, and some servers store repeated bytes twice. sent is the length of the acknowledged
// fragment, 0 if it was refused; reach is the end of what may still be under way.
type acked struct {
	received, sent, reach int64
	cost                  int64 // bytes that were sent for it, accepted or not
	sums                  sums
	took                  time.Duration // from the fragment's start to its answer
}

func (e acked) apply(j *Job, now time.Time) {
	if e.received > j.Acked {
		j.Heard, j.Fault = now, nil
	}
	if j.Headway.take(e.received, e.cost) {
		j.forgetFailures()
	}
	j.Counted = j.Counted || j.Reach != reachUnknown && e.received >= j.Reach
	j.Found += max(e.received-j.Acked-e.sent, 0)
	j.Sending += e.took
	j.Acked, j.Reach, j.Unseen = e.received, max(e.received, e.reach), false
	e.sums.apply(j)
	if e.received < j.Source.Size {
		j.LastFragment = LastUnsent
	}
}
func (acked) durable() bool { return true }

// completed: the server has every byte. closing is set if only Close-Session remains.
type completed struct {
	closing bool
	sent    int64 // see acked
	took    time.Duration
	named   *NamedReply // what the server said of the reply; nil = nothing new
	sums    sums
	proof   *receipt.Proof // what is known of the content; nil = nothing new
}

func (e completed) apply(j *Job, now time.Time) {
	acked{received: j.Source.Size, sent: e.sent, sums: e.sums, took: e.took}.apply(j, now)
	j.Fault = nil
	j.LastFragment, j.Closing, j.Phase = LastAcked, e.closing, Completing
	if e.named != nil {
		j.Named = e.named
	}
	if e.proof != nil {
		j.Proof = e.proof
	}
}
func (completed) durable() bool { return true }

// finished: Close-Session was acknowledged. proof is what its Ack proves; nil = nothing new.
type finished struct{ proof *receipt.Proof }

// apply: if the user cancelled while the answer was under way, the cancel came too late.
func (e finished) apply(j *Job, now time.Time) {
	if e.proof != nil {
		j.Proof = e.proof
	}
	outcome := Delivered
	if j.Want == Drop {
		outcome = TooLate
	}
	end(j, outcome, now)
}
func (finished) durable() bool { return true }

// failed: something went wrong. If the fault is final the user has to act; wait is then 0.
type failed struct {
	fault   Fault
	wait    time.Duration
	attempt attempt // the one that failed
	// unheard: the server acknowledged all but the fragment. bare: it answered that one, and it was no probe. renewed:
	// that is why the session was abandoned.
	unheard, bare, renewed bool
}

func (e failed) apply(j *Job, now time.Time) {
	fault := e.fault
	fault.At = now
	j.Fault = &fault
	j.failed(e, now)
	if j.Want != Drop { // a cancel's failures say nothing about the upload
		j.Headway.failed(e)
	}
	j.RetryAt = time.Time{}
	if !fault.Final {
		j.RetryAt = now.Add(e.wait)
	}
}
func (failed) durable() bool { return true }

// cancelEnded: a cancelled job has its outcome.
type cancelEnded struct {
	outcome Outcome
	fault   *Fault
}

func (e cancelEnded) apply(j *Job, now time.Time) {
	j.Fault = e.fault
	end(j, e.outcome, now)
}
func (cancelEnded) durable() bool { return true }

func end(j *Job, outcome Outcome, now time.Time) {
	if outcome == NotTold && j.Refusal != nil { // it answered once: that answer still stands
		outcome, j.Fault = Refused, j.Refusal
	}
	j.Refusal = nil
	j.Outcome, j.Ended = outcome, now
	j.Phase, j.Rate, j.Quiet, j.RetryAt = Idle, 0, 0, time.Time{}
	j.forgetFailures()
	if outcome == Delivered {
		j.Acked, j.Fault = j.Source.Size, j.missingReply(now)
		if j.Checksum.SHA256() != "" { // the proof has it, in a third of the room
			j.Checksum, j.Left = source.Checksum{}, source.Checksum{}
		}
	}
	j.Sent = j.Acked
}
