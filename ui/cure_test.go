package ui

import (
	"crypto/x509"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/transfer/bits"
)

// signals are the codes that a fault of any kind may come with.
var signals = []struct {
	http int
	code uint32
}{
	{0, 0},
	{401, 0},
	{403, bits.CodeAccessDenied},
	{404, 0},
	{409, 0},
	{413, 0},
	{500, bits.CodeTooLarge},
	{501, bits.CodeAccessDenied},
	{503, 0},
	{500, bits.CodeDiskFullAsPrinted},
	{500, bits.CodeSessionNotFound},
	{0, bits.CodeLocalFileChanged},
	{0, bits.CodeTrustFailure},
}

// TestEveryFaultHasASentenceAndAButtonThatWorks walks the whole table, as a person would: each row has
// words in the language of the window, and its button leads to a command, a dialog, a chooser or the
// clipboard.
func TestEveryFaultHasASentenceAndAButtonThatWorks(t *testing.T) {
	for _, language := range []string{English, Russian} {
		t.Run(language, func(t *testing.T) {
			Speak(language)
			t.Cleanup(func() { Speak(English) })
			w, h := openTest(t, labSettings())
			h.chosen = []string{filepath.Join(t.TempDir(), "none")}
			for _, k := range allKinds {
				for _, s := range signals {
					for _, final := range []bool{true, false} {
						f := &transfer.Fault{Kind: k, HTTP: s.http, Code: s.code, Final: final, At: time.Now()}
						walkFault(t, w, h, language, f)
					}
				}
			}
		})
	}
}

func walkFault(t *testing.T, w *Window, h *fakeHost, language string, f *transfer.Fault) {
	t.Helper()
	what := fmt.Sprintf("%s %d 0x%X final=%v", f.Kind, f.HTTP, f.Code, f.Final)
	u, id := fixture(1, func(_ int, j *transfer.Job) {
		j.Fault = f
		if !f.Final {
			j.RetryAt = time.Now().Add(time.Hour)
		}
	})
	w.Apply(u)
	defer w.Apply(transfer.Update{id[0]: nil})
	r := rowOf(t, w, id[0])
	text := r.was.detail
	checkWords(t, what, text)
	if russian := strings.ContainsAny(text, "абвгдежзийклмнопрстуфхцчшщъыьэюя"); russian != (language == Russian) {
		t.Errorf("%s: %q is not in the language %s", what, text, language)
	}
	if r.was.code != codeText(f) || !strings.Contains(FaultText(f, u[id[0]]), text) {
		t.Errorf("%s: chip %q, command line %q", what, r.was.code, FaultText(f, u[id[0]]))
	}
	if !r.first.Visible() || r.first.text == "" || r.first.mark == "" || !r.second.Visible() {
		t.Errorf("%s: buttons %q, %q", what, r.first.text, r.second.text)
		return
	}
	before, message := len(h.commands), w.status.words.words
	w.app.Clipboard().SetContent("")
	test.Tap(r.first)
	h.drain(func() bool {
		return len(h.commands) > before || w.sheet != nil || w.app.Clipboard().Content() != "" || w.status.words.words != message
	})
	if w.sheet != nil {
		w.sheet.dismiss()
	}
	w.Message("")
}

func failing(k transfer.Kind, change func(*transfer.Job)) func(int, *transfer.Job) {
	return func(_ int, j *transfer.Job) {
		j.Fault = &transfer.Fault{Kind: k, HTTP: 409, Final: true, At: time.Now()}
		if change != nil {
			change(j)
		}
	}
}

func typeInto(t *testing.T, w *Window, text string) {
	t.Helper()
	f, ok := w.win.Canvas().Focused().(*field)
	if !ok {
		t.Fatalf("the keyboard is at %T", w.win.Canvas().Focused())
	}
	f.SetText(text)
	f.OnSubmitted(text)
}

func flawOf(t *testing.T, w *Window) string {
	t.Helper()
	if w.sheet == nil {
		t.Fatal("no dialog is open")
	}
	text := ""
	for _, o := range test.LaidOutObjects(w.sheet.pop) {
		if l, ok := o.(*widget.Label); ok && l.Importance == widget.WarningImportance {
			text = l.Text
		}
	}
	return text
}

func TestOtherNameKeepsTheJob(t *testing.T) {
	w, h := openTest(t, labSettings())
	u, id := fixture(2, failing(transfer.KindExists, nil))
	w.Apply(u)
	r := rowOf(t, w, id[0])
	if r.first.text != "Other name…" || r.second.text != "Skip" {
		t.Fatalf("buttons %q, %q", r.first.text, r.second.text)
	}
	test.Tap(r.first)
	if f, ok := w.win.Canvas().Focused().(*field); !ok || f.Text != "file-00000 (2).bin" || f.SelectedText() != f.Text {
		t.Fatalf("proposed: %+v", w.win.Canvas().Focused())
	}
	for _, bad := range []struct{ name, flaw string }{
		{"  ", textNameNone}, {"a/b", textNameFolder}, {"file-00000.bin", textNameSame}, {"file-00001.bin", textAddressInList},
	} {
		typeInto(t, w, bad.name)
		if got := flawOf(t, w); got != bad.flaw {
			t.Errorf("%q: %q", bad.name, got)
		}
	}
	if len(h.commands) != 0 {
		t.Fatalf("commands: %+v", h.commands)
	}
	typeInto(t, w, "отчёт #1.bin")
	c := h.commands[0]
	if c.Verb != transfer.VerbChange || c.Jobs[0].ID != id[0] || w.sheet != nil ||
		c.Jobs[0].Target.URL != "https://files.example.com/drop/%D0%BE%D1%82%D1%87%D1%91%D1%82%20%231.bin" {
		t.Errorf("command: %+v", c)
	}
}

