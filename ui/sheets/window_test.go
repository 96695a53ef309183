package sheets

import (
	"bytes"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/transfer/cards"
	"sendoff/transfer/identity"
	"sendoff/transfer/readback"
	"sendoff/transfer/receipt"
	"sendoff/ui/kit"
	"sendoff/ui/list"
	"sendoff/ui/words"
)

// TestMain runs all tests in English, whatever the system's language.
func TestMain(m *testing.M) {
	words.Speak(words.English)
	os.Exit(m.Run())
}

// window is a window with nothing but sheets. It records what they ask for, and runs posted functions on the test's
// goroutine.
type window struct {
	t        testing.TB
	native   fyne.Window
	model    *list.Model
	proxy    cards.Proxy
	settings list.Settings
	sheets   *kit.Sheets
	adder    *Adder
	sessions *Sessions

	commands []transfer.Command
	refuse   error
	saved    []list.Settings
	said     string
	offered  kit.Action
	copied   string
	learned  transfer.ServerStats
	pins     []transfer.Pin
	written  string // what SaveAs wrote
	started  int
	faults   list.PracticeFaults
	looks    int
	tray     bool
	accounts []list.SignedIn
	own      []identity.Identity
	around   func(func()) // wraps each posted function

	mu     sync.Mutex
	posts  []func()
	posted chan struct{}
}

func (w *window) Sheets() *kit.Sheets        { return w.sheets }
func (w *window) Canvas() fyne.Canvas        { return w.native.Canvas() }
func (w *window) Copy(text string)           { w.copied = text }
func (w *window) CopyDiagnostics()           {}
func (w *window) ShowLog()                   {}
func (w *window) Message(text string)        { w.said, w.offered = text, kit.Action{} }
func (w *window) News(text string)           { w.Message(text) }
func (w *window) Fade(string, time.Duration) {}
func (w *window) Model() *list.Model         { return w.model }
func (w *window) Host() Host                 { return w }
func (w *window) Settings() *list.Settings   { return &w.settings }
func (w *window) Save()                      { w.saved = append(w.saved, w.settings) }
func (w *window) SetLook()                   { w.looks++ }
func (w *window) HasTray() bool              { return w.tray }
func (w *window) Identity() string           { return "Sendoff 1.2.3" }
func (w *window) Receipt(string, []*transfer.Job) (receipt.Page, error) {
	return receipt.Page{}, nil
}

func (w *window) Verify(*transfer.Job, func(int64), func(readback.Found, error)) (stop func()) {
	return func() {}
}
func (w *window) Paste() {}
func (w *window) Forget(ids []uuid.UUID) {
	w.Do(transfer.Command{Verb: transfer.VerbForget, IDs: ids}, nil)
}
func (w *window) ShowServer(i int) { w.model.SetServer(i) }

func (w *window) PutCard(old string, c cards.Card, stored func(error)) error {
	c, err := w.settings.PutCard(old, c)
	if err != nil {
		return err
	}
	w.model.SetServers(w.servers())
	w.Do(transfer.Command{Verb: transfer.VerbCard, At: old, Cards: []cards.Card{c}}, stored)
	return nil
}

func (w *window) servers() []list.Server {
	return append(slices.Clone(w.settings.Servers), list.Server{Name: words.Tr(words.PracticeName), Practice: true})
}

func (w *window) Offer(text, label string, do func()) {
	w.said, w.offered = text, kit.Action{Text: label, Do: func() { w.Message(""); do() }}
}

func (w *window) Do(c transfer.Command, after func(error)) {
	w.commands = append(w.commands, c)
	if after != nil {
		w.Post(func() { after(w.refuse) })
	}
}

func (w *window) Change(jobs []transfer.Job, done string) {
	w.Do(transfer.Command{Verb: transfer.VerbChange, Jobs: jobs}, nil)
	w.said = done
}

func (w *window) Cancel(ids []uuid.UUID, _ func()) {
	w.Do(transfer.Command{Verb: transfer.VerbDrop, IDs: ids}, nil)
}

func (w *window) SaveAs(name string, write func(io.Writer) error, done func(string) string) {
	var b bytes.Buffer
	if err := write(&b); err != nil {
		w.t.Error(err)
	}
	w.written, w.said = b.String(), done(name)
}

func (w *window) SetLimits(l transfer.Limits) {
	w.settings.Limits = l
	w.Do(transfer.Command{Verb: transfer.VerbLimits, Limits: &l}, func(error) { w.Save() })
}

func (w *window) StartPractice(then func(list.Server, error)) {
	w.started++
	w.Post(func() {
		s := list.Server{Name: words.Tr(words.PracticeName), URL: "http://127.0.0.1:40817/", Practice: true}
		w.model.SetServers(append(slices.Clone(w.settings.Servers), s))
		then(s, nil)
	})
}

