package ui

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/storage"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/transfer/bits"
)

// fakeHost records commands and runs what is posted on the test's goroutine.
type fakeHost struct {
	t        *testing.T
	commands []transfer.Command
	refuse   error
	saved    []Settings
	inspects []uuid.UUID
	chosen   []string
	started  int
	saveAs   string // the answer to ChooseSave
	proposed string // the name that was proposed for it
	revealed []string
	notified []string
	tested   []string // addresses
	steps    []TestStep
	pins     []transfer.Pin

	certificate bits.Certificate
	stops       int
	lower       bool // the desktop has a place for minimised windows
	lowered     int  // how often the window was minimised

	signIns   []SignIn
	signOuts  []string // places
	noKeyring bool     // there is none

	around func(func()) // runs what is posted

	mu     sync.Mutex
	posts  []func()
	posted chan struct{}
}

func (h *fakeHost) Do(c transfer.Command) <-chan error {
	h.commands = append(h.commands, c)
	done := make(chan error, 1)
	done <- h.refuse
	return done
}

func (h *fakeHost) Post(f func()) {
	h.mu.Lock()
	h.posts = append(h.posts, f)
	h.mu.Unlock()
	select {
	case h.posted <- struct{}{}:
	default:
	}
}

func (h *fakeHost) Inspect(id uuid.UUID) { h.inspects = append(h.inspects, id) }
func (h *fakeHost) Choose(_ bool, done func([]string, error)) {
	done(h.chosen, nil)
}

func (h *fakeHost) ChooseSave(name string, done func(string, error)) {
	h.proposed = name
	done(h.saveAs, nil)
}

func (h *fakeHost) SignIn(s SignIn, done func(bool, error)) {
	h.signIns = append(h.signIns, s)
	done(s.Keep && !h.noKeyring, h.refuse)
}

func (h *fakeHost) SignOut(place string, done func(bool, error)) {
	h.signOuts = append(h.signOuts, place)
	done(len(h.signOuts) == 1, h.refuse)
}

func (h *fakeHost) Keyring(done func(bool)) { done(!h.noKeyring) }

func (h *fakeHost) Reveal(path string) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.revealed = append(h.revealed, path)
	return nil
}

func (h *fakeHost) StartPractice(done func(Server, error)) {
	h.started++
	h.Post(func() { done(Server{URL: "http://127.0.0.1:40817/", Practice: true}, nil) })
}

// TestServer reports the steps that the test set.
func (h *fakeHost) TestServer(address string, step func(TestStep), done func()) (stop func()) {
	h.tested = append(h.tested, address)
	for _, s := range h.steps {
		step(s)
	}
	done()
	return func() { h.stops++ }
}

func (h *fakeHost) Certificate(address string, done func(bits.Certificate, error)) {
	h.tested = append(h.tested, address)
	done(h.certificate, nil)
}

func (h *fakeHost) Diagnostics(done func(string, error)) { done("diagnostics", h.refuse) }

func (h *fakeHost) Pins() []transfer.Pin { return h.pins }

func (h *fakeHost) Notify(title, body string) { h.notified = append(h.notified, title+": "+body) }

func (h *fakeHost) Minimise() bool {
	if h.lower {
		h.lowered++
	}
	return h.lower
}

func (h *fakeHost) Save(s Settings) { h.saved = append(h.saved, s) }

// drain runs what is posted until ready says that all is there.
func (h *fakeHost) drain(ready func() bool) {
	h.t.Helper()
	late := time.After(20 * time.Second)
	for !ready() {
		h.mu.Lock()
		posts := h.posts
		h.posts = nil
		h.mu.Unlock()
		for _, f := range posts {
			h.around(f)
		}
		if len(posts) > 0 {
			continue
		}
		select {
		case <-h.posted:
		case <-late:
			h.t.Fatal("what was waited for never came")
		}
	}
}

func openTest(t *testing.T, s Settings) (*Window, *fakeHost) {
	t.Helper()
	a := test.NewTempApp(t)
	h := &fakeHost{t: t, posted: make(chan struct{}, 1), around: func(f func()) { f() }}
	w := NewWindow(a, h, s)
	w.win.Resize(fyne.NewSize(1100, 720))
	w.win.Show()
	t.Cleanup(w.win.Close)
	return w, h
}