func TestChangeAddressOfOneAndOfAll(t *testing.T) {
	w, h := openTest(t, labSettings())
	u, id := fixture(3, failing(transfer.KindBadURL, nil))
	u[id[2]].Target.URL = "https://other.example.com/x.bin"
	w.Apply(u)
	test.Tap(rowOf(t, w, id[0]).first)
	typeInto(t, w, "https://files.example.com/drop/file-00000.bin")
	if got := flawOf(t, w); got != textAddressSame {
		t.Errorf("the same address: %q", got)
	}
	typeInto(t, w, "nonsense")
	if flawOf(t, w) == "" || len(h.commands) != 0 {
		t.Error("a bad address was taken")
	}
	typeInto(t, w, "https://new.example.com/in/")
	if got := h.commands[0].Jobs; len(got) != 1 || got[0].Target.URL != "https://new.example.com/in/file-00000.bin" {
		t.Errorf("one: %+v", got)
	}
	test.Tap(rowOf(t, w, id[0]).first)
	field := w.win.Canvas().Focused()
	for _, o := range test.LaidOutObjects(w.sheet.pop) {
		if s, ok := o.(*segments); ok {
			s.pick(1)
		}
	}
	w.win.Canvas().Focus(field)
	typeInto(t, w, "https://new.example.com/in/")
	got := h.commands[1].Jobs
	if len(got) != 2 || !slices.ContainsFunc(got, func(j transfer.Job) bool { return j.Target.URL == "https://new.example.com/in/file-00001.bin" }) {
		t.Errorf("all: %+v", got)
	}
}

func TestRedirectOffersTheOtherAddress(t *testing.T) {
	w, _ := openTest(t, labSettings())
	u, id := fixture(1, failing(transfer.KindRedirect, func(j *transfer.Job) { j.Fault.Head = "Server: x\nLocation: /new/file.bin\n" }))
	w.Apply(u)
	test.Tap(rowOf(t, w, id[0]).first)
	if f, ok := w.win.Canvas().Focused().(*field); !ok || f.Text != "https://files.example.com/new/file.bin" {
		t.Errorf("offered: %+v", w.win.Canvas().Focused())
	}
}

func TestFindFileGoesOnWithIt(t *testing.T) {
	w, h := openTest(t, labSettings())
	path := filepath.Join(t.TempDir(), "found.bin")
	if err := os.WriteFile(path, []byte("hello"), 0o600); err != nil {
		t.Fatal(err)
	}
	u, id := fixture(1, failing(transfer.KindFileMissing, nil))
	w.Apply(u)
	h.chosen = []string{path}
	test.Tap(rowOf(t, w, id[0]).first)
	h.drain(func() bool { return len(h.commands) > 0 })
	c := h.commands[0]
	if c.Verb != transfer.VerbChange || c.Jobs[0].ID != id[0] || c.Jobs[0].Source.Path != path || c.Jobs[0].Source.Size != 5 {
		t.Errorf("command: %+v", c)
	}
}

// wordsOn are the words of the labels of the dialog that is open.
func wordsOn(w *Window) string {
	var b strings.Builder
	for _, o := range test.LaidOutObjects(w.sheet.pop) {
		if l, ok := o.(*widget.Label); ok {
			b.WriteString(l.Text + "\n")
		}
	}
	return b.String()
}

func TestTestServerShowsEveryStep(t *testing.T) {
	w, h := openTest(t, labSettings())
	w.win.Resize(fyne.NewSize(480, 360))
	u, id := fixture(1, failing(transfer.KindNotFound, nil))
	w.Apply(u)
	h.steps = []TestStep{{Name: "TCP", OK: true, Text: "connected"}, {Name: "Ping", Text: "the server found nothing"}}
	test.Tap(rowOf(t, w, id[0]).first)
	if len(h.tested) != 1 || h.tested[0] != u[id[0]].Target.URL || w.sheet == nil {
		t.Fatalf("tested: %v", h.tested)
	}
	text := wordsOn(w)
	for _, want := range []string{"connected", "the server found nothing", textTestFailed} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	size := w.sheet.pop.Size()
	if whole := w.win.Canvas().Size(); size.Width > whole.Width || size.Height > whole.Height {
		t.Errorf("the dialog has %v in a window of %v", size, whole)
	}
	w.sheet.dismiss()
	if h.stops == 0 {
		t.Error("closing the dialog must end the test")
	}
}

