package sheets

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"sendoff/transfer"
	"sendoff/ui/kit"
	"sendoff/ui/list"
	"sendoff/ui/words"
)

// signInSheet asks for the account of a server or proxy. The password goes from its field to the host and nowhere
// else.
type signInSheet struct {
	w              Window
	sheet          *kit.Sheet
	ask            transfer.Ask
	body           *fyne.Container
	what           *widget.Label
	user, password *kit.Field
	keep, readable *kit.CheckBox
	noKeyring      *widget.Label
	flaw           *widget.Label
}

// SignIn asks for the account of a server or proxy.
func SignIn(w Window, ask transfer.Ask, kind transfer.Kind) {
	s := &signInSheet{w: w, ask: ask, what: widget.NewLabel(words.SignInText(ask))}
	s.flaw, s.noKeyring = widget.NewLabel(words.SignInFlawText(kind)), widget.NewLabel(words.Tr(words.NoKeyring))
	leave := func() { s.sheet.Dismiss() }
	s.user, s.password = kit.NewField(words.UserHint(ask.Schemes), leave), kit.NewField("", leave)
	s.user.SetText(ask.User)
	s.password.Password = true
	s.user.OnSubmitted = func(string) { w.Canvas().Focus(s.password) }
	s.password.OnSubmitted = func(string) { s.save() }
	s.keep = kit.NewCheckBox(words.Tr(words.KeepPassword), true, leave)
	s.readable = kit.NewCheckBox(words.Tr(words.AllowReadable), false, leave)
	s.keep.In.Enter, s.readable.In.Enter = s.save, s.save
	s.readable.OnChanged = func(bool) { s.mended(words.Tr(words.ReadableNeeded)) }
	s.user.OnChanged = func(string) { s.mended(words.Tr(words.UserNone)) }
	for _, l := range []*widget.Label{s.what, s.flaw, s.noKeyring} {
		l.Wrapping = fyne.TextWrapWord
	}
	s.flaw.Importance = widget.WarningImportance
	kit.Show(s.flaw, s.flaw.Text != "")
	kit.Show(s.readable, kind == transfer.KindClearSignIn || onlyReadable(ask))
	s.noKeyring.Hide()
	yes := kit.NewButton(words.Tr(words.SignInNow), s.save, leave)
	yes.Importance = widget.HighImportance
	s.body = container.New(layout.NewCustomPaddedVBoxLayout(kit.Gap))
	seen := func(o fyne.CanvasObject) { s.sheet.Seen(o) }
	s.user.Seen, s.password.Seen, s.keep.In.Seen, s.readable.In.Seen = seen, seen, seen, seen
	s.lay()
	s.sheet = w.Sheets().Show(kit.SheetParts{
		Title: kit.NewTitle(words.SignInTitle(ask.Origin), kit.TextHeading), Body: s.body,
		Buttons: []fyne.CanvasObject{kit.NewButton(words.Tr(words.NotNow), leave, leave), yes},
		Want:    fyne.NewSize(480, 0), Enter: s.save,
	})
	s.begin()
}

// lay arranges the visible lines.
func (s *signInSheet) lay() {
	s.body.Objects = []fyne.CanvasObject{
		kit.Flush(s.what), kit.Labelled(words.Tr(words.UserLabel), s.user), kit.Labelled(words.Tr(words.PasswordLabel), s.password),
	}
	for _, o := range []fyne.CanvasObject{s.readable, s.keep, s.noKeyring, s.flaw} {
		if o.Visible() {
			s.body.Objects = append(s.body.Objects, kit.Flush(o))
		}
	}
	s.body.Refresh()
	if s.sheet != nil {
		s.sheet.Fit()
	}
}

// begin focuses the first empty field, and checks whether a keyring answers.
func (s *signInSheet) begin() {
	first := s.user
	if s.ask.User != "" {
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
		s.lay()
	})
}

// save passes the account to the host. If something is missing it says so instead.
func (s *signInSheet) save() {
	user := strings.TrimSpace(s.user.Text)
	switch {
	case user == "":
		s.complain(words.Tr(words.UserNone), s.user)
		return
	case s.readable.Visible() && !s.readable.Checked && onlyReadable(s.ask):
		s.complain(words.Tr(words.ReadableNeeded), s.readable)
		return
	}
	wish := list.SignIn{
		Place: s.ask.Origin, Keep: s.keep.Checked, Proxy: s.ask.Proxy,
		Account: transfer.Account{User: user, Password: s.password.Text, Clear: s.readable.Visible() && s.readable.Checked},
	}
	w := s.w
	s.password.SetText("")
	s.sheet.Dismiss()
	w.News(words.SigningInText(wish.Place))
	w.Host().SignIn(wish, func(kept bool, err error) {
		switch {
		case err != nil:
			w.Message(words.ErrorText(err))
		case wish.Keep && !kept:
			w.Message(words.Tr(words.KeyringRefused))
		}
	})
}

// mended removes a complaint once its input has changed.
func (s *signInSheet) mended(complaint string) {
	if s.flaw.Visible() && s.flaw.Text == complaint {
		s.flaw.Hide()
		s.lay()
	}
}

func (s *signInSheet) complain(text string, at fyne.Focusable) {
	s.flaw.SetText(text)
	s.flaw.Show()
	s.lay()
	s.w.Canvas().Focus(at)
}

// onlyReadable reports whether the server accepts only passwords in clear text over an unencrypted connection.
func onlyReadable(ask transfer.Ask) bool {
	return strings.EqualFold(ask.Schemes, "Basic") && !strings.HasPrefix(ask.Origin, "https:")
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
