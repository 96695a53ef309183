package transfer

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
	"sendoff/transfer/bits/auth/authtest"
)

// apacheNegotiate is Apache with the module for GSSAPI, set up by lines of its own.
func apacheNegotiate(t *testing.T, lines string) proxy {
	t.Helper()
	if _, err := os.Stat("/usr/lib/apache2/modules/mod_auth_gssapi.so"); err != nil {
		t.Skip("mod_auth_gssapi is not installed")
	}
	p := apacheAuth("Basic")
	begin, rest, _ := strings.Cut(p.config, "<Location />")
	_, end, _ := strings.Cut(rest, "</Location>")
	p.config = begin + `LoadModule auth_gssapi_module /usr/lib/apache2/modules/mod_auth_gssapi.so
<Location />
  AuthType GSSAPI
  AuthName drop
  Require valid-user
` + lines + `
</Location>` + end
	return p
}

// TestSignInNTLM: the connection is signed in with an empty packet, and no fragment is sent in vain.
func TestSignInNTLM(t *testing.T) {
	if _, err := os.Stat("/etc/gss/mech.d/mech.ntlmssp.conf"); err != nil {
		t.Skip("gss-ntlmssp is not installed")
	}
	p := apacheNegotiate(t, "GssapiAllowedMech ntlmssp\nGssapiConnectionBound On")
	p.files = map[string]string{"users": "CORP:ines:" + planted + "\n"}
	p.env = []string{"NTLM_USER_FILE=%[1]s/users"}
	p.config += "MaxKeepAliveRequests 6\n" // the connection is lost again and again in the middle of the file
	s := newSignInRig(t, p)
	s.launch()
	j := testDomain(s, `CORP\ines`, "NTLM")
	notes := s.transcript(j.ID)
	if pings := slices.IndexFunc(notes, func(n bits.Note) bool { return n.Packet == bits.Ping }); pings < 0 {
		t.Errorf("no connection was signed in by an empty packet: %v", notes)
	}
	s.secretless(j)
}

// TestSignInKerberos: a ticket of a real domain goes with every request.
func TestSignInKerberos(t *testing.T) {
	p := apacheNegotiate(t, "GssapiCredStore keytab:"+authtest.Start(t, planted).Keytab)
	p.env = []string{"KRB5_CONFIG=" + os.Getenv("KRB5_CONFIG"), "KRB5RCACHENAME=none:"}
	s := newSignInRig(t, p)
	s.launch()
	s.secretless(testDomain(s, "ines@CORP.EXAMPLE", "Negotiate"))
}

func testDomain(s *signInRig, user, scheme string) Job {
	t := s.t
	t.Helper()
	source, j := s.add("x.bin", 6<<20)
	waiting := s.until(j.ID, inState(NeedsYou, Failed, Done))
	if f := waiting.Fault; f == nil || f.Kind != KindSignIn || !strings.Contains(f.Ask.Schemes, scheme) {
		t.Fatalf("%s %+v", waiting.State(), f)
	}
	s.people.set(s.origin, Account{User: user, Password: "wrong"})
	if kinds := s.askedAgain(j.ID); kinds[0] != KindWrongSignIn || s.people.refused[s.origin] != 1 {
		t.Errorf("a wrong password ended as %s, refused %d times", kinds[0], s.people.refused[s.origin])
	}
	s.people.set(s.origin, Account{User: user, Password: planted})
	begun := time.Now()
	s.do(Command{Verb: VerbSignedIn, At: s.origin})
	done := s.until(j.ID, func(j *Job) bool { return j.State() == Done || j.Fault != nil && j.Fault.At.After(begun) })
	if done.State() != Done {
		t.Fatalf("%s %+v", done.State(), done.Fault)
	}
	s.arrived(source)
	notes := s.transcript(j.ID)
	for i := range notes[1:] {
		if notes[i].Packet == bits.Fragment && notes[i+1].Event == bits.EventSigningIn {
			t.Errorf("%s was sent in vain", notes[i].Range)
		}
	}
	return j
}

func (s *signInRig) transcript(id uuid.UUID) []bits.Note {
	s.t.Helper()
	notes, err := s.engine.Transcript(s.t.Context(), id)
	if err != nil {
		s.t.Fatal(err)
	}
	return notes
}
