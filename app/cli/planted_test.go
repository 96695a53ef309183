package cli

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

	"sendoff/app/apptest"
	"sendoff/app/queue"
	"sendoff/app/queue/queuetest"
	"sendoff/transfer/bits"
)

// plantedText is part of each secret in the test below.
const plantedText = "xyzzy-9041"

// TestNoSecretIsWritten plants a password, a token in an address, a header of the user's own and a server that
// echoes them. It searches everything that Sendoff prints and writes: for a job that is done, one that failed and
// one whose cancel is refused, and after a crash.
func TestNoSecretIsWritten(t *testing.T) {
	r := newRig(t)
	r.Stdin = plantedText + "-password\n"
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
			r.Server.Recv.ServeHTTP(w, q)
		}
	}))
	t.Cleanup(echo.Close)
	owner := r.Start("run", "-v")
	apptest.Eventually(t, "the owner's start", func() bool {
		_, err := queue.Dial(t.Context(), r.Dir)
		return err == nil
	})
	var said []string
	say := func(code int, args ...string) string {
		t.Helper()
		out, stderr := r.Run(code, args...)
		said = append(said, strings.Join(args[:1], " ")+": "+out+stderr)
		return out
	}
	say(ExitDone, "sign-in", echo.URL, "--user", "ines", "--password-stdin", "--unencrypted")
	for _, name := range []string{"yes.bin", "no.bin"} {
		say(ExitDone, "add", "--to", echo.URL+"/"+name+"?sig="+plantedText+"-token", "--header", "X-Api-Key: "+plantedText+"-key", r.File(name, 1000))
	}
	say(exitUsage, "add", "--to", strings.Replace(echo.URL, "://", "://ines:"+plantedText+"@", 1)+"/x.bin", r.File("x.bin", 10))
	apptest.Eventually(t, "both ends", func() bool { return r.List()["yes.bin"]["state"] == "done" && r.List()["no.bin"]["fault"] != nil })
	for _, name := range []string{"yes.bin", "no.bin"} {
		id := r.List()[name]["id"].(string)
		say(ExitDone, "show", id)
		say(ExitDone, "show", "--json", id)
	}
	gone := strings.TrimSpace(say(ExitDone, "add", "--to", echo.URL+"/gone.bin?sig="+plantedText+"-token", r.File("gone.bin", 1000)))
	apptest.Eventually(t, "a session", func() bool { return r.List()["gone.bin"]["session"] != nil })
	for _, args := range [][]string{{"sessions"}, {"sessions", "--csv"}, {"sessions", "--json"}, {"list", "--all"}, {"list", "--all", "--json"}} {
		say(ExitDone, args...)
	}
	say(ExitFailed, "cancel", gone)
	for _, args := range [][]string{{"list", "--all"}, {"list", "--all", "--json"}, {"diagnostics"}} {
		say(ExitDone, args...)
	}
	owner.Stop()
	owner.End(t)
	said = append(said, "run: "+owner.Out.String()+owner.Err.String())
	crashed := exec.Command(os.Args[0])
	crashed.Env = append(os.Environ(), queuetest.CrashIn+"="+r.Dir)
	if out, err := crashed.CombinedOutput(); err == nil {
		t.Errorf("it did not crash: %s", out)
	}
	r.findPlanted(said)
}

// findPlanted searches the output and the queue's folder. The queue file itself holds what an upload needs to
// continue, but no password.
func (r *rig) findPlanted(said []string) {
	r.T.Helper()
	password := plantedText + "-password"
	secrets := []string{plantedText, base64.StdEncoding.EncodeToString([]byte("ines:" + password))}
	seen := map[string]bool{}
	for _, text := range said {
		for _, s := range secrets {
			if strings.Contains(text, s) {
				r.T.Errorf("printed: %s", text)
			}
		}
	}
	err := filepath.WalkDir(r.Dir, func(path string, d fs.DirEntry, err error) error {
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
			r.T.Errorf("a secret is in %s", path)
		}
		return err
	})
	if err != nil || !seen["queue.db"] || !seen["sendoff.log"] || !seen["crash.txt"] && !seen["crash"] {
		r.T.Errorf("looked into %v: %v", seen, err)
	}
}
