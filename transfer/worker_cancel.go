package transfer

import (
	"context"
	"errors"
	"net/http"
	"time"

	"sendoff/transfer/bits"
)

// Tries to cancel a session. After 14 days the server's own time-out has closed it; the first try after that is the
// last.
const (
	firstCancelDelay = 2 * time.Second
	maxCancelDelay   = 15 * time.Minute
	maxCancelAge     = SessionLife
)

// sendCancel sends Cancel-Session once and records the result. Nothing else of this job runs: its upload worker has ended,
// and its connection is closed.
func (w *worker) sendCancel(ctx context.Context) {
	if w.job.Session.IsZero() {
		// The program was killed, or the disk was full, between the wish and the end of the job.
		w.recordCancel(cancelEnded{outcome: withoutSession(&w.job)})
		return
	}
	if err := w.begin(); err != nil {
		w.recordCancel(cancelEnded{outcome: NotTold})
		return
	}
	err := w.client.Cancel(ctx, w.job.Session)
	if ctx.Err() != nil {
		return
	}
	ev := afterCancel(&w.job, err)
	if missed, ok := ev.(failed); ok {
		w.noteSleep()
		missed.attempt = w.tried
		ev = missed
		if wallSub(time.Now(), w.job.Dropped) > maxCancelAge && w.job.Patience.restBy(w.tried) < longPause { // that was the last try
			ev = cancelEnded{outcome: NotTold, fault: &missed.fault}
		}
	}
	w.recordCancel(ev)
}

func (w *worker) recordCancel(ev event) {
	err := w.report(ev)
	if err == nil || errors.Is(err, errGone) {
		return
	}
	w.engine.log.Warn("end of cancel not stored", "error", err)
	var storage *StorageError
	if errors.As(err, &storage) {
		// The owner keeps a failure in memory if it cannot be stored, and waits before the next try.
		_ = w.report(failed{fault: storage.fault(), wait: ownDiskWait})
	}
}

// afterCancel classifies the answer to a Cancel-Session ([MC-BUP] 3.2.5.2.8, and Microsoft's page on its Ack: retry
// after 5xx, never after 1xx to 4xx).
func afterCancel(j *Job, err error) event {
	if err == nil {
		return cancelEnded{outcome: knownOutcome(j, Confirmed)}
	}
	var answer *bits.Error
	if !errors.As(err, &answer) {
		return notYet(j, err)
	}
	switch {
	case answer.SessionLost():
		return cancelEnded{outcome: knownOutcome(j, AlreadyGone)}
	case repeatCancel(answer):
		return notYet(j, answer)
	}
	fault := judge(bits.CancelSession, answer).fault
	fault.Kind, fault.At, fault.Final = KindNoCancel, time.Now(), true
	return cancelEnded{outcome: Refused, fault: &fault}
}

// repeatCancel reports whether a cancel is retried. Besides 5xx these do not refuse it: a time-out, too many
// requests, a sign-in, and an answer that is not the server's own.
func repeatCancel(e *bits.Error) bool {
	switch e.Status {
	case http.StatusRequestTimeout, http.StatusTooManyRequests, http.StatusUnauthorized, http.StatusProxyAuthRequired:
		return true
	}
	portal := e.NotAck && e.Status < 400 // a captive portal answers every request with its own page
	return portal || e.Status < 300 || e.Status >= 500
}

func notYet(j *Job, err error) event {
	v := judge(bits.CancelSession, err)
	v.fault.Final = false
	if forgotten(j, err) {
		v.fault.Kind = KindForgotten
	}
	wait := backoff(j.Attempt, firstCancelDelay, maxCancelDelay)
	return failed{fault: v.fault, wait: max(wait, v.wait)}
}

// forgotten reports whether the server probably no longer knows the session of a failed cancel: like the fragments
// before, it got an error without a reason, or no answer.
func forgotten(j *Job, err error) bool {
	if j.Headway.Unheard == 0 && !j.Headway.Renewed {
		return false
	}
	answer, answered := asAnswer(err)
	if !answered {
		return !errors.Is(err, bits.ErrUnsent)
	}
	return answer.Status == http.StatusInternalServerError && answer.Code <= 1 && answer.RetryAfter == 0 &&
		answer.Context != bits.ContextRemoteApplication
}

// knownOutcome limits an outcome to what is known: closing a session says nothing about a file whose last fragment was
// sent.
func knownOutcome(j *Job, outcome Outcome) Outcome {
	switch max(j.LastFragment, j.Earlier) {
	case LastAcked:
		return TooLate
	case LastLeft:
		return Unknown
	case LastUnsent:
	}
	return outcome
}
