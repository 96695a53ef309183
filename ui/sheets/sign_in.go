package sheets

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/ui/kit"
	"sendoff/ui/list"
	"sendoff/ui/words"
)

// SignIn is the dialog that asks for the account of a server or proxy. It stays open until the server has answered. The
// password goes from its field to the host and nowhere else.
type SignIn struct {
	w    Window
	open *signInSheet // nil = none
}

// NewSignIn makes the dialog; Open shows it.
func NewSignIn(w Window) *SignIn { return &SignIn{w: w} }

// Open asks for the account that an upload needs.
func (d *SignIn) Open(id uuid.UUID, ask transfer.Ask, kind transfer.Kind) {
	d.open = &signInSheet{w: d.w, id: id, ask: ask}
	if j := d.w.Model().Job(id); j != nil {
		d.open.suggest(j.Target.URL)
	}
	d.open.show(kind)
}

// Update looks whether the server has answered.
func (d *SignIn) Update() {
	if s := d.open; s != nil && s.trying {
		s.look(d.w.Model().Job(s.id))
	}
}

// SignInAt asks for the account of a server before any upload needs one, and tests with it whether the server lets it in.
func SignInAt(w Window, address string) {
	place, err := transfer.SignInOrigin(address)
	if err != nil {
		w.Message(words.ErrorText(err))
		return
	}
	s := &signInSheet{w: w, ask: transfer.Ask{Origin: place}, stored: func() { Test(w, address, uuid.Nil) }}
	s.suggest(address)
	s.show(transfer.KindSignIn)
}

// signInSheet is the open dialog. All its lines have their place from the beginning: what appears moves nothing.
type signInSheet struct {
	w              Window
	sheet          *kit.Sheet
	id             uuid.UUID // the upload that shows the answer
	stored         func()    // called once the account is stored where there is no upload, nil else
	ask            transfer.Ask
	name           string // of the user, filled in
	user, password *kit.Field
	keep, readable *kit.CheckBox
	noKeyring      *widget.Label
	said           *kit.Remarks
	yes            *kit.Button
	before         transfer.Fault // the upload's when the account was passed on
	trying         bool           // the server has not answered yet
}

// suggest fills in who was refused, or who signs in as the card of an address says.
func (s *signInSheet) suggest(address string) {
	if s.name = s.ask.User; s.name == "" && !s.ask.Proxy {
		s.name = s.w.Settings().Cards.Account(address, s.ask.Origin)
	}
}

// show opens it; kind is why an account is needed.
func (s *signInSheet) show(kind transfer.Kind) {
	w, ask := s.w, s.ask
	leave := func() { s.sheet.Dismiss() }
	s.fields(leave)
	what := widget.NewLabel(words.SignInText(ask))
	s.noKeyring = widget.NewLabel(words.Tr(words.NoKeyring))
	what.Wrapping, s.noKeyring.Wrapping = fyne.TextWrapWord, fyne.TextWrapWord
	s.noKeyring.Hide()
	body := []fyne.CanvasObject{
		kit.Flush(what), kit.Labelled(words.Tr(words.UserLabel), s.user), kit.Labelled(words.Tr(words.PasswordLabel), s.password),
	}
	s.said = kit.NewRemarks(words.Tr(words.UserNone), words.SigningInText(ask.Place()), words.SignInFlawText(transfer.KindWrongSignIn),
		words.SignInFlawText(transfer.KindDenied))
	if kind == transfer.KindClearSignIn || ask.OnlyReadable() {
		body = append(body, kit.Flush(s.readable))
		s.said.Add(words.Tr(words.ReadableNeeded))
	} else {
		s.readable.Hide()
	}
	s.said.Say(words.SignInFaultText(&transfer.Fault{Kind: kind, Ask: ask}))
	body = append(body, kit.Flush(container.New(kit.Slot{}, s.keep, s.noKeyring)), kit.Flush(s.said.Object()))
	s.yes = kit.NewButton(words.Tr(words.SignInNow), s.save, leave)
	s.yes.Importance = widget.HighImportance
	s.sheet = w.Sheets().Show(kit.SheetParts{
		Title: kit.NewTitle(words.SignInTitle(ask.Place()), kit.TextHeading), Body: container.New(layout.NewCustomPaddedVBoxLayout(kit.Gap), body...),
		Buttons: []fyne.CanvasObject{kit.NewButton(words.Tr(words.Back), leave, leave), s.yes},
		Want:    fyne.NewSize(480, 0), Enter: s.save, OnClose: func() { s.trying = false },
	})
	s.begin()
}

