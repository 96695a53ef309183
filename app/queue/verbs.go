package queue

import "sendoff/transfer"

// verbs are the actions on one job by name, for the command line and the control channel.
var verbs = map[string]func(*transfer.Job) transfer.Verb{
	"pause": Always(transfer.VerbHold), "resume": Always(transfer.VerbRun), "retry": RetryVerb,
	"cancel": Always(transfer.VerbDrop), "forget": Always(transfer.VerbForget),
}

// Always returns the same verb for every job.
func Always(v transfer.Verb) func(*transfer.Job) transfer.Verb {
	return func(*transfer.Job) transfer.Verb { return v }
}

// RefusedCancel reports whether j is a refused cancel that can be retried. It is for jobs given by name: --all
// means the queue.
func RefusedCancel(j *transfer.Job) bool {
	_, can := j.RetryCancel()
	return can
}

// RetryVerb starts a changed file over: continuing its old version could only fail again.
func RetryVerb(j *transfer.Job) transfer.Verb {
	if RefusedCancel(j) {
		return transfer.VerbDrop
	}
	if j.Fault != nil && j.Fault.Kind == transfer.KindFileChanged {
		return transfer.VerbStart
	}
	return transfer.VerbRun
}
