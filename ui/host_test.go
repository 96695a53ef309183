package ui

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/transfer/cards"
	"sendoff/transfer/identity"
	"sendoff/transfer/readback"
	"sendoff/transfer/receipt"
	"sendoff/ui/kit"
	"sendoff/ui/list"
	"sendoff/ui/rows"
	"sendoff/ui/words"
)

// fakeHost records commands and runs posted functions on the test's goroutine.
type fakeHost struct {
	t        testing.TB
	commands []transfer.Command
	refuse   error
	saved    []list.Settings
	inspects []uuid.UUID
	chosen   []string
	copied   *list.Copied // files copied in a file manager; nil = none
	pastes   int          // clipboard reads
	started  int
	faults   list.PracticeFaults
	saveAs   string // the answer to ChooseSave
	proposed string // the name proposed for it
	revealed []string
	notified []string
	tested   []string // addresses
	steps    []words.TestStep
	pins     []transfer.Pin
	learned  transfer.ServerStats

	verified []uuid.UUID
	read     int64 // bytes that a comparison has read back, and goes on; 0 = it ends with found
	found    readback.Found

	certificate bits.Certificate
	stops       int
	lower       bool // the desktop has a place for minimised windows
	maximised   int  // calls of Maximise
	lowered     int  // calls of Minimise

	signIns   []list.SignIn
	given     []list.OwnCertificate
	taken     []string // places of own certificates
	own       []identity.Identity
	tips      []string // tooltips of the tray icon
	signOuts  []string // places
	accounts  []list.SignedIn
	noKeyring bool // no keyring answers

	around func(func()) // wraps each posted function

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

// Clipboard answers with the test's files, else with the text of the test's clipboard.
func (h *fakeHost) Clipboard(done func(list.Copied, error)) {
	h.pastes++
	if h.copied == nil && h.refuse == nil {
		done(list.PathsIn(fyne.CurrentApp().Clipboard().Content()), nil)
		return
	}
	copied := h.copied
	h.Post(func() {
		if h.refuse != nil {
			done(list.Copied{}, h.refuse)
			return
		}
		done(*copied, nil)
	})
}

func (h *fakeHost) ChooseSave(name string, done func(string, error)) {
	h.proposed = name
	done(h.saveAs, nil)
}

func (h *fakeHost) Learned(_ string, done func(transfer.ServerStats)) { done(h.learned) }

func (h *fakeHost) ReadCard(path string, done func(cards.Card, []string, error)) {
	f, err := os.Open(path)
	if err != nil {
		done(cards.Card{}, nil, err)
		return
	}
	defer f.Close() //nolint:errcheck // it was only read
	done(cards.ReadFile(f, transfer.CheckURL))
}

func (h *fakeHost) SignIn(s list.SignIn, done func(bool, error)) {
	h.signIns = append(h.signIns, s)
	done(s.Keep && !h.noKeyring, h.refuse)
}

func (h *fakeHost) SignOut(place string, done func(bool, error)) {
	h.signOuts = append(h.signOuts, place)
	done(len(h.signOuts) == 1, h.refuse)
}

func (h *fakeHost) GiveCertificate(c list.OwnCertificate, done func(bool, error)) {
	h.given = append(h.given, c)
	done(c.Keep && c.Passphrase != "" && !h.noKeyring, h.refuse)
}

func (h *fakeHost) TakeCertificate(place string, done func(bool, error)) {
	h.taken = append(h.taken, place)
	done(true, h.refuse)
}

func (h *fakeHost) Certificates() []identity.Identity { return h.own }

func (h *fakeHost) Accounts() []list.SignedIn { return h.accounts }

func (h *fakeHost) TrayTip(text string) { h.tips = append(h.tips, text) }

func (h *fakeHost) Keyring(done func(bool)) { done(!h.noKeyring) }

func (h *fakeHost) LogFile() string { return "/log/sendoff.log" }

func (h *fakeHost) Reveal(path string) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.revealed = append(h.revealed, path)
	return nil
}

func (h *fakeHost) PracticeFaults() list.PracticeFaults { return h.faults }

func (h *fakeHost) SetPracticeFaults(now list.PracticeFaults) error {
	h.faults = now
	return nil
}

func (h *fakeHost) StartPractice(done func(list.Server, error)) {
	h.started++
	h.Post(func() { done(list.Server{URL: "http://127.0.0.1:40817/", Practice: true}, nil) })
}

// Verify tells what the test has set.
func (h *fakeHost) Verify(j *transfer.Job, tell func(int64), done func(readback.Found, error)) (stop func()) {
	h.verified = append(h.verified, j.ID)
	if h.read > 0 {
		tell(h.read)
	} else {
		done(h.found, h.refuse)
	}
	return func() { h.stops++ }
}

// Receipt is a page with the jobs' names.
func (h *fakeHost) Receipt(program string, jobs []*transfer.Job) (receipt.Page, error) {
	var list []words.Receipted
	for _, j := range jobs {
		list = append(list, words.Receipted{Job: j})
	}
	return words.ReceiptPage(program, list, time.Now()), nil
}