func labSettings() Settings {
	return Settings{Servers: slices.Clone(testServers[:1]), LastServer: testServers[0].URL}
}

// rowOf finds the row on the screen that shows a job.
func rowOf(t *testing.T, w *Window, id uuid.UUID) *row {
	t.Helper()
	var found *row
	w.queue.eachShown(func(r *row) {
		if r.e != nil && r.id() == id {
			found = r
		}
	})
	if found == nil {
		t.Fatal("no row shows the job")
	}
	return found
}

func TestCancelButtonOfARow(t *testing.T) {
	w, h := openTest(t, labSettings())
	u, id := fixture(5, func(_ int, j *transfer.Job) { j.Phase = transfer.Sending })
	w.Apply(u)
	r := rowOf(t, w, id[2])
	if r.second.text != "Cancel" || !r.second.Visible() {
		t.Fatalf("the row's button says %q", r.second.text)
	}
	test.Tap(r.second)
	if len(h.commands) != 1 || h.commands[0].Verb != transfer.VerbDrop || !slices.Equal(h.commands[0].IDs, id[2:3]) {
		t.Fatalf("commands: %+v", h.commands)
	}
	r = rowOf(t, w, id[2])
	if r.second.Visible() || r.was.state != "Cancelling - telling the server" {
		t.Errorf("the row must say at once that it is being cancelled: %q", r.was.state)
	}
	if other := rowOf(t, w, id[1]); !other.second.Visible() {
		t.Error("another row lost its button")
	}
}

func TestRefusedCancelIsTakenBack(t *testing.T) {
	w, h := openTest(t, labSettings())
	u, id := fixture(2, func(_ int, j *transfer.Job) { j.Phase = transfer.Sending })
	w.Apply(u)
	h.refuse = errors.New("the disk is full")
	test.Tap(rowOf(t, w, id[0]).second)
	h.drain(func() bool { return w.status.words.words != "" })
	if got := w.status.words.words; got != "The disk is full." {
		t.Errorf("message: %q", got)
	}
	if s := w.model.entries[id[0]].state; s != transfer.Uploading {
		t.Errorf("state: %s", s)
	}
}

func TestButtonsOfRows(t *testing.T) {
	final := func(k transfer.Kind) *transfer.Fault { return &transfer.Fault{Kind: k, Final: true} }
	tests := []struct {
		name          string
		change        func(*transfer.Job)
		first, second string
		verb          transfer.Verb // of the first button, or the second if there is no first
	}{
		{"waiting", func(*transfer.Job) {}, tr(textPause), tr(textCancel), transfer.VerbHold},
		{"paused", func(j *transfer.Job) { j.Want = transfer.Hold }, tr(textResume), tr(textCancel), transfer.VerbRun},
		{"finishing", func(j *transfer.Job) { j.Phase = transfer.Completing }, "", tr(textCancel), transfer.VerbDrop},
		{"failed", func(j *transfer.Job) { j.Fault = final(transfer.KindFileDenied) }, tr(textRetry), tr(textCancel), transfer.VerbRun},
		{"changed", func(j *transfer.Job) { j.Fault = final(transfer.KindFileChanged) }, tr(textStartOver), tr(textCancel), transfer.VerbStart},
		{"retrying", func(j *transfer.Job) {
			j.Fault, j.RetryAt = &transfer.Fault{Kind: transfer.KindBusy}, time.Now().Add(time.Hour)
		}, tr(textTryNow), tr(textCancel), transfer.VerbRun},
		{"not told", func(j *transfer.Job) {
			j.Want, j.Fault, j.RetryAt = transfer.Drop, &transfer.Fault{Kind: transfer.KindConnect}, time.Now()
		}, "", tr(textStopTrying), transfer.VerbForget},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w, h := openTest(t, labSettings())
			u, id := fixture(1, func(_ int, j *transfer.Job) { tt.change(j) })
			w.Apply(u)
			r := rowOf(t, w, id[0])
			press := r.second
			if r.first.Visible() {
				press = r.first
			}
			if r.first.Visible() != (tt.first != "") || r.first.Visible() && r.first.text != tt.first || r.second.text != tt.second {
				t.Errorf("buttons %q (%v), %q", r.first.text, r.first.Visible(), r.second.text)
			}
			test.Tap(press)
			if len(h.commands) != 1 || h.commands[0].Verb != tt.verb || !slices.Equal(h.commands[0].IDs, id) {
				t.Errorf("commands: %+v", h.commands)
			}
		})
	}
}

