package main

import (
	"errors"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"sendoff/transfer"
	"sendoff/ui"
)

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

func TestSettings(t *testing.T) {
	r := newRig(t)
	want := ui.Settings{Servers: []ui.Server{{Name: "n", URL: "http://h/"}}, LastServer: "http://h/", Limits: transfer.Limits{Rate: 5}, Theme: ui.ThemeDark}
	l := r.owner()
	if err := saveSettings(l.engine, want); err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	got, err := loadSettings(r.owner().engine)
	if err != nil || len(got.Servers) != 1 || got.Servers[0] != want.Servers[0] || got.LastServer != want.LastServer || got.Limits != want.Limits || got.Theme != want.Theme {
		t.Errorf("came back as %+v, %v", got, err)
	}
}

// Jobs that wait for the practice server find it at its old address after a restart, and what they
// uploaded is kept.
func TestPractice(t *testing.T) {
	r := newRig(t)
	l := r.owner()
	first, err := l.practice.start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if again, err := l.practice.start(t.Context()); err != nil || again != first || !first.Practice {
		t.Errorf("started again as %+v, %v", again, err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	r.run(exitDone, "run", "--until-idle") // nothing waits for it: it is not needed
	path := r.file("a.bin", 100)
	r.run(exitDone, "upload", "--to", first.URL, path)
	if _, err := os.Stat(filepath.Join(r.dir, "practice", "a.bin")); err != nil {
		t.Error(err)
	}
}

// A sentence about the practice server says that it is meant, whoever works on the queue: its number and
// port mean nothing to who tries the program out.
func TestPracticeIsNamedInSentences(t *testing.T) {
	r := newRig(t)
	l := r.owner()
	s, err := l.practice.start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	const sentence = "The practice server refused the upload."
	_, stderr := r.run(exitFailed, "upload", "--to", s.URL+"notes.", r.file("a.bin", 100))
	if !strings.Contains(stderr, sentence) {
		t.Errorf("upload says %q", stderr)
	}
	if out, _ := r.run(exitDone, "list"); !strings.Contains(out, sentence) {
		t.Errorf("list says %q", out)
	}
	r.owner()
	if out, _ := r.run(exitDone, "list"); !strings.Contains(out, sentence) {
		t.Errorf("beside another process, list says %q", out)
	}
}

// A port that another program took is given up only if no job waits for it.
func TestPracticePortTaken(t *testing.T) {
	r := newRig(t)
	l := r.owner()
	_, port, _ := strings.Cut(strings.TrimSuffix(strings.TrimPrefix(r.server.url, "http://"), "/"), ":")
	var taken practiceSettings
	for _, digit := range port {
		taken.Port = taken.Port*10 + int(digit-'0')
	}
	if err := l.engine.SaveSetting(keyPractice, taken); err != nil {
		t.Fatal(err)
	}
	source, err := transfer.Stat(r.file("a.bin", 1))
	if err != nil {
		t.Fatal(err)
	}
	job := transfer.NewJob(source, transfer.Target{URL: r.server.url + "a.bin"})
	job.Want = transfer.Hold
	if err := l.Do(t.Context(), transfer.Command{Verb: transfer.VerbAdd, Jobs: []transfer.Job{job}}); err != nil {
		t.Fatal(err)
	}
	if s, err := l.practice.start(t.Context()); err == nil {
		t.Errorf("started at %s although a job waits for port %d", s.URL, taken.Port)
	}
	r.run(exitDone, "cancel", "--all")
	if s, err := l.practice.start(t.Context()); err != nil || s.URL == r.server.url {
		t.Errorf("not started at another port: %+v, %v", s, err)
	}
}

func TestCrashIsReportedOnce(t *testing.T) {
	r := newRig(t)
	c := exec.CommandContext(t.Context(), os.Args[0])
	c.Env = append(os.Environ(), crashIn+"="+r.dir)
	if out, err := c.CombinedOutput(); err == nil || !strings.Contains(string(out), "deliberate") {
		t.Fatalf("it did not crash as it should: %v\n%s", err, out)
	}
	_, stderr := r.run(exitDone, "list")
	if !strings.Contains(stderr, "crashed") {
		t.Errorf("the crash is not reported: %s", stderr)
	}
	kept, err := filepath.Glob(filepath.Join(r.dir, "crash-*.txt"))
	if err != nil || len(kept) != 1 || !strings.Contains(stderr, kept[0]) {
		t.Fatalf("kept: %v, %v", kept, err)
	}
	if text, err := os.ReadFile(kept[0]); err != nil || !strings.Contains(string(text), "panic: deliberate") || !strings.Contains(string(text), "rig_test.go") {
		t.Errorf("the crash file does not tell what happened: %s, %v", text, err)
	}
	if _, stderr = r.run(exitDone, "list"); strings.Contains(stderr, "crashed") {
		t.Error("the crash is reported twice")
	}
}

func TestDamagedQueue(t *testing.T) {
	r := newRig(t)
	if err := os.MkdirAll(r.dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(r.dir, "queue.db"), []byte(strings.Repeat("no database ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, stderr := r.run(exitDone, "list"); !strings.Contains(stderr, "queue") {
		t.Errorf("the damage is not reported: %s", stderr)
	}
}

func TestUnusableFolder(t *testing.T) {
	r := newRig(t)
	r.dir = r.file("a file", 1)
	r.run(exitQueue, "list")
}

func TestLogRotates(t *testing.T) {
	l := newFileLog(t.TempDir(), slog.New(slog.DiscardHandler))
	line := strings.Repeat("x", 1<<20)
	for range 12 {
		l.Info("big", "x", line)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{l.path, l.path + ".old"} {
		info, err := os.Stat(path)
		if err != nil || info.Size() > logSize || info.Size() == 0 || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", path, info, err)
		}
	}
}

func TestDisplayIsChecked(t *testing.T) {
	tests := []struct {
		name string
		env  map[string]string
		ok   bool
	}{
		{"nothing", nil, false},
		{"nobody there", map[string]string{"DISPLAY": ":4711"}, false},
		{"no display number", map[string]string{"DISPLAY": "nonsense"}, false},
		{"Wayland alone", map[string]string{"WAYLAND_DISPLAY": "wayland-0"}, false},
		{"a display elsewhere", map[string]string{"DISPLAY": "elsewhere:0.0"}, true},
	}
	for _, tt := range tests {
		err := checkDisplay(t.Context(), func(name string) string { return tt.env[name] })
		var own UnavailableError
		if (err == nil) != tt.ok || err != nil && !errors.As(err, &own) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

// --limit is for one run; what the window is told stays.
func TestLimitOfOneRun(t *testing.T) {
	w := &Window{Config: &Config{Limit: 500_000}}
	stored := ui.Settings{Limits: transfer.Limits{Rate: 2_000_000}}
	s := settingsAtStart(w, stored)
	if s.Limits.Rate != w.Limit {
		t.Errorf("the window starts with %d", s.Limits.Rate)
	}
	if kept := lastingSettings(w, s, stored.Limits.Rate); kept.Limits.Rate != stored.Limits.Rate {
		t.Errorf("%d is kept of one run", kept.Limits.Rate)
	}
	s.Limits.Rate = 0 // chosen in the window
	if kept := lastingSettings(w, s, stored.Limits.Rate); kept.Limits.Rate != 0 {
		t.Errorf("%d is kept in place of no limit", kept.Limits.Rate)
	}
}

// TestLogIsSafeToShow: what a file is called moves no terminal's cursor when the log is looked at.
func TestLogIsSafeToShow(t *testing.T) {
	dir := t.TempDir()
	l := newFileLog(dir, slog.New(slog.DiscardHandler))
	l.Info("job ended", "file", "a\x7f\x1b[2J\u009b1m.bin")
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, logFiles, logName))
	if err != nil {
		t.Fatal(err)
	}
	if strings.ContainsFunc(string(text), func(r rune) bool { return r != '\n' && unicode.IsControl(r) }) {
		t.Errorf("%q", text)
	}
}
