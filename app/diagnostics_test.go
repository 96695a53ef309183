package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sendoff/transfer"
	"sendoff/ui"
)

// TestScrub plants secrets in every form in which they turn up in logs and answers.
func TestScrub(t *testing.T) {
	for _, text := range []string{
		"PUT https://ines:planted-pw@files.example.com/drop/",
		"ftp://planted-user@host/x",
		`url="https://files.example.com/a.zip?sv=1&sig=planted%2Btoken" failed`,
		"https://files.example.com/a?planted-query",
		"Authorization: Basic cGxhbnRlZDpwbGFudGVk planted",
		`authorization="Bearer planted.planted-planted"`,
		"Proxy-Authorization: NTLM plantedTlRMTVNTUAAB",
		"answered with WWW: Negotiate plantedYIIZ",
		"Cookie: a=planted; b=planted",
		"Set-Cookie: session=planted; Path=/",
		"password=planted", `"token": "planted"`, "X-Api-Key: planted", "client_secret='planted'",
	} {
		if got := scrub(text); strings.Contains(got, "planted") {
			t.Errorf("%q became %q", text, got)
		}
	}
	plain := `level=WARN msg="fault" url=https://files.example.com/drop/a.zip status=403 code=0x80070005`
	if got := scrub(plain); got != plain {
		t.Errorf("%q became %q", plain, got)
	}
}

// TestDiagnosticsTellWhatHappenedAndNoSecret fails an upload whose address holds a token, plants more in
// the log and the settings, and reads what is printed.
func TestDiagnosticsTellWhatHappenedAndNoSecret(t *testing.T) {
	r := newRig(t)
	r.server.stop()
	path := r.file("a.bin", 100)
	hourAgo := time.Now().Add(-time.Hour) // a file that was just written would be waited for
	if err := os.Chtimes(path, hourAgo, hourAgo); err != nil {
		t.Fatal(err)
	}
	r.run(exitDone, "add", "--to", r.server.url+"a.bin?token=planted-token", path)
	run := r.start("run")
	eventually(t, "the fault", func() bool { return r.list()["a.bin"]["fault"] != nil })
	fromOwner := "" // asked through the socket
	eventually(t, "the fault in the log", func() bool {
		fromOwner, _ = r.run(exitDone, "diagnostics")
		return strings.Contains(fromOwner, "job met a fault")
	})
	run.stop()
	run.end(t)

	l := r.own(t)
	l.log.Error("planted", "header", "Authorization: Basic cGxhbnRlZDpwbGFudGVk", "url", "https://u:planted@h/?k=planted")
	s := ui.Settings{Servers: []ui.Server{{Name: "Lab", URL: "https://lab.example.com/in/?sig=planted"}}, Limits: transfer.Limits{Uploads: 7}}
	if err := saveSettings(l.engine, s); err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	alone, _ := r.run(exitDone, "diagnostics")
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

// own is the queue of the rig, owned by the test.
func (r *rig) own(t *testing.T) *local {
	t.Helper()
	p := process{stdout: &output{}, stderr: &output{}, getenv: testEnv}
	l, err := p.call(grammar{Dir: r.dir}).Own(t.Context(), takeOver, look)
	if err != nil {
		t.Fatal(err)
	}
	return l
}
