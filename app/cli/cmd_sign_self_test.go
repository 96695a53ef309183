package cli

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sendoff/app/apptest"
	"sendoff/app/queue"
	"sendoff/transfer"
	"sendoff/transfer/bits/auth/authtest"
)

// TestSignInAsSignedInUser: a server outside the domain gets the ticket of kinit once the user has said so, not before.
func TestSignInAsSignedInUser(t *testing.T) {
	r, s := outsideTheDomain(t)
	path := r.File("x.bin", 100)
	owner := r.Start("run")
	apptest.Eventually(t, "the owner's start", func() bool {
		_, err := queue.Dial(t.Context(), r.Dir)
		return err == nil
	})
	r.Run(ExitDone, "add", "--to", s.URL+"/", path)
	apptest.Eventually(t, "the question", func() bool { return r.List()["x.bin"]["state"] == string(transfer.NeedsYou) })
	r.Run(exitUsage, "sign-in", s.URL+"/", "--signed-in", "--user", "ines")
	out, _ := r.Run(ExitDone, "sign-in", s.URL+"/", "--signed-in")
	if !strings.Contains(out, "Signed in as ines@CORP.EXAMPLE with Kerberos.") || !strings.Contains(out, "who is signed in to this computer") {
		t.Errorf("said %s", out)
	}
	apptest.Eventually(t, "the upload", func() bool { return r.List()["x.bin"]["state"] == string(transfer.Done) })
	r.Arrived(path)
	owner.Stop()
	owner.End(t)
	r.Secretless()
}

// outsideTheDomain is a user with a ticket, and a server that takes it but is in no domain that the user knows.
func outsideTheDomain(t *testing.T) (r *rig, s *httptest.Server) {
	t.Helper()
	d := authtest.Start(t, apptest.Planted)
	d.Kinit(apptest.Planted)
	conf, err := os.ReadFile(os.Getenv("KRB5_CONFIG"))
	if err != nil {
		t.Fatal(err)
	}
	alone := filepath.Join(t.TempDir(), "krb5.conf") // which maps this server to no domain
	text, _, _ := strings.Cut(string(conf), "[domain_realm]")
	if err := os.WriteFile(alone, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("KRB5_CONFIG", alone)
	r = newRig(t)
	return r, ticketServer(t, r)
}

// TestACardSignsInAsSignedInUser: the card of such a server says that it gets the ticket. What waits for a sign-in there goes
// on, what comes later needs no sign-in, and without the card's word the server gets no ticket any more.
func TestACardSignsInAsSignedInUser(t *testing.T) {
	r, s := outsideTheDomain(t)
	first, second, third := r.File("x.bin", 100), r.File("y.bin", 100), r.File("z.bin", 100)
	owner := r.Start("run")
	apptest.Eventually(t, "the owner's start", func() bool {
		_, err := queue.Dial(t.Context(), r.Dir)
		return err == nil
	})
	r.Run(ExitDone, "add", "--to", s.URL+"/", first)
	apptest.Eventually(t, "the question", func() bool { return r.List()["x.bin"]["state"] == string(transfer.NeedsYou) })
	r.Run(exitUsage, "server", "add", "Lab", s.URL+"/", "--signed-in", "--account", "ines")
	r.Run(ExitDone, "server", "add", "Lab", s.URL+"/", "--signed-in")
	apptest.Eventually(t, "the upload", func() bool { return r.List()["x.bin"]["state"] == string(transfer.Done) })
	if out, _ := r.Run(ExitDone, "server", "show", "Lab"); !strings.Contains(out, "as who is signed in to this computer, without a password") {
		t.Errorf("the card says %s", out)
	}
	r.Run(ExitDone, "upload", "--to", "Lab/", second)
	r.Run(ExitDone, "server", "edit", "Lab", "--no-signed-in")
	r.Run(ExitFailed, "upload", "--to", "Lab/", third)
	r.Arrived(first)
	r.Arrived(second)
	owner.Stop()
	owner.End(t)
}

// ticketServer takes uploads from whoever shows a ticket.
func ticketServer(t *testing.T, r *rig) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if !strings.HasPrefix(q.Header.Get("Authorization"), "Negotiate YII") {
			w.Header().Set("WWW-Authenticate", "Negotiate")
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		r.Server.Recv.ServeHTTP(w, q)
	}))
	t.Cleanup(s.Close)
	return s
}

// TestOutdatedKeytabIsSentOnceOverManyStarts: a task that uploads again and again does not lock its account. sign-in has
// the same keytab tried once more.
func TestOutdatedKeytabIsSentOnceOverManyStarts(t *testing.T) {
	d := authtest.Start(t, apptest.Planted)
	keys := filepath.Join(t.TempDir(), "client.keytab")
	d.Admin("ktadd -norandkey -k " + keys + " ines")
	t.Setenv("KRB5_CLIENT_KTNAME", "FILE:"+keys)
	d.Admin("cpw -pw other ines")
	r := newRig(t)
	s := ticketServer(t, r)
	refusals := func() int { return strings.Count(d.Log(), "PREAUTH_FAILED") }
	for _, name := range []string{"a.bin", "b.bin", "c.bin"} {
		_, said := r.Run(ExitFailed, "upload", "--to", s.URL+"/", r.File(name, 100))
		if !strings.Contains(said, "does not accept the keys of ines@CORP.EXAMPLE") {
			t.Errorf("said %s", said)
		}
	}
	if n := refusals(); n != 1 {
		t.Errorf("the keytab was sent %d times", n)
	}
	r.Run(ExitFailed, "sign-in", s.URL+"/", "--signed-in")
	if n := refusals(); n != 2 {
		t.Errorf("sign-in has it sent %d times", n-1)
	}
	d.Admin("cpw -pw " + apptest.Planted + " ines") // the keytab is right again
	r.Run(ExitFailed, "upload", "--to", s.URL+"/", r.File("d.bin", 100))
	out, _ := r.Run(ExitFailed, "sign-in", s.URL+"/", "--signed-in") // nobody keeps that the server may know
	if !strings.Contains(out, "Signed in as ines@CORP.EXAMPLE with Kerberos.") {
		t.Errorf("said %s", out)
	}
	path := r.File("e.bin", 100)
	r.Run(ExitDone, "upload", "--to", s.URL+"/", path)
	r.Arrived(path)
	if n := refusals(); n != 2 {
		t.Errorf("the keytab was refused %d times", n)
	}
}
