package main

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

	"sendoff/transfer/receiver"
)

func TestUpload(t *testing.T) {
	r := newRig(t)
	one, two, empty := r.file("one.bin", 3<<20), r.file("two ü #%.txt", 100), r.file("empty", 0)
	_, stderr := r.run(exitDone, "upload", "--to", r.server.url, one, two, empty)
	for _, path := range []string{one, two, empty} {
		r.arrived(path)
		if !strings.Contains(stderr, filepath.Base(path)+": Done - ") {
			t.Errorf("%s is not reported as done in:\n%s", filepath.Base(path), stderr)
		}
	}
	if len(r.server.recv.Sessions()) != 0 {
		t.Error("a session was left open")
	}
}

func TestUploadRefused(t *testing.T) {
	r := newRig(t)
	path := r.file("taken.bin", 1000)
	if err := os.WriteFile(filepath.Join(r.folder, "taken.bin"), []byte("older"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, stderr := r.run(exitFailed, "upload", "--to", r.server.url, path)
	if !strings.Contains(stderr, "403") || !strings.Contains(stderr, "0x80070005") {
		t.Errorf("the refusal is not told with its code: %s", stderr)
	}
	fault, ok := r.list()["taken.bin"]["fault"].(map[string]any)
	if !ok || fault["http"] != 403.0 || fault["code"] != "0x80070005" || fault["text"] == "" {
		t.Errorf("fault is %v", fault)
	}
	r.run(exitFailed, "run", "--until-idle")
	if err := os.Remove(filepath.Join(r.folder, "taken.bin")); err != nil {
		t.Fatal(err)
	}
	_, stderr = r.run(exitDone, "retry", "--all")
	if !strings.Contains(stderr, "sendoff run") {
		t.Errorf("nobody works on the queue, and retry does not say so: %s", stderr)
	}
	r.run(exitDone, "run", "--until-idle")
	r.arrived(path)
}

func TestAddAndRun(t *testing.T) {
	r := newRig(t)
	path := r.file("a.bin", 2000)
	out, _ := r.run(exitDone, "add", "--to", r.server.url+"a.bin", "--priority", "high", path)
	id, err := uuid.Parse(strings.TrimSpace(out))
	if err != nil {
		t.Fatalf("add printed %q: %v", out, err)
	}
	if state := r.list()["a.bin"]["state"]; state != "waiting" {
		t.Errorf("state is %v before the queue runs", state)
	}
	out, _ = r.run(exitDone, "run", "--until-idle")
	if !strings.Contains(out, "a.bin: Done") {
		t.Errorf("run printed %q", out)
	}
	r.arrived(path)
	if out, _ = r.run(exitDone, "show", id.String()); !strings.Contains(out, path) || !strings.Contains(out, "BG_JOB_STATE_ACKNOWLEDGED") {
		t.Errorf("show printed %s", out)
	}
	if out, _ = r.run(exitDone, "list"); out != "" {
		t.Errorf("list without --all shows the history: %s", out)
	}
}

func TestPauseResumeForget(t *testing.T) {
	r := newRig(t)
	path := r.file("a.bin", 2000)
	out, _ := r.run(exitDone, "add", "--paused", "--to", r.server.url, path)
	id := strings.TrimSpace(out)
	r.run(exitDone, "run", "--until-idle")
	if state := r.list()["a.bin"]["state"]; state != "paused" {
		t.Fatalf("state is %v", state)
	}
	r.run(exitFailed, "forget", id)
	r.run(exitDone, "resume", id)
	r.run(exitFailed, "resume", id)
	r.run(exitDone, "pause", "--all")
	r.run(exitDone, "resume", "--all")
	r.run(exitDone, "run", "--until-idle")
	r.arrived(path)
	r.run(exitFailed, "pause", id)
	r.run(exitDone, "forget", id)
	if left := r.list(); len(left) != 0 {
		t.Errorf("left in the history: %v", left)
	}
}

// The field names of --json are a promise to scripts.
func TestListJSON(t *testing.T) {
	r := newRig(t)
	r.run(exitDone, "upload", "--to", r.server.url+"?token=very-secret", r.file("done.bin", 10))
	r.run(exitDone, "add", "--paused", "--to", r.server.url, r.file("waits.bin", 20))
	want := strings.Fields("acked added attempt bits_state ended fault host_id id name outcome path retry_at sent session size state url")
	all := r.list()
	for name, j := range all {
		if got := slices.Sorted(maps.Keys(j)); !slices.Equal(got, want) {
			t.Errorf("%s has the fields %v, want %v", name, got, want)
		}
		added, err := time.Parse(time.RFC3339, j["added"].(string))
		if err != nil || added.Location() != time.UTC {
			t.Errorf("%s was added at %v: %v", name, j["added"], err)
		}
	}
	done, waits := all["done.bin"], all["waits.bin"]
	if done["outcome"] != "done" || done["bits_state"] != "BG_JOB_STATE_ACKNOWLEDGED" || done["acked"] != 10.0 || done["ended"] == nil {
		t.Errorf("the finished job is %v", done)
	}
	if waits["outcome"] != nil || waits["ended"] != nil || waits["session"] != nil || waits["fault"] != nil || waits["retry_at"] != nil {
		t.Errorf("what a waiting job does not have must be null: %v", waits)
	}
	if strings.Contains(done["url"].(string), "secret") {
		t.Errorf("the address shows its secret: %v", done["url"])
	}
	out, _ := r.run(exitDone, "show", "--json", waits["id"].(string))
	if !strings.Contains(out, `"transcript":[`) || strings.Count(out, "\n") != 1 {
		t.Errorf("show --json printed %s", out)
	}
}

func TestExitCodes(t *testing.T) {
	r := newRig(t)
	path, other := r.file("a.bin", 10), r.file("b.bin", 10)
	tests := []struct {
		name string
		args []string
		code int
		says string
	}{
		{"help", []string{"--help"}, exitDone, "upload"},
		{"help of a command", []string{"cancel", "--help"}, exitDone, "--wait"},
		{"help as a word", []string{"help"}, exitDone, "upload"},
		{"help as a word, of a command", []string{"help", "cancel"}, exitDone, "--wait"},
		{"help of no command", []string{"help", "nonsense"}, exitUsage, `no command "nonsense"; see`},
		{"help of a mistyped command", []string{"help", "uplaod"}, exitUsage, `did you mean "upload"?`},
		{"help of the beginning of two commands", []string{"help", "re"}, exitUsage, `one of "resume", "retry"?`},
		{"help of no part of a command", []string{"help", "cancel", "nonsense"}, exitUsage, `no command "cancel nonsense"`},
		{"help of itself", []string{"help", "help"}, exitDone, "command"},
		{"version", []string{"version"}, exitDone, "sendoff " + version},
		{"unknown flag", []string{"list", "--nonsense"}, exitUsage, "nonsense"},
		{"mistyped command", []string{"uplaod"}, exitUsage, `did you mean "upload"?`},
		{"no destination", []string{"upload", path}, exitUsage, "--to"},
		{"no address", []string{"upload", "--to", "nonsense", path}, exitUsage, "https://"},
		{"password in the address", []string{"add", "--to", "http://me:hidden@host/", path}, exitUsage, "password"},
		{"missing file", []string{"add", "--to", r.server.url, filepath.Join(r.files, "none")}, exitFailed, ""},
		{"folder", []string{"add", "--to", r.server.url, r.files}, exitUsage, "is a folder"},
		{"two files, one address", []string{"add", "--to", r.server.url + "x", path, other}, exitUsage, "must end in /"},
		{"one file twice", []string{"add", "--to", r.server.url, path, path}, exitUsage, "both"},
		{"two replies", []string{"add", "--to", r.server.url, "--reply", "x", path, other}, exitUsage, "--reply"},
		{"reply over a file", []string{"add", "--to", r.server.url, "--reply", other, path}, exitUsage, "left alone"},
		{"unknown job", []string{"show", "0123"}, exitUsage, "0123"},
		{"no job named", []string{"cancel"}, exitUsage, "--all"},
		{"jobs and all", []string{"pause", "--all", "0123"}, exitUsage, "--all"},
		{"nothing to cancel", []string{"cancel", "--all"}, exitDone, "nothing"},
		{"no folder to serve", []string{"serve", filepath.Join(r.files, "none")}, exitUsage, "none"},
		{"bad size", []string{"run", "--limit", "fast"}, exitUsage, "fast"},
		{"no display", nil, exitQueue, "no display"},
		{"no display for a file", []string{path}, exitQueue, "upload --to"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r.t = t
			stdout, stderr := r.run(tt.code, tt.args...)
			if !strings.Contains(stdout+stderr, tt.says) {
				t.Errorf("says nothing of %q:\n%s%s", tt.says, stdout, stderr)
			}
			if strings.Contains(stdout+stderr, "hidden@") {
				t.Error("prints a password")
			}
		})
	}
	r.t = t
	if left := r.list(); len(left) != 0 {
		t.Errorf("refused commands added jobs: %v", left)
	}
}

func TestPrefix(t *testing.T) {
	r := newRig(t)
	out, _ := r.run(exitDone, "add", "--paused", "--to", r.server.url, r.file("a.bin", 1), r.file("b.bin", 1))
	ids := strings.Fields(out)
	same := 0
	for ids[0][same] == ids[1][same] {
		same++
	}
	_, stderr := r.run(exitUsage, "show", ids[0][:same])
	if !strings.Contains(stderr, ids[0]) || !strings.Contains(stderr, ids[1]) {
		t.Errorf("an ambiguous prefix does not list the jobs: %s", stderr)
	}
	stdout, _ := r.run(exitDone, "show", strings.ToUpper(ids[1][:same+1]))
	if !strings.Contains(stdout, "b.bin") {
		t.Errorf("show printed %s", stdout)
	}
	stdout, _ = r.run(exitDone, "list")
	for line := range strings.Lines(stdout) {
		if id, _, _ := strings.Cut(line, " "); id != "JOB" {
			r.run(exitDone, "show", id) // what list prints can be used
		}
	}
}

func TestInterruptAndGoOn(t *testing.T) {
	r := newRig(t)
	up := r.uploading()
	up.stop()
	if code := up.end(t); code != exitInterrupted || !strings.Contains(up.err.String(), "1 upload stays") {
		t.Errorf("ended with %d and printed %q", code, up.err.String())
	}
	session := r.server.recv.Sessions()[0]
	r.run(exitDone, "run", "--until-idle")
	r.arrived(filepath.Join(r.files, "long.bin"))
	if got := r.list()["long.bin"]["session"]; got != session.ID {
		t.Errorf("ended in session %v, begun in %s", got, session.ID)
	}
}

func TestListWatch(t *testing.T) {
	r := newRig(t)
	r.run(exitDone, "add", "--paused", "--to", r.server.url, r.file("a.bin", 10))
	w := r.start("list", "--watch")
	eventually(t, "the first line", func() bool { return strings.Contains(w.out.String(), "a.bin: Paused by you") })
	r.run(exitDone, "resume", "--all")
	eventually(t, "the change", func() bool { return strings.Contains(w.out.String(), "a.bin: Waiting") })
	w.stop()
	if code := w.end(t); code != exitInterrupted {
		t.Errorf("exit code %d", code)
	}
}

func TestServe(t *testing.T) {
	r := newRig(t)
	into := t.TempDir()
	s := r.start("serve", into, "--listen", "127.0.0.1:0", "--max-size", "1k")
	eventually(t, "the address", func() bool { return strings.Contains(s.out.String(), "http://") })
	_, rest, _ := strings.Cut(s.out.String(), "http://")
	address, _, _ := strings.Cut(rest, " ")
	r.run(exitDone, "upload", "--to", "http://"+address, r.file("small", 1000))
	large := r.start("upload", "--to", "http://"+address, r.file("large", 1001))
	eventually(t, "the refusal of a large file", func() bool {
		return strings.Contains(s.out.String(), "Fragment /large bytes 0-1000/1001 -> 500 0x80200020")
	})
	large.stop()
	large.end(t)
	if _, err := os.Stat(filepath.Join(into, "small")); err != nil {
		t.Error(err)
	}
	for _, packet := range []string{"Create-Session /small -> 200", "Close-Session /small -> 200"} {
		if !strings.Contains(s.out.String(), packet) {
			t.Errorf("no line for %q in\n%s", packet, s.out.String())
		}
	}
	s.stop()
	if code := s.end(t); code != exitDone {
		t.Errorf("exit code %d: %s", code, s.err.String())
	}
}

func TestProbe(t *testing.T) {
	r := newRig(t)
	out, _ := r.run(exitDone, "test", r.server.url)
	for _, step := range []string{"Name", "TCP", "TLS", "Ping", "Create", "Cancel"} {
		if !strings.Contains(out, "\n"+step+" ") {
			t.Errorf("no line for %s in\n%s", step, out)
		}
	}
	if s := r.server.recv.Sessions(); len(s) != 0 {
		t.Errorf("the test left a session: %v", s)
	}
	if left := r.list(); len(left) != 0 {
		t.Errorf("the test left a job: %v", left)
	}

	disabled := StartServer(t, receiver.Options{Dir: t.TempDir(), Disabled: true})
	out, _ = r.run(exitFailed, "test", disabled.url)
	if !strings.Contains(out, "failed") || !strings.Contains(out, "501") {
		t.Errorf("a server without uploads: %s", out)
	}
	disabled.stop()
	out, _ = r.run(exitFailed, "test", disabled.url)
	if !strings.Contains(out, "TCP     failed") {
		t.Errorf("a closed port: %s", out)
	}
	r.run(exitUsage, "test", "nonsense")
}

// TestSessions follows one session through the three forms of the list, and cancels it by its GUID.
func TestSessions(t *testing.T) {
	r := newRig(t)
	if _, stderr := r.run(exitDone, "sessions"); !strings.Contains(stderr, "No session is open") {
		t.Errorf("without any: %q", stderr)
	}
	up := r.uploading()
	up.stop()
	up.end(t)
	session := r.server.recv.Sessions()[0]
	out, _ := r.run(exitDone, "sessions", "--json")
	var got map[string]any
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	if got["session"] != session.ID || got["days_left"] != 14.0 || got["acked"].(float64) <= 0 || got["next_try"] != nil || got["state"] != "waiting" {
		t.Errorf("listed as %v", got)
	}
	if out, _ = r.run(exitDone, "sessions", "--csv"); strings.Count(out, "\r\n") != 2 || !strings.Contains(out, session.ID) {
		t.Errorf("csv:\n%s", out)
	}
	r.server.stop()
	if out, _ = r.run(exitFailed, "cancel", "--wait", "300ms", strings.ToLower(strings.Trim(session.ID, "{}"))); !strings.Contains(out, "long.bin: ") {
		t.Errorf("cancel by the session printed %q", out)
	}
	if out, _ = r.run(exitDone, "sessions"); !strings.Contains(out, session.ID) || !strings.Contains(out, "server not told yet") {
		t.Errorf("after the cancel:\n%s", out)
	}
	r.run(exitDone, "forget", session.ID)
	if _, stderr := r.run(exitDone, "sessions"); !strings.Contains(stderr, "No session is open") {
		t.Errorf("forgotten: %q", stderr)
	}
	r.run(exitUsage, "sessions", "--json", "--csv")
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
