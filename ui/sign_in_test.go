package ui

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/transfer/cards"
	"sendoff/ui/kit"
	"sendoff/ui/list"
	"sendoff/ui/list/listtest"
	"sendoff/ui/sheets"
	"sendoff/ui/words"
	"sendoff/ui/words/wordstest"
)

const planted = "sesame-open-73!"

// asking opens the sign-in sheet by the row's button for a fault.
func asking(t *testing.T, h *fakeHost, w *Window, f transfer.Fault) (user, password *kit.Field) {
	t.Helper()
	f.Final = true
	u, id := listtest.Jobs(1, func(_ int, j *transfer.Job) { j.Fault = &f })
	w.Apply(u)
	h.drain(func() bool { return true })
	tap(rowOf(t, w, id[0]).First)
	if w.sheets.Top() == nil {
		t.Fatal("no sheet opened")
	}
	for _, o := range test.LaidOutObjects(w.sheets.Top().Object()) {
		if e, ok := o.(*kit.Field); ok && e.Password {
			password = e
		} else if ok {
			user = e
		}
	}
	if user == nil || password == nil {
		t.Fatal("the sheet has no fields")
	}
	return user, password
}

func visibleText(w *Window) string {
	var b strings.Builder
	for _, o := range test.LaidOutObjects(w.sheets.Top().Object()) {
		if !o.Visible() {
			continue
		}
		switch o := o.(type) {
		case *kit.TextLine:
			b.WriteString(o.Words + "\n")
		case *widget.Label:
			b.WriteString(o.Text + "\n")
		case *kit.CheckBox:
			b.WriteString("[" + o.Text + "]\n")
		}
	}
	return b.String()
}

func checkOf(t *testing.T, w *Window, text string) *kit.CheckBox {
	t.Helper()
	for _, o := range test.LaidOutObjects(w.sheets.Top().Object()) {
		if c, ok := o.(*kit.CheckBox); ok && c.Text == text {
			return c
		}
	}
	t.Fatalf("no box %q in %s", text, visibleText(w))
	return nil
}

func TestSignInSheet(t *testing.T) {
	w, h := openTest(t, labSettings())
	ask := transfer.Ask{Origin: "https://files.example.com", Schemes: "Negotiate, NTLM"}
	user, password := asking(t, h, w, transfer.Fault{Kind: transfer.KindSignIn, HTTP: 401, Ask: ask})
	if w.win.Canvas().Focused() != user || user.PlaceHolder == "" {
		t.Error("the keyboard is not at the user name, or its form is not shown")
	}
	if text := visibleText(w); strings.Contains(text, words.AllowReadable) || strings.Contains(text, words.NoKeyring) || !strings.Contains(text, "files.example.com") {
		t.Errorf("the sheet says %s", text)
	}
	password.SetText(planted)
	password.OnSubmitted("")
	if len(h.signIns) != 0 || !strings.Contains(visibleText(w), words.UserNone) {
		t.Errorf("nobody was signed in: %+v", h.signIns)
	}
	user.SetText(" CORP\\ines ")
	password.OnSubmitted("")
	want := list.SignIn{Place: ask.Origin, Keep: true, Account: transfer.Account{User: `CORP\ines`, Password: planted}}
	if len(h.signIns) != 1 || !reflect.DeepEqual(h.signIns[0], want) {
		t.Fatalf("%+v", h.signIns)
	}
	if password.Text != "" || len(h.commands) != 0 {
		t.Error("the sheet keeps the password, or something else was asked for")
	}
}

// TestSignInHasTheUserOfTheServersCard: only the password is left to type. A proxy, and who was refused, are not the
// card's matter.
func TestSignInHasTheUserOfTheServersCard(t *testing.T) {
	settings := labSettings()
	settings.UseCards(cards.Book{{Name: "Lab drop", Address: labServers[0].URL, Account: `CORP\anna`}})
	for _, test := range []struct {
		ask  transfer.Ask
		want string
	}{
		{transfer.Ask{Origin: "https://files.example.com"}, `CORP\anna`},
		{transfer.Ask{Origin: "https://files.example.com", User: "ines"}, "ines"},
		{transfer.Ask{Origin: "http://proxy.example.com:3128", Proxy: true}, ""},
		{transfer.Ask{Origin: "https://else.example.com"}, ""},
	} {
		w, h := openTest(t, settings)
		test.ask.Schemes = "NTLM"
		user, password := asking(t, h, w, transfer.Fault{Kind: transfer.KindSignIn, HTTP: 401, Ask: test.ask})
		first := user
		if test.want != "" {
			first = password
		}
		if user.Text != test.want || w.win.Canvas().Focused() != first {
			t.Errorf("%+v: %q is filled in, and the keyboard is at %v", test.ask, user.Text, w.win.Canvas().Focused())
		}
	}
	w, _ := openTest(t, settings)
	sheets.SignInAt(w.act, labServers[0].URL)
	if user, ok := w.win.Canvas().Focused().(*kit.Field); !ok || !user.Password {
		t.Error("before any upload: the keyboard is not at the password")
	}
}

