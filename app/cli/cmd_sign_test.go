package cli

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"sendoff/app/apptest"
	"sendoff/app/queue"
	"sendoff/transfer"
)

// guarded requires Basic authentication in front of a rig's server, and returns its address.
func (r *rig) guarded() string {
	r.T.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if user, password, ok := q.BasicAuth(); !ok || user != "ines" || password != apptest.Planted {
			w.Header().Set("WWW-Authenticate", `Basic realm="drop"`)
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		r.Server.Recv.ServeHTTP(w, q)
	}))
	r.T.Cleanup(s.Close)
	return s.URL + "/"
}

func TestSignIn(t *testing.T) {
	r := newRig(t)
	url, path := r.guarded(), r.File("x.bin", 100)
	_, stderr := r.Run(ExitFailed, "upload", "--to", url, path)
	if place := strings.TrimSuffix(url, "/"); !strings.Contains(stderr, "sendoff sign-in "+place) {
		t.Errorf("the way out is not told: %s", stderr)
	}
	r.Stdin = apptest.Planted + "\n"
	sign := []string{"sign-in", url, "--user", "ines", "--password-stdin"}
	if _, stderr := r.Run(ExitFailed, sign...); !strings.Contains(stderr, "--unencrypted") {
		t.Errorf("a readable password was not asked about: %s", stderr)
	}
	sign = append(sign, "--unencrypted")
	if _, stderr := r.Run(ExitFailed, sign...); !strings.Contains(stderr, "no keyring") {
		t.Errorf("an account that nobody keeps is taken: %s", stderr)
	}
	owner := r.Start("run")
	apptest.Eventually(t, "the owner's start", func() bool {
		_, err := queue.Dial(t.Context(), r.Dir)
		return err == nil
	})
	out, _ := r.Run(ExitDone, sign...)
	if !strings.Contains(out, "Signed in as ines with Basic.") || !strings.Contains(out, "no keyring") {
		t.Errorf("said %s", out)
	}
	apptest.Eventually(t, "the upload", func() bool { return r.List()["x.bin"]["state"] == string(transfer.Done) })
	r.Arrived(path)
	if out, _ := r.Run(ExitDone, "sign-out", url); !strings.Contains(out, "Signed out of ") {
		t.Errorf("said %s", out)
	}
	if out, _ := r.Run(ExitDone, "sign-out", url); !strings.Contains(out, "Nobody") {
		t.Errorf("said %s", out)
	}
	owner.Stop()
	owner.End(t)
	r.Secretless()
}

func TestProbeSignIn(t *testing.T) {
	r := newRig(t)
	url := r.guarded()
	r.Stdin = apptest.Planted + "\n"
	out, _ := r.Run(ExitFailed, "test", url)
	if !strings.Contains(out, "asks for a sign-in") || !strings.Contains(out, "Sign-in failed") {
		t.Errorf("said %s", out)
	}
	out, _ = r.Run(ExitDone, "test", url, "--user", "ines", "--password-stdin", "--unencrypted")
	if !strings.Contains(out, "as ines with Basic") {
		t.Errorf("said %s", out)
	}
	out, _ = r.Run(ExitDone, "test", r.Server.URL)
	if !strings.Contains(out, "not asked for") {
		t.Errorf("said %s", out)
	}
	if strings.Contains(out, apptest.Planted) {
		t.Error("the password was printed")
	}
	r.Stdin = ""
	r.Run(exitUsage, "sign-in", url)
	r.Run(exitUsage, "sign-in", url, "--user", "ines")
	r.Run(exitUsage, "sign-in", "ftp://x", "--user", "ines", "--password-stdin")
}
