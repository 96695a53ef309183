package main

import (
	"context"
	"log/slog"

	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/ui"
)

// faultLog writes what went wrong with jobs, and how cancels ended, into the log in the words that the
// window and the command line use, so that what somebody read can be found there.
type faultLog struct {
	log  *slog.Logger
	last map[uuid.UUID]string // the fault of a job as it was told last
	seen bool                 // the first update tells of what was logged when it happened
}

// logFaults follows the queue until it is closed or ctx ends.
func (l *local) logFaults(ctx context.Context) {
	f := &faultLog{log: l.log.Logger, last: map[uuid.UUID]string{}}
	_ = l.Watch(ctx, func(u transfer.Update) error { // its only errors are these ends
		f.take(u)
		return nil
	})
}

func (f *faultLog) take(u transfer.Update) {
	for id, j := range u {
		if j == nil {
			delete(f.last, id)
			continue
		}
		f.tell(j)
	}
	f.seen = true
}

// tell logs a fault once for each try, and an outcome once.
func (f *faultLog) tell(j *transfer.Job) {
	now := string(j.Outcome)
	if j.Fault != nil && now == "" {
		now = j.Fault.At.String()
	}
	before := f.last[j.ID]
	if now == before {
		return
	}
	f.last[j.ID] = now
	if now == "" || !f.seen {
		return
	}
	fields := []any{slog.String("job", j.ID.String()), slog.String("file", j.Name()), slog.String("url", redacted(j.Target.URL))}
	if j.Outcome != "" {
		f.log.Info("job ended", append(fields, slog.String("text", ui.OutcomeText(j)))...)
		return
	}
	f.log.Warn("job met a fault", append(fields, slog.String("state", string(j.State())), slog.String("text", ui.FaultText(j.Fault, j)))...)
}
