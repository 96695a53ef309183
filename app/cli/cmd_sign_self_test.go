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
	r := newRig(t)
	s := ticketServer(t, r)
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