func TestUploadAgain(t *testing.T) {
	w, h := openTest(t, labSettings())
	path := filepath.Join(t.TempDir(), "a.txt")
	if err := os.WriteFile(path, []byte("hello"), 0o600); err != nil {
		t.Fatal(err)
	}
	u, id := fixture(2, func(i int, j *transfer.Job) {
		j.Outcome, j.Ended = transfer.Confirmed, time.Unix(int64(100-i), 0)
		if i == 0 {
			j.Source.Path = path
		}
	})
	w.Apply(u)
	test.Tap(rowOf(t, w, id[0]).first)
	h.drain(func() bool { return w.status.words.words != "" })
	if len(h.commands) != 1 || len(h.commands[0].Jobs) != 1 || h.commands[0].Jobs[0].Source.Size != 5 {
		t.Fatalf("commands: %+v", h.commands)
	}
	w.Message("")
	test.Tap(rowOf(t, w, id[1]).first) // its file does not exist
	h.drain(func() bool { return w.status.words.words != "" })
	if got := w.status.words.words; !strings.Contains(got, "Cannot find /data/file-00001.bin") || len(h.commands) != 1 {
		t.Errorf("message: %q", got)
	}
	test.Tap(rowOf(t, w, id[1]).second)
	if c := h.commands[len(h.commands)-1]; c.Verb != transfer.VerbForget || !slices.Equal(c.IDs, id[1:]) {
		t.Errorf("remove: %+v", c)
	}
}

func TestManyCancelsAskFirst(t *testing.T) {
	w, h := openTest(t, labSettings())
	u, _ := fixture(12, func(_ int, j *transfer.Job) { j.Acked = 500 })
	w.Apply(u)
	w.queue.TypedShortcut(&fyne.ShortcutSelectAll{})
	test.Tap(w.toolbar.cancel)
	if len(h.commands) != 0 || w.sheet == nil {
		t.Fatal("12 uploads must not be cancelled without a question")
	}
	yes, ok := w.win.Canvas().Focused().(*button)
	if !ok || yes.Text != "Cancel 12 uploads" {
		t.Fatalf("focused: %v", w.win.Canvas().Focused())
	}
	yes.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if len(h.commands) != 0 || w.sheet != nil {
		t.Fatal("Escape must leave the uploads alone")
	}
	w.queue.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDelete})
	w.win.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if len(h.commands) != 1 || len(h.commands[0].IDs) != 12 || h.commands[0].Verb != transfer.VerbDrop {
		t.Errorf("commands: %+v", h.commands)
	}
}

func TestKeysOfTheList(t *testing.T) {
	w, h := openTest(t, labSettings())
	u, id := fixture(40, nil)
	w.Apply(u)
	key := func(k fyne.KeyName) { w.queue.TypedKey(&fyne.KeyEvent{Name: k}) }
	key(fyne.KeyDown)
	key(fyne.KeyDown)
	if !w.model.selected[id[1]] || len(w.model.selected) != 1 {
		t.Errorf("selected: %v", w.model.selected)
	}
	if !rowOf(t, w, id[1]).face.Visible() || rowOf(t, w, id[0]).face.Visible() {
		t.Error("the screen does not show the selection")
	}
	key(fyne.KeySpace)
	if c := h.commands[0]; c.Verb != transfer.VerbHold || !slices.Equal(c.IDs, id[1:2]) {
		t.Errorf("Space: %+v", c)
	}
	key(fyne.KeySpace)
	if c := h.commands[1]; c.Verb != transfer.VerbRun {
		t.Errorf("Space again: %+v", c)
	}
	key(fyne.KeyEnd)
	if !w.model.selected[id[39]] || w.queue.GetScrollOffset() == 0 {
		t.Error("End must select and show the last row")
	}
	rowOf(t, w, id[39])
	key(fyne.KeyPageUp)
	key(fyne.KeyHome)
	if !w.model.selected[id[0]] || w.queue.GetScrollOffset() != 0 {
		t.Error("Home must select and show the first row")
	}
	key(fyne.KeyReturn)
	if h.inspects[len(h.inspects)-1] != id[0] || !w.details.open() {
		t.Error("Enter must open the details")
	}
	key(fyne.KeyEscape)
	if w.details.open() || h.inspects[len(h.inspects)-1] != uuid.Nil {
		t.Error("Escape must close the details")
	}
	key(fyne.KeyDelete)
	if c := h.commands[2]; c.Verb != transfer.VerbDrop || !slices.Equal(c.IDs, id[:1]) {
		t.Errorf("Delete: %+v", c)
	}
}

