package transfer

import (
	"context"
	"crypto/tls"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
	"sendoff/transfer/source"
)

// accountsByOrigin are accounts by origin, as a user might enter them.
type accountsByOrigin struct {
	mu      sync.Mutex
	known   map[string]Account
	refused map[string]int
	asked   []string
}

func (p *accountsByOrigin) Account(_ context.Context, at Space) (Account, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked = append(p.asked, at.Origin)
	a, ok := p.known[at.Origin]
	if !ok {
		return Account{}, ErrNoAccount
	}
	return a, nil
}

func (p *accountsByOrigin) Accepted(Space, Account) {}
func (p *accountsByOrigin) KeysRefused(Keys)        {}
func (p *accountsByOrigin) AreRefused(Keys) bool    { return false }

func (p *accountsByOrigin) Refused(at Space, a Account) {
	p.mu.Lock()
	defer p.mu.Unlock()
	origin := at.Origin
	if p.refused == nil {
		p.refused = map[string]int{}
	}
	p.refused[origin]++
	if p.known[origin] == a {
		delete(p.known, origin)
	}
}

func (p *accountsByOrigin) set(origin string, a Account) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.known == nil {
		p.known = map[string]Account{}
	}
	p.known[origin] = a
}

// planted is a password that must not appear anywhere.
const planted = "correct horse battery Ünicode"

// The password as the servers keep it: its SHA-1 in base64, its MD5 with a salt, and the MD5 of "ines:the drop, folder:" and
// the password.
const (
	hashed   = "{SHA}pfiG74TCdQvgx9qtMq5oLUlYh9k="
	crypted  = "$apr1$abcdefgh$bBRuAVNFXDxAHmvF9/mWX/"
	digested = "e0c4e3302035526e01821355b2e40a5a"
)

// signInRig is a receiver behind a program that requires a password.
type signInRig struct {
	*rig
	people   *accountsByOrigin
	accounts Accounts // nil: people
	origin   string
	proxy    func(*http.Request) (*url.URL, error)
	tls      *tls.Config
}

func newSignInRig(t *testing.T, p proxy) *signInRig {
	t.Helper()
	r := newRig(t, receiver.Options{MaxFragment: firstFragment})
	s := &signInRig{rig: r, people: &accountsByOrigin{}, proxy: noProxy}
	s.origin = "http://" + p.start(t, r.server.Listener.Addr().String())
	return s
}

func (s *signInRig) launch() {
	s.t.Helper()
	accounts := s.accounts
	if accounts == nil {
		accounts = s.people
	}
	e, err := Open(Options{
		Dir: s.state, UserAgent: "Sendoff/test", LockWait: 5 * time.Second, Accounts: accounts,
		Transport: bits.Options{Proxy: s.proxy, TLS: s.tls},
	})
	if err != nil {
		s.t.Fatal(err)
	}
	s.engine, s.feed, s.jobs = e, e.Watch(), Update{}
	s.t.Cleanup(func() { _ = e.Close() })
	e.Start()
}

func (s *signInRig) add(name string, size int) (source.File, Job) {
	s.t.Helper()
	source := s.file(name, size)
	address, err := Destination(s.origin+"/", name)
	if err != nil {
		s.t.Fatal(err)
	}
	j := NewJob(source, Target{URL: address})
	s.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	return source, j
}

// secretless checks that nothing stored or shown contains the password.
func (s *signInRig) secretless(j Job) {
	s.t.Helper()
	notes, err := s.engine.Transcript(s.t.Context(), j.ID)
	if err != nil {
		s.t.Fatal(err)
	}
	var written strings.Builder
	fmt.Fprintf(&written, "%+v %+v", notes, s.jobs[j.ID])
	if err := s.engine.Close(); err != nil {
		s.t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(s.state, "*"))
	if err != nil || len(files) == 0 {
		s.t.Fatal(files, err)
	}
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			s.t.Fatal(err)
		}
		written.Write(data)
	}
	text := written.String()
	for _, secret := range []string{planted, "Y29ycmVjdCBob3JzZSB", "aG9yc2UgYmF0dGVyeS", "Basic a", "response=", "TlRMTVNTUA"} {
		if strings.Contains(text, secret) {
			s.t.Errorf("%q was written down", secret)
		}
	}
}

