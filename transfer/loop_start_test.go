package transfer

import (
	"errors"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
	"sendoff/transfer/source"
)

// hold makes looks at files wait. looking gets one value per look that has begun; each waits for a value
// of goOn.
func (f *front) hold() (looking <-chan string, goOn chan<- bool) {
	f.t.Helper()
	begun, free, ended := make(chan string), make(chan bool), make(chan struct{})
	f.t.Cleanup(func() { close(ended) }) // before the engine is closed, which waits for the looks
	if err := f.engine.ask(func() {
		f.engine.stat = func(path string) (source.File, error) {
			select {
			case begun <- path:
				select {
				case <-free:
				case <-ended:
				}
			case <-ended:
			}
			return source.Stat(path)
		}
	}); err != nil {
		f.t.Fatal(err)
	}
	return begun, free
}

// TestStartOverYieldsToWhatCameAfterIt: while the file is looked at, another command for the job succeeds. The job is
// not started over.
func TestStartOverYieldsToWhatCameAfterIt(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		ended bool // the job is in the history
		wish  func(Job) Command
		want  State // of the old job; "" = it is gone
	}{
		"cancel":             {wish: func(j Job) Command { return drop(j.ID) }, want: Cancelled},
		"pause":              {wish: func(j Job) Command { return Command{Verb: VerbHold, IDs: []uuid.UUID{j.ID}} }, want: Paused},
		"change":             {wish: func(j Job) Command { return Command{Verb: VerbChange, Jobs: []Job{j}} }, want: Paused},
		"cancel of one past": {ended: true, wish: func(j Job) Command { return drop(j.ID) }, want: Cancelled},
		"forget":             {ended: true, wish: func(j Job) Command { return Command{Verb: VerbForget, IDs: []uuid.UUID{j.ID}} }},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFront(t, receiver.Options{}, nil)
			f.launch()
			j := f.job(f.file("x.bin", 3000))
			j.Want = Hold
			f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
			if c.ended {
				f.do(drop(j.ID))
			}
			looking, goOn := f.hold()
			answer := f.engine.Do(Command{Verb: VerbStart, IDs: []uuid.UUID{j.ID}})
			<-looking
			f.do(c.wish(j))
			goOn <- true
			if err := <-answer; !errors.Is(err, ErrOverruled) {
				t.Errorf("start over: %v", err)
			}
			all, err := f.engine.Watch().Next(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			state := State("")
			if now := all[j.ID]; now != nil {
				state = now.State()
				delete(all, j.ID)
			}
			if state != c.want || len(all) != 0 || len(f.requests(bits.CreateSession)) != 0 {
				t.Errorf("it is %q; beside it %v; %d sessions", state, all, len(f.requests(bits.CreateSession)))
			}
		})
	}
}

// TestStartOverTwiceStartsOnce: the second command comes while the first one's file is looked at.
func TestStartOverTwiceStartsOnce(t *testing.T) {
	t.Parallel()
	f := newFront(t, receiver.Options{}, nil)
	f.launch()
	j := f.job(f.file("x.bin", 3000))
	j.Want = Hold
	f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	looking, goOn := f.hold()
	over := Command{Verb: VerbStart, IDs: []uuid.UUID{j.ID}}
	first, second := f.engine.Do(over), f.engine.Do(over)
	<-looking
	<-looking
	goOn <- true
	goOn <- true
	errs := []error{<-first, <-second}
	if (errs[0] == nil) == (errs[1] == nil) || !errors.Is(errors.Join(errs...), ErrOverruled) {
		t.Errorf("%v", errs)
	}
	all, err := f.engine.Watch().Next(t.Context())
	if err != nil || len(all) != 2 || all[j.ID] == nil || all[j.ID].State() != Cancelled {
		t.Errorf("%d jobs: %v, %v", len(all), all, err)
	}
}