func TestClickSelects(t *testing.T) {
	w, _ := openTest(t, labSettings())
	u, id := fixture(3, nil)
	w.Apply(u)
	test.Tap(rowOf(t, w, id[1]))
	if !w.model.selected[id[1]] || w.win.Canvas().Focused() != fyne.Focusable(w.queue) {
		t.Error("a click must select the row and focus the list")
	}
	if w.toolbar.cancel.Disabled() || w.toolbar.pause.Text != tr(textPause) {
		t.Error("the toolbar must follow the selection")
	}
	test.Tap(rowOf(t, w, id[1])) // within the time of a double click
	if !w.details.open() {
		t.Error("a double click must open the details")
	}
	if i := w.act.menuItems(); i[0].Disabled || !i[1].Disabled {
		t.Error("the menu must offer Pause and grey Resume")
	}
}

func TestFiltersOnTheScreen(t *testing.T) {
	w, _ := openTest(t, labSettings())
	u, _ := fixture(30, func(i int, j *transfer.Job) {
		if i%3 == 0 {
			j.Outcome = transfer.Delivered
		}
	})
	w.Apply(u)
	if got := w.side.filters[filterDone].total.Text; got != "10" {
		t.Errorf("count: %q", got)
	}
	if got := w.side.filters[filterFailed].total.Text; got != "0" {
		t.Errorf("an empty filter must show 0, not %q", got)
	}
	if got := w.queue.length(); got != 31 {
		t.Errorf("%d lines, want 30 and a heading", got)
	}
	test.Tap(w.side.filters[filterDone])
	if got := w.queue.length(); got != 11 {
		t.Errorf("%d lines, want 10 and the heading with the buttons for all", got)
	}
	test.Tap(w.side.filters[filterFailed])
	if !w.empty.none.Visible() || w.empty.first.Visible() {
		t.Error("an empty filter must say so")
	}
	test.Type(w.toolbar.search, "file")
	w.showAll()
	if w.queue.length() != 31 || w.empty.content.Visible() {
		t.Error("everything must be shown again")
	}
}

