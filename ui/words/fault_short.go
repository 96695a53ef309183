package words

import (
	"fmt"
	"time"

	"sendoff/transfer"
)

// ShortMost is how many characters a short text has at most, in each language, so that it fits one line of a row in
// the narrowest window.
const ShortMost = 48

// ShortFault is the cause of a fault in one line of at most ShortMost characters. It leaves out the server, whose
// name stands beside it, the cure and the code.
func ShortFault(f *transfer.Fault, subject *transfer.Job) string {
	if f == nil {
		return ""
	}
	return Tr(causeFor(f, subject).short)
}

// ShortText is the one line of a row about a job: the cause of what keeps it from going on, else its outcome or its
// state. It has at most ShortMost characters.
func ShortText(j *transfer.Job, now time.Time) string {
	switch state := j.State(); state {
	case transfer.Done, transfer.Cancelled:
		return ShortOutcome(j)
	case transfer.Cancelling:
		return shortCancelling(j)
	case transfer.Failed, transfer.NeedsYou, transfer.Retrying:
		if !j.Watched() {
			return ShortFault(j.Fault, j)
		}
		return StateText(j, now)
	case transfer.Waiting, transfer.Connecting, transfer.Uploading:
		if j.Behind() {
			return StartedOverText(j)
		}
	case transfer.Finishing, transfer.GettingReply, transfer.Paused:
	}
	return StateText(j, now)
}

// ShortOutcome says in one line how a job ended, and no more than the server confirmed; "" if it has not ended.
func ShortOutcome(j *transfer.Job) string {
	switch j.Outcome {
	case transfer.Delivered:
		switch {
		case j.Proof != nil && j.Proof.Differs():
			return Tr("What the server has differs")
		case j.Fault != nil:
			return Tr("Done, but its reply is missing")
		}
		return joined(" · ", Tr("Done"), VerifiedText(j))
	case transfer.Confirmed:
		return Tr("Cancelled, confirmed by the server")
	case transfer.AlreadyGone:
		return Tr("Cancelled, already gone from the server")
	case transfer.NeverReached:
		return Tr("Cancelled, never reached the server")
	case transfer.NotTold:
		return Tr("Cancelled here, the server was never told")
	case transfer.TooLate:
		return Tr("Cancelled too late, it may be on the server")
	case transfer.Unknown:
		return shortUnknown(j)
	case transfer.Refused:
		return Tr("Cancel refused, the server may keep it")
	}
	return string(j.Outcome)
}

func shortUnknown(j *transfer.Job) string {
	if j.MaybeOpen && j.LastFragment == transfer.LastUnsent {
		return Tr("Cancelled, a session may have stayed open")
	}
	return Tr("Cancelled, the last part was on its way")
}

func shortCancelling(j *transfer.Job) string {
	if j.Fault != nil && !j.RetryAt.IsZero() {
		return NotToldText()
	}
	return Tr("Cancelling, telling the server")
}

// NextTryText says when a job is tried again by itself: "Again in 35 s"; "" if it is not.
func NextTryText(j *transfer.Job, now time.Time) string {
	if j.RetryAt.IsZero() || j.State() != transfer.Retrying && j.State() != transfer.Cancelling {
		return ""
	}
	d := j.RetryAt.Sub(now).Round(time.Second)
	switch {
	case d < 5*time.Second:
		return Tr("Again soon") // all slots may be taken
	case d < time.Hour:
		return fmt.Sprintf(Tr("Again in %s"), countdown(d))
	}
	return fmt.Sprintf(Tr("Again at %s"), Clock(j.RetryAt, now))
}

// countdown is the time until a try, in the steps of Left: each change of a text repaints the whole window.
func countdown(d time.Duration) string { return Left(d) }
