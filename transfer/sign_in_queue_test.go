package transfer

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
	"sendoff/transfer/source"
)

// slowPassword accepts the password, slowly.
type slowPassword struct {
	*front
	door   func(w http.ResponseWriter, r *http.Request) bool // of a request that says who asks
	wrong  atomic.Int32
	people *accountsByOrigin
}

func newSlowPassword(t *testing.T, scheme string) *slowPassword {
	t.Helper()
	d := &slowPassword{people: &accountsByOrigin{}}
	d.front = newFront(t, receiver.Options{}, func(w http.ResponseWriter, r *http.Request, _ bits.PacketType, _ int) bool {
		if r.Header.Get("Authorization") == "" {
			swallow(r)
			return status(w, 401, "WWW-Authenticate", scheme+` realm="x", nonce="n", qop="auth"`)
		}
		return d.door(w, r)
	})
	d.door = func(w http.ResponseWriter, r *http.Request) bool {
		<-time.After(50 * time.Millisecond)
		user, _, _ := r.BasicAuth()
		if user != "wrong" && !strings.Contains(r.Header.Get("Authorization"), `username="wrong"`) {
			return false
		}
		swallow(r)
		d.wrong.Add(1)
		return status(w, 401, "WWW-Authenticate", scheme+` realm="x", nonce="n", qop="auth"`)
	}
	return d
}

func (d *slowPassword) launch() {
	d.t.Helper()
	s := &signInRig{rig: d.rig, people: d.people, proxy: noProxy}
	s.launch()
}

func (d *slowPassword) add(n int) (jobs []Job) {
	d.t.Helper()
	for i := range n {
		j := d.job(d.file(fmt.Sprintf("%d.bin", i), 100))
		d.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
		jobs = append(jobs, j)
	}
	return jobs
}

// TestSignInOneAtATime: uploads that begin together do not send a wrong password twice: systems lock an account after
// a few.
func TestSignInOneAtATime(t *testing.T) {
	for _, scheme := range []string{"Basic", "Digest"} {
		t.Run(scheme, func(t *testing.T) {
			t.Parallel()
			d := newSlowPassword(t, scheme)
			origin, err := SignInOrigin(d.server.URL)
			if err != nil {
				t.Fatal(err)
			}
			d.people.set(origin, Account{User: "wrong", Password: "wrong", Clear: true})
			d.launch()
			d.do(Command{Verb: VerbLimits, Limits: &Limits{Uploads: 6, PerServer: 6}})
			jobs := d.add(6)
			for _, j := range jobs {
				d.until(j.ID, inState(NeedsYou))
			}
			if n := d.wrong.Load(); n != 1 || d.people.refused[origin] != 1 {
				t.Errorf("the wrong password was sent %d times", n)
			}
			d.people.set(origin, Account{User: "ines", Password: "right", Clear: true})
			d.do(Command{Verb: VerbSignedIn, At: origin})
			for _, j := range jobs {
				d.until(j.ID, inState(Done))
			}
			if d.wrong.Load() != 1 {
				t.Errorf("%d wrong passwords", d.wrong.Load())
			}
		})
	}
}

// TestSignInTurnIsPassedOn: a sign-in without an answer does not block the others.
func TestSignInTurnIsPassedOn(t *testing.T) {
	t.Parallel()
	d := newSlowPassword(t, "Basic")
	origin, err := SignInOrigin(d.server.URL)
	if err != nil {
		t.Fatal(err)
	}
	var stuck atomic.Pointer[string]
	broken := make(chan string, 99)
	d.door = func(w http.ResponseWriter, r *http.Request) bool {
		if stuck.CompareAndSwap(nil, &r.URL.Path); r.URL.Path != *stuck.Load() {
			return false
		}
		broken <- r.URL.Path
		return reset(w)
	}
	d.people.set(origin, Account{User: "ines", Password: "right", Clear: true})
	d.launch()
	jobs := d.add(2)
	first := <-broken
	for _, j := range jobs {
		if !strings.HasSuffix(j.Target.URL, first) {
			d.until(j.ID, inState(Done))
		}
	}
}

