package transfer

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
)

// TestC44_CredentialsStayWithTheirServer: an account of one host is not sent to a host id, even if that asks for it.
func TestC44_CredentialsStayWithTheirServer(t *testing.T) {
	t.Parallel()
	var lock sync.Mutex
	with, leaked := 0, 0
	var f *front
	f = newFront(t, receiver.Options{}, func(w http.ResponseWriter, r *http.Request, p bits.PacketType, _ int) bool {
		signed := r.Header.Get("Authorization") != ""
		lock.Lock()
		defer lock.Unlock()
		switch {
		case signed && strings.HasPrefix(r.Host, "localhost"):
			leaked++
		case signed:
			with++
		default:
			w.Header().Set("WWW-Authenticate", `Basic realm="x"`)
			w.WriteHeader(http.StatusUnauthorized)
			return true
		}
		return p == bits.CreateSession && hostIDs(f, "localhost", "")(w, r)
	})
	p := &accountsByOrigin{}
	s := &signInRig{rig: f.rig, people: p, proxy: noProxy, origin: f.server.URL}
	s.launch()
	p.set(s.origin, Account{User: "ines", Password: planted, Clear: true})
	other := strings.Replace(s.origin, "127.0.0.1", "localhost", 1)
	source, j := s.add("x.bin", 100)
	got := s.until(j.ID, inState(NeedsYou, Failed, Done))
	if got.Fault == nil || got.Fault.Kind != KindSignIn || got.Fault.Ask.Origin != other {
		t.Fatalf("%s %+v", got.State(), got.Fault)
	}
	lock.Lock()
	if with == 0 || leaked != 0 {
		t.Errorf("%d requests were signed in, %d of them at the other host", with, leaked)
	}
	lock.Unlock()
	p.set(other, Account{User: "there", Password: "another", Clear: true}) // the user's own word for that host
	s.do(Command{Verb: VerbSignedIn, At: other})
	if done := s.until(j.ID, inState(Done, Failed)); done.State() != Done {
		t.Fatalf("%s %+v", done.State(), done.Fault)
	}
	s.arrived(source)
	s.secretless(j)
}

// TestSignInQuotedByTheServer: a server that quotes the password must not get it into anything stored.
func TestSignInQuotedByTheServer(t *testing.T) {
	const end = "\r\n\r\n"
	for name, answer := range map[string]func(account string) string{
		"a broken header":    func(a string) string { return "200 OK\r\nX Auth " + a + end },
		"a length":           func(a string) string { return "200 OK\r\nContent-Length: " + a + end },
		"a transfer coding":  func(a string) string { return "200 OK\r\nTransfer-Encoding: " + a + end },
		"its name":           func(a string) string { return "500 No\r\nContent-Length: 0\r\nServer: for " + a + end },
		"the plain password": func(string) string { return "500 No\r\nContent-Length: 0\r\nServer: not " + planted + end },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFront(t, receiver.Options{}, func(w http.ResponseWriter, r *http.Request, _ bits.PacketType, _ int) bool {
				if account := r.Header.Get("Authorization"); account != "" {
					return raw(w, "HTTP/1.1 "+answer(account))
				}
				w.Header().Set("WWW-Authenticate", `Basic realm="x"`)
				w.WriteHeader(http.StatusUnauthorized)
				return true
			})
			s := &signInRig{rig: f.rig, people: &accountsByOrigin{}, proxy: noProxy, origin: f.server.URL}
			s.launch()
			s.people.set(s.origin, Account{User: "ines", Password: planted, Clear: true})
			_, j := s.add("x.bin", 100)
			got := s.until(j.ID, func(j *Job) bool { return j.Fault != nil && j.Phase == Idle })
			if text := got.Fault.Detail + got.Fault.Head; !strings.Contains(text, "...") {
				t.Errorf("what the server said is not told: %q", text)
			}
			s.secretless(j)
		})
	}
}

