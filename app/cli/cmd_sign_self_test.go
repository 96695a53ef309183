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
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if !strings.HasPrefix(q.Header.Get("Authorization"), "Negotiate YII") {
			w.Header().Set("WWW-Authenticate", "Negotiate")
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		r.Server.Recv.ServeHTTP(w, q)
	}))
	t.Cleanup(s.Close)
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
