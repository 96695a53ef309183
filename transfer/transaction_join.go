package transfer

import "sendoff/transfer/source"

// Work identifies what a job does: which file goes where.
type Work struct{ Path, URL string }

// Work returns what the job does, or did.
func (j *Job) Work() Work { return Work{j.Source.Path, oneSpelling(j.Target.URL)} }

// Open reports whether the job still has to deliver its file.
func (j *Job) Open() bool { return j.Outcome == "" && j.Want != Drop }

// oneSpelling returns an address as the queue spells it.
func oneSpelling(address string) string {
	u, err := CheckURL(address)
	if err != nil {
		return address
	}
	return u.String()
}

// join parts new jobs from those whose work an open job does. twins are these open jobs that are to go on if they stand
// still: all but those that a paused one joins.
func (t *transaction) join(jobs []*Job) (left, twins []*Job) {
	staged := map[Work]*Job{}
	for _, j := range t.staged {
		if j.Open() {
			staged[j.storedWork()] = j
		}
	}
	for _, j := range jobs {
		twin := t.twin(j, staged)
		switch {
		case twin == nil:
			left = append(left, j)
		case j.Want != Hold:
			twins = append(twins, twin)
		}
	}
	return left, twins
}

// twin returns the open job that a new one joins; nil if there is none. staged are the open jobs of this transaction.
func (t *transaction) twin(j *Job, staged map[Work]*Job) *Job {
	if twin := staged[j.storedWork()]; twin != nil && twin.sameAs(j) {
		return twin
	}
	for twin := range t.loop.doing(j.storedWork()) {
		if t.staged[twin.ID] == nil && twin.sameAs(j) {
			return twin
		}
	}
	return nil
}

// sameAs reports whether an open job sends the present file in the same way as a new one would.
func (j *Job) sameAs(n *Job) bool {
	return j.Source.Compare(n.Source) != source.Different && // the job itself resolves a doubt
		j.Target.Reply == n.Target.Reply && j.Target.Headers == n.Target.Headers
}

// wake lets a job go on that waits for the user.
func (t *transaction) wake(j *Job) {
	switch j.State().Standing() { //nolint:exhaustive // the others go on by themselves
	case Rests, Stuck:
		if j = t.edit(j.ID); j != nil {
			t.runJob(j)
			t.durable[j.ID] = true
		}
	}
}
