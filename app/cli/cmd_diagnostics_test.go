package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sendoff/app/apptest"
	"sendoff/app/queue"
	"sendoff/app/queue/queuetest"
	"sendoff/transfer"
	"sendoff/transfer/cards"
	"sendoff/ui/list"
)

// TestDiagnosticsTellWhatHappenedAndNoSecret fails an upload whose address holds a token, plants more secrets in
// log and settings, and checks the report.
func TestDiagnosticsTellWhatHappenedAndNoSecret(t *testing.T) {
	r := newRig(t)
	r.Server.Stop()
	path := r.File("a.bin", 100)
	hourAgo := time.Now().Add(-time.Hour) // a file just written would be waited for
	if err := os.Chtimes(path, hourAgo, hourAgo); err != nil {
		t.Fatal(err)
	}
	r.Run(ExitDone, "add", "--to", r.Server.URL+"a.bin?token=planted-token", path)
	run := r.Start("run")
	apptest.Eventually(t, "the fault", func() bool { return r.List()["a.bin"]["fault"] != nil })
	fromOwner := "" // as asked through the socket
	apptest.Eventually(t, "the fault in the log", func() bool {
		fromOwner, _ = r.Run(ExitDone, "diagnostics")
		return strings.Contains(fromOwner, "job met a fault")
	})
	run.Stop()
	run.End(t)

	l := queuetest.Own(r.Rig)
	l.Log().Error("planted", "header", "Authorization: Basic cGxhbnRlZDpwbGFudGVk", "url", "https://u:planted@h/?k=planted")
	s := list.Settings{Limits: transfer.Limits{Uploads: 7}}
	if err := queue.SaveSettings(l.Engine(), s); err != nil {
		t.Fatal(err)
	}
	card := cards.Card{Name: "Lab", Address: "https://lab.example.com/in/?sig=planted", Headers: "X-Key: planted"}
	if err := l.Do(t.Context(), transfer.Command{Verb: transfer.VerbCard, Cards: []cards.Card{card}}); err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	alone, _ := r.Run(ExitDone, "diagnostics")
	for what, text := range map[string]string{"the owner": fromOwner, "alone": alone} {
		for _, want := range []string{"sendoff: " + version, "jobs retrying: 1", "connect", "does not answer", "log:", "msg=\"job met a fault\"", "text=\"127.0.0.1:"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s: %q is not in\n%s", what, want, text)
			}
		}
		if strings.Contains(strings.ReplaceAll(text, "msg=planted", ""), "planted") {
			t.Errorf("%s: a secret is in\n%s", what, text)
		}
		if home, err := os.UserHomeDir(); err == nil && len(home) > 1 && strings.Contains(text, home+string(filepath.Separator)) {
			t.Errorf("%s: the user's folder is in\n%s", what, text)
		}
	}
	for _, want := range []string{"Uploads:7", "server: Lab = https://lab.example.com/in/?..."} {
		if !strings.Contains(alone, want) {
			t.Errorf("%q is not in\n%s", want, alone)
		}
	}
}
