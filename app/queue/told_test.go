package queue

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"sendoff/app/apptest"
	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/transfer/cards"
	"sendoff/transfer/source"
	"sendoff/ui/list"
	"sendoff/ui/words"
)

// told is a job with a value of its own in every field that is printed.
func told() *transfer.Job {
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	return &transfer.Job{
		ID: uuid.MustParse("0197aaaa-1111-7000-8000-000000000001"), Source: source.File{Path: absent + "/a\xff.bin", Size: 1000},
		Target: transfer.Target{URL: "https://ines:secret@files.example.com/drop/a.bin"}, Want: transfer.Run,
		Session: bits.Session{ID: "{A}", Host: "up2"}, Acked: 400, Sent: 600, Reach: 700, Attempt: 3,
		RetryAt: at.Add(time.Minute), Added: at.Add(-time.Hour),
		Fault: &transfer.Fault{
			Kind: transfer.KindBusy, HTTP: 503, Code: 0x801901F7, Context: 5, Packet: "Fragment", GivenUp: 90 * time.Second,
			Detail: "busy <now>", Head: "Retry-After: 9", At: at, Final: false,
		},
	}
}

// TestJSONLine is the line of --json that scripts read, with every field.
func TestJSONLine(t *testing.T) {
	const fault = `"fault":{"kind":"busy","http":503,"code":"0x801901F7","context":"0x5","packet":"Fragment","given_up":90,"text":%q}`
	j := told()
	want := `{"id":"0197aaaa-1111-7000-8000-000000000001","name":"a\ufffd.bin","path":"` + absent + `/a\ufffd.bin","path_bytes":%q,` +
		`"url":"https://files.example.com/drop/a.bin","state":"retrying","bits_state":"BG_JOB_STATE_TRANSIENT_ERROR","size":1000,"sent":600,"acked":400,` +
		`"session":"{A}","host_id":"up2","attempt":3,"retry_at":"2026-01-02T03:05:05Z",%s,"outcome":null,"added":"2026-01-02T02:04:05Z","ended":null}` + "\n"
	var got bytes.Buffer
	if err := WriteJSON(&got, ToJSON(j), words.Hostile); err != nil {
		t.Fatal(err)
	}
	bytesOf := strings.Trim(string(mustJSON(t, []byte(j.Source.Path))), `"`)
	if want := fmt.Sprintf(want, bytesOf, fmt.Sprintf(fault, words.FaultText(j.Fault, j))); got.String() != want {
		t.Errorf("got  %swant %s", got.String(), want)
	}
	*j.Fault = transfer.Fault{Kind: transfer.KindConnect}
	j.Source.Path, j.Sent, j.Session, j.RetryAt = absent, 0, bits.Session{}, time.Time{}
	j.Outcome, j.Ended = transfer.NotTold, j.Added
	got.Reset()
	if err := WriteJSON(&got, ToJSON(j), words.Hostile); err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{
		`"sent":400,"acked":400,`, `"session":null,"host_id":null,`, `"retry_at":null,`, `"http":null,"code":null,"context":null,"packet":null,"given_up":null,`,
		`"outcome":"not_told","added":"2026-01-02T02:04:05Z","ended":"2026-01-02T02:04:05Z"}`,
	} {
		if !strings.Contains(got.String(), part) {
			t.Errorf("no %s in %s", part, got.String())
		}
	}
	if strings.Contains(got.String(), "path_bytes") {
		t.Errorf("bytes of a path that is text: %s", got.String())
	}
}

// TestJSONIsSafeToShow: what a terminal acts on is escaped, and reads back as it was; the rest is as it is.
func TestJSONIsSafeToShow(t *testing.T) {
	for text, want := range map[string]string{
		"a<b>&c é 😀":     `"a<b>&c é 😀"` + "\n",
		"\u202egnp.exe":  `"\u202egnp.exe"` + "\n",
		"\u0085\u009b1m": `"\u0085\u009b1m"` + "\n",
		"\U000e0041x":    `"\udb40\udc41x"` + "\n",
	} {
		var got bytes.Buffer
		if err := WriteJSON(&got, text, words.Hostile); err != nil || got.String() != want {
			t.Errorf("%q is written as %s, %v; want %s", text, got.String(), err, want)
		}
	}
}

