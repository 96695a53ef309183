package sheets

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"sendoff/transfer"
	"sendoff/transfer/cards"
	"sendoff/ui/kit"
	"sendoff/ui/list"
	"sendoff/ui/words"
)

func TestServerForm(t *testing.T) {
	w := open(t, labSettings())
	f := openServer(w, cards.Card{}, "")
	for _, tt := range []struct{ name, address, flaw string }{
		{"", "", words.AddressText(transfer.AddressEmpty)},
		{"", "https://u:p@x.example.com/", words.AddressText(transfer.AddressSecret)},
		{"LAB drop", "https://x.example.com/", fmt.Sprintf(words.Tr("There is a server named %q already."), "Lab drop")},
		{"Other", labServers[0].URL, fmt.Sprintf(words.Tr("The server %q has this address already."), "Lab drop")},
		{"", "https://x.example.com/in", ""},
	} {
		f.name.SetText(tt.name)
		f.address.SetText(tt.address)
		at := f.meant // what is wrong with the address stands below it, and the rest at the foot
		if tt.name != "" && tt.address != labServers[0].URL || tt.flaw == "" {
			at = f.flaw
		}
		if f.store(); at.Text != tt.flaw || tt.flaw != "" && !at.Visible() || at == f.meant && f.flaw.Visible() {
			t.Errorf("%q, %q: %q, %q", tt.name, tt.address, f.meant.Text, f.flaw.Text)
		}
	}
	if s, _ := (places{w}).chosen(); s.URL != "https://x.example.com/in/" || s.Name != "x.example.com/in" || len(w.commands) != 1 || w.commands[0].Verb != transfer.VerbCard {
		t.Errorf("chosen: %+v", s)
	}
	if w.sheets.Top() != nil {
		t.Error("the form is still open")
	}
}

// TestServerFormKeepsWhatItDoesNotChange: every field of a card comes through the form as it was.
func TestServerFormKeepsWhatItDoesNotChange(t *testing.T) {
	w := open(t, labSettings())
	full := cards.Card{
		Name: "Full", Address: "https://full.example.com/in/", Names: "{date}{ext}", Account: "anna",
		Certificate: cards.Certificate{File: filepath.Join(t.TempDir(), "a.pem"), Server: strings.Repeat("cd", 32)},
		Proxy:       cards.Proxy{Use: cards.ProxyManual, Address: "http://p:1", Bypass: "a,b"},
		Headers:     "shown X-Team: red\nX-Key: hunter2", Tell: "b.example", Uploads: 7, Rate: 1_500_000, PartSize: 5 << 20,
		Retry: cards.Span(3e9), GiveUp: cards.None, Unclear: cards.UnclearRestart, Method: cards.MethodPOST, Reply: true, Verify: true, KeepFolders: true, AtOnce: true,
	}
	if err := w.PutCard("", full, nil); err != nil {
		t.Fatal(err)
	}
	f := openServer(w, full, "")
	if got, err := f.read(); got != full || err != nil {
		t.Errorf("\n%+v, %v, want\n%+v", got, err, full)
	}
	f.signedIn.SetChecked(true)
	if f.store(); f.flaw.Text != words.ErrorText(&cards.Error{Field: cards.FieldAccount, Why: cards.FlawBoth}) {
		t.Errorf("a user name, and who is signed in: %q", f.flaw.Text)
	}
	f.account.SetText("")
	if got, err := f.read(); !got.SignedIn || got.Account != "" || err != nil {
		t.Errorf("who is signed in: %+v, %v", got, err)
	}
	f.signedIn.SetChecked(false)
	f.account.SetText("anna")
	if got, err := f.read(); got != full || err != nil {
		t.Errorf("as it was: %+v, %v", got, err)
	}
	for _, o := range test.LaidOutObjects(f.scroll) {
		if e, ok := o.(*kit.Field); ok && strings.Contains(e.Text, "hunter2") {
			t.Error("a secret is shown")
		}
	}
	f.address.SetText("https://new.example.com/{n}{ext}")
	f.headers[1].SetChecked(false)
	f.header.SetText("X-Site: HH")
	f.headerShown.SetChecked(true)
	f.store()
	got := w.commands[len(w.commands)-1].Cards[0]
	want := full
	want.Address, want.Names, want.Headers = "https://new.example.com/", "{n}{ext}", "shown X-Team: red\nshown X-Site: HH"
	if got != want {
		t.Errorf("stored\n%+v, want\n%+v", got, want)
	}
}