// TestAcceptedAccountWaitsForNoOther: while one upload is signed in, a second one without an answer does not
// block a third.
func TestAcceptedAccountWaitsForNoOther(t *testing.T) {
	t.Parallel()
	d := newSlowPassword(t, "Basic")
	origin, err := SignInOrigin(d.server.URL)
	if err != nil {
		t.Fatal(err)
	}
	at, free := make(chan string, 99), make(chan struct{})
	defer close(free)
	var left atomic.Bool
	d.door = func(w http.ResponseWriter, r *http.Request) bool {
		slow := strings.HasSuffix(r.URL.Path, "/0.bin") && r.Header.Get(bits.HeaderPacketType) == string(bits.Fragment)
		stuck := strings.HasSuffix(r.URL.Path, "/1.bin")
		if !slow && !stuck {
			return false
		}
		swallow(r)
		at <- r.URL.Path
		select {
		case <-free:
		case <-r.Context().Done():
		}
		left.Store(left.Load() || stuck)
		return status(w, 503)
	}
	d.people.set(origin, Account{User: "ines", Password: "right", Clear: true})
	d.launch()
	d.do(Command{Verb: VerbLimits, Limits: &Limits{Uploads: 6, PerServer: 6}})
	for i := range 3 {
		j := d.job(d.file(fmt.Sprintf("%d.bin", i), 100))
		d.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
		if i < 2 {
			<-at
			continue
		}
		d.until(j.ID, inState(Done))
	}
	if left.Load() {
		t.Error("the third had to wait until the second gave up")
	}
}

// lateAccounts are accounts that appear while a try has just found none.
type lateAccounts struct {
	*accountsByOrigin
	once   sync.Once
	signIn func()
}

func (o *lateAccounts) Account(ctx context.Context, at Space) (Account, error) {
	a, err := o.accountsByOrigin.Account(ctx, at)
	o.once.Do(o.signIn)
	return a, err
}

// TestSignInOvertakesTry: a refusal of a try that began before the sign-in does not stop the job.
func TestSignInOvertakesTry(t *testing.T) {
	d := newSlowPassword(t, "Basic")
	origin, err := SignInOrigin(d.server.URL)
	if err != nil {
		t.Fatal(err)
	}
	accounts := &lateAccounts{accountsByOrigin: d.people}
	accounts.signIn = func() {
		d.people.set(origin, Account{User: "ines", Password: "right", Clear: true})
		d.do(Command{Verb: VerbSignedIn, At: origin})
	}
	s := &signInRig{rig: d.rig, people: d.people, proxy: noProxy, accounts: accounts}
	s.launch()
	jobs := d.add(1)
	d.until(jobs[0].ID, inState(Done))
}

// TestSignInBesideRefusal: a sign-in and an older refusal reach the queue in one turn, in either order, and the job
// goes on.
func TestSignInBesideRefusal(t *testing.T) {
	const origin = "http://files.example.com"
	for _, first := range []string{"sign-in", "refusal"} {
		j := NewJob(source.File{Path: "/x", Size: 1}, Target{URL: origin + "/x"})
		e := &Engine{loop: loop{
			entries: map[uuid.UUID]*entry{j.ID: {kept: kept{live: &j}}}, working: map[uuid.UUID]*worker{j.ID: {}}, signedIn: map[string]int{},
		}}
		messages := []message{
			{command: &Command{Verb: VerbSignedIn, At: origin}},
			{id: j.ID, event: failed{fault: Fault{Kind: KindSignIn, Final: true, Ask: Ask{Origin: origin}}}},
		}
		if first == "refusal" {
			slices.Reverse(messages)
		}
		tx := e.loop.begin(time.Now())
		for _, m := range messages {
			if err, _ := e.stage(tx, m); err != nil {
				t.Fatal(err)
			}
		}
		if got := tx.staged[j.ID].State(); got != Waiting {
			t.Errorf("first the %s: %s", first, got)
		}
	}
}