func TestDropOfAFolder(t *testing.T) {
	dir := t.TempDir()
	for i := range 2000 {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("f%04d.bin", i)), []byte("12345"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, ".hidden"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	w, h := openTest(t, labSettings())
	w.dropped([]fyne.URI{storage.NewFileURI(dir)})
	if w.adding == nil || !w.adding.upload.Disabled() {
		t.Fatal("the sheet must be open, and wait for the walk")
	}
	h.drain(func() bool { return w.adding.walks == 0 })
	if got := w.adding.title.words; got != "Add 2,000 files (10 kB)" {
		t.Errorf("title: %q", got)
	}
	if got := w.adding.preview.Text; got != "First file goes to https://files.example.com/drop/f0000.bin" {
		t.Errorf("preview: %q", got)
	}
	test.Tap(w.adding.upload)
	h.drain(func() bool { return w.status.words.words != "" })
	if len(h.commands) != 1 || h.commands[0].Verb != transfer.VerbAdd || len(h.commands[0].Jobs) != 2000 {
		t.Fatalf("%d commands", len(h.commands))
	}
	if got := w.status.words.words; got != "2,000 added, 1 skipped: 1 hidden" {
		t.Errorf("message: %q", got)
	}
	if got := h.saved[len(h.saved)-1].Remembered[filepath.Dir(dir)]; got != testServers[0].URL {
		t.Errorf("remembered: %q", got)
	}
}

func TestDismissWhileWalking(t *testing.T) {
	w, h := openTest(t, labSettings())
	w.Add([]string{t.TempDir()})
	s := w.adding
	s.to.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if w.adding != nil || w.sheet != nil || s.ctx.Err() == nil {
		t.Fatal("Escape must close the sheet and end the walk")
	}
	if got := w.status.words.words; got != "Nothing was added." || !w.status.offered.Visible() {
		t.Errorf("message: %q", got)
	}
	s.found([]transfer.Found{found("late.txt", 1, "")}) // a batch that was on its way
	if len(s.batch.list) != 0 || len(h.commands) != 0 {
		t.Error("a closed sheet took files in")
	}
}

func TestPaste(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pasted.txt")
	if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	w, h := openTest(t, labSettings())
	w.app.Clipboard().SetContent("some words")
	w.queue.TypedShortcut(&fyne.ShortcutPaste{})
	if w.adding != nil || w.status.words.words != tr(textNothingPasted) {
		t.Errorf("message: %q", w.status.words.words)
	}
	w.app.Clipboard().SetContent(path + "\n")
	w.queue.TypedShortcut(&fyne.ShortcutPaste{})
	h.drain(func() bool { return w.adding != nil && w.adding.walks == 0 })
	if n, _, _ := w.adding.batch.sum(); n != 1 {
		t.Errorf("%d files", n)
	}
	test.Tap(w.adding.later)
	if j := h.commands[0].Jobs[0]; j.Want != transfer.Hold || j.Source.Path != path {
		t.Errorf("job: %+v", j)
	}
}

func TestFirstStartUsesThePracticeServer(t *testing.T) {
	path := filepath.Join(t.TempDir(), "first.txt")
	if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	w, h := openTest(t, Settings{})
	if s, ok := w.chosenServer(); !ok || !s.Practice || !w.empty.first.Visible() {
		t.Fatal("the practice server must be chosen at the first start")
	}
	w.Add([]string{path})
	h.drain(func() bool { return w.adding.walks == 0 && !w.adding.waiting })
	test.Tap(w.adding.upload)
	h.drain(func() bool { return len(h.saved) > 0 })
	if h.started != 1 {
		t.Errorf("started %d times", h.started)
	}
	if got := h.commands[0].Jobs[0].Target.URL; got != "http://127.0.0.1:40817/first.txt" {
		t.Errorf("address: %s", got)
	}
	if s := h.saved[0]; s.LastServer != PracticeKey || len(s.Servers) != 0 {
		t.Errorf("saved: %+v", s)
	}
}

func TestNewAddressBecomesAServer(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.txt")
	if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	w, h := openTest(t, labSettings())
	w.Add([]string{path})
	h.drain(func() bool { return w.adding.walks == 0 })
	w.adding.to.SetText("gopher://x/")
	if !w.adding.upload.Disabled() || w.adding.preview.Text != AddressText(transfer.AddressScheme) {
		t.Errorf("a wrong address: %q", w.adding.preview.Text)
	}
	w.adding.to.SetText("https://new.example.com/in/")
	test.Tap(w.adding.upload)
	h.drain(func() bool { return len(h.saved) > 0 })
	want := Server{Name: "new.example.com/in", URL: "https://new.example.com/in/"}
	if s := h.saved[0]; len(s.Servers) != 2 || s.Servers[1] != want || s.LastServer != want.URL {
		t.Errorf("saved: %+v", s)
	}
}

func TestServerForm(t *testing.T) {
	w, h := openTest(t, labSettings())
	f := &serverForm{w: w, atOnce: newCheckBox("", false, nil), name: newField("", nil), address: newField("", nil)}
	for _, tt := range []struct{ name, address, flaw string }{
		{"", "", AddressText(transfer.AddressEmpty)},
		{"", "https://u:p@x.example.com/", AddressText(transfer.AddressSecret)},
		{"Lab drop", "https://x.example.com/", tr(textNameTaken)},
		{"Other", testServers[0].URL, fmt.Sprintf(tr(textAddressTaken), "Lab drop")},
		{"", "https://x.example.com/in", ""},
	} {
		f.name.SetText(tt.name)
		f.address.SetText(tt.address)
		if _, flaw := f.read(); flaw != tt.flaw {
			t.Errorf("%q, %q: %q", tt.name, tt.address, flaw)
		}
	}
	w.addServer()
	f.sheet = w.sheet
	f.save()
	if s, _ := w.chosenServer(); s.URL != "https://x.example.com/in/" || s.Name != "x.example.com/in" || len(h.saved) != 1 {
		t.Errorf("chosen: %+v", s)
	}
	w.removeServer(Server{Name: "x.example.com/in", URL: "https://x.example.com/in/"})
	if len(w.settings.Servers) != 1 || w.model.server != -1 {
		t.Error("the server is still there")
	}
}

func TestSettings(t *testing.T) {
	w, h := openTest(t, labSettings())
	w.setRate(2_000_000)
	h.drain(func() bool { return len(h.saved) == 1 })
	if l := h.commands[0].Limits; l == nil || l.Rate != 2_000_000 || w.status.limit.text != "Limit: 2.0 MB/s" {
		t.Errorf("limits: %+v, %q", l, w.status.limit.text)
	}
	w.settings.Limits.PerServer = 8
	s := newSettingsSheet(w)
	for text, want := range map[string]int64{"": 0, "1.5": 1_500_000, "0,25": 250_000} {
		s.speed.SetText(text)
		if l, ok := s.limits(); !ok || l != (transfer.Limits{Uploads: 3, PerServer: 8, Rate: want, History: 5000}) {
			t.Errorf("%q: %+v, %v", text, l, ok)
		}
	}
	for _, text := range []string{"fast", "-1", "0", "NaN", "1e300"} {
		s.speed.SetText(text)
		if _, ok := s.limits(); ok {
			t.Errorf("%q was taken", text)
		}
	}
	w.win.Resize(fyne.NewSize(900, 700))
	if got := w.Settings(); got.Width != 900 || got.Height != 700 || got.Limits.Rate != 2_000_000 {
		t.Errorf("settings: %+v", got)
	}
}

func TestDetails(t *testing.T) {
	w, h := openTest(t, labSettings())
	u, id := fixture(2, func(_ int, j *transfer.Job) { j.Session = bits.Session{ID: "{B4C8}"} })
	w.Apply(u)
	w.openDetails(id[0])
	notes := []bits.Note{
		{At: time.Unix(0, 0), Kind: bits.NoteSent, Packet: bits.Fragment, Text: "bytes 0-9/10", Count: 3},
		{At: time.Unix(1, 0), Kind: bits.NoteReceived, Packet: bits.Ack, Text: "200", Took: 42 * time.Millisecond},
	}
	w.ShowTranscript(id[1], notes)
	if len(w.details.transcript.notes) != 0 {
		t.Error("the transcript of another job was shown")
	}
	w.ShowTranscript(id[0], notes)
	test.Tap(w.details.transcript.copyAll)
	if got := w.app.Clipboard().Content(); !strings.Contains(got, "> Fragment ×3  bytes 0-9/10\n") || !strings.Contains(got, "< Ack  200  42 ms\n") {
		t.Errorf("copied: %q", got)
	}
	w.ShowTranscript(id[0], nil) // the engine drops what has ended
	if len(w.details.transcript.notes) != 2 {
		t.Error("the transcript must stay as long as it is looked at")
	}
	has := func(label, value string) bool {
		return slices.ContainsFunc(w.details.overview.shown, func(f *fact) bool { return f.label == label && f.value.Text == value })
	}
	w.details.turnTo(partOverview)
	if !has("Session ID", "{B4C8}") || !has("State", "Waiting") || !has("BITS state", "BG_JOB_STATE_QUEUED") {
		t.Error("a fact is missing")
	}
	j := *u[id[0]]
	j.Want = transfer.Hold
	w.Apply(transfer.Update{j.ID: &j})
	if !has("State", "Paused by you") {
		t.Error("the facts did not follow")
	}
	j.Outcome, j.Ended = transfer.Confirmed, time.Now()
	w.Apply(transfer.Update{j.ID: &j})
	w.details.turnTo(partProtocol)
	if got := w.details.transcript.empty.words; got != tr(textTranscriptGone) {
		t.Errorf("an ended job says %q of its packets", got)
	}
	w.Apply(transfer.Update{j.ID: nil})
	if w.details.open() || h.inspects[len(h.inspects)-1] != uuid.Nil {
		t.Error("the details of a job that is gone must close")
	}
}

func TestNarrowWindow(t *testing.T) {
	w, _ := openTest(t, labSettings())
	u, id := fixture(3, func(_ int, j *transfer.Job) { j.Phase = transfer.Sending })
	w.Apply(u)
	w.win.Resize(fyne.NewSize(minWidth, minHeight))
	if w.side.content.Visible() || !w.toolbar.choose.Visible() || !rowOf(t, w, id[0]).second.bare {
		t.Error("a narrow window has one column and rows without words on their buttons")
	}
	if n := len(w.side.menu().Items); n != int(filterCount)+1+1+2+1 {
		t.Errorf("%d lines in the menu of filters", n)
	}
	w.openDetails(id[0])
	if w.frame.Objects[2].Visible() {
		t.Error("details must take the place of the list")
	}
	w.details.parts.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
	w.details.parts.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
	if !w.details.transcript.content.Visible() || w.details.overview.content.Visible() {
		t.Error("the arrow keys must turn to the packets")
	}
	w.win.Resize(fyne.NewSize(1200, 700))
	if !w.side.content.Visible() || !w.frame.Objects[2].Visible() {
		t.Error("a wide window shows all")
	}
}

func TestShortcutOfTheListReachesTheWindow(t *testing.T) {
	w, h := openTest(t, labSettings())
	h.chosen = []string{t.TempDir()}
	w.queue.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyO, Modifier: fyne.KeyModifierShortcutDefault})
	if w.adding == nil {
		t.Error("Ctrl+O must choose files")
	}
}