// TestServerFormRefuses: what is wrong is said in the form, which stays open.
func TestServerFormRefuses(t *testing.T) {
	w := open(t, labSettings())
	for want, change := range map[string]func(*serverForm){
		"The number for the speed limit":      func(f *serverForm) { f.speed.SetText("fast") },
		"is no header":                        func(f *serverForm) { f.header.SetText("nothing") },
		"The name knows no {home}":            func(f *serverForm) { f.names.SetText("{home}") },
		"hexadecimal digits":                  func(f *serverForm) { f.certServer.SetText("red") },
		"the whole path":                      func(f *serverForm) { f.certFile.SetText("key.pem") },
		"is nothing that can stand for the p": func(f *serverForm) { f.proxy.SetSelectedIndex(3); f.proxyAddress.SetText("nobody") },
	} {
		c, _ := w.settings.CardAt(labServers[0].URL)
		f := openServer(w, c, "")
		change(f)
		f.store()
		if !strings.Contains(strings.Replace(f.flaw.Text, "its whole path", "the whole path", 1), want) || w.sheets.Top() != f.sheet {
			t.Errorf("%q, want %q", f.flaw.Text, want)
		}
	}
	if len(w.commands) != 0 {
		t.Errorf("%+v", w.commands)
	}
}

// TestServerFormShowsWhatIsTrusted: every certificate that counts for the server, and none of others or of proxies.
func TestServerFormShowsWhatIsTrusted(t *testing.T) {
	w := open(t, labSettings())
	w.pins = []transfer.Pin{
		{Host: "files.example.com", Port: "443", Fingerprint: "AA:01"},
		{Host: "files.example.com", Port: "8443", Fingerprint: "BB:02"},
		{Host: "files.example.com", Proxy: true, Fingerprint: "CC:03"},
		{Host: "else.example.com", Port: "443", Fingerprint: "DD:04"},
	}
	c, _ := w.settings.CardAt(labServers[0].URL)
	f := openServer(w, c, "")
	var shown []string
	for _, part := range f.folded {
		for _, o := range test.LaidOutObjects(part) {
			if l, ok := o.(*widget.Label); ok && strings.Contains(l.Text, "SHA-256") {
				shown = append(shown, l.Text)
			}
		}
	}
	got := strings.Join(shown, "\n")
	if !strings.Contains(got, "AA:01") || !strings.Contains(got, "BB:02") || strings.Contains(got, "CC") || strings.Contains(got, "DD") {
		t.Errorf("%q", got)
	}
}

// TestServerFormOpensItsParts by a button each. The first look shows name and address only.
func TestServerFormOpensItsParts(t *testing.T) {
	w := open(t, labSettings())
	w.learned = transfer.ServerStats{Taken: 5 << 20, NoEmpty: true}
	c, _ := w.settings.CardAt(labServers[0].URL)
	f := openServer(w, c, "")
	open := func() (n int) {
		for _, part := range f.folded {
			if part.Visible() {
				n++
			}
		}
		return n
	}
	if n := open(); n != 0 {
		t.Errorf("%d parts are open", n)
	}
	folds := 0
	for _, o := range test.LaidOutObjects(f.scroll) {
		if b, ok := o.(*kit.Button); ok && strings.HasPrefix(b.Text, "▸") {
			folds++
			tap(b)
			if !strings.HasPrefix(b.Text, "▾") {
				t.Errorf("%q did not open", b.Text)
			}
		}
	}
	if folds != 6 || open() != folds {
		t.Errorf("%d parts, %d of them open", folds, open())
	}
	for _, o := range test.LaidOutObjects(f.scroll) {
		if b, ok := o.(*kit.Button); ok && b.Text == words.Tr(words.CardForget) {
			tap(b)
		}
	}
	if len(w.commands) != 1 || w.commands[0].Verb != transfer.VerbUnlearn || w.commands[0].At != "https://files.example.com" {
		t.Errorf("%+v", w.commands)
	}
}