// TestSignInPausedStaysPaused: a sign-in starts only jobs that wait for it.
func TestSignInPausedStaysPaused(t *testing.T) {
	s := newSignInRig(t, nginxAuth)
	s.launch()
	_, held := s.add("held.bin", 10)
	_, other := s.add("other.bin", 10)
	s.until(held.ID, inState(NeedsYou))
	s.until(other.ID, inState(NeedsYou))
	s.do(Command{Verb: VerbHold, IDs: []uuid.UUID{held.ID}})
	s.people.set(s.origin, Account{User: "ines", Password: planted, Clear: true})
	s.do(Command{Verb: VerbSignedIn, At: "http://elsewhere"})
	s.do(Command{Verb: VerbSignedIn, At: s.origin})
	s.until(other.ID, inState(Done))
	if j := s.jobs[held.ID]; j.State() != Paused {
		t.Errorf("%s", j.State())
	}
}

// TestSignOut: an account that was removed is not used any more, even on a signed-in connection.
func TestSignOut(t *testing.T) {
	s := newSignInRig(t, nginxAuth)
	s.launch()
	s.people.set(s.origin, Account{User: "ines", Password: planted, Clear: true})
	_, first := s.add("first.bin", 10)
	s.until(first.ID, inState(Done))
	s.people.mu.Lock()
	delete(s.people.known, s.origin)
	s.people.mu.Unlock()
	_, second := s.add("second.bin", 10)
	if got := s.until(second.ID, inState(NeedsYou, Done)); got.Fault == nil || got.Fault.Kind != KindSignIn {
		t.Errorf("%s %+v", got.State(), got.Fault)
	}
}

// TestSignInNonceUsedUp: an empty packet meets the expired nonce, no fragment does, and the account is not to blame.
func TestSignInNonceUsedUp(t *testing.T) {
	p := apacheAuth("Digest")
	p.config = strings.Replace(p.config, "Require valid-user", "AuthDigestNonceLifetime 1\n  Require valid-user", 1)
	s := newSignInRig(t, p)
	s.launch()
	s.do(Command{Verb: VerbLimits, Limits: &Limits{Rate: 1 << 20}})
	s.people.set(s.origin, Account{User: "ines", Password: planted})
	source, j := s.add("x.bin", 5<<20)
	if done := s.until(j.ID, inState(Done, Failed, NeedsYou)); done.State() != Done {
		t.Fatalf("%s %+v", done.State(), done.Fault)
	}
	s.arrived(source)
	notes, err := s.engine.Transcript(t.Context(), j.ID)
	if err != nil {
		t.Fatal(err)
	}
	met := map[bits.PacketType]int{}
	for i := range notes[1:] {
		if notes[i+1].Event == bits.EventSigningIn {
			met[notes[i].Packet]++
		}
	}
	if met[bits.Ping] == 0 || met[bits.Fragment] != 0 || len(s.people.refused) != 0 {
		t.Errorf("a nonce that was too old was met by %v, refused %v", met, s.people.refused)
	}
}

// TestSignInElsewhere: jobs that wait for another origin, and paused ones, go on waiting.
func TestSignInElsewhere(t *testing.T) {
	l := loopOf()
	goesOn := map[uuid.UUID]bool{}
	for _, c := range []struct {
		origin string
		kind   Kind
		want   Want
		goesOn bool
	}{
		{"https://here", KindSignIn, Run, true},
		{"https://here", KindDenied, Run, true},
		{"https://here", KindSignIn, Drop, true},
		{"https://there", KindSignIn, Run, false},
		{"", KindSignIn, Run, false},
		{"https://here", KindNotFound, Run, false},
		{"https://here", KindSignIn, Hold, false},
	} {
		j := stored(1)
		j.Want, j.RetryAt, j.Fault = c.want, time.Now().Add(time.Hour), &Fault{Kind: c.kind, Final: true, Ask: Ask{Origin: c.origin}}
		l.insert(j)
		goesOn[j.ID] = c.goesOn
	}
	tx := l.begin(time.Now())
	tx.signedIn("https://here")
	for id, want := range goesOn {
		if now := tx.staged[id]; (now != nil && now.RetryAt.IsZero()) != want {
			t.Errorf("%+v goes on: %t", l.entries[id].job().Fault, !want)
		}
	}
}
