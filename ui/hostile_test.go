package ui

import (
	"crypto/x509"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/ui/details"
	"sendoff/ui/list"
	"sendoff/ui/list/listtest"
	"sendoff/ui/sheets"
	"sendoff/ui/words"
	"sendoff/ui/words/wordstest"
)

// drawnNow are all texts on the screen, dialogs included.
func drawnNow(w *Window) []string {
	var list []string
	roots := append([]fyne.CanvasObject{w.win.Canvas().Content()}, w.win.Canvas().Overlays().List()...)
	if w.sheets.Top() != nil {
		roots = append(roots, w.sheets.Top().Object())
	}
	for _, root := range roots {
		for _, o := range test.LaidOutObjects(root) {
			if text, ok := o.(*canvas.Text); ok && text.Text != "" {
				list = append(list, text.Text)
			}
		}
	}
	return list
}

// mustBeHarmless fails for each text on the screen with a hostile character. A direction mark is accepted only
// where drawn added it, in a text with right-to-left letters.
func mustBeHarmless(t *testing.T, w *Window, where string) {
	t.Helper()
	list := drawnNow(w)
	if !strings.Contains(strings.Join(list, "\n"), "gnp") {
		t.Errorf("%s: the name is nowhere, and the test sees nothing", where)
	}
	for _, text := range list {
		bad := func(c rune) bool {
			return unicode.IsControl(c) || unicode.In(c, unicode.Cf, unicode.Zl, unicode.Zp)
		}
		if strings.ContainsFunc(text, bad) {
			t.Errorf("%s: %q is drawn", where, text)
		}
	}
}

func evilJob(i int, j *transfer.Job) {
	now := time.Now()
	j.Source.Path = "/data/" + wordstest.Evil + "/" + string(rune('0'+i)) + wordstest.Evil
	j.Target.Reply = "/data/" + wordstest.Evil
	j.Session = bits.Session{ID: "{" + wordstest.Evil + "}", Host: "h" + wordstest.Evil}
	j.Opened, j.Heard, j.Started = now, now, now
	fault := &transfer.Fault{
		Kind: transfer.KindFileMissing, HTTP: 403, Detail: wordstest.Evil, Head: "Server: " + wordstest.Evil, Packet: "Fragment", Final: true,
		Ask: transfer.Ask{Origin: "http://h" + wordstest.Evil, Schemes: wordstest.Evil, User: wordstest.Evil},
	}
	switch i {
	case 0:
		j.Fault = fault
	case 1:
		f := *fault
		f.Kind, f.Final = transfer.KindNoSignIn, false
		j.Fault, j.RetryAt = &f, now.Add(time.Hour)
	case 2:
		j.Want = transfer.Drop
	case 3:
		j.Outcome, j.Ended = transfer.Delivered, now
	case 4:
		f := *fault
		f.Kind = transfer.KindApplication
		j.Fault = &f
	case 5, 6:
		j.Target.Group = "01980000-0000-7000-8000-000000000000 " + wordstest.Evil
	case 7:
		f := *fault
		f.Kind = transfer.KindExists
		j.Fault = &f
	}
}

