package main

import (
	"encoding/base64"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sendoff/transfer/bits"
)

// plantedText is in each of the secrets that the test below plants.
const plantedText = "xyzzy-9041"

// TestNoSecretIsWritten plants a password, a token in an address, a header of the user's own and a server
// that says back what it was told, and looks for them in all that Sendoff prints and writes: of a job that
// is done, one that failed and one that is refused its cancel, and after a crash.
func TestNoSecretIsWritten(t *testing.T) {
	r := newRig(t)
	r.stdin = plantedText + "-password\n"
	echo := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		said := strings.Join([]string{q.Header.Get("Authorization"), q.Header.Get("X-Api-Key"), q.RequestURI}, " ")
		w.Header().Set("X-Echo", said)
		w.Header().Set("Server", said)
		packet, _ := bits.ParsePacketType(q.Header.Get(bits.HeaderPacketType))
		_, _, signed := q.BasicAuth()
		switch {
		case !signed:
			w.Header().Set("WWW-Authenticate", `Basic realm="`+said+`"`)
			http.Error(w, said, http.StatusUnauthorized)
		case strings.HasPrefix(q.URL.Path, "/no") && packet == bits.CreateSession, packet == bits.CancelSession:
			http.Error(w, said, http.StatusForbidden)
		case strings.HasPrefix(q.URL.Path, "/gone") && packet == bits.Fragment:
			_, _ = io.Copy(io.Discard, q.Body)
			<-q.Context().Done()
		default:
			r.server.recv.ServeHTTP(w, q)
		}
	}))
	t.Cleanup(echo.Close)
	owner := r.start("run", "-v")
	eventually(t, "the owner's start", func() bool {
		_, err := dial(t.Context(), r.dir)
		return err == nil
	})
	var said []string
	say := func(code int, args ...string) string {
		t.Helper()
		out, stderr := r.run(code, args...)
		said = append(said, strings.Join(args[:1], " ")+": "+out+stderr)
		return out
	}
	say(exitDone, "sign-in", echo.URL, "--user", "ines", "--password-stdin", "--unencrypted")
	for _, name := range []string{"yes.bin", "no.bin"} {
		say(exitDone, "add", "--to", echo.URL+"/"+name+"?sig="+plantedText+"-token", "--header", "X-Api-Key: "+plantedText+"-key", r.file(name, 1000))
	}
	say(exitUsage, "add", "--to", strings.Replace(echo.URL, "://", "://ines:"+plantedText+"@", 1)+"/x.bin", r.file("x.bin", 10))
	eventually(t, "both ends", func() bool { return r.list()["yes.bin"]["state"] == "done" && r.list()["no.bin"]["fault"] != nil })
	for _, name := range []string{"yes.bin", "no.bin"} {
		id := r.list()[name]["id"].(string)
		say(exitDone, "show", id)
		say(exitDone, "show", "--json", id)
	}
	gone := strings.TrimSpace(say(exitDone, "add", "--to", echo.URL+"/gone.bin?sig="+plantedText+"-token", r.file("gone.bin", 1000)))
	eventually(t, "a session", func() bool { return r.list()["gone.bin"]["session"] != nil })
	for _, args := range [][]string{{"sessions"}, {"sessions", "--csv"}, {"sessions", "--json"}, {"list", "--all"}, {"list", "--all", "--json"}} {
		say(exitDone, args...)
	}
	say(exitFailed, "cancel", gone)
	for _, args := range [][]string{{"list", "--all"}, {"list", "--all", "--json"}, {"diagnostics"}} {
		say(exitDone, args...)
	}
	owner.stop()
	owner.end(t)
	said = append(said, "run: "+owner.out.String()+owner.err.String())
	crashed := exec.Command(os.Args[0])
	crashed.Env = append(os.Environ(), crashIn+"="+r.dir)
	if out, err := crashed.CombinedOutput(); err == nil {
		t.Errorf("it did not crash: %s", out)
	}
	r.findPlanted(said)
}

// findPlanted looks through what was printed and what lies in the queue's folder. The queue file itself
// holds what an upload needs to go on, which a password is not.
func (r *rig) findPlanted(said []string) {
	r.t.Helper()
	password := plantedText + "-password"
	secrets := []string{plantedText, base64.StdEncoding.EncodeToString([]byte("ines:" + password))}
	seen := map[string]bool{}
	for _, text := range said {
		for _, s := range secrets {
			if strings.Contains(text, s) {
				r.t.Errorf("printed: %s", text)
			}
		}
	}
	err := filepath.WalkDir(r.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		data, err := os.ReadFile(path)
		here := secrets
		if name := d.Name(); strings.HasPrefix(name, "queue.db") {
			here = []string{password, secrets[1]}
		}
		seen[strings.SplitN(d.Name(), "-", 2)[0]] = true
		if slices.ContainsFunc(here, func(s string) bool { return strings.Contains(string(data), s) }) {
			r.t.Errorf("a secret is in %s", path)
		}
		return err
	})
	if err != nil || !seen["queue.db"] || !seen["sendoff.log"] || !seen["crash.txt"] && !seen["crash"] {
		r.t.Errorf("looked into %v: %v", seen, err)
	}
}