// TestStartOverOfSeveralStartsTheOthers: one of two jobs is cancelled meanwhile, and the answer says so.
func TestStartOverOfSeveralStartsTheOthers(t *testing.T) {
	t.Parallel()
	f := newFront(t, receiver.Options{}, nil)
	f.launch()
	a, b := f.job(f.file("a.bin", 10)), f.job(f.file("b.bin", 20))
	a.Want, b.Want = Hold, Hold
	f.do(Command{Verb: VerbAdd, Jobs: []Job{a, b}})
	looking, goOn := f.hold()
	answer := f.engine.Do(Command{Verb: VerbStart, IDs: []uuid.UUID{a.ID, b.ID}})
	<-looking
	f.do(drop(a.ID))
	f.do(Command{Verb: VerbPriority, IDs: []uuid.UUID{b.ID}, Priority: High})
	goOn <- true
	<-looking
	goOn <- true
	if err := <-answer; !errors.Is(err, ErrOverruled) {
		t.Errorf("nobody is told of the one that does not start: %v", err)
	}
	f.until(b.ID, inState(Cancelled))
	for id, j := range f.jobs {
		if id == a.ID || id == b.ID {
			continue
		}
		if done := f.until(id, inState(Done)); done.Source != b.Source || done.Priority != High {
			t.Errorf("started: %+v", j)
		}
	}
	if _, err := os.Stat(f.folder + "/a.bin"); err == nil || len(f.requests(bits.CreateSession)) != 1 {
		t.Errorf("the cancelled one arrived; %d sessions", len(f.requests(bits.CreateSession)))
	}
}

// TestCancelRightAfterStartOver: the cancel names the old job, because its sender could not know the new one.
func TestCancelRightAfterStartOver(t *testing.T) {
	t.Parallel()
	s := newHeldQueue(t, "a")
	path := s.file("x.bin", 10)
	j := NewJob(path, Target{URL: "http://127.0.0.1:9/x"})
	j.Want = Hold
	s.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	s.do(Command{Verb: VerbStart, IDs: []uuid.UUID{j.ID}})
	s.do(drop(j.ID))
	all, err := s.engine.Watch().Next(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for id, now := range all {
		if id != s.ids["a"] && now.State() != Cancelled {
			t.Errorf("%s is %s", now.Name(), now.State())
		}
	}
	if len(all) != 3 {
		t.Errorf("%d jobs", len(all))
	}
}

// TestStartOverTakesNoJobsOfTheCaller: only jobs of the queue are uploaded, not those in the command.
func TestStartOverTakesNoJobsOfTheCaller(t *testing.T) {
	t.Parallel()
	s := newHeldQueue(t, "a")
	other := NewJob(s.file("x.bin", 10), Target{URL: "http://127.0.0.1:9/x"})
	if err := <-s.engine.Do(Command{Verb: VerbStart, Jobs: []Job{other}}); !errors.Is(err, ErrNoJob) {
		t.Errorf("got %v", err)
	}
}

// TestDoBesideClose: commands come while the engine closes. Each gets one answer; the race detector
// watches.
func TestDoBesideClose(t *testing.T) {
	t.Parallel()
	for range 10 {
		s := newHeldQueue(t, "a")
		commands := []Command{
			{Verb: VerbStart, IDs: s.find("a")}, {Verb: VerbTrust}, {Verb: VerbDistrust, Pin: &Pin{Host: "h"}}, {Verb: VerbHold, IDs: s.find("a")},
		}
		var all sync.WaitGroup
		for _, c := range commands {
			all.Go(func() {
				for !errors.Is(<-s.engine.Do(c), ErrClosed) {
				}
			})
		}
		if err := s.engine.Close(); err != nil {
			t.Error(err)
		}
		all.Wait()
	}
}

// TestStartOverOfACancelledJob: only a cancel that came after the command stops it.
func TestStartOverOfACancelledJob(t *testing.T) {
	for _, before := range []Want{Run, Hold, Drop} {
		then := NewJob(source.File{Path: "/x", Size: 1}, Target{URL: "http://h/x"})
		then.Want = before
		now := then
		now.Want = Drop
		l := &loop{entries: map[uuid.UUID]*entry{then.ID: {kept: kept{live: &now}}}}
		if got := l.begin(time.Now()).cancelledSince(&then); got != (before != Drop) {
			t.Errorf("%v before: %t", before, got)
		}
	}
}