func (w *window) PracticeFaults() list.PracticeFaults { return w.faults }

func (w *window) SetPracticeFaults(now list.PracticeFaults) error {
	w.faults = now
	return w.refuse
}

func (w *window) TestServer(string, func(words.TestStep), func()) func()            { return func() {} }
func (w *window) Certificate(transfer.CertificateAt, func(bits.Certificate, error)) {}
func (w *window) Proxy() cards.Proxy                                                { return w.proxy }
func (w *window) SetProxy(c cards.Proxy, done func(error)) {
	w.proxy = c
	done(w.refuse)
}
func (w *window) Choose(bool, func([]string, error))                            {}
func (w *window) GiveCertificate(_ list.OwnCertificate, done func(bool, error)) { done(true, nil) }
func (w *window) TakeCertificate(_ string, done func(bool, error))              { done(true, nil) }
func (w *window) Certificates() []identity.Identity                             { return w.own }
func (w *window) Pins() []transfer.Pin                                          { return w.pins }
func (w *window) Accounts() []list.SignedIn                                     { return w.accounts }
func (w *window) Keyring(done func(bool))                                       { done(true) }
func (w *window) Learned(_ string, done func(transfer.ServerStats))             { done(w.learned) }

func (w *window) ReadCard(path string, done func(cards.Card, []string, error)) {
	f, err := os.Open(path)
	if err != nil {
		done(cards.Card{}, nil, err)
		return
	}
	defer f.Close() //nolint:errcheck // it was only read
	done(cards.ReadFile(f, transfer.CheckURL))
}

func (w *window) SignIn(_ list.SignIn, done func(bool, error)) { done(true, nil) }
func (w *window) SignOut(_ string, done func(bool, error))     { done(true, nil) }

func (w *window) Post(f func()) {
	w.mu.Lock()
	w.posts = append(w.posts, f)
	w.mu.Unlock()
	select {
	case w.posted <- struct{}{}:
	default:
	}
}

// drain runs posted functions until ready returns true.
func (w *window) drain(ready func() bool) {
	w.t.Helper()
	late := time.After(20 * time.Second)
	for !ready() {
		w.mu.Lock()
		posts := w.posts
		w.posts = nil
		w.mu.Unlock()
		for _, f := range posts {
			w.around(f)
		}
		if len(posts) > 0 {
			continue
		}
		select {
		case <-w.posted:
		case <-late:
			w.t.Fatal("what was waited for never came")
		}
	}
}

func (w *window) apply(u transfer.Update) { w.model.Apply(u); w.sessions.Update() }

// open shows an empty window of 1100 to 720.
func open(t testing.TB, s list.Settings) *window {
	t.Helper()
	a := test.NewTempApp(t)
	a.Settings().SetTheme(kit.Theme{})
	w := &window{t: t, settings: list.CleanSettings(s), posted: make(chan struct{}, 1), around: func(f func()) { f() }, native: a.NewWindow("")}
	w.model = list.New(w.servers())
	w.sheets = kit.NewSheets(w.native.Canvas(), func() {})
	w.adder, w.sessions = NewAdder(w), NewSessions(w)
	w.native.Resize(fyne.NewSize(1100, 720))
	w.native.Show()
	t.Cleanup(w.native.Close)
	return w
}

var labServers = []list.Server{
	{Name: "Lab drop", URL: "https://files.example.com/drop/"},
	{Name: "Deep", URL: "https://files.example.com/drop/deep/"},
}

func labSettings() list.Settings {
	return list.Settings{Servers: slices.Clone(labServers[:1]), LastServer: labServers[0].URL}
}

// tap is a click that is no second half of a double click.
func tap(o fyne.Tappable) {
	kit.NewSmallButton("", "", nil).Tapped(&fyne.PointEvent{AbsolutePosition: fyne.NewPos(-1e6, -1e6)})
	test.Tap(o)
}

func press(w *window, keys ...fyne.KeyName) {
	for _, k := range keys {
		w.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: k})
	}
}

// wordsOn are the label texts of the open dialog.
func wordsOn(w *window) string {
	var b strings.Builder
	for _, o := range test.LaidOutObjects(w.sheets.Top().Object()) {
		if l, ok := o.(*widget.Label); ok {
			b.WriteString(l.Text + "\n")
		}
	}
	return b.String()
}

// sheetButton is a button of the open dialog.
func sheetButton(t *testing.T, w *window, label string) *kit.Button {
	t.Helper()
	for _, o := range test.LaidOutObjects(w.sheets.Top().Object()) {
		if b, ok := o.(*kit.Button); ok && b.Text == label {
			return b
		}
	}
	t.Fatalf("no button %q", label)
	return nil
}
