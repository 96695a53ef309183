package transfer

import (
	"bytes"
	"encoding/csv"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
	"sendoff/transfer/source"
)

// sessions returns the open sessions of the rig's jobs.
func (r *rig) sessions() []OpenSession { return OpenSessions(maps.Values(r.jobs)) }

func TestOpenSessions(t *testing.T) {
	now := time.Date(2026, 3, 20, 12, 0, 0, 0, time.UTC)
	day := 24 * time.Hour
	open := func(want Want, opened, heard time.Duration) *Job {
		return &Job{
			ID: uuid.New(), Want: want, Session: bits.Session{ID: "{1}"}, Acked: 7, Source: source.File{Path: "/a/b", Size: 9},
			Target: Target{URL: "http://Host:8080/x/b?token=hidden"}, Opened: now.Add(-opened), Heard: now.Add(-heard),
		}
	}
	young, old, dropped := open(Run, day, time.Hour), open(Hold, 20*day, 20*day), open(Drop, 3*day, 2*day)
	dropped.RetryAt = now.Add(time.Minute)
	without, ended := &Job{ID: uuid.New()}, open(Drop, day, day)
	end(ended, NotTold, now)
	list := OpenSessions(slices.Values([]*Job{without, young, nil, ended, old, dropped}))
	if len(list) != 3 || list[0].Job != dropped.ID || list[1].Job != old.ID || list[2].Job != young.ID {
		t.Fatalf("%+v", list)
	}
	for i, want := range []struct {
		age       time.Duration
		days      int
		cancelled bool
	}{{3 * day, 12, true}, {20 * day, 0, false}, {day, 14, false}} {
		if s := list[i]; s.Age(now) != want.age || s.DaysLeft(now) != want.days || s.Cancelled() != want.cancelled {
			t.Errorf("%d: %s, %d days, %v", i, s.Age(now), s.DaysLeft(now), s.Cancelled())
		}
	}
	if s := list[0]; s.Server != "http://host:8080" || s.Acked != 7 || s.Size != 9 || s.File != "/a/b" || s.NextTry != dropped.RetryAt {
		t.Errorf("%+v", s)
	}
	if d := list[0].DaysLeft(now.Add(-100 * day)); d != 14 {
		t.Errorf("with a clock far behind: %d days", d)
	}
}

func TestWriteSessions(t *testing.T) {
	now := time.Date(2026, 3, 20, 12, 0, 0, 0, time.UTC)
	j := &Job{
		ID: uuid.New(), Session: bits.Session{ID: "=cmd|x"}, Opened: now.Add(-time.Minute),
		Source: source.File{Path: "/a/\"b\",\n+c", Size: 9}, Target: Target{URL: "http://h/?token=hidden"},
	}
	var out bytes.Buffer
	if err := WriteSessions(&out, OpenSessions(slices.Values([]*Job{j})), now); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&out).ReadAll()
	if err != nil || len(rows) != 2 {
		t.Fatal(rows, err)
	}
	cells := map[string]string{}
	for i, title := range rows[0] {
		cells[title] = rows[1][i]
	}
	for title, want := range map[string]string{
		"session": "'=cmd|x", "file": j.Source.Path, "age_seconds": "60", "days_left": "14", "next_try": "",
		"opened": "2026-03-20T11:59:00Z", "url": "http://h/?...", "job": j.ID.String(), "server": "http://h", "size": "9",
	} {
		if cells[title] != want {
			t.Errorf("%s is %q, want %q", title, cells[title], want)
		}
	}
}