func TestRemoveAllAsksFirst(t *testing.T) {
	w, h := openTest(t, labSettings())
	u, id := fixture(4, func(i int, j *transfer.Job) {
		if i > 0 {
			j.Outcome, j.Ended = transfer.Delivered, time.Unix(int64(100-i), 0)
		}
	})
	w.Apply(u)
	heading := w.queue.shown[1]
	if heading == nil || heading.e != nil || heading.was.state != "3 entries, 3.0 kB uploaded" {
		t.Fatalf("heading: %+v", heading)
	}
	test.Tap(heading.second)
	if len(h.commands) != 0 || w.sheet == nil {
		t.Fatal("the history must not go without a question")
	}
	w.win.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if len(h.commands) != 1 || h.commands[0].Verb != transfer.VerbForget || !slices.Equal(h.commands[0].IDs, id[1:]) {
		t.Errorf("commands: %+v", h.commands)
	}
}

func TestNotNowSaysSo(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.txt")
	if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	w, h := openTest(t, labSettings())
	w.Add([]string{path})
	h.drain(func() bool { return w.adding.walks == 0 })
	w.act.escape()
	if got := w.status.words.words; got != "1 file was not added." || len(h.commands) != 0 {
		t.Errorf("message: %q", got)
	}
}

func TestDestinationProposed(t *testing.T) {
	s := labSettings()
	s.Servers = append(s.Servers, Server{Name: "Other", URL: "https://other.example.com/"})
	s.Remembered = map[string]string{"/known": "https://other.example.com/", "/played": PracticeKey, "/gone": "https://gone.example.com/"}
	w, _ := openTest(t, s)
	for folder, want := range map[string]string{"/known": "Other", "/played": tr(textPracticeName), "/gone": "Lab drop", "/new": "Lab drop"} {
		if got := w.destinationFor(folder); got != want {
			t.Errorf("%s: %q, want %q", folder, got, want)
		}
	}
	w.side.chooseServer(1)
	if got := w.destinationFor("/played"); got != "Other" {
		t.Errorf("the chosen server must win over %q", got)
	}
}

