package transfer

import (
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
	"sendoff/transfer/source"
)

// pausedHalfWay is a front with a job of 3 MiB that was paused after its first fragment and before its
// last: the receiver takes 1 MiB at once.
func pausedHalfWay(t *testing.T) (*front, source.File, *Job) {
	t.Helper()
	hold, come := make(chan struct{}), make(chan struct{}, 1)
	small := receiver.Options{MaxFragment: firstFragment}
	f := newFront(t, small, on(bits.Fragment, func(_ http.ResponseWriter, r *http.Request, _ int) bool {
		if offset(r) > 0 && r.ContentLength <= firstFragment {
			swallow(r)
			select {
			case come <- struct{}{}:
			default:
			}
			select {
			case <-hold:
			case <-r.Context().Done():
			}
		}
		return false
	}))
	s, j := f.begin("half.bin", 3<<20)
	<-come
	f.do(Command{Verb: VerbHold, IDs: []uuid.UUID{j.ID}})
	paused := f.until(j.ID, func(j *Job) bool { return j.State() == Paused && j.Phase == Idle })
	close(hold)
	return f, s, paused
}

// TestSessionUnknownAfterAPause: many servers do not know the code for a lost session.
func TestSessionUnknownAfterAPause(t *testing.T) {
	for name, lost := range map[string]func(w http.ResponseWriter) bool{
		"as documented":    lostSession,
		"400":              func(w http.ResponseWriter) bool { return status(w, 400) },
		"404 from a page":  func(w http.ResponseWriter) bool { return page(w, 404) },
		"400, bad request": func(w http.ResponseWriter) bool { return status(w, 400, bits.HeaderErrorCode, "0x80070057") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, s, paused := pausedHalfWay(t)
			f.swap(func(w http.ResponseWriter, r *http.Request, p bits.PacketType, _ int) bool {
				if r.Header.Get(bits.HeaderSessionID) != paused.Session.ID || p == bits.CancelSession {
					return false
				}
				swallow(r)
				return lost(w)
			})
			f.do(Command{Verb: VerbRun, IDs: []uuid.UUID{paused.ID}})
			done, faults := f.push(paused.ID, 0)
			if done.State() != Done || done.Restarted != 1 {
				t.Fatalf("%s, restarted %d times, %+v", done.State(), done.Restarted, faults)
			}
			f.arrived(s)
			if n := len(f.packets(bits.CreateSession)); n != 2 {
				t.Errorf("%d sessions", n)
			}
		})
	}
}

// TestSessionRefusedTwice: a refusal that a new session does not resolve ends the job.
func TestSessionRefusedTwice(t *testing.T) {
	f, _, paused := pausedHalfWay(t)
	f.swap(on(bits.Fragment, func(w http.ResponseWriter, r *http.Request, _ int) bool {
		swallow(r)
		return status(w, 400)
	}))
	f.do(Command{Verb: VerbRun, IDs: []uuid.UUID{paused.ID}})
	got, _ := f.push(paused.ID, 0)
	if got.State() != Failed || len(f.packets(bits.CreateSession)) != 2 {
		t.Errorf("%s %+v with %d sessions", got.State(), got.Fault, len(f.packets(bits.CreateSession)))
	}
}