func apacheAuth(scheme string) proxy {
	return proxy{
		program: "apache2",
		config: `ServerName localhost
ServerRoot %[1]s
PidFile %[1]s/pid
ErrorLog %[1]s/error.log
Listen %[2]s
DefaultRuntimeDir %[1]s
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authn_core_module /usr/lib/apache2/modules/mod_authn_core.so
LoadModule authn_file_module /usr/lib/apache2/modules/mod_authn_file.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule authz_user_module /usr/lib/apache2/modules/mod_authz_user.so
LoadModule auth_basic_module /usr/lib/apache2/modules/mod_auth_basic.so
LoadModule auth_digest_module /usr/lib/apache2/modules/mod_auth_digest.so
LoadModule proxy_module /usr/lib/apache2/modules/mod_proxy.so
LoadModule proxy_http_module /usr/lib/apache2/modules/mod_proxy_http.so
<Location />
  AuthType ` + scheme + `
  AuthName "the drop, folder"
  Auth` + scheme + `Provider file
  AuthUserFile %[1]s/` + scheme + `
  Require valid-user
</Location>
ProxyPass / http://%[3]s/
`,
		args:  []string{"-X", "-f", "%[1]s/config"},
		files: map[string]string{"Basic": "ines:" + hashed + "\n", "Digest": "ines:the drop, folder:" + digested + "\n"},
	}
}

var nginxAuth = proxy{
	program: "nginx",
	config:  strings.Replace(nginx.config, "location / {", "client_max_body_size 64m; location / { auth_basic drop; auth_basic_user_file %[1]s/users;", 1),
	args:    nginx.args,
	files:   map[string]string{"users": "ines:" + hashed + "\n"},
}

// askedAgain lets uploads try with the account that is known by then, and returns why they wait again.
func (s *signInRig) askedAgain(ids ...uuid.UUID) []Kind {
	s.t.Helper()
	begun := time.Now()
	s.do(Command{Verb: VerbSignedIn, At: s.origin})
	var kinds []Kind
	for _, id := range ids {
		j := s.until(id, func(j *Job) bool { return j.State() == NeedsYou && j.Phase == Idle && j.Fault.At.After(begun) })
		kinds = append(kinds, j.Fault.Kind)
	}
	return kinds
}

// doneAfterSignIn lets uploads go on with the account that is known by then, to their end.
func (s *signInRig) doneAfterSignIn(origin string, jobs ...Job) {
	s.t.Helper()
	begun := time.Now()
	s.do(Command{Verb: VerbSignedIn, At: origin})
	for _, j := range jobs {
		done := s.until(j.ID, func(j *Job) bool {
			return j.Outcome != "" || j.Fault != nil && j.Fault.Final && j.Fault.At.After(begun)
		})
		if done.State() != Done {
			s.t.Fatalf("%s %+v", done.State(), done.Fault)
		}
	}
}

func testSignIn(t *testing.T, p proxy) {
	s := newSignInRig(t, p)
	s.launch()
	source, j := s.add("x.bin", 3<<20)
	_, second := s.add("y.bin", 10)
	waiting := s.until(j.ID, inState(NeedsYou, Failed, Done))
	if waiting.Fault == nil || waiting.Fault.Kind != KindSignIn || waiting.Fault.Ask.Origin != s.origin {
		t.Fatalf("%s %+v", waiting.State(), waiting.Fault)
	}
	s.until(second.ID, inState(NeedsYou))
	s.people.set(s.origin, Account{User: "ines", Password: "wrong", Clear: true})
	wrong := 0
	for _, kind := range s.askedAgain(j.ID, second.ID) {
		if kind == KindWrongSignIn {
			wrong++
		}
	}
	if wrong == 0 || wrong != s.people.refused[s.origin] {
		t.Errorf("%d uploads say that the account is wrong, and it was refused %d times", wrong, s.people.refused[s.origin])
	}
	if n := len(s.packets(bits.CreateSession)); n != 0 {
		t.Errorf("%d packets came through without a sign-in", n)
	}
	if waiting.Fault.Ask.Schemes == "Basic" {
		s.people.set(s.origin, Account{User: "ines", Password: planted})
		for _, kind := range s.askedAgain(j.ID, second.ID) {
			if kind != KindClearSignIn {
				t.Errorf("a readable password ended as %s", kind)
			}
		}
	}
	s.people.set(s.origin, Account{User: "ines", Password: planted, Clear: true})
	s.doneAfterSignIn(s.origin, j, second)
	s.arrived(source)
	s.secretless(j)
}
