package list

import (
	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/ui/words"
)

// CanPause reports whether an upload may be paused.
func CanPause(j *transfer.Job) bool {
	s := j.State()
	return s.GoesOn() && s != transfer.Finishing // nothing is left to wait for
}

// CanResume reports whether an upload is paused.
func CanResume(j *transfer.Job) bool { return j.State().Standing() == transfer.Rests }

// CanCancel reports whether an upload has neither ended nor been cancelled.
func CanCancel(j *transfer.Job) bool { return j.Outcome == "" && j.Want != transfer.Drop }

// IsCancelled reports whether the user has cancelled an upload, whatever the server has said so far.
func IsCancelled(j *transfer.Job) bool {
	return j.Want == transfer.Drop || j.Outcome != "" && j.Outcome != transfer.Delivered
}

// CanVerify reports whether an upload can be compared with what its server has.
func CanVerify(j *transfer.Job) bool { return j.Outcome == transfer.Delivered }

// HasEnded reports whether an upload is in the history.
func HasEnded(j *transfer.Job) bool { return j.Outcome != "" }

// CanMove reports whether an upload has a position in the queue.
func CanMove(j *transfer.Job) bool { return CanCancel(j) }

// CanStartNow reports whether an upload is not running and could be.
func CanStartNow(j *transfer.Job) bool {
	s := j.State().Standing()
	return s == transfer.Waits || s == transfer.Rests
}

// CanRetry reports whether an upload has failed, for now or for good.
func CanRetry(j *transfer.Job) bool {
	return HasFailed(j) || j.State() == transfer.Retrying
}

// HasFailed reports whether an upload needs the user to continue.
func HasFailed(j *transfer.Job) bool { return j.State().Standing() == transfer.Stuck }

// CanStartOver reports whether an upload may start from the beginning.
func CanStartOver(j *transfer.Job) bool {
	return HasFailed(j) || CanResume(j)
}

// IsOpenCancel reports whether a cancel could not be sent to its server yet.
func IsOpenCancel(j *transfer.Job) bool {
	return j.State().Standing() == transfer.Leaves && j.Fault != nil
}

// HasSession reports whether a server has given the upload a session.
func HasSession(j *transfer.Job) bool { return j.Session.ID != "" }

// HasCode reports whether an upload has met a fault with a code.
func HasCode(j *transfer.Job) bool { return words.CodeOf(j) != "" }

// CanCancelAgain reports whether an upload's cancel was refused and can be retried.
func CanCancelAgain(j *transfer.Job) bool {
	_, can := j.RetryCancel()
	return can
}

// CanSignIn reports whether another account may cure an upload's fault.
func CanSignIn(j *transfer.Job) bool {
	f := j.Fault
	return j.Outcome == "" && f != nil && (f.Kind.SignIn() || f.Kind == transfer.KindDenied && f.Ask.User != "")
}

// FirstAway is the first upload whose server did not answer and that is retried; ok is false if there is none.
func (m *Model) FirstAway() (id uuid.UUID, ok bool) {
	for _, e := range m.Order {
		if isAway(e.Job) {
			return e.Job.ID, true
		}
	}
	return uuid.Nil, false
}

// isAway reports whether a job's server did not answer and the job is retried.
func isAway(j *transfer.Job) bool {
	f := j.Fault
	return f != nil && !f.Final && f.Kind.Unreached() && j.Want != transfer.Hold && j.Outcome == ""
}
