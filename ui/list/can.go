package list

import (
	"sendoff/transfer"
	"sendoff/ui/words"
)

func CanPause(j *transfer.Job) bool {
	switch j.State() {
	case transfer.Waiting, transfer.Connecting, transfer.Uploading, transfer.Retrying, transfer.GettingReply:
		return true
	case transfer.NeedsYou, transfer.Finishing, transfer.Paused, transfer.Failed,
		transfer.Cancelling, transfer.Done, transfer.Cancelled:
	}
	return false
}

func CanResume(j *transfer.Job) bool { return j.State() == transfer.Paused }

func CanCancel(j *transfer.Job) bool { return j.Outcome == "" && j.Want != transfer.Drop }

func HasEnded(j *transfer.Job) bool { return j.Outcome != "" }

func CanMove(j *transfer.Job) bool { return CanCancel(j) }

// canStartNow tells whether an upload that does not run could.
func CanStartNow(j *transfer.Job) bool {
	s := j.State()
	return s == transfer.Waiting || s == transfer.Retrying || s == transfer.Paused
}

func CanRetry(j *transfer.Job) bool {
	s := j.State()
	return s == transfer.Failed || s == transfer.NeedsYou || s == transfer.Retrying
}

func hasFailed(j *transfer.Job) bool {
	s := j.State()
	return s == transfer.Failed || s == transfer.NeedsYou
}

func CanStartOver(j *transfer.Job) bool {
	return hasFailed(j) || j.State() == transfer.Paused
}

// isOpenCancel tells whether a cancel waits for a server that could not be told yet.
func IsOpenCancel(j *transfer.Job) bool { return j.State() == transfer.Cancelling && j.Fault != nil }

func HasSession(j *transfer.Job) bool { return j.Session.ID != "" }

func HasCode(j *transfer.Job) bool { return words.CodeOf(j) != "" }

// canCancelAgain tells the cancels that a server refused and may take another time.
func CanCancelAgain(j *transfer.Job) bool {
	_, can := j.RetryCancel()
	return can
}

// canSignIn tells the uploads that another account may cure.
func CanSignIn(j *transfer.Job) bool {
	f := j.Fault
	return j.Outcome == "" && f != nil && (f.Kind.SignIn() || f.Kind == transfer.KindDenied && f.Ask.User != "")
}

// isAway tells whether a job's server did not answer and is tried again.
func isAway(j *transfer.Job) bool {
	f := j.Fault
	return f != nil && !f.Final && f.Kind.Unreached() && j.Want != transfer.Hold && j.Outcome == ""
}