func TestKeysDoNotReachBehindASheet(t *testing.T) {
	w, h := openTest(t, labSettings())
	u, _ := fixture(2, nil)
	w.Apply(u)
	w.act.selectAll()
	w.openSettings()
	w.win.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyDelete})
	if len(h.commands) != 0 {
		t.Error("Delete cancelled uploads behind a sheet")
	}
	w.win.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if w.sheet != nil {
		t.Error("Escape must close the sheet")
	}
	w.win.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyDelete})
	if len(h.commands) != 1 {
		t.Error("Delete must reach the list")
	}
}

// TestNoOtherButtonSaysCancel looks at every word on every sheet.
func TestNoOtherButtonSaysCancel(t *testing.T) {
	w, _ := openTest(t, labSettings())
	for name, open := range map[string]func(){
		"settings": w.openSettings, "server": w.addServer, "add": func() { w.Add([]string{t.TempDir()}) },
		"question": w.act.clearFinished,
	} {
		open()
		buttons := 0
		for _, o := range test.LaidOutObjects(w.sheet.pop) {
			b, ok := o.(*button)
			if !ok {
				continue
			}
			buttons++
			if strings.Contains(b.Text, "Cancel") {
				t.Errorf("%s: a button says %q", name, b.Text)
			}
		}
		if buttons < 2 {
			t.Errorf("%s: %d buttons were looked at", name, buttons)
		}
		w.sheet.dismiss()
	}
}