func TestCertificateIsShownAndTrustedForOneServer(t *testing.T) {
	w, h := openTest(t, labSettings())
	w.win.Resize(fyne.NewSize(480, 360))
	u, id := fixture(1, failing(transfer.KindTrust, nil))
	w.Apply(u)
	h.certificate = bits.Certificate{
		Host: "files.example.com", Subject: "CN=files.example.com", Issuer: "CN=House CA", Names: []string{"files.example.com"},
		Fingerprint: bits.Fingerprint{0xAB, 1}, Flaw: x509.UnknownAuthorityError{},
	}
	test.Tap(rowOf(t, w, id[0]).first)
	text := wordsOn(w)
	for _, want := range []string{"Nobody whom this computer trusts has made it.", "CN=House CA", "AB:01:00"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	if b, ok := w.win.Canvas().Focused().(*button); !ok || b.Text != tr(textNotNow) {
		t.Errorf("the keyboard is at %+v", w.win.Canvas().Focused())
	}
	for _, o := range test.LaidOutObjects(w.sheet.pop) {
		if b, ok := o.(*button); ok && b.Text == tr(textCertTrust) {
			test.Tap(b)
		}
	}
	if len(h.commands) != 1 || h.commands[0].Verb != transfer.VerbTrust || *h.commands[0].Pin != (transfer.Pin{
		Host: "files.example.com", Fingerprint: h.certificate.Fingerprint.String(), Subject: "CN=files.example.com",
	}) {
		t.Errorf("commands: %+v", h.commands)
	}
	h.pins = []transfer.Pin{*h.commands[0].Pin}
	w.openSettings()
	for _, o := range test.LaidOutObjects(w.sheet.pop) {
		if b, ok := o.(*button); ok && b.Text == tr(textRemove) {
			test.Tap(b)
		}
	}
	if c := h.commands[len(h.commands)-1]; c.Verb != transfer.VerbDistrust || *c.Pin != h.pins[0] {
		t.Errorf("taken back: %+v", c)
	}
}

// Retry begins anew what cannot go on. With nothing selected it means as many as the filter of what failed
// counts, with a selection also what needs somebody.
func TestRetryFailedStartsOverWhatCannotGoOn(t *testing.T) {
	w, h := openTest(t, labSettings())
	kinds := []transfer.Kind{transfer.KindDenied, transfer.KindFileChanged, transfer.KindGone, transfer.KindBusy}
	u, id := fixture(4, func(i int, j *transfer.Job) { j.Fault = &transfer.Fault{Kind: kinds[i], Final: true} })
	w.Apply(u)
	if w.toolbar.retry.Text != "Retry failed (3)" || w.model.counts[filterFailed] != 3 || w.model.counts[filterNeedsYou] != 1 {
		t.Errorf("the button says %q beside %v", w.toolbar.retry.Text, w.model.counts)
	}
	w.act.selectAll()
	if w.toolbar.retry.Text != "Retry (4)" {
		t.Errorf("with all selected the button says %q", w.toolbar.retry.Text)
	}
	test.Tap(w.toolbar.retry)
	if len(h.commands) != 2 || h.commands[0].Verb != transfer.VerbRun || !slices.Equal(h.commands[0].IDs, []uuid.UUID{id[0], id[3]}) ||
		h.commands[1].Verb != transfer.VerbStart || !slices.Equal(h.commands[1].IDs, id[1:3]) {
		t.Errorf("commands: %+v", h.commands)
	}
}

// The chosen server must not hide that an upload to another one failed.
func TestFailuresOfOtherServersAreNoticed(t *testing.T) {
	s := labSettings()
	s.Servers = append(s.Servers, Server{Name: "Other", URL: "https://other.example.com/"})
	w, _ := openTest(t, s)
	for _, size := range []fyne.Size{{Width: 1100, Height: 720}, {Width: 480, Height: 360}} {
		w.win.Resize(size)
		u, id := fixture(3, func(i int, j *transfer.Job) {
			if i == 1 {
				j.Target.URL = "https://other.example.com/x"
				j.Fault = &transfer.Fault{Kind: transfer.KindDenied, Final: true}
			}
		})
		w.Apply(u)
		w.ChooseServer(testServers[0].URL)
		pill := w.status.hidden
		if w.model.indexOf(id[1]) >= 0 || !w.status.stops[4].Visible() || pill.text != "1 problem elsewhere" {
			t.Fatalf("%v: %v, %q", size, w.status.stops[4].Visible(), pill.text)
		}
		if at := w.status.stops[4].Position().X; at < 0 || at+pill.Size().Width > size.Width {
			t.Errorf("%v: the pill is at %v", size, at)
		}
		test.Tap(pill)
		if w.model.indexOf(id[1]) < 0 || w.status.stops[4].Visible() || w.model.filter != filterFailed {
			t.Errorf("%v: the failed upload is not shown", size)
		}
		w.showAll()
		w.Apply(transfer.Update{id[0]: nil, id[1]: nil, id[2]: nil})
	}
}