// fields makes the inputs.
func (s *signInSheet) fields(leave func()) {
	s.user, s.password = kit.NewField(words.UserHint(s.ask.Schemes), leave), kit.NewField("", leave)
	s.user.SetText(s.name)
	s.password.Password = true
	s.user.OnSubmitted = func(string) { s.w.Canvas().Focus(s.password) }
	s.password.OnSubmitted = func(string) { s.save() }
	s.keep = kit.NewCheckBox(words.Tr(words.KeepPassword), true, leave)
	s.readable = kit.NewCheckBox(words.Tr(words.AllowReadable), false, leave)
	s.keep.In.Enter, s.readable.In.Enter = s.save, s.save
	s.readable.OnChanged = func(bool) { s.said.Mended(words.Tr(words.ReadableNeeded)) }
	s.user.OnChanged = func(string) { s.said.Mended(words.Tr(words.UserNone)) }
	seen := func(o fyne.CanvasObject) { s.sheet.Seen(o) }
	s.user.Seen, s.password.Seen, s.keep.In.Seen, s.readable.In.Seen = seen, seen, seen, seen
}

// begin focuses the first empty field, and checks whether a keyring answers.
func (s *signInSheet) begin() {
	first := s.user
	if s.name != "" {
		first = s.password
	}
	s.w.Canvas().Focus(first)
	s.w.Host().Keyring(func(usable bool) {
		if s.w.Sheets().Top() != s.sheet || usable {
			return
		}
		s.keep.SetChecked(false)
		s.keep.Hide()
		s.noKeyring.Show()
	})
}

// save passes the account to the host and waits for the server's answer. If something is missing it says so instead.
func (s *signInSheet) save() {
	user := strings.TrimSpace(s.user.Text)
	switch {
	case s.trying:
		return
	case user == "":
		s.complain(words.Tr(words.UserNone), s.user)
		return
	case s.readable.Visible() && !s.readable.Checked && s.ask.OnlyReadable():
		s.complain(words.Tr(words.ReadableNeeded), s.readable)
		return
	}
	wish := list.SignIn{
		Place: s.ask.Place(), Keep: s.keep.Checked, Proxy: s.ask.Proxy,
		Account: transfer.Account{User: user, Password: s.password.Text, Clear: s.readable.Visible() && s.readable.Checked},
	}
	s.password.SetText("")
	if j := s.w.Model().Job(s.id); j != nil && j.Fault != nil {
		s.before = *j.Fault
	}
	s.try(true)
	s.w.Host().SignIn(wish, func(kept bool, err error) {
		switch {
		case err != nil && s.trying:
			s.try(false)
			s.complain(words.ErrorText(err), s.password)
		case err != nil:
			s.w.Message(words.ErrorText(err))
		case wish.Keep && !kept:
			s.w.Message(words.Tr(words.KeyringRefused))
		}
		if err == nil && s.stored != nil {
			s.sheet.Dismiss()
			s.stored()
		}
	})
}

// try begins or ends the wait for the server's answer.
func (s *signInSheet) try(on bool) {
	s.trying = on
	if on {
		s.said.Say(words.SigningInText(s.ask.Place()))
		s.yes.Disable()
		return
	}
	s.yes.Enable()
}

// look closes the dialog once the upload got past the sign-in, and asks again if the account was not accepted.
func (s *signInSheet) look(j *transfer.Job) {
	switch {
	case j == nil:
		s.sheet.Dismiss()
	case j.Fault != nil && *j.Fault != s.before && list.CanSignIn(j):
		s.try(false)
		flaw := words.SignInFaultText(j.Fault)
		if flaw == "" {
			flaw = words.SignInFlawText(transfer.KindWrongSignIn)
		}
		s.complain(flaw, s.password)
	case j.Fault != nil && *j.Fault != s.before, j.Outcome != "", past(j.State()):
		s.sheet.Dismiss()
		s.w.News(words.SignedInText(s.ask.Place()))
	}
}

// past reports whether a server has let an upload in.
func past(s transfer.State) bool {
	return s == transfer.Uploading || s == transfer.Finishing || s == transfer.GettingReply
}

func (s *signInSheet) complain(text string, at fyne.Focusable) {
	s.said.Say(text)
	s.w.Canvas().Focus(at)
}

// accountList shows the servers and proxies that the user is signed in at, each with a button to sign out.
func accountList(w Window, places []list.SignedIn, in kit.InSheet) fyne.CanvasObject {
	list := container.New(layout.NewCustomPaddedVBoxLayout(2))
	for _, p := range places {
		said := kit.NewTextLine(words.AccountText(p.Place, p.Proxy), kit.TextBody-1, theme.ColorNameForeground)
		var out *kit.Button
		out = kit.NewButton(words.Tr(words.SignOut), func() {
			out.Disable()
			w.Host().SignOut(p.Place, func(_ bool, err error) {
				if err != nil {
					said.Set(words.ErrorText(err), theme.ColorNameWarning)
					out.Enable()
					return
				}
				said.Set(words.AccountText(p.Place, p.Proxy)+words.Dot+words.Tr("signed out"), kit.ColorMuted)
			})
		}, in.Leave)
		out.Seen = in.Seen
		list.Add(container.NewBorder(nil, nil, nil, out, said))
	}
	return list
}