// TestSessionsOfAQueue: follows one session through the list: paused, cancelled while the server does not answer,
// retried on demand, and gone.
func TestSessionsOfAQueue(t *testing.T) {
	t.Parallel()
	f, _, paused := pausedHalfWay(t)
	list := f.sessions()
	if len(list) != 1 || list[0].ID != paused.Session.ID || list[0].Acked == 0 || list[0].Cancelled() || list[0].DaysLeft(time.Now()) != 14 {
		t.Fatalf("paused: %+v", list)
	}
	if list[0].Heard.Before(list[0].Opened) || time.Since(list[0].Opened) > time.Minute {
		t.Errorf("opened %s, heard %s", list[0].Opened, list[0].Heard)
	}
	if err := <-f.engine.Do(list[0].Forget()); err == nil {
		t.Error("the session of an upload was forgotten")
	}
	f.swap(on(bits.CancelSession, func(w http.ResponseWriter, _ *http.Request, _ int) bool {
		w.Header().Set("Retry-After", "600")
		return status(w, 503)
	}))
	f.do(list[0].CancelNow())
	f.until(paused.ID, func(j *Job) bool { return j.Want == Drop && !j.RetryAt.IsZero() && j.Phase == Idle })
	list = f.sessions()
	if len(list) != 1 || !list[0].Cancelled() || time.Until(list[0].NextTry) < 5*time.Minute {
		t.Fatalf("cancelled: %+v", list)
	}
	f.swap(nil)
	f.do(list[0].CancelNow())
	f.until(paused.ID, inState(Cancelled))
	if list = f.sessions(); len(list) != 0 {
		t.Errorf("told: %+v", list)
	}
	if left := f.receiver.Sessions(); len(left) != 0 {
		t.Errorf("on the server: %+v", left)
	}
}

// TestF13_TheSameURLWaitsForItsCancel: servers derive the id from the address. A newer upload of the same file waits
// for the older cancel, or until the user forgets it; after that no cancel may be sent.
func TestF13_TheSameURLWaitsForItsCancel(t *testing.T) {
	t.Parallel()
	f := newFront(t, receiver.Options{}, nil)
	refuse := true
	f.swap(func(w http.ResponseWriter, r *http.Request, p bits.PacketType, _ int) bool {
		swallow(r)
		switch p {
		case bits.CreateSession:
			return status(w, 200, bits.HeaderSessionID, "hash-of-"+r.URL.Path)
		case bits.Fragment:
			f.lock.Lock()
			defer f.lock.Unlock()
			if refuse {
				return status(w, 503)
			}
			return status(w, 200)
		case bits.CancelSession:
			<-r.Context().Done() // the answer is never seen
			return true
		default:
			return status(w, 200)
		}
	})
	f.launch()
	s := f.file("same.bin", 100)
	old := f.job(s)
	old.Target.URL = strings.Replace(old.Target.URL, "127.0.0.1", "LocalHost", 1)
	f.do(Command{Verb: VerbAdd, Jobs: []Job{old}})
	f.until(old.ID, func(j *Job) bool { return j.Fault != nil && j.Phase == Idle })
	f.do(drop(old.ID))
	j := f.job(s)
	j.Target.URL = strings.ToLower(old.Target.URL) // another spelling of it
	f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	f.until(old.ID, func(j *Job) bool { return j.Want == Drop && j.Fault != nil && j.Phase == Idle })
	if n := len(f.requests(bits.CreateSession)); n != 1 {
		t.Fatalf("%d sessions were asked for while the first is to be cancelled", n)
	}
	f.lock.Lock()
	refuse = false
	f.lock.Unlock()
	f.do(drop(old.ID)) // the next try is under way when the user gives up
	f.do(Command{Verb: VerbForget, IDs: []uuid.UUID{old.ID}})
	f.until(j.ID, inState(Done))
	created := 0
	for _, r := range f.all() {
		if r.packet == bits.CreateSession {
			created++
		}
		if r.packet == bits.CancelSession && created > 1 {
			t.Error("a late cancel names the session of the newer upload")
		}
		if r.packet == bits.Fragment && !strings.HasPrefix(r.session, "hash-of-") {
			t.Errorf("%+v", r)
		}
	}
	if created != 2 {
		t.Errorf("%d sessions", created)
	}
}
