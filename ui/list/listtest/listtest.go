// Package listtest makes uploads for tests of the list and of the window.
package listtest

import (
	"fmt"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/transfer/source"
)

// Jobs makes n uploads that differ only in their names and in what change does to the i-th; change may be nil. The
// IDs are in the order of the queue.
func Jobs(n int, change func(i int, j *transfer.Job)) (transfer.Update, []uuid.UUID) {
	u, list := transfer.Update{}, make([]uuid.UUID, n)
	for i := range n {
		name := fmt.Sprintf("file-%05d.bin", i)
		j := transfer.NewJob(source.File{Path: "/data/" + name, Size: 1000},
			transfer.Target{URL: "https://files.example.com/drop/" + name})
		j.Order = int64(i)
		if change != nil {
			change(i, &j)
		}
		u[j.ID], list[i] = &j, j.ID
	}
	return u, list
}

// Grouped makes n jobs. From first on they are in groups of the given size.
func Grouped(n, first, size int, change func(i int, j *transfer.Job)) (transfer.Update, []uuid.UUID) {
	keys := map[int]string{}
	return Jobs(n, func(i int, j *transfer.Job) {
		if i >= first {
			k := (i - first) / size
			if keys[k] == "" {
				keys[k] = transfer.NewGroupKey(fmt.Sprintf("folder-%02d", k))
			}
			j.Target.Group = keys[k]
		}
		if change != nil {
			change(i, j)
		}
	})
}

// In sets the fields from which State derives the given state.
func In(s transfer.State, j *transfer.Job) {
	now := time.Now()
	switch s {
	case transfer.Waiting:
	case transfer.NeedsYou:
		j.Fault = &transfer.Fault{Kind: transfer.KindSignIn, HTTP: 401, Final: true, At: now}
	case transfer.Connecting:
		j.Phase = transfer.Opening
	case transfer.Uploading:
		j.Phase = transfer.Sending
	case transfer.Finishing:
		j.Phase = transfer.Completing
	case transfer.GettingReply:
		j.Phase = transfer.Replying
	case transfer.Retrying:
		j.Fault, j.RetryAt, j.Since = &transfer.Fault{Kind: transfer.KindBusy, HTTP: 503, At: now}, now.Add(time.Minute), now
	case transfer.Paused:
		j.Want = transfer.Hold
	case transfer.Failed:
		j.Fault = &transfer.Fault{Kind: transfer.KindGone, HTTP: 410, Final: true, At: now}
	case transfer.Cancelling:
		j.Want = transfer.Drop
	case transfer.Done:
		j.Outcome, j.Ended, j.Acked = transfer.Delivered, now, j.Source.Size
	case transfer.Cancelled:
		j.Want, j.Outcome, j.Ended = transfer.Drop, transfer.Confirmed, now
	}
}

// Case is a state, with its outcome if it can have several.
type Case struct {
	State   transfer.State
	Outcome transfer.Outcome // "" = the one set by [In]
}

// Every returns one case for each state, and for the cancelled state one for each outcome.
func Every() []Case {
	var list []Case
	for _, s := range transfer.States {
		if s != transfer.Cancelled {
			list = append(list, Case{State: s})
		}
	}
	for _, o := range transfer.Outcomes {
		if o != transfer.Delivered {
			list = append(list, Case{State: transfer.Cancelled, Outcome: o})
		}
	}
	return list
}

// Job makes an upload in this state.
func (c Case) Job() *transfer.Job {
	u, id := Jobs(1, func(_ int, j *transfer.Job) { c.In(j) })
	return u[id[0]]
}

// In brings an upload into this state.
func (c Case) In(j *transfer.Job) {
	In(c.State, j)
	if c.Outcome != "" {
		j.Outcome = c.Outcome
	}
}

func (c Case) String() string { return string(c.State) + " " + string(c.Outcome) }