// TestSessionLostAckOfTheLastFragment: the file is there, and is not sent from 0 again.
func TestSessionLostAckOfTheLastFragment(t *testing.T) {
	var f *front
	f = newFront(t, receiver.Options{}, on(bits.Fragment, func(w http.ResponseWriter, r *http.Request, _ int) bool {
		span, err := bits.ParseRange(r.Header.Get(bits.HeaderContentRange))
		if err != nil || !span.Final() || len(f.packets(bits.CloseSession)) > 0 {
			return false
		}
		if _, err := os.Stat(filepath.Join(f.folder, "x.bin")); err == nil {
			return false // it was dropped before
		}
		return f.unanswered(w, r)
	}))
	s, j := f.begin("x.bin", 3<<20+1)
	left := f.until(j.ID, func(j *Job) bool { return j.Outcome != "" || j.Fault != nil })
	if left.Outcome == "" && left.LastFragment != LastLeft {
		t.Errorf("after the connection died the last fragment is %d", left.LastFragment)
	}
	done, _ := f.push(j.ID, 3)
	if done.State() != Done {
		t.Fatalf("%s %+v", done.State(), done.Fault)
	}
	f.arrived(s)
	fromZero := 0
	for _, r := range f.requests(bits.Fragment) {
		if strings.HasPrefix(r.span, "bytes 0-") {
			fromZero++
		}
	}
	if fromZero != 1 || len(f.packets(bits.CreateSession)) != 1 || len(f.packets(bits.CloseSession)) != 1 {
		t.Errorf("%d fragments from 0, %d sessions, %d closed", fromZero, len(f.packets(bits.CreateSession)), len(f.packets(bits.CloseSession)))
	}
	found, err := os.ReadDir(f.folder)
	if err != nil || len(found) != 2 { // the file and the receiver's own folder
		t.Errorf("%v: %v", err, found)
	}
}

// TestSessionClose has the ways in which Close-Session can go wrong.
func TestSessionClose(t *testing.T) {
	for name, c := range map[string]struct {
		answer   func(f *front, w http.ResponseWriter, r *http.Request, nth int) bool
		state    State
		kind     Kind // of the last fault
		sessions int
	}{
		"lost ack, then no such session": {func(f *front, w http.ResponseWriter, r *http.Request, nth int) bool {
			if nth <= 2 {
				return f.unanswered(w, r)
			}
			return lostSession(w)
		}, Done, KindConnect, 1},
		"refused, then no such session": {func(_ *front, w http.ResponseWriter, _ *http.Request, nth int) bool {
			if nth == 1 {
				return status(w, 500)
			}
			return lostSession(w)
		}, Done, KindBusy, 1},
		"no such session at once": {func(_ *front, w http.ResponseWriter, _ *http.Request, nth int) bool {
			return nth == 1 && lostSession(w)
		}, Done, "", 2},
		"the file vanished": {func(_ *front, w http.ResponseWriter, _ *http.Request, _ int) bool { return status(w, 404) }, Failed, KindGone, 1},
		"denied":            {func(_ *front, w http.ResponseWriter, _ *http.Request, _ int) bool { return status(w, 403) }, Failed, KindDenied, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var f *front
			f = newFront(t, receiver.Options{Overwrite: true}, on(bits.CloseSession, func(w http.ResponseWriter, r *http.Request, nth int) bool {
				return c.answer(f, w, r, nth)
			}))
			s, j := f.begin("x.bin", 5000)
			got, faults := f.push(j.ID, 3)
			var kind Kind
			for _, fault := range faults {
				kind = fault.Kind
			}
			if got.State() != c.state || kind != c.kind || len(f.packets(bits.CreateSession)) != c.sessions {
				t.Errorf("%s, %d sessions, faults %+v", got.State(), len(f.packets(bits.CreateSession)), faults)
			}
			f.arrived(s)
		})
	}
}

// hostIDs answers Create-Session as the receiver does, with a host id.
func hostIDs(f *front, host, fallback string) func(w http.ResponseWriter, r *http.Request) bool {
	return func(w http.ResponseWriter, r *http.Request) bool {
		bits.Put(w.Header(), bits.HeaderHostID, host)
		if fallback != "" {
			bits.Put(w.Header(), bits.HeaderHostIDFallback, fallback)
		}
		f.receiver.ServeHTTP(w, r)
		return true
	}
}