// TestSignInWaitsForTheAnswer: the sheet stays open until the server has answered. It closes when the upload goes on,
// and asks again, with the reason, when the account was not accepted.
func TestSignInWaitsForTheAnswer(t *testing.T) {
	ask := transfer.Ask{Origin: "https://files.example.com", Schemes: "Basic"}
	for _, tt := range []struct {
		name   string
		answer func(*transfer.Job)
		says   string // what the open sheet says then; "" = it has closed
	}{
		{"connecting", func(j *transfer.Job) { j.Fault, j.Phase = nil, transfer.Opening }, words.SigningInText(ask.Origin)},
		{"accepted", func(j *transfer.Job) { j.Fault, j.Phase = nil, transfer.Sending }, ""},
		{"another fault", func(j *transfer.Job) { j.Fault = &transfer.Fault{Kind: transfer.KindTooLarge, HTTP: 413, Final: true} }, ""},
		{"removed", func(j *transfer.Job) { j.Outcome = transfer.NeverReached }, ""},
		{"not accepted", func(j *transfer.Job) {
			j.Fault = &transfer.Fault{Kind: transfer.KindWrongSignIn, HTTP: 401, Ask: ask, Final: true}
		}, words.SignInFlawText(transfer.KindWrongSignIn)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w, h := openTest(t, labSettings())
			user, password := asking(t, h, w, transfer.Fault{Kind: transfer.KindSignIn, HTTP: 401, Ask: ask})
			user.SetText("ines")
			password.SetText(planted)
			password.OnSubmitted("")
			password.OnSubmitted("") // is no second try
			if w.sheets.Top() == nil || !strings.Contains(visibleText(w), words.SigningInText(ask.Origin)) || len(h.signIns) != 1 {
				t.Fatalf("nobody has answered, and the sheet has closed, or asked %d times", len(h.signIns))
			}
			for _, e := range w.model.Entries {
				j := *e.Job
				tt.answer(&j)
				w.Apply(transfer.Update{j.ID: &j})
			}
			switch {
			case tt.says == "" && w.sheets.Top() != nil:
				t.Errorf("it is open: %s", visibleText(w))
			case tt.says == "":
			case w.sheets.Top() == nil:
				t.Error("it has closed")
			case !strings.Contains(visibleText(w), tt.says) || user.Text != "ines":
				t.Errorf("it says %s", visibleText(w))
			}
			if tt.name != "not accepted" {
				return
			}
			password.SetText("another")
			password.OnSubmitted("")
			if len(h.signIns) != 2 {
				t.Error("no second try")
			}
		})
	}
}

// TestSignInNeverMoves: whatever the sheet says, its buttons and inputs stay under the pointer.
func TestSignInNeverMoves(t *testing.T) {
	for _, language := range []string{words.English, words.Russian} {
		speak(t, language)
		w, h := openTest(t, labSettings())
		h.noKeyring = true
		ask := transfer.Ask{Origin: "http://files.example.com", Schemes: "Basic"}
		f := transfer.Fault{Kind: transfer.KindClearSignIn, HTTP: 401, Ask: ask}
		user, password := asking(t, h, w, f)
		places := func() string {
			var list []fyne.Position
			for _, o := range append(w.sheets.Top().Buttons(), user, password, checkOf(t, w, words.Tr(words.AllowReadable))) {
				list = append(list, fyne.CurrentApp().Driver().AbsolutePositionForObject(o))
			}
			return fmt.Sprint(list)
		}
		first := places()
		for what, do := range map[string]func(){
			"without a name":      func() { user.SetText(""); password.OnSubmitted("") },
			"without leave":       func() { user.SetText("ines"); password.OnSubmitted("") },
			"after the keyring":   func() { h.drain(func() bool { return true }) },
			"while it is tried":   func() { checkOf(t, w, words.Tr(words.AllowReadable)).SetChecked(true); password.OnSubmitted("") },
			"with nothing to say": func() { checkOf(t, w, words.Tr(words.AllowReadable)).SetChecked(true) },
		} {
			if do(); places() != first {
				t.Errorf("%s, %s: %s, first %s", language, what, places(), first)
			}
		}
	}
}

