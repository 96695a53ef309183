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

// joinOrAdd adds the new jobs except those that join an existing one.
func (t *transaction) joinOrAdd(jobs []Job) error {
	left := t.join(jobs)
	if len(left) == 0 && len(jobs) > 0 {
		return nil
	}
	return t.add(left)
}

// join returns the new jobs whose work no open job does. An open job that stands still goes on instead, unless the
// new one was to be paused.
func (t *transaction) join(jobs []Job) []Job {
	open := map[Work]*Job{}
	for _, j := range t.order() {
		if j.Open() {
			open[j.Work()] = j
		}
	}
	var left []Job
	for i := range jobs {
		twin := open[jobs[i].Work()]
		if twin == nil || !twin.sameAs(&jobs[i]) {
			left = append(left, jobs[i])
			continue
		}
		if jobs[i].Want != Hold {
			t.wake(twin)
		}
	}
	return left
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
