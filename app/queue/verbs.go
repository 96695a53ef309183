package queue

import "sendoff/transfer"

// verbs are what can be done to one job by name, on the command line and over the control channel.
var verbs = map[string]func(*transfer.Job) transfer.Verb{
	"pause": Always(transfer.VerbHold), "resume": Always(transfer.VerbRun), "retry": RetryVerb,
	"cancel": Always(transfer.VerbDrop), "forget": Always(transfer.VerbForget),
}

// Always is the same verb for every job.
func Always(v transfer.Verb) func(*transfer.Job) transfer.Verb {
	return func(*transfer.Job) transfer.Verb { return v }
}

// RefusedCancel reports whether j is a cancel that can be tried again. That is for jobs that are named:
// --all means the queue.
func RefusedCancel(j *transfer.Job) bool {
	_, can := j.RetryCancel()
	return can
}

// RetryVerb starts a changed file again: going on with its old version can only fail again.
func RetryVerb(j *transfer.Job) transfer.Verb {
	if RefusedCancel(j) {
		return transfer.VerbDrop
	}
	if j.Fault != nil && j.Fault.Kind == transfer.KindFileChanged {
		return transfer.VerbStart
	}
	return transfer.VerbRun
}
