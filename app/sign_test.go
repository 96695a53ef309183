package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"sendoff/transfer"
)

// guarded puts a demand for Basic in front of a rig's server, and returns its address.
func (r *rig) guarded() string {
	r.t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if user, password, ok := q.BasicAuth(); !ok || user != "ines" || password != planted {
			w.Header().Set("WWW-Authenticate", `Basic realm="drop"`)
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		r.server.recv.ServeHTTP(w, q)
	}))
	r.t.Cleanup(s.Close)
	return s.URL + "/"
}

func TestSignIn(t *testing.T) {
	r := newRig(t)
	url, path := r.guarded(), r.file("x.bin", 100)
	_, stderr := r.run(exitFailed, "upload", "--to", url, path)
	if place := strings.TrimSuffix(url, "/"); !strings.Contains(stderr, "sendoff sign-in "+place) {
		t.Errorf("the way out is not told: %s", stderr)
	}
	r.stdin = planted + "\n"
	sign := []string{"sign-in", url, "--user", "ines", "--password-stdin"}
	if _, stderr := r.run(exitFailed, sign...); !strings.Contains(stderr, "--unencrypted") {
		t.Errorf("a readable password was not asked about: %s", stderr)
	}
	sign = append(sign, "--unencrypted")
	if _, stderr := r.run(exitFailed, sign...); !strings.Contains(stderr, "no keyring") {
		t.Errorf("an account that nobody keeps is taken: %s", stderr)
	}
	owner := r.start("run")
	eventually(t, "the owner's start", func() bool {
		_, err := dial(t.Context(), r.dir)
		return err == nil
	})
	out, _ := r.run(exitDone, sign...)
	if !strings.Contains(out, "Signed in as ines with Basic.") || !strings.Contains(out, "no keyring") {
		t.Errorf("said %s", out)
	}
	eventually(t, "the upload", func() bool { return r.list()["x.bin"]["state"] == string(transfer.Done) })
	r.arrived(path)
	if out, _ := r.run(exitDone, "sign-out", url); !strings.Contains(out, "Signed out of ") {
		t.Errorf("said %s", out)
	}
	if out, _ := r.run(exitDone, "sign-out", url); !strings.Contains(out, "Nobody") {
		t.Errorf("said %s", out)
	}
	owner.stop()
	owner.end(t)
	r.secretless()
}

func TestProbeSignIn(t *testing.T) {
	r := newRig(t)
	url := r.guarded()
	r.stdin = planted + "\n"
	out, _ := r.run(exitFailed, "test", url)
	if !strings.Contains(out, "asks for a sign-in") || !strings.Contains(out, "Sign-in failed") {
		t.Errorf("said %s", out)
	}
	out, _ = r.run(exitDone, "test", url, "--user", "ines", "--password-stdin", "--unencrypted")
	if !strings.Contains(out, "as ines with Basic") {
		t.Errorf("said %s", out)
	}
	out, _ = r.run(exitDone, "test", r.server.url)
	if !strings.Contains(out, "not asked for") {
		t.Errorf("said %s", out)
	}
	if strings.Contains(out, planted) {
		t.Error("the password was printed")
	}
	r.stdin = ""
	r.run(exitUsage, "sign-in", url)
	r.run(exitUsage, "sign-in", url, "--user", "ines")
	r.run(exitUsage, "sign-in", "ftp://x", "--user", "ines", "--password-stdin")
}
