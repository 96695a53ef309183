package transfer

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
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
	keytab := startDomain(t)
	p := apacheNegotiate(t, "GssapiCredStore keytab:"+keytab)
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

// startDomain runs a Kerberos realm with one user and one server, 127.0.0.1. It returns the server's keytab and sets
// KRB5_CONFIG.
func startDomain(t *testing.T) (keytab string) {
	t.Helper()
	if runtime.GOOS == "windows" { // in Wine their files are seen, and cannot be run
		t.Skip("the programs of a Kerberos server are none of Windows")
	}
	for _, program := range []string{"/usr/sbin/krb5kdc", "/usr/sbin/kdb5_util", "/usr/sbin/kadmin.local"} {
		if _, err := os.Stat(program); err != nil {
			t.Skipf("%s is not installed", program)
		}
	}
	dir, address := t.TempDir(), freeAddress(t)
	for _, d := range []string{filepath.Dir(dir), dir} {
		if err := os.Chmod(d, 0o755); err != nil { // Apache gives up being root
			t.Fatal(err)
		}
	}
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		t.Fatal(err)
	}
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	t.Setenv("KRB5_CONFIG", write("krb5.conf", fmt.Sprintf(`[libdefaults]
  default_realm = CORP.EXAMPLE
  dns_lookup_kdc = false
  dns_lookup_realm = false
  rdns = false
  udp_preference_limit = 1
[realms]
  CORP.EXAMPLE = {
    kdc = %s
  }
`, address)))
	t.Setenv("KRB5_KDC_PROFILE", write("kdc.conf", fmt.Sprintf(`[kdcdefaults]
  kdc_listen = %[2]s
  kdc_tcp_listen = %[2]s
[realms]
  CORP.EXAMPLE = {
    database_name = %[1]s/principal
    key_stash_file = %[1]s/stash
    acl_file = %[1]s/acl
    default_principal_flags = +preauth
  }
[logging]
  kdc = FILE:%[1]s/kdc.log
`, dir, port)))
	keytab = filepath.Join(dir, "keytab")
	run := func(name string, args ...string) {
		t.Helper()
		if out, err := exec.CommandContext(t.Context(), name, args...).CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", name, err, out)
		}
	}
	run("/usr/sbin/kdb5_util", "create", "-s", "-P", "master", "-r", "CORP.EXAMPLE")
	run("/usr/sbin/kadmin.local", "-q", `addprinc -pw "`+planted+`" ines`)
	run("/usr/sbin/kadmin.local", "-q", "addprinc -randkey HTTP/127.0.0.1")
	run("/usr/sbin/kadmin.local", "-q", "ktadd -k "+keytab+" HTTP/127.0.0.1")
	if err := os.Chmod(keytab, 0o644); err != nil {
		t.Fatal(err)
	}
	kdc := exec.CommandContext(t.Context(), "/usr/sbin/krb5kdc", "-n", "-P", filepath.Join(dir, "pid"))
	kdc.Stderr = os.Stderr
	if err := kdc.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = kdc.Process.Kill(); _ = kdc.Wait() })
	awaitListener(t, address)
	return keytab
}
