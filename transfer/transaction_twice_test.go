package transfer

import (
	"context"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
	"sendoff/transfer/source"
)

// resting opens an engine that transfers nothing.
func resting(t *testing.T) *Engine {
	t.Helper()
	e, err := Open(Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	return e
}

// allOf is the queue and the history.
func allOf(t *testing.T, e *Engine) Update {
	t.Helper()
	feed := e.Watch()
	defer feed.Close()
	all, err := feed.Next(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestJoinFindsTheOlderTwin: of several jobs with one file and address, the one that sends it in the same way is
// joined, not only the newest.
func TestJoinFindsTheOlderTwin(t *testing.T) {
	e := resting(t)
	at := source.File{Path: "/x", Size: 9, ModTime: time.Unix(1, 0).UTC(), FileID: "1"}
	job := func(headers bits.CustomLines) Job {
		j := NewJob(at, Target{URL: "http://h/x", Headers: headers})
		j.Want = Hold
		return j
	}
	for i, headers := range []bits.CustomLines{"", "X-Team: red", "X-Team: blue"} {
		if err := <-e.Do(Command{Verb: VerbAdd, Jobs: []Job{job(headers)}}); err != nil {
			t.Fatal(err)
		}
		for _, same := range []bits.CustomLines{"", "X-Team: red", "X-Team: blue"}[:i+1] {
			if err := <-e.Do(Command{Verb: VerbAdd, Jobs: []Job{job(same)}, Join: true}); err != nil {
				t.Fatal(err)
			}
		}
		if n := len(allOf(t, e)); n != i+1 {
			t.Fatalf("%d jobs after %q", n, headers)
		}
	}
}

// TestForgottenCancelIsNotRetried, though both were asked for in one moment.
func TestForgottenCancelIsNotRetried(t *testing.T) {
	e := resting(t)
	j := NewJob(source.File{Path: "/x", Size: 9}, Target{URL: "http://h/x"})
	tell := func(ev event) {
		t.Helper()
		reply := make(chan error, 1)
		e.inbox.put(message{id: j.ID, event: ev, reply: reply})
		if err := <-reply; err != nil {
			t.Fatal(err)
		}
	}
	if err := <-e.Do(Command{Verb: VerbAdd, Jobs: []Job{j}}); err != nil {
		t.Fatal(err)
	}
	tell(opened{session: bits.Session{ID: "s"}})
	if err := <-e.Do(drop(j.ID)); err != nil {
		t.Fatal(err)
	}
	tell(cancelEnded{outcome: Refused, fault: &Fault{Kind: KindNoCancel, HTTP: 403, Final: true}})
	forgotten, retried := make(chan error, 1), make(chan error, 1)
	err := e.ask(func() {
		again := drop(j.ID)
		e.handle([]message{
			{command: &Command{Verb: VerbForget, IDs: []uuid.UUID{j.ID}}, reply: forgotten}, {command: &again, reply: retried},
		}, time.Now())
	})
	if err := errors.Join(err, <-forgotten); err != nil {
		t.Fatal(err)
	}
	if err := <-retried; !errors.Is(err, ErrNoJob) {
		t.Errorf("its cancel is retried: %v", err)
	}
	if all := allOf(t, e); len(all) != 0 {
		t.Errorf("left are %d", len(all))
	}
}

// TestSweepOfTrailsLeavesWhatIsNone: a link or a folder with such a name is nobody's trail.
func TestSweepOfTrailsLeavesWhatIsNone(t *testing.T) {
	e := resting(t)
	folder := filepath.Join(e.options.Dir, trailPrefix+uuid.NewString())
	link := filepath.Join(e.options.Dir, trailPrefix+uuid.NewString())
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	kept := []string{folder}
	if os.Symlink(folder, link) == nil { // Windows requires a privilege
		if _, err := os.Lstat(link); err == nil { // Wine says that it made a link, and has made none
			kept = append(kept, link)
		}
	}
	e.sweepTrails(func(uuid.UUID) bool { return false })
	for _, path := range kept {
		if _, err := os.Lstat(path); err != nil {
			t.Error(err)
		}
	}
}

// TestClockIsWatchedWhileOneFails: its jump ends the wait, so somebody has to look.
func TestClockIsWatchedWhileOneFails(t *testing.T) {
	e := resting(t)
	var alone, failing time.Time
	now := time.Now()
	err := e.ask(func() {
		alone = e.watchNetwork(now)
		e.loop.failing++
		failing = e.watchNetwork(now)
		e.loop.failing--
	})
	if err != nil || !alone.IsZero() || failing.Before(now) {
		t.Errorf("looks at %v, and at %v while one fails: %v", alone, failing, err)
	}
}

// TestDisownedSessionIsForgotten, whether or not the server could be told.
func TestDisownedSessionIsForgotten(t *testing.T) {
	e := resting(t)
	u, err := url.Parse("http://127.0.0.1:1/x")
	if err != nil {
		t.Fatal(err)
	}
	transport := bits.NewTransport(bits.Options{Proxy: noProxy})
	t.Cleanup(transport.Disconnect)
	w := &worker{engine: e, client: &bits.Client{URL: u, Transport: transport}, job: Job{Session: bits.Session{ID: "s"}}}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := w.disown(ctx, w.job.Session, errGone); !errors.Is(err, errGone) || !w.job.Session.IsZero() {
		t.Errorf("%v, %+v", err, w.job.Session)
	}
}
