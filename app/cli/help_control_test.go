package cli

import (
	"encoding/json"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"sendoff/app/queue/queuetest"
	"sendoff/transfer"
)

// TestCurl: the examples of "sendoff help control" work with curl.
func TestCurl(t *testing.T) {
	curl, err := exec.LookPath("curl")
	if err != nil {
		t.Skip("there is no curl here")
	}
	r := newRig(t)
	queuetest.Own(r.Rig)
	out, _ := r.Run(ExitDone, "add", "--paused", "--to", r.Server.URL, r.File("a.bin", 10))
	id := strings.TrimSpace(out)
	ask := func(args ...string) map[string]any {
		t.Helper()
		args = append([]string{"--silent", "--show-error", "--fail", "--unix-socket", filepath.Join(r.Dir, "control.sock")}, args...)
		out, err := exec.CommandContext(t.Context(), curl, args...).CombinedOutput()
		if err != nil {
			t.Fatalf("curl %v: %v: %s", args, err, out)
		}
		var v map[string]any
		if err := json.Unmarshal(out, &v); err != nil {
			t.Fatalf("curl %v: %v in %s", args, err, out)
		}
		return v
	}
	if got := ask("http://sendoff/v1")["sendoff"]; got != version {
		t.Errorf("version %v", got)
	}
	if got := ask("http://sendoff/v1/jobs"); got["id"] != id || got["state"] != "paused" {
		t.Errorf("listed as %v", got)
	}
	ask("-X", "POST", "http://sendoff/v1/jobs/"+id[:30]+"/cancel")
	if got := ask("http://sendoff/v1/jobs/" + id); got["state"] != "cancelled" || got["transcript"] == nil {
		t.Errorf("after the cancel: %v", got)
	}
	if got := ask("http://sendoff/v1/jobs?all=true"); got["outcome"] != string(transfer.NeverReached) {
		t.Errorf("in the history: %v", got)
	}
}

// TestHelpControl: every documented path is answered.
func TestHelpControl(t *testing.T) {
	r := newRig(t)
	queuetest.Own(r.Rig)
	out, _ := r.Run(ExitDone, "add", "--paused", "--to", r.Server.URL, r.File("a.bin", 10))
	help, _ := r.Run(ExitDone, "help", "control")
	for _, p := range controlPaths {
		if !strings.Contains(help, p[0]) {
			t.Errorf("help says nothing of %s", p[0])
		}
		method, path, _ := strings.Cut(strings.Replace(p[0], "JOB", strings.TrimSpace(out), 1), " ")
		q, err := http.NewRequestWithContext(t.Context(), method, "http://sendoff"+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		a, err := plainHTTP(r.Dir).Do(q)
		if err != nil {
			t.Fatal(err)
		}
		_ = a.Body.Close()
		if quits := strings.HasSuffix(path, "/quit"); (a.StatusCode == http.StatusOK) == quits { // the test process refuses to quit
			t.Errorf("%s is answered with %s", p[0], a.Status)
		}
		if a.Header.Get("Sendoff-Version") != version {
			t.Errorf("%s: %s", p[0], a.Header)
		}
	}
}