// TestServer reports the steps set by the test.
func (h *fakeHost) TestServer(address string, step func(words.TestStep), done func()) (stop func()) {
	h.tested = append(h.tested, address)
	for _, s := range h.steps {
		step(s)
	}
	done()
	return func() { h.stops++ }
}

func (h *fakeHost) Certificate(at transfer.CertificateAt, done func(bits.Certificate, error)) {
	h.tested = append(h.tested, at.Address)
	done(h.certificate, nil)
}

func (h *fakeHost) Diagnostics(done func(string, error)) { done("diagnostics", h.refuse) }

func (h *fakeHost) Proxy() cards.Proxy { return cards.Proxy{} }

func (h *fakeHost) SetProxy(_ cards.Proxy, done func(error)) { done(h.refuse) }

func (h *fakeHost) Pins() []transfer.Pin { return h.pins }

func (h *fakeHost) Notify(title, body string) { h.notified = append(h.notified, title+": "+body) }

func (h *fakeHost) Maximise() { h.maximised++ }

func (h *fakeHost) Minimise() bool {
	if h.lower {
		h.lowered++
	}
	return h.lower
}

func (h *fakeHost) Save(s list.Settings) { h.saved = append(h.saved, s) }

// drain runs posted functions until ready returns true.
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

// draws reports whether a text is on the screen, as a whole.
func draws(w *Window, text string) bool { return slices.Contains(drawnNow(w), text) }

// visible finds an object that can be seen: none of what it stands in is hidden. nil means that there is none.
func visible(o fyne.CanvasObject, is func(fyne.CanvasObject) bool) fyne.CanvasObject {
	if !o.Visible() {
		return nil
	}
	if is(o) {
		return o
	}
	var inside []fyne.CanvasObject
	switch o := o.(type) {
	case *fyne.Container:
		inside = o.Objects
	case fyne.Widget:
		inside = test.WidgetRenderer(o).Objects()
	}
	for _, o := range inside {
		if found := visible(o, is); found != nil {
			return found
		}
	}
	return nil
}

// says reports whether a text can be seen inside an object, as a whole.
func says(o fyne.CanvasObject, text string) bool {
	return visible(o, func(o fyne.CanvasObject) bool {
		t, ok := o.(*canvas.Text)
		return ok && t.Text == text
	}) != nil
}

// tapSmall taps the visible small button with a label.
func tapSmall(t *testing.T, w *Window, label string) {
	t.Helper()
	found := visible(w.win.Canvas().Content(), func(o fyne.CanvasObject) bool {
		b, ok := o.(*kit.SmallButton)
		return ok && b.Text == label
	})
	if found != nil {
		tap(found.(*kit.SmallButton))
		return
	}
	t.Fatalf("no button says %q", label)
}

func openTest(t testing.TB, s list.Settings) (*Window, *fakeHost) {
	t.Helper()
	a := test.NewTempApp(t)
	h := &fakeHost{t: t, posted: make(chan struct{}, 1), around: func(f func()) { f() }}
	w := NewWindow(a, h, s)
	w.win.Resize(fyne.NewSize(1100, 720))
	w.win.Show()
	t.Cleanup(w.win.Close)
	return w, h
}

func labSettings() list.Settings {
	return list.Settings{Servers: slices.Clone(labServers[:1]), LastServer: labServers[0].URL}
}

// rowOf finds the visible row of a job.
func rowOf(t *testing.T, w *Window, id uuid.UUID) *rows.Row {
	t.Helper()
	found := w.queue.Row(id)
	if found == nil {
		t.Fatal("no row shows the job")
	}
	return found
}

var labServers = []list.Server{
	{Name: "Lab drop", URL: "https://files.example.com/drop/"},
	{Name: "Deep", URL: "https://files.example.com/drop/deep/"},
}

// historyOf is a job's line in the exported history.
func historyOf(t *testing.T, j *transfer.Job) []string {
	t.Helper()
	var b bytes.Buffer
	if err := list.WriteHistory(&b, []*transfer.Job{j}, func(*transfer.Job) string { return "Lab" }); err != nil {
		t.Fatal(err)
	}
	table, err := csv.NewReader(&b).ReadAll()
	if err != nil || len(table) != 2 {
		t.Fatal(table, err)
	}
	return table[1]
}

// ready is the label of the button that adds what the open sheet shows, "" until all of it is found.
func ready(w *Window) string {
	if w.sheets.Top() == nil {
		return ""
	}
	buttons := w.sheets.Top().Buttons()
	if b := buttons[len(buttons)-1].(*kit.Button); !b.Disabled() {
		return b.Text
	}
	return ""
}

// dropFiles makes files with an old modification time, and returns their folder.
func dropFiles(t *testing.T, names ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range names {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("hello"), 0o600); err != nil {
			t.Fatal(err)
		}
		old := time.Now().Add(-time.Hour)
		if err := os.Chtimes(path, old, old); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}
