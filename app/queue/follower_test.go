package queue

import (
	"context"
	"testing"

	"sendoff/transfer"
	"sendoff/transfer/source"
)

// goneAfter is an owner that does what it is asked and ends before it says so.
type goneAfter struct{ *Local }

func (q goneAfter) Do(ctx context.Context, c transfer.Command) error {
	if err := q.Local.Do(ctx, c); err != nil {
		return err
	}
	return ErrOwnerGone
}

// TestJobsAreAddedOnceAcrossOwners: an owner that ended in the middle may have added the jobs, all or none of them.
func TestJobsAreAddedOnceAcrossOwners(t *testing.T) {
	for _, before := range []bool{false, true} {
		r := newRig(t)
		f := &Follower{config: r.config(), aim: Cancels}
		var jobs []transfer.Job
		for _, name := range []string{"/a", "/b"} {
			j := transfer.NewJob(source.File{Path: absent + name}, transfer.Target{URL: "http://127.0.0.1:9" + name})
			j.Want = transfer.Hold
			jobs = append(jobs, j)
		}
		owner := r.owner()
		f.q = goneAfter{owner}
		if before {
			f.q = goneBefore{owner}
		}
		if err := f.Do(t.Context(), transfer.Command{Verb: transfer.VerbAdd, Jobs: jobs}); err != nil {
			t.Fatal(err)
		}
		if all, err := f.Jobs(t.Context()); len(all) != len(jobs) || err != nil {
			t.Errorf("%d jobs, %v", len(all), err)
		}
		if err := f.Leave(); err != nil {
			t.Error(err)
		}
	}
}

// goneBefore is an owner that ends before it does anything.
type goneBefore struct{ *Local }

func (goneBefore) Do(context.Context, transfer.Command) error { return ErrOwnerGone }
