package transfer

import (
	"os"
	"testing"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/receiver"
	"sendoff/transfer/source"
)

// TestJoin: an unchanged file that already waits for the same address has one job.
func TestJoin(t *testing.T) {
	f := newFront(t, receiver.Options{}, nil)
	f.launch()
	s := f.file("x.bin", 3000)
	first := f.job(s)
	first.Want = Hold
	f.do(Command{Verb: VerbAdd, Jobs: []Job{first}})
	count := func() int {
		feed := f.engine.Watch()
		defer feed.Close()
		all, err := feed.Next(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, j := range all {
			if j.Open() {
				n++
			}
		}
		return n
	}
	again := func(join bool, change func(*Job)) Job {
		j := f.job(s)
		j.Want = Hold
		if change != nil {
			change(&j)
		}
		f.do(Command{Verb: VerbAdd, Jobs: []Job{j}, Join: join})
		return j
	}
	again(true, nil)
	if got := count(); got != 1 {
		t.Fatalf("%d jobs after a second add of the same", got)
	}
	other := again(false, nil) // asked for once more
	headers := again(true, func(j *Job) { j.Target.Headers = "X-Team: red" })
	if got := count(); got != 3 {
		t.Errorf("%d jobs after a copy that was asked for and one with a header", got)
	}
	f.do(Command{Verb: VerbDrop, IDs: []uuid.UUID{other.ID, headers.ID}})
	again(true, func(j *Job) { j.Want = Run }) // the one that is left goes on
	if done := f.until(first.ID, inState(Done)); done.Outcome != Delivered {
		t.Errorf("the joined job: %s", done.Outcome)
	}
	ended := again(true, nil) // an ended job is not joined
	if err := os.WriteFile(s.Path, []byte("another version"), 0o600); err != nil {
		t.Fatal(err)
	}
	var err error
	if s, err = source.Stat(s.Path); err != nil {
		t.Fatal(err)
	}
	changed := again(true, nil)
	if got := count(); got != 2 {
		t.Errorf("%d jobs: one of the old version and one of the new are wanted", got)
	}
	f.do(Command{Verb: VerbDrop, IDs: []uuid.UUID{ended.ID, changed.ID}})
}

// TestJoinWhatCanBeJoined: a job that is being cancelled delivers nothing, and a job that is to be paused wakes no
// other.
func TestJoinWhatCanBeJoined(t *testing.T) {
	for name, c := range map[string]struct {
		there, added Want
		want         Want // of the one that was there
		jobs         int
	}{
		"paused, to run":       {Hold, Run, Run, 1},
		"paused, to be paused": {Hold, Hold, Hold, 1},
		"being cancelled":      {Drop, Run, Drop, 2},
	} {
		old := stored(1)
		old.Want = c.there
		l := loopOf(old)
		tx := l.begin(time.Now())
		next := NewJob(old.Source, old.Target)
		next.Want = c.added
		if err := tx.command(&Command{Verb: VerbAdd, Jobs: []Job{next}, Join: true}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		now := *old
		if s := tx.staged[old.ID]; s != nil {
			now = *s
		}
		if jobs := 1 + len(tx.added); now.Want != c.want || jobs != c.jobs {
			t.Errorf("%s: %d jobs, the first is %d", name, jobs, now.Want)
		}
	}
}
