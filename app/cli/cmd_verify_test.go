package cli

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sendoff/ui/words"
)

// handingOut is a web server that hands out the files of a folder.
func handingOut(t *testing.T, folder string) string {
	t.Helper()
	s := httptest.NewServer(http.FileServer(http.Dir(folder)))
	t.Cleanup(s.Close)
	return s.URL + "/"
}

// verified runs verify --json and returns its object.
func (r *rig) verified(code int, args ...string) map[string]any {
	r.T.Helper()
	out, _ := r.Run(code, append([]string{"verify", "--json"}, args...)...)
	var v map[string]any
	if err := json.Unmarshal([]byte(out), &v); err != nil {
		r.T.Fatalf("%v in %s", err, out)
	}
	return v
}

// TestVerifyCommand: a job or a file, where it went or elsewhere; the exit code is 0 only for content that is the
// same, or that the server itself named at the upload where it lets nothing be read back.
func TestVerifyCommand(t *testing.T) {
	r := newRig(t)
	path := r.File("a.bin", 300_000)
	_, said := r.Run(ExitDone, "upload", "--to", r.Server.URL, path)
	if !strings.Contains(said, " · verified\n") {
		t.Errorf("upload: %s", said)
	}
	listed := r.List()["a.bin"]
	if listed["verified"] != true || listed["compared"] != "ack" || len(listed["sha256"].(string)) != 64 {
		t.Errorf("listed: %v", listed)
	}
	id := listed["id"].(string)
	if out, _ := r.Run(ExitDone, "show", id); !strings.Contains(out, "verified") || !strings.Contains(out, listed["sha256"].(string)) {
		t.Errorf("show: %s", out)
	}
	out, _ := r.Run(ExitDone, "verify", id)
	if !strings.Contains(out, "The server does not let it be read back (405 Method Not Allowed).") || !strings.Contains(out, "Verified: the SHA-256 that the server named of the 300 kB it received") {
		t.Errorf("said: %s", out)
	}
	there := handingOut(t, r.Folder)
	for _, what := range []string{id, path} {
		v := r.verified(ExitDone, "--to", there, what)
		if v["verified"] != true || v["compared"] != "content" || v["sha256"] != listed["sha256"] {
			t.Errorf("%s: %v", what, v)
		}
	}
	if v := r.verified(ExitDone, path); v["compared"] != "ack" || v["verified"] != true || v["refused"] != 405.0 { // its newest upload
		t.Errorf("%v", v)
	}
	if err := os.WriteFile(filepath.Join(r.Folder, "a.bin"), make([]byte, 300_000), 0o600); err != nil {
		t.Fatal(err)
	}
	if v := r.verified(ExitFailed, "--to", there, id); v["verified"] != false || v["differs"] != true {
		t.Errorf("%v", v)
	}
	if r.List()["a.bin"]["verified"] != true {
		t.Error("what was found elsewhere is kept with the upload")
	}
	other := r.File("b.bin", 10)
	if _, errs := r.Run(exitUsage, "verify", other); !strings.Contains(errs, "say with --to where it should be") {
		t.Errorf("said: %s", errs)
	}
	if _, errs := r.Run(exitUsage, "verify", filepath.Join(r.Files, "none")); !strings.Contains(errs, "no job has an ID") {
		t.Errorf("said: %s", errs)
	}
	if _, errs := r.Run(ExitFailed, "verify", "--to", "http://127.0.0.1:1/", other); !strings.Contains(errs, "127.0.0.1") {
		t.Errorf("said: %s", errs)
	}
}

// TestVerifyAtAnotherOwner: the Sendoff that owns the queue reads it back, and the result is the same. A word in
// Russian.
func TestVerifyAtAnotherOwner(t *testing.T) {
	r := newRig(t)
	path := r.File("a.bin", 300_000)
	owner := r.Start("run")
	r.Run(ExitDone, "upload", "--to", r.Server.URL, path)
	there := handingOut(t, r.Folder)
	if v := r.verified(ExitDone, "--to", there, path); v["verified"] != true || v["compared"] != "content" {
		t.Errorf("%v", v)
	}
	if code, out, _ := r.speaking(words.Russian, "verify", "--to", there, path); code != ExitDone || !strings.Contains(out, "Проверено") {
		t.Errorf("exit code %d: %s", code, out)
	}
	if _, errs := r.Run(ExitFailed, "verify", "--to", "http://127.0.0.1:1/", path); !strings.Contains(errs, "127.0.0.1") {
		t.Errorf("said: %s", errs)
	}
	owner.Stop()
	owner.End(t)
}