// TestDiagnosticsTellEverything that helps: settings, servers, trusted certificates, and a fault with all that is
// known of it; no secret.
func TestDiagnosticsTellEverything(t *testing.T) {
	j := told()
	got := scrub(aboutSettings(list.Settings{
		Limits: transfer.Limits{Uploads: 3, Rate: 77}, Theme: "dark", Rows: "two", Scale: 125, Width: 800.4, Height: 600,
	}, []transfer.Pin{{Host: "lab.example.com", Fingerprint: "AB:CD", Subject: "CN=lab"}},
		cards.Book{{Name: "Lab", Address: "https://ines:secret@lab.example.com/drop/", Headers: "X-Key: secret"}}) + aboutJobs([]*transfer.Job{j, {}}))
	for _, line := range []string{
		"Uploads:3", "Rate:77", "look: dark, two, -, 125 %\n", "window: 800 x 600\n", "server: Lab = https://lab.example.com/drop/\n",
		"trusted: lab.example.com AB:CD\n", "jobs retrying: 1\n", "jobs waiting: 1\n", "open sessions: 1\n",
		j.ID.String() + " retrying https://files.example.com/drop/a.bin\n",
		"  2026-01-02T03:04:05Z busy Fragment 503 0x801901F7 0x5\n  " + words.FaultText(j.Fault, j) + "\n  busy <now>\n  Retry-After: 9\n",
	} {
		if !strings.Contains(got, line) {
			t.Errorf("no %q in\n%s", line, got)
		}
	}
	if strings.Contains(got, "secret") {
		t.Errorf("a password in\n%s", got)
	}
	j.Fault = &transfer.Fault{Kind: transfer.KindConnect, At: j.Fault.At}
	if got := aboutFault(j); !strings.Contains(got, "T03:04:05Z connect \n") {
		t.Errorf("a fault without an answer:\n%s", got)
	}
}

// TestDiagnosticsOfALongLog: its last lines, whole, and nothing where there is none.
func TestDiagnosticsOfALongLog(t *testing.T) {
	dir := t.TempDir()
	if got := aboutLog(dir); got != "\nlog: none\n" {
		t.Errorf("%q", got)
	}
	var log strings.Builder
	for i := range 3 * logTail / 100 {
		fmt.Fprintf(&log, "%05d %s\n", i, strings.Repeat("x", 93))
	}
	path := filepath.Join(dir, logFiles, logName)
	if err := errors.Join(os.Mkdir(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(log.String()), 0o600)); err != nil {
		t.Fatal(err)
	}
	all := strings.Split(strings.TrimSpace(log.String()), "\n")
	if got := aboutLog(dir); got != "\nlog:\n"+strings.Join(all[len(all)-diagnosedLines:], "\n")+"\n" {
		t.Errorf("%s", got)
	}
}

// TestErrorsInWords: an error of the queue is told in the user's language, one of another kind is left to others.
func TestErrorsInWords(t *testing.T) {
	for err, want := range map[error]string{
		Unavailable("no %s", "room\x1b"): "no room",
		misnamed("which %q", "one"):      `which "one"`,
		ErrFull:                          words.ErrorText(ErrFull),
		errors.New("another"):            "",
	} {
		for _, wrapped := range []error{err, fmt.Errorf("open: %w", err)} {
			got, ok := InWords(wrapped)
			if ok != (want != "") || !strings.HasPrefix(got, want) || strings.ContainsRune(got, '\x1b') {
				t.Errorf("%v: %q, %t; want %q", wrapped, got, ok, want)
			}
		}
	}
}

// TestWhatIsGoneLeavesTheList, and what is watched stays the newest.
func TestWhatIsGoneLeavesTheList(t *testing.T) {
	a, b := told(), told()
	b.ID = uuid.UUID{2}
	all := Jobs{}
	all.Apply(transfer.Update{a.ID: a, b.ID: b}, true)
	newer := *a
	all.Apply(transfer.Update{a.ID: &newer, b.ID: nil, {3}: nil}, false)
	if len(all) != 1 || all[a.ID] != &newer {
		t.Errorf("%v", all)
	}
	if all.Apply(transfer.Update{b.ID: b}, true); len(all) != 1 || all[b.ID] != b {
		t.Errorf("of another owner: %v", all)
	}
}

