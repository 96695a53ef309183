package cli

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"sendoff/app/apptest"
	"sendoff/transfer/receiver"
)

func TestUpload(t *testing.T) {
	r := newRig(t)
	one, two, empty := r.File("one.bin", 3<<20), r.File("two ü #%.txt", 100), r.File("empty", 0)
	_, stderr := r.Run(ExitDone, "upload", "--to", r.Server.URL, one, two, empty)
	for _, path := range []string{one, two, empty} {
		r.Arrived(path)
		if !strings.Contains(stderr, filepath.Base(path)+": Done · ") {
			t.Errorf("%s is not reported as done in:\n%s", filepath.Base(path), stderr)
		}
	}
	if len(r.Server.Recv.Sessions()) != 0 {
		t.Error("a session was left open")
	}
}

func TestUploadRefused(t *testing.T) {
	r := newRig(t)
	path := r.File("taken.bin", 1000)
	if err := os.WriteFile(filepath.Join(r.Folder, "taken.bin"), []byte("older"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, stderr := r.Run(ExitFailed, "upload", "--to", r.Server.URL, path)
	if !strings.Contains(stderr, "403") || !strings.Contains(stderr, "0x80070005") {
		t.Errorf("the refusal is not told with its code: %s", stderr)
	}
	fault, ok := r.List()["taken.bin"]["fault"].(map[string]any)
	if !ok || fault["http"] != 403.0 || fault["code"] != "0x80070005" || fault["text"] == "" {
		t.Errorf("fault is %v", fault)
	}
	r.Run(ExitFailed, "run", "--until-idle")
	if err := os.Remove(filepath.Join(r.Folder, "taken.bin")); err != nil {
		t.Fatal(err)
	}
	_, stderr = r.Run(ExitDone, "retry", "--all")
	if !strings.Contains(stderr, "sendoff run") {
		t.Errorf("nobody works on the queue, and retry does not say so: %s", stderr)
	}
	r.Run(ExitDone, "run", "--until-idle")
	r.Arrived(path)
}

func TestAddAndRun(t *testing.T) {
	r := newRig(t)
	path := r.File("a.bin", 2000)
	out, _ := r.Run(ExitDone, "add", "--to", r.Server.URL+"a.bin", "--priority", "high", path)
	id, err := uuid.Parse(strings.TrimSpace(out))
	if err != nil {
		t.Fatalf("add printed %q: %v", out, err)
	}
	if state := r.List()["a.bin"]["state"]; state != "waiting" {
		t.Errorf("state is %v before the queue runs", state)
	}
	out, _ = r.Run(ExitDone, "run", "--until-idle")
	if !strings.Contains(out, "a.bin: Done") {
		t.Errorf("run printed %q", out)
	}
	r.Arrived(path)
	if out, _ = r.Run(ExitDone, "show", id.String()); !strings.Contains(out, path) || !strings.Contains(out, "BG_JOB_STATE_ACKNOWLEDGED") {
		t.Errorf("show printed %s", out)
	}
	if out, _ = r.Run(ExitDone, "list"); out != "" {
		t.Errorf("list without --all shows the history: %s", out)
	}
}

func TestPauseResumeForget(t *testing.T) {
	r := newRig(t)
	path := r.File("a.bin", 2000)
	out, _ := r.Run(ExitDone, "add", "--paused", "--to", r.Server.URL, path)
	id := strings.TrimSpace(out)
	r.Run(ExitDone, "run", "--until-idle")
	if state := r.List()["a.bin"]["state"]; state != "paused" {
		t.Fatalf("state is %v", state)
	}
	r.Run(ExitFailed, "forget", id)
	r.Run(ExitDone, "resume", id)
	r.Run(ExitFailed, "resume", id)
	r.Run(ExitDone, "pause", "--all")
	r.Run(ExitDone, "resume", "--all")
	r.Run(ExitDone, "run", "--until-idle")
	r.Arrived(path)
	r.Run(ExitFailed, "pause", id)
	r.Run(ExitDone, "forget", id)
	if left := r.List(); len(left) != 0 {
		t.Errorf("left in the history: %v", left)
	}
}

// Scripts depend on the field names of --json.
func TestListJSON(t *testing.T) {
	r := newRig(t)
	r.Run(ExitDone, "upload", "--to", r.Server.URL+"?token=very-secret", r.File("done.bin", 10))
	r.Run(ExitDone, "add", "--paused", "--to", r.Server.URL, r.File("waits.bin", 20))
	want := strings.Fields("acked added attempt bits_state ended fault host_id id name outcome path retry_at sent session size state url")
	all := r.List()
	for name, j := range all {
		want := want
		if name == "done.bin" { // what the server said of its content
			want = slices.Sorted(slices.Values(append(slices.Clone(want), "compared", "sha256", "verified")))
		}
		if got := slices.Sorted(maps.Keys(j)); !slices.Equal(got, want) {
			t.Errorf("%s has the fields %v, want %v", name, got, want)
		}
		added, err := time.Parse(time.RFC3339, j["added"].(string))
		if err != nil || added.Location() != time.UTC {
			t.Errorf("%s was added at %v: %v", name, j["added"], err)
		}
	}
	done, waits := all["done.bin"], all["waits.bin"]
	if done["compared"] != "ack" || done["verified"] != true || len(done["sha256"].(string)) != 64 {
		t.Errorf("the content is %v, %v, %v", done["compared"], done["verified"], done["sha256"])
	}
	if done["outcome"] != "done" || done["bits_state"] != "BG_JOB_STATE_ACKNOWLEDGED" || done["acked"] != 10.0 || done["ended"] == nil {
		t.Errorf("the finished job is %v", done)
	}
	if waits["outcome"] != nil || waits["ended"] != nil || waits["session"] != nil || waits["fault"] != nil || waits["retry_at"] != nil {
		t.Errorf("what a waiting job does not have must be null: %v", waits)
	}
	if strings.Contains(done["url"].(string), "secret") {
		t.Errorf("the address shows its secret: %v", done["url"])
	}
	out, _ := r.Run(ExitDone, "show", "--json", waits["id"].(string))
	if !strings.Contains(out, `"transcript":[`) || strings.Count(out, "\n") != 1 {
		t.Errorf("show --json printed %s", out)
	}
}

func TestExitCodes(t *testing.T) {
	r := newRig(t)
	path, other := r.File("a.bin", 10), r.File("b.bin", 10)
	tests := []struct {
		name string
		args []string
		code int
		says string
	}{
		{"help", []string{"--help"}, ExitDone, "upload"},
		{"help of a command", []string{"cancel", "--help"}, ExitDone, "--wait"},
		{"help as a word", []string{"help"}, ExitDone, "upload"},
		{"help as a word, of a command", []string{"help", "cancel"}, ExitDone, "--wait"},
		{"help of no command", []string{"help", "nonsense"}, exitUsage, `no command "nonsense"; see`},
		{"help of a mistyped command", []string{"help", "uplaod"}, exitUsage, `did you mean "upload"?`},
		{"help of the beginning of two commands", []string{"help", "re"}, exitUsage, `one of "resume", "retry", "receipt"?`},
		{"help of no part of a command", []string{"help", "cancel", "nonsense"}, exitUsage, `no command "cancel nonsense"`},
		{"help of itself", []string{"help", "help"}, ExitDone, "command"},
		{"version", []string{"version"}, ExitDone, "sendoff " + version},
		{"unknown flag", []string{"list", "--nonsense"}, exitUsage, "nonsense"},
		{"mistyped command", []string{"uplaod"}, exitUsage, `did you mean "upload"?`},
		{"no destination", []string{"upload", path}, exitUsage, "--to"},
		{"no address", []string{"upload", "--to", "nonsense", path}, exitUsage, "https://"},
		{"password in the address", []string{"add", "--to", "http://me:hidden@host/", path}, exitUsage, "password"},
		{"missing file", []string{"add", "--to", r.Server.URL, filepath.Join(r.Files, "none")}, ExitFailed, ""},
		{"folder", []string{"add", "--to", r.Server.URL, r.Files}, exitUsage, "is a folder"},
		{"two files, one address", []string{"add", "--to", r.Server.URL + "x", path, other}, exitUsage, "must end in /"},
		{"one file twice", []string{"add", "--to", r.Server.URL, path, path}, exitUsage, "both"},
		{"two replies", []string{"add", "--to", r.Server.URL, "--reply", "x", path, other}, exitUsage, "--reply"},
		{"reply over a file", []string{"add", "--to", r.Server.URL, "--reply", other, path}, exitUsage, "left alone"},
		{"unknown job", []string{"show", "0123"}, exitUsage, "0123"},
		{"no job named", []string{"cancel"}, exitUsage, "--all"},
		{"jobs and all", []string{"pause", "--all", "0123"}, exitUsage, "--all"},
		{"nothing to cancel", []string{"cancel", "--all"}, ExitDone, "nothing"},
		{"no folder to serve", []string{"serve", filepath.Join(r.Files, "none")}, exitUsage, "none"},
		{"bad size", []string{"run", "--limit", "fast"}, exitUsage, "fast"},
		{"no window", nil, ExitQueue, "without its window"},
		{"no window for a file", []string{path}, ExitQueue, "without its window"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r.T = t
			stdout, stderr := r.Run(tt.code, tt.args...)
			if !strings.Contains(stdout+stderr, tt.says) {
				t.Errorf("says nothing of %q:\n%s%s", tt.says, stdout, stderr)
			}
			if strings.Contains(stdout+stderr, "hidden@") {
				t.Error("prints a password")
			}
		})
	}
	r.T = t
	if left := r.List(); len(left) != 0 {
		t.Errorf("refused commands added jobs: %v", left)
	}
}

func TestPrefix(t *testing.T) {
	r := newRig(t)
	out, _ := r.Run(ExitDone, "add", "--paused", "--to", r.Server.URL, r.File("a.bin", 1), r.File("b.bin", 1))
	ids := strings.Fields(out)
	same := 0
	for ids[0][same] == ids[1][same] {
		same++
	}
	_, stderr := r.Run(exitUsage, "show", ids[0][:same])
	if !strings.Contains(stderr, ids[0]) || !strings.Contains(stderr, ids[1]) {
		t.Errorf("an ambiguous prefix does not list the jobs: %s", stderr)
	}
	stdout, _ := r.Run(ExitDone, "show", strings.ToUpper(ids[1][:same+1]))
	if !strings.Contains(stdout, "b.bin") {
		t.Errorf("show printed %s", stdout)
	}
	stdout, _ = r.Run(ExitDone, "list")
	for line := range strings.Lines(stdout) {
		if id, _, _ := strings.Cut(line, " "); id != "JOB" {
			r.Run(ExitDone, "show", id) // other commands accept the listed ID
		}
	}
}

func TestInterruptAndGoOn(t *testing.T) {
	r := newRig(t)
	up := r.uploading()
	up.Stop()
	if code := up.End(t); code != exitInterrupted || !strings.Contains(up.Err.String(), "1 upload stays") {
		t.Errorf("ended with %d and printed %q", code, up.Err.String())
	}
	session := r.Server.Recv.Sessions()[0]
	r.Run(ExitDone, "run", "--until-idle")
	r.Arrived(filepath.Join(r.Files, "long.bin"))
	if got := r.List()["long.bin"]["session"]; got != session.ID {
		t.Errorf("ended in session %v, begun in %s", got, session.ID)
	}
}

func TestListWatch(t *testing.T) {
	r := newRig(t)
	r.Run(ExitDone, "add", "--paused", "--to", r.Server.URL, r.File("a.bin", 10))
	w := r.Start("list", "--watch")
	apptest.Eventually(t, "the first line", func() bool { return strings.Contains(w.Out.String(), "a.bin: Paused by you") })
	r.Run(ExitDone, "resume", "--all")
	apptest.Eventually(t, "the change", func() bool { return strings.Contains(w.Out.String(), "a.bin: Waiting") })
	w.Stop()
	if code := w.End(t); code != exitInterrupted {
		t.Errorf("exit code %d", code)
	}
}

func TestServe(t *testing.T) {
	r := newRig(t)
	into := t.TempDir()
	s := r.Start("serve", into, "--listen", "127.0.0.1:0", "--max-size", "1k")
	apptest.Eventually(t, "the address", func() bool { return strings.Contains(s.Out.String(), "http://") })
	_, rest, _ := strings.Cut(s.Out.String(), "http://")
	address, _, _ := strings.Cut(rest, " ")
	r.Run(ExitDone, "upload", "--to", "http://"+address, r.File("small", 1000))
	large := r.Start("upload", "--to", "http://"+address, r.File("large", 1001))
	apptest.Eventually(t, "the refusal of a large file", func() bool {
		return strings.Contains(s.Out.String(), "Fragment /large bytes 0-1000/1001 -> 500 0x80200020")
	})
	large.Stop()
	large.End(t)
	if _, err := os.Stat(filepath.Join(into, "small")); err != nil {
		t.Error(err)
	}
	for _, packet := range []string{"Create-Session /small -> 200", "Close-Session /small -> 200"} {
		if !strings.Contains(s.Out.String(), packet) {
			t.Errorf("no line for %q in\n%s", packet, s.Out.String())
		}
	}
	s.Stop()
	if code := s.End(t); code != ExitDone {
		t.Errorf("exit code %d: %s", code, s.Err.String())
	}
}

func TestProbe(t *testing.T) {
	r := newRig(t)
	out, _ := r.Run(ExitDone, "test", r.Server.URL)
	for _, step := range []string{"Name", "TCP", "TLS", "Ping", "Create", "Cancel"} {
		if !strings.Contains(out, "\n"+step+" ") {
			t.Errorf("no line for %s in\n%s", step, out)
		}
	}
	if s := r.Server.Recv.Sessions(); len(s) != 0 {
		t.Errorf("the test left a session: %v", s)
	}
	if left := r.List(); len(left) != 0 {
		t.Errorf("the test left a job: %v", left)
	}

	disabled := apptest.StartServer(t, receiver.Options{Dir: t.TempDir(), Disabled: true})
	out, _ = r.Run(ExitFailed, "test", disabled.URL)
	if !strings.Contains(out, "failed") || !strings.Contains(out, "501") {
		t.Errorf("a server without uploads: %s", out)
	}
	disabled.Stop()
	out, _ = r.Run(ExitFailed, "test", disabled.URL)
	if !strings.Contains(out, "TCP     failed") {
		t.Errorf("a closed port: %s", out)
	}
	r.Run(exitUsage, "test", "nonsense")
}

// TestSessions follows one session through the three output formats, and cancels it by its GUID.
func TestSessions(t *testing.T) {
	r := newRig(t)
	if _, stderr := r.Run(ExitDone, "sessions"); !strings.Contains(stderr, "No session is open") {
		t.Errorf("without any: %q", stderr)
	}
	up := r.uploading()
	up.Stop()
	up.End(t)
	session := r.Server.Recv.Sessions()[0]
	out, _ := r.Run(ExitDone, "sessions", "--json")
	var got map[string]any
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	if got["session"] != session.ID || got["days_left"] != 14.0 || got["acked"].(float64) <= 0 || got["next_try"] != nil || got["state"] != "waiting" {
		t.Errorf("listed as %v", got)
	}
	if out, _ = r.Run(ExitDone, "sessions", "--csv"); strings.Count(out, "\r\n") != 2 || !strings.Contains(out, session.ID) {
		t.Errorf("csv:\n%s", out)
	}
	r.Server.Stop()
	if out, _ = r.Run(ExitFailed, "cancel", "--wait", "300ms", strings.ToLower(strings.Trim(session.ID, "{}"))); !strings.Contains(out, "long.bin: ") {
		t.Errorf("cancel by the session printed %q", out)
	}
	if out, _ = r.Run(ExitDone, "sessions"); !strings.Contains(out, session.ID) || !strings.Contains(out, "server not told yet") {
		t.Errorf("after the cancel:\n%s", out)
	}
	r.Run(ExitDone, "forget", session.ID)
	if _, stderr := r.Run(ExitDone, "sessions"); !strings.Contains(stderr, "No session is open") {
		t.Errorf("forgotten: %q", stderr)
	}
	r.Run(exitUsage, "sessions", "--json", "--csv")
}

func TestParseSize(t *testing.T) {
	tests := []struct {
		text string
		want size
		ok   bool
	}{
		{"0", 0, true},
		{"1500", 1500, true},
		{"500k", 500_000, true},
		{"2M", 2_000_000, true},
		{"1.5G", 1_500_000_000, true},
		{" 3 TB ", 0, false},
		{"3TB", 3_000_000_000_000, true},
		{"4KiB", 4096, true},
		{"4Ki", 4096, true},
		{"-1", 0, false},
		{"", 0, false},
		{"k", 0, false},
		{"NaN", 0, false},
		{"Inf", 0, false},
		{"1e300G", 0, false},
		{"fast", 0, false},
	}
	for _, tt := range tests {
		got, err := parseSize(tt.text)
		if (err == nil) != tt.ok || got != tt.want {
			t.Errorf("parseSize(%q) = %d, %v; want %d, %v", tt.text, got, err, tt.want, tt.ok)
		}
	}
}