// TestNothingHostileIsDrawn visits all that the window draws of a job, in each state and page, and the dialogs that
// show file names or a server's words.
func TestNothingHostileIsDrawn(t *testing.T) {
	w, h := openTest(t, labSettings())
	w.win.Resize(fyne.NewSize(1400, 1200))
	u, id := listtest.Jobs(8, evilJob)
	w.Apply(u)
	mustBeHarmless(t, w, "list")
	notes := []bits.Note{
		{At: time.Unix(0, 0), Kind: bits.NoteSent, Packet: bits.Ping, Address: wordstest.Evil, Headers: wordstest.Evil, Text: wordstest.Evil},
		{At: time.Unix(1, 0), Kind: bits.NoteReceived, Packet: bits.CreateSession, Status: 200, Session: wordstest.Evil, Host: wordstest.Evil, Text: wordstest.Evil},
		{At: time.Unix(2, 0), Kind: bits.NoteEvent, Event: bits.EventLost, Packet: bits.Fragment, Text: wordstest.Evil},
		{At: time.Unix(3, 0), Kind: bits.NoteEvent, Event: bits.EventText, Text: wordstest.Evil},
	}
	for _, one := range id {
		w.openDetails(one)
		w.ShowTranscript(one, notes)
		for _, page := range []details.Page{details.Overview, details.Timeline, details.Protocol, details.Reply} {
			w.details.TurnTo(page)
			w.details.Update()
			mustBeHarmless(t, w, "details")
		}
	}
	w.closeDetails()
	w.Message(wordstest.Evil)
	mustBeHarmless(t, w, "message")
	w.Message(words.ErrorText(&os.PathError{Op: "open", Path: wordstest.Evil, Err: errors.New(wordstest.Evil)}))
	mustBeHarmless(t, w, "error")
	w.Message("")
	h.certificate = bits.Certificate{Host: "h" + wordstest.Evil, Subject: "CN=" + wordstest.Evil, Issuer: wordstest.Evil, Names: []string{wordstest.Evil}, Flaw: x509.UnknownAuthorityError{}}
	h.steps = []words.TestStep{{Name: "TCP", OK: true, Text: wordstest.Evil}, {Name: "Create", Text: wordstest.Evil, Fault: u[id[0]].Fault}}
	h.pins = []transfer.Pin{{Host: "h" + wordstest.Evil, Subject: wordstest.Evil, Fingerprint: "AB"}}
	h.accounts = []list.SignedIn{{Place: "http://h" + wordstest.Evil}}
	for name, open := range map[string]func(){
		"sessions":    func() { w.openSessions() },
		"certificate": func() { sheets.ShowCertificate(w.act, transfer.CertificateAt{Address: "https://files.example.com/"}) },
		"test":        func() { sheets.Test(w.act, "https://files.example.com/", uuid.Nil) },
		"settings":    func() { w.openSettings() },
		"other name":  func() { w.act.otherName(id[7]) },
		"address":     func() { w.act.changeAddress(id[7]) },
		"sign-in": func() {
			sheets.NewSignIn(w.act).Open(uuid.Nil, transfer.Ask{Origin: "http://h" + wordstest.Evil, Schemes: wordstest.Evil, User: "u"}, transfer.KindWrongSignIn)
		},
	} {
		open()
		h.drain(func() bool { return true })
		if w.sheets.Top() == nil {
			t.Fatalf("%s: no dialog", name)
		}
		mustBeHarmless(t, w, name)
		w.sheets.Top().Dismiss()
	}
}

// TestNothingHostileIsDrawnWhenAdding does the same for the add sheet.
func TestNothingHostileIsDrawnWhenAdding(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows takes no such names")
	}
	w, h := openTest(t, labSettings())
	w.win.Resize(fyne.NewSize(1400, 1200))
	dir := dropFiles(t, "sub"+wordstest.Evil+"/a"+wordstest.Evil, "b"+wordstest.Evil, "caf\xe9gnp.txt")
	if err := os.Symlink("nowhere", filepath.Join(dir, "link"+wordstest.Evil)); err != nil {
		t.Fatal(err)
	}
	w.Add([]string{dir, dir + "/gone" + wordstest.Evil})
	h.drain(func() bool { return ready(w) != "" })
	mustBeHarmless(t, w, "add sheet")
	if !strings.Contains(strings.Join(drawnNow(w), "\n"), `caf\xE9gnp.txt`) {
		t.Error("a name that is not UTF-8 cannot be read")
	}
	tap(sheetButton(t, w, ready(w)))
	h.drain(func() bool { return len(h.commands) > 0 })
	ofBytes := func(j transfer.Job) bool { return strings.HasSuffix(j.Target.URL, "/caf%E9gnp.txt") }
	if jobs := h.commands[0].Jobs; !slices.ContainsFunc(jobs, ofBytes) {
		t.Errorf("its bytes are in no address of %+v", jobs)
	}
}