// TestSessionsName only what has one open: not what has ended, unless the server refused the cancel.
func TestSessionsName(t *testing.T) {
	open, ended, refused := told(), told(), told()
	ended.ID, ended.Session.ID, ended.Outcome = uuid.UUID{2}, "{B}", transfer.Delivered
	refused.ID, refused.Session.ID, refused.Outcome, refused.Want = uuid.UUID{3}, "{C}", transfer.Refused, transfer.Drop
	refused.Fault = &transfer.Fault{Kind: transfer.KindNoCancel, HTTP: 403}
	nameless := &transfer.Job{ID: uuid.UUID{4}}
	all := Jobs{open.ID: open, ended.ID: ended, refused.ID: refused, nameless.ID: nameless}
	for name, want := range map[string]*transfer.Job{"{a}": open, "A": open, " {A} ": open, "B": nil, "C": refused, "": nil, "{}": nil, "D": nil} {
		got, err := all.One(name)
		if got != want || (err == nil) != (want != nil) {
			t.Errorf("%q names %v, %v", name, got, err)
		}
	}
	if !RefusedCancel(refused) || RefusedCancel(open) || RefusedCancel(ended) {
		t.Error("which cancels were refused?")
	}
}

// mustJSON is v as JSON.
func mustJSON(t *testing.T, v any) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := WriteJSON(&b, v, words.Hostile); err != nil {
		t.Fatal(err)
	}
	return bytes.TrimSpace(b.Bytes())
}