func TestSignInSheetReadable(t *testing.T) {
	w, h := openTest(t, labSettings())
	h.noKeyring = true
	ask := transfer.Ask{Origin: "http://proxy.example.com:3128", Schemes: "Basic", Proxy: true, User: "ines"}
	_, password := asking(t, h, w, transfer.Fault{Kind: transfer.KindWrongSignIn, HTTP: 407, Ask: ask})
	text := visibleText(w)
	for _, needed := range []string{"proxy.example.com:3128", words.NoKeyring, words.AllowReadable, "not accepted"} {
		if !strings.Contains(text, needed) {
			t.Errorf("%q is not in %s", needed, text)
		}
	}
	if strings.Contains(text, words.KeepPassword) || w.win.Canvas().Focused() != password {
		t.Errorf("a keyring is offered, or the keyboard is not at the password")
	}
	password.SetText(planted)
	password.OnSubmitted("")
	if len(h.signIns) != 0 {
		t.Fatal("a readable password was sent unasked")
	}
	checkOf(t, w, words.AllowReadable).SetChecked(true)
	password.OnSubmitted("")
	want := list.SignIn{Place: ask.Origin, Proxy: true, Account: transfer.Account{User: "ines", Password: planted, Clear: true}}
	if len(h.signIns) != 1 || !reflect.DeepEqual(h.signIns[0], want) {
		t.Fatalf("%+v", h.signIns)
	}
}

func TestSignInAsSomebodyElse(t *testing.T) {
	w, h := openTest(t, labSettings())
	ask := transfer.Ask{Origin: "https://files.example.com", User: "ines"}
	asking(t, h, w, transfer.Fault{Kind: transfer.KindDenied, HTTP: 403, Ask: ask})
	w.sheets.Top().Dismiss()
	// A refusal with the code for a taken name leads to another name, not to the sign-in.
	taken := &transfer.Fault{Kind: transfer.KindDenied, HTTP: 403, Code: bits.CodeAccessDenied, Ask: ask, Final: true}
	if got := remedyOf(&transfer.Job{Fault: taken}); got.text != words.Tr(words.OtherName) {
		t.Errorf("offered %q", got.text)
	}
	j := wordstest.Job()
	if text := words.FaultText(taken, &j); !strings.Contains(text, "Signed in as ines") {
		t.Errorf("said %q", text)
	}
	if !list.CanSignIn(&transfer.Job{Fault: taken}) || list.CanSignIn(&transfer.Job{Fault: taken, Outcome: transfer.Refused}) {
		t.Error("the menu does not offer another account where it may help")
	}
}

// TestReadableIsEnough: ticking the box removes the complaint about it, and Enter on it signs in.
func TestReadableIsEnough(t *testing.T) {
	w, h := openTest(t, labSettings())
	ask := transfer.Ask{Origin: "http://files.example.com", Schemes: "Basic"}
	user, password := asking(t, h, w, transfer.Fault{Kind: transfer.KindClearSignIn, HTTP: 401, Ask: ask})
	password.SetText(planted)
	password.OnSubmitted("")
	if !strings.Contains(visibleText(w), words.UserNone) {
		t.Fatalf("nothing is missing: %s", visibleText(w))
	}
	user.SetText("ines")
	if strings.Contains(visibleText(w), words.UserNone) {
		t.Errorf("the name is there, and missed: %s", visibleText(w))
	}
	password.OnSubmitted("")
	box := checkOf(t, w, words.AllowReadable)
	if !strings.Contains(visibleText(w), words.ReadableNeeded) || w.win.Canvas().Focused() != box {
		t.Fatalf("a readable password is no matter: %s", visibleText(w))
	}
	box.TypedRune(' ')
	if strings.Contains(visibleText(w), words.ReadableNeeded) {
		t.Errorf("it is allowed, and still asked for: %s", visibleText(w))
	}
	box.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if len(h.signIns) != 1 || !h.signIns[0].Account.Clear {
		t.Errorf("Enter did %+v", h.signIns)
	}
}