// TestSessionClosedBySomethingSentTwice: the server acted on Close-Session and closed the connection. If it does not know
// the session when asked again, the upload is complete, not lost.
func TestSessionClosedBySomethingSentTwice(t *testing.T) {
	f := newFront(t, receiver.Options{}, on(bits.CloseSession, func(w http.ResponseWriter, _ *http.Request, nth int) bool {
		if nth == 1 {
			return reset(w)
		}
		return lostSession(w)
	}))
	s, j := f.begin("x.bin", 1000)
	if done := f.until(j.ID, inState(Done, Failed, Retrying)); done.State() != Done {
		t.Fatalf("%s %+v", done.State(), done.Fault)
	}
	f.arrived(s)
	if created, closed := f.requests(bits.CreateSession), f.requests(bits.CloseSession); len(created) != 1 || len(closed) != 2 {
		t.Errorf("created %v, closed %v", created, closed)
	}
}

// TestSessionFollowsTheHostID: each packet after Create-Session goes to the named host.
func TestSessionFollowsTheHostID(t *testing.T) {
	var f *front
	f = newFront(t, receiver.Options{}, func(w http.ResponseWriter, r *http.Request, p bits.PacketType, _ int) bool {
		if p == bits.Fragment && offset(r) > 0 && len(f.requests(bits.CancelSession)) == 0 {
			swallow(r) // net/http notices the end of a connection after the body
			<-r.Context().Done()
			return true
		}
		return p == bits.CreateSession && hostIDs(f, "localhost", "")(w, r)
	})
	_, j := f.begin("x.bin", 3<<20)
	f.until(j.ID, func(j *Job) bool { return j.Acked > 0 })
	f.do(Command{Verb: VerbDrop, IDs: []uuid.UUID{j.ID}})
	f.until(j.ID, inState(Cancelled))
	at, err := url.Parse(f.server.URL)
	if err != nil {
		t.Fatal(err)
	}
	moved := net.JoinHostPort("localhost", at.Port())
	all := f.all()
	if all[0].host != at.Host || all[0].packet != bits.CreateSession {
		t.Errorf("first %+v", all[0])
	}
	for _, r := range all[1:] {
		if r.host != moved {
			t.Errorf("%s went to %s, want %s", r.packet, r.host, moved)
		}
	}
	if n := len(f.requests(bits.CancelSession)); n != 1 || len(f.requests(bits.Ping)) != 1 {
		t.Errorf("%d cancels, %d pings", n, len(f.requests(bits.Ping)))
	}
}

// TestSessionFallsBackFromTheHostID: the host that was named cannot be found.
func TestSessionFallsBackFromTheHostID(t *testing.T) {
	var f *front
	f = newFront(t, receiver.Options{}, on(bits.CreateSession, func(w http.ResponseWriter, r *http.Request, _ int) bool {
		return hostIDs(f, "host.invalid", "0")(w, r)
	}))
	s, j := f.begin("x.bin", 5000)
	failed := f.until(j.ID, func(j *Job) bool { return j.Fault != nil && j.Phase == Idle })
	if failed.State() != Retrying || failed.Session.Host != "host.invalid" {
		t.Fatalf("%s with %+v", failed.State(), failed.Session)
	}
	// Not VerbRun, which begins a new count of how long the host has failed.
	f.until(j.ID, inState(Done, Failed))
	f.arrived(s)
	if n := len(f.packets(bits.CreateSession)); n != 1 {
		t.Errorf("%d sessions", n)
	}
}

// TestSessionIDsAreOpaque: what servers in the wild hand out is sent back byte for byte.
func TestSessionIDsAreOpaque(t *testing.T) {
	for _, id := range []string{
		"{abcdef01-0000-0000-0000-00000000000f}", "-1234567890", "/upload/x y.bin", "a=b; c", strings.Repeat("9", 100),
	} {
		t.Run(id[:min(len(id), 12)], func(t *testing.T) {
			t.Parallel()
			var received int64
			f := newFront(t, receiver.Options{}, func(w http.ResponseWriter, r *http.Request, p bits.PacketType, _ int) bool {
				swallow(r)
				switch p {
				case bits.CreateSession:
					return status(w, 201, bits.HeaderSessionID, id)
				case bits.Fragment:
					received = offset(r) + r.ContentLength
					return status(w, 200, bits.HeaderReceivedRange, strconv.FormatInt(received, 10))
				default:
					return status(w, 200)
				}
			})
			_, j := f.begin("x.bin", 100)
			if done, faults := f.push(j.ID, 0); done.State() != Done {
				t.Fatalf("%s %v", done.State(), faults)
			}
			for _, r := range f.requests(bits.Fragment, bits.CloseSession) {
				if r.session != id {
					t.Errorf("%s with session %q", r.packet, r.session)
				}
			}
		})
	}
}

