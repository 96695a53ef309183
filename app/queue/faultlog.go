package queue

import (
	"context"
	"log/slog"
	"strings"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/ui/words"
)

// faultLog logs the faults of jobs and the endings of cancels, in the words of the window and the command line, so
// that a text on the screen can be found in the log.
type faultLog struct {
	log  *slog.Logger
	last map[uuid.UUID]string // last logged fault or ending of a job
}

// logFaults returns the function that logs what feed tells, until feed is closed or ctx ends. Call it before transfers
// start: faults that exist by then are in the log already.
func logFaults(ctx context.Context, feed *transfer.Feed, log *slog.Logger) (follow func()) {
	f := &faultLog{log: log, last: map[uuid.UUID]string{}}
	feed.Rest = watchRest
	err := feed.Each(ctx, func(id uuid.UUID, j *transfer.Job) {
		if trouble := troubleOf(j); trouble != "" {
			f.last[id] = trouble
		}
	})
	return func() {
		defer feed.Close()
		for err == nil {
			err = feed.Each(ctx, f.take)
		}
	}
}

func (f *faultLog) take(id uuid.UUID, j *transfer.Job) {
	if j == nil {
		delete(f.last, id)
	} else {
		f.tell(j)
	}
}

// troubleOf identifies a job's trouble: its ending, or the time of its fault; "" = none.
func troubleOf(j *transfer.Job) string {
	switch {
	case j.Outcome != "":
		return strings.Clone(string(j.Outcome)) // not a part of the whole job's record
	case j.Fault != nil:
		return j.Fault.At.String()
	}
	return ""
}

// tell logs a fault once for each try, and an outcome once.
func (f *faultLog) tell(j *transfer.Job) {
	now := troubleOf(j)
	if now == f.last[j.ID] {
		return
	}
	f.last[j.ID] = now
	if now == "" {
		return
	}
	fields := []any{slog.String("job", j.ID.String()), slog.String("file", j.Name()), slog.String("url", bits.SafeAddress(j.Target.URL))}
	if j.Outcome != "" {
		f.log.Info("job ended", append(fields, slog.String("text", words.OutcomeText(j, time.Now())))...)
		return
	}
	f.log.Warn("job met a fault", append(fields, slog.String("state", string(j.State())), slog.String("text", words.FaultText(j.Fault, j)))...)
}