// TestSpooledFileGoesWithItsJob: it stays while its job may need it, also across a restart, and goes at its end.
func TestSpooledFileGoesWithItsJob(t *testing.T) {
	r := newRig(t)
	path, err := Spool(r.Dir, "piped.bin", strings.NewReader("piped"))
	if err != nil {
		t.Fatal(err)
	}
	for at, want := range map[string]os.FileMode{path: 0o600, filepath.Dir(path): 0o700, filepath.Join(r.Dir, spoolFolder): 0o700} {
		if info, err := os.Stat(at); err != nil || os.Getenv("OS") == "" && info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v", at, info.Mode(), err)
		}
	}
	s, err := source.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	j := transfer.NewJob(s, transfer.Target{URL: r.Server.URL + "piped.bin"})
	j.Want = transfer.Hold
	other := j
	other.ID, other.Source.Path = uuid.New(), r.File("own.bin", 5)
	l := r.owner()
	there := func() bool { _, err := os.Stat(path); return err == nil }
	do := func(c transfer.Command) {
		t.Helper()
		if err := l.Do(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
	do(transfer.Command{Verb: transfer.VerbAdd, Jobs: []transfer.Job{j, other}})
	do(transfer.Command{Verb: transfer.VerbDrop, IDs: []uuid.UUID{other.ID}})
	if err := l.Close(); err != nil || !there() {
		t.Fatalf("after the first owner it is there: %t; %v", there(), err)
	}
	l = r.owner() // it was added by an earlier one
	if !there() {
		t.Fatal("the second owner has removed it")
	}
	do(transfer.Command{Verb: transfer.VerbDrop, IDs: []uuid.UUID{j.ID}})
	apptest.Eventually(t, "its removal", func() bool { return !there() })
	if _, err := os.Stat(other.Source.Path); err != nil {
		t.Errorf("the user's own file: %v", err)
	}
}

// TestPracticeServerReturns when a job that goes to it is added, or waits for it, in a later process.
func TestPracticeServerReturns(t *testing.T) {
	r := newRig(t)
	l := r.owner()
	s, err := l.StartPractice(t.Context())
	if err != nil || s.Name != practiceName || !s.Practice {
		t.Fatalf("%+v, %v", s, err)
	}
	f, err := source.Stat(r.File("a.bin", 5))
	if err != nil {
		t.Fatal(err)
	}
	elsewhere := transfer.NewJob(f, transfer.Target{URL: r.Server.URL + "a.bin"})
	there := transfer.NewJob(f, transfer.Target{URL: s.URL + "a.bin"})
	elsewhere.Want, there.Want = transfer.Hold, transfer.Hold
	for _, step := range []struct {
		name   string
		do     func() error
		runs   bool
		before transfer.Job // added by an earlier owner
	}{
		{"nothing waits", func() error { return l.Start(t.Context()) }, false, transfer.Job{}},
		{"added for another", func() error {
			return l.Do(t.Context(), transfer.Command{Verb: transfer.VerbAdd, Jobs: []transfer.Job{elsewhere}})
		}, false, transfer.Job{}},
		{"added for it", func() error {
			return l.Do(t.Context(), transfer.Command{Verb: transfer.VerbAdd, Jobs: []transfer.Job{there}})
		}, true, transfer.Job{}},
		{"it is awaited", func() error { return l.Start(t.Context()) }, true, transfer.Job{}},
		{"not before the start", func() error { return nil }, false, transfer.Job{}},
	} {
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
		l = r.owner()
		if err := step.do(); err != nil || (l.practice.url != "") != step.runs {
			t.Errorf("%s: it is at %q, %v", step.name, l.practice.url, err)
		}
		if l.PracticeAddress() != s.URL {
			t.Errorf("%s: known at %q, was at %q", step.name, l.PracticeAddress(), s.URL)
		}
	}
}

// TestLimitOfThisProcess: it holds while this process works on the queue, and is stored nowhere.
func TestLimitOfThisProcess(t *testing.T) {
	r := newRig(t)
	c := r.config()
	c.Limit = 12345
	l, err := c.Own(t.Context(), TakeOver, Work)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	if l.limit != 12345 {
		t.Errorf("limit %d", l.limit)
	}
	if err := l.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if s, err := LoadSettings(l.engine); err != nil || s.Limits.Rate != 0 {
		t.Errorf("stored: %+v, %v", s.Limits, err)
	}
}

// TestListsAreWhole, however long.
func TestListsAreWhole(t *testing.T) {
	r := newRig(t)
	l := r.owner()
	f, err := source.Stat(r.File("a.bin", 1))
	if err != nil {
		t.Fatal(err)
	}
	jobs := make([]transfer.Job, 2*jobsPerLine+200)
	for i := range jobs {
		jobs[i] = transfer.NewJob(f, transfer.Target{URL: r.Server.URL + uuid.NewString()})
		jobs[i].Want = transfer.Hold
	}
	if err := l.Do(t.Context(), transfer.Command{Verb: transfer.VerbAdd, Jobs: jobs}); err != nil {
		t.Fatal(err)
	}
	_, text := (&ends{rig: r}).curl(http.MethodGet, "/v1/jobs")
	if n := strings.Count(text, "\n"); n != len(jobs) || !strings.Contains(text, jobs[len(jobs)-1].ID.String()) {
		t.Errorf("%d lines of %d", n, len(jobs))
	}
}

// TestTranscriptInItsOrder: every line, oldest first.
func TestTranscriptInItsOrder(t *testing.T) {
	notes := []bits.Note{{Kind: bits.NoteSent, Packet: bits.Ping}, {Kind: bits.NoteSent, Packet: bits.Fragment}, {Kind: bits.NoteEvent, Event: bits.EventLost}}
	j, err := Showing(told(), notes)
	if err != nil {
		t.Fatal(err)
	}
	text := string(*j.Notes)
	ping, fragment, lost := strings.Index(text, `"Ping"`), strings.Index(text, `"Fragment"`), strings.Index(text, `"lost"`)
	if ping < 0 || fragment < ping || lost < fragment {
		t.Errorf("%s", text)
	}
}

// TestEveryCommandGoesOverTheChannel.
func TestEveryCommandGoesOverTheChannel(t *testing.T) {
	for _, v := range []transfer.Verb{
		transfer.VerbRun, transfer.VerbHold, transfer.VerbDrop, transfer.VerbForget, transfer.VerbStart, transfer.VerbMove, transfer.VerbPriority,
		transfer.VerbNow, transfer.VerbSignedIn,
	} {
		if err := checkCommand(&transfer.Command{Verb: v}); err != nil {
			t.Errorf("%s: %v", v, err)
		}
	}
	for _, v := range []transfer.Verb{transfer.VerbLimits, transfer.VerbTrust, transfer.VerbDistrust, transfer.VerbAdd, transfer.VerbChange, "burn", ""} {
		if err := checkCommand(&transfer.Command{Verb: v}); err == nil {
			t.Errorf("%q passes without what it is about", v)
		}
	}
}