// TestSessionKeepsItsConnection: one connection carries the whole conversation.
func TestSessionKeepsItsConnection(t *testing.T) {
	f := newFront(t, receiver.Options{}, nil)
	_, j := f.begin("x.bin", 5<<20)
	f.until(j.ID, inState(Done))
	for _, r := range f.all() {
		if r.remote != f.all()[0].remote {
			t.Errorf("%s came over another connection", r.packet)
		}
	}
}

// TestNewSessionHasNamedNoReply: what an earlier session said of a reply goes with it, and what began once stays.
func TestNewSessionHasNamedNoReply(t *testing.T) {
	begun, now := time.Now().Add(-time.Hour), time.Now()
	for name, started := range map[string]time.Time{"first": {}, "later": begun} {
		j := NewJob(source.File{Path: "/x", Size: 10}, Target{URL: "http://127.0.0.1:1/x"})
		j.Named, j.Started, j.Acked = &NamedReply{URL: "http://127.0.0.1:1/old"}, started, 10
		opened{session: bits.Session{ID: "{2}"}}.apply(&j, now)
		want := begun
		if started.IsZero() {
			want = now
		}
		if j.Named != nil || j.Acked != 0 || !j.Started.Equal(want) {
			t.Errorf("%s session: reply %+v, %d bytes, started %v", name, j.Named, j.Acked, j.Started)
		}
	}
}

// TestHostIDIsLeftOnlyWhenItFails: a session stays at its host id until that has failed for the server's time limit.
func TestHostIDIsLeftOnlyWhenItFails(t *testing.T) {
	for name, c := range map[string]struct {
		fallback, failing time.Duration
		stays             bool
	}{
		"never failed":             {time.Minute, 0, true},
		"never failed, at once":    {0, 0, true},
		"failing for less":         {time.Hour, time.Minute, true},
		"failing for as long":      {time.Minute, time.Hour, false},
		"failing, at once":         {0, time.Second, false},
		"failing, and no fallback": {bits.NoFallback, 100 * time.Hour, true},
	} {
		w := &worker{engine: &Engine{}, job: Job{
			Target: Target{URL: "http://127.0.0.1:9/x"}, Session: bits.Session{ID: "x", Host: "other", Fallback: c.fallback},
		}}
		if c.failing > 0 {
			w.job.Since = time.Now().Add(-c.failing)
		}
		if err := w.begin(); err != nil {
			t.Fatal(err)
		}
		if stays := w.job.Session.Host == "other"; stays != c.stays {
			t.Errorf("%s: %q", name, w.job.Session.Host)
		}
	}
}

// TestKeptConnIsOpenForTheNextJob: a connection that was blocked for its worker, as by a pause during Create-Session,
// serves the next one.
func TestKeptConnIsOpenForTheNextJob(t *testing.T) {
	r := newRig(t, receiver.Options{})
	r.open(Limits{})
	u, err := url.Parse(r.server.URL + "/x")
	if err != nil {
		t.Fatal(err)
	}
	if err := r.engine.ask(func() {
		kept := bits.NewTransport(bits.Options{})
		if kept.BlockDials() {
			t.Error("a connection is open")
		}
		r.engine.loop.keepConn("http://here", kept, time.Now())
		next := r.engine.takeConn("http://here")
		if next != kept {
			t.Error("it is not kept")
		}
		if _, err := (&bits.Client{URL: u, Transport: next}).Alive(t.Context(), bits.Session{}); err != nil {
			t.Error(err)
		}
		next.Disconnect()
	}); err != nil {
		t.Fatal(err)
	}
}