func TestWordsThatTickAway(t *testing.T) {
	w, h := openTest(t, labSettings())
	u, id := fixture(1, func(_ int, j *transfer.Job) {
		j.Fault, j.RetryAt = &transfer.Fault{Kind: transfer.KindBusy}, time.Now().Add(90*time.Second)
	})
	w.Apply(u)
	before := rowOf(t, w, id[0]).was.state
	h.drain(func() bool { return rowOf(t, w, id[0]).was.state != before })
}

func TestUploadsOfOthersAreNotHidden(t *testing.T) {
	w, _ := openTest(t, Settings{})
	u, id := fixture(2, nil) // added by the command line, before the window was ever opened
	w.Apply(u)
	rowOf(t, w, id[0])
	if w.model.server != -1 {
		t.Error("the practice server hides what is there")
	}
	w, _ = openTest(t, Settings{LastServer: PracticeKey})
	if w.model.server != -1 || w.destinationFor("/x") != tr(textPracticeName) {
		t.Error("at a later start all servers are shown, and the practice server is proposed")
	}
}

func TestChooseServer(t *testing.T) {
	w, _ := openTest(t, labSettings())
	w.ChooseServer("https://unknown.example.com/")
	if w.model.server != -1 {
		t.Error("an unknown address chose a server")
	}
	w.ChooseServer(testServers[0].URL)
	if s, ok := w.chosenServer(); !ok || s != testServers[0] {
		t.Errorf("chosen: %+v", s)
	}
}

func TestKeysStopAtWhatCoversTheList(t *testing.T) {
	w, h := openTest(t, labSettings())
	u, _ := fixture(2, nil)
	w.Apply(u)
	w.act.selectAll()
	chooser := widget.NewModalPopUp(widget.NewLabel("the toolkit's own file chooser"), w.win.Canvas())
	chooser.Show()
	key := w.win.Canvas().OnTypedKey()
	key(&fyne.KeyEvent{Name: fyne.KeyDelete})
	key(&fyne.KeyEvent{Name: fyne.KeySpace})
	if len(h.commands) != 0 {
		t.Errorf("a key went past the chooser: %+v", h.commands)
	}
	key(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if w.covered() || len(w.model.selected) != 2 {
		t.Errorf("Escape must close the chooser and nothing else: %d selected", len(w.model.selected))
	}
	w.win.Canvas().Unfocus()
	key(&fyne.KeyEvent{Name: fyne.KeyDelete})
	if len(h.commands) != 1 {
		t.Errorf("the list must have its keys again: %+v", h.commands)
	}
}