// TestServerOfAPolicy is shown, and cannot be stored.
func TestServerOfAPolicy(t *testing.T) {
	w := open(t, labSettings())
	w.settings.UseCards(cards.Book{{Name: "Office", Address: "https://o.example/", From: "/etc/o.sendoff"}})
	w.model.SetServers(w.servers())
	EditServer(w, list.Server{Name: "Office", URL: "https://o.example/", Policy: true})
	for _, o := range w.sheets.Top().Buttons() {
		if b := o.(*kit.Button); b.Text == words.Tr(words.Save) {
			t.Error("it can be stored")
		}
	}
	w.sheets.Top().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if len(w.commands) != 0 {
		t.Errorf("%+v", w.commands)
	}
}

// TestAddressIsCompleted: a server may be typed without a scheme. The form says what that means, and how to have http.
func TestAddressIsCompleted(t *testing.T) {
	w := open(t, labSettings())
	f := openServer(w, cards.Card{}, "")
	f.address.SetText("files.example.org/drop")
	if want := "This means https://files.example.org/drop. " + words.Tr(words.HTTPHint); f.meant.Text != want {
		t.Errorf("the form says %q, not %q", f.meant.Text, want)
	}
	if c, err := f.read(); c.Address != "https://files.example.org/drop/" || err != nil {
		t.Errorf("%+v, %v", c, err)
	}
}

// TestServerOfAFile: it is added after a question that shows what it does, and by no key that is pressed in haste.
func TestServerOfAFile(t *testing.T) {
	w := open(t, labSettings())
	file := func(text string) string {
		path := filepath.Join(t.TempDir(), "a.sendoff")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	otherwise := 0
	read := func(path string) { ImportServer(w, path, func() { otherwise++ }) }
	read(file("no card"))
	if otherwise != 1 || w.sheets.Top() != nil {
		t.Error("a file that is no card opens a question")
	}
	read(file(`{"sendoff_card":1,"name":"x","address":"ftp://x"}`))
	if !strings.Contains(w.said, "No server was added from a.sendoff") {
		t.Errorf("said %q", w.said)
	}
	read(file(`{"sendoff_card":1,"name":"Mine","address":"http://x.example/","run":"rm","proxy":{"use":"manual","address":"http://evil.example:1"}}`))
	shown := allText(w.sheets.Top().Object())
	for _, want := range []string{"Mine", "http://x.example/", "http://evil.example:1", "run", "The address is http"} {
		if !strings.Contains(shown, want) {
			t.Errorf("%q is not in %q", want, shown)
		}
	}
	if strings.Index(shown, "The address is http") > strings.Index(shown, "http://x.example/") {
		t.Errorf("what is dangerous does not come first: %q", shown)
	}
	w.native.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if len(w.commands) != 0 || w.sheets.Top() != nil {
		t.Error("Enter has added it")
	}
	s := askImport(w, cards.Card{Name: "Lab drop", Address: "https://y.example/"}, nil)
	if s.add(); !s.flaw.Visible() || len(w.commands) != 0 {
		t.Error("a name that is taken is not explained")
	}
	s.card.Name = "Mine"
	if s.add(); len(w.commands) != 1 || w.commands[0].Cards[0].Name != "Mine" || w.sheets.Top() != nil {
		t.Errorf("%+v", w.commands)
	}
}

// TestServerSavedAsFile holds no secret.
func TestServerSavedAsFile(t *testing.T) {
	w := open(t, labSettings())
	exportServer(w, cards.Card{Name: "a/b", Address: "https://y.example/", Headers: "X-Key: hunter2"})
	if !strings.Contains(w.written, `"sendoff_card": 1`) || strings.Contains(w.written, "hunter2") || !strings.Contains(w.said, "a_b.sendoff") {
		t.Errorf("%s, %q", w.written, w.said)
	}
}

// allText is the text of the labels on an object.
func allText(o fyne.CanvasObject) string {
	var lines []string
	for _, part := range test.LaidOutObjects(o) {
		switch part := part.(type) {
		case *widget.Label:
			lines = append(lines, part.Text)
		case *kit.TextLine:
			lines = append(lines, part.Words)
		}
	}
	return strings.Join(lines, "\n")
}