func TestSignOut(t *testing.T) {
	w, h := openTest(t, labSettings())
	s := labServers[0]
	if last := w.side.serverMenu(0).Items; slices.ContainsFunc(last, func(i *fyne.MenuItem) bool { return i.Label == words.SignOut }) {
		t.Error("nobody is signed in, and the menu offers to sign out")
	}
	h.accounts = []list.SignedIn{{Place: "https://files.example.com"}}
	item := func() *fyne.MenuItem {
		for _, i := range w.side.serverMenu(0).Items {
			if i.Label == words.SignOut {
				return i
			}
		}
		t.Fatal("the menu of a server has no way out")
		return nil
	}
	place, err := transfer.SignInOrigin(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	item().Action()
	if len(h.signOuts) != 1 || h.signOuts[0] != place || !strings.HasPrefix(news(w), "Signed out of ") {
		t.Errorf("signed out of %v: %q", h.signOuts, news(w))
	}
	item().Action()
	if !strings.HasPrefix(news(w), "Nobody was signed in") {
		t.Errorf("there was nobody: %q", news(w))
	}
}

// TestSignInFitsTheSmallestWindow: the buttons stay inside it, whatever the text, and Tab scrolls hidden inputs
// into view.
func TestSignInFitsTheSmallestWindow(t *testing.T) {
	speak(t, words.Russian) // has the longest words
	w, h := openTest(t, labSettings())
	h.noKeyring = true
	w.win.Resize(fyne.NewSize(minWidth, minHeight))
	ask := transfer.Ask{Origin: "http://files.example.com", Schemes: "Basic"}
	_, password := asking(t, h, w, transfer.Fault{Kind: transfer.KindWrongSignIn, HTTP: 401, Ask: ask})
	h.drain(func() bool { return true })
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject
	for _, b := range w.sheets.Top().Buttons() {
		if end := at(b).Y + b.Size().Height; end > minHeight-kit.Gap {
			t.Errorf("%q ends at %v of %v", b.(*kit.Button).Text, end, minHeight)
		}
	}
	all := test.LaidOutObjects(w.sheets.Top().Object())
	scroll := all[slices.IndexFunc(all, func(o fyne.CanvasObject) bool { _, is := o.(*container.Scroll); return is })]
	box := checkOf(t, w, words.Tr(words.AllowReadable))
	for _, o := range []fyne.Focusable{password, box, password} {
		w.win.Canvas().Focus(o)
		c := o.(fyne.CanvasObject)
		if top := at(c).Y - at(scroll).Y; top < 0 || top+c.Size().Height > scroll.Size().Height {
			t.Errorf("%T stands at %v of %v", o, top, scroll.Size().Height)
		}
	}
}

// TestAccountsInTheSettings: the settings list all sign-ins, proxies too, which no other list has. Without any
// there is no such list.
func TestAccountsInTheSettings(t *testing.T) {
	w, h := openTest(t, labSettings())
	w.openSettings()
	if strings.Contains(linesOn(w), words.Accounts) {
		t.Error("a list of nothing")
	}
	h.accounts = []list.SignedIn{{Place: "http://proxy.example.com:3128", Proxy: true}, {Place: "https://files.example.com"}}
	w.openSettings()
	if got := linesOn(w); !strings.Contains(got, "proxy.example.com:3128 (proxy)\n") || !strings.Contains(got, "files.example.com\n") {
		t.Errorf("the settings say %s", got)
	}
	out := sheetButton(t, w, words.SignOut)
	h.refuse = errors.New("the keyring is away")
	tap(out)
	if got := linesOn(w); !strings.Contains(got, "The keyring is away.") || out.Disabled() {
		t.Errorf("the settings say %s", got)
	}
	h.refuse = nil
	tap(out)
	if got := linesOn(w); !strings.Contains(got, "files.example.com"+words.Dot+"signed out") || !out.Disabled() {
		t.Errorf("the settings say %s", got)
	}
	if !slices.Equal(h.signOuts, []string{"https://files.example.com", "https://files.example.com"}) {
		t.Errorf("signed out of %v", h.signOuts)
	}
}

// linesOn are the line texts of the open dialog.
func linesOn(w *Window) string {
	var b strings.Builder
	for _, o := range test.LaidOutObjects(w.sheets.Top().Object()) {
		if l, ok := o.(*kit.TextLine); ok {
			b.WriteString(l.Words + "\n")
		}
	}
	return b.String()
}
