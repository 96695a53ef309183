package sheets

import (
	"path/filepath"
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

// OwnCertificate is the dialog that asks for a certificate of this computer for a server. It stays open until the server has
// answered. The passphrase goes from its field to the host and nowhere else.
type OwnCertificate struct {
	w    Window
	open *ownSheet // nil = none
}

// NewOwnCertificate makes the dialog; Open shows it.
func NewOwnCertificate(w Window) *OwnCertificate { return &OwnCertificate{w: w} }

// Open asks for the certificate that an upload needs.
func (d *OwnCertificate) Open(j *transfer.Job) {
	d.open = &ownSheet{w: d.w, id: j.ID, address: j.Target.URL}
	d.open.show(j.Fault, j)
}

// Update looks whether the server has answered.
func (d *OwnCertificate) Update() {
	if s := d.open; s != nil && s.trying {
		s.look(d.w.Model().Job(s.id))
	}
}

// ownSheet is the open dialog.
type ownSheet struct {
	w                     Window
	sheet                 *kit.Sheet
	id                    uuid.UUID // the upload that shows the answer
	address               string    // its address, or the tested one
	stored                func()    // called once it is stored where there is no upload, nil else
	file, key, passphrase *kit.Field
	keep                  *kit.CheckBox
	noKeyring             *widget.Label
	said                  *kit.Remarks
	yes                   *kit.Button
	before                transfer.Fault // the upload's when the certificate was passed on
	trying                bool           // the server has not answered yet
}

func (s *ownSheet) place() string {
	place, err := transfer.SignInOrigin(s.address)
	if err != nil {
		return s.address
	}
	return place
}

// show opens it; f is why a certificate is needed, and subject what met that.
func (s *ownSheet) show(f *transfer.Fault, subject *transfer.Job) {
	leave := func() { s.sheet.Dismiss() }
	s.fields(leave)
	what := widget.NewLabel(words.Tr(words.OwnWhat))
	s.noKeyring = widget.NewLabel(words.Tr(words.OwnNoKeyring))
	what.Wrapping, s.noKeyring.Wrapping = fyne.TextWrapWord, fyne.TextWrapWord
	s.noKeyring.Hide()
	s.said = kit.NewRemarks(words.Tr(words.OwnFileNone), words.Tr(words.OwnTrying))
	if f.Kind != transfer.KindClientCert || f.Cert.Issuer != "" {
		s.said.Say(words.OwnFaultText(f, subject))
	}
	body := []fyne.CanvasObject{
		kit.Flush(what), kit.Labelled(words.Tr(words.OwnFile), s.chosen(s.file, leave)), kit.Labelled(words.Tr(words.OwnKey), s.chosen(s.key, leave)),
		kit.Labelled(words.Tr(words.OwnPassphrase), s.passphrase),
		kit.Flush(container.New(kit.Slot{}, s.keep, s.noKeyring)), kit.Flush(s.said.Object()),
	}
	s.file.SetText(f.Cert.File)
	s.yes = kit.NewButton(words.Tr(words.OwnUse), s.save, leave)
	s.yes.Importance = widget.HighImportance
	s.sheet = s.w.Sheets().Show(kit.SheetParts{
		Title: kit.NewTitle(words.OwnTitle(s.place()), kit.TextHeading), Body: container.New(layout.NewCustomPaddedVBoxLayout(kit.Gap), body...),
		Buttons: []fyne.CanvasObject{kit.NewButton(words.Tr(words.Back), leave, leave), s.yes},
		Want:    fyne.NewSize(560, 0), Enter: s.save, OnClose: func() { s.trying = false },
	})
	s.begin()
}

// chosen is a field for a path with a button that asks for it.
func (s *ownSheet) chosen(at *kit.Field, leave func()) fyne.CanvasObject {
	choose := kit.NewButton(words.Tr(words.OwnChoose), func() {
		s.w.Host().Choose(false, func(paths []string, err error) {
			switch {
			case err != nil:
				s.complain(words.ErrorText(err), at)
			case len(paths) > 0:
				at.SetText(paths[0])
			}
		})
	}, leave)
	choose.Seen = func(o fyne.CanvasObject) { s.sheet.Seen(o) }
	return container.NewBorder(nil, nil, nil, choose, at)
}

func (s *ownSheet) fields(leave func()) {
	s.file, s.key, s.passphrase = kit.NewField("", leave), kit.NewField(words.Tr(words.OwnKeyHint), leave), kit.NewField("", leave)
	s.passphrase.Password = true
	s.keep = kit.NewCheckBox(words.Tr(words.OwnKeep), true, leave)
	s.keep.In.Enter = s.save
	s.file.OnChanged = func(string) { s.said.Mended(words.Tr(words.OwnFileNone)) }
	for _, f := range []*kit.Field{s.file, s.key, s.passphrase} {
		f.Seen = func(o fyne.CanvasObject) { s.sheet.Seen(o) }
		f.OnSubmitted = func(string) { s.save() }
	}
	s.keep.In.Seen = func(o fyne.CanvasObject) { s.sheet.Seen(o) }
}

// begin focuses what is missing, and checks whether a keyring answers.
func (s *ownSheet) begin() {
	first := s.file
	if s.file.Text != "" {
		first = s.passphrase
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

// save passes the certificate to the host and waits for the server's answer.
func (s *ownSheet) save() {
	file := strings.TrimSpace(s.file.Text)
	switch {
	case s.trying:
		return
	case !filepath.IsAbs(file):
		s.complain(words.Tr(words.OwnFileNone), s.file)
		return
	}
	given := list.OwnCertificate{
		Address: s.place() + "/", File: file, Key: strings.TrimSpace(s.key.Text), Passphrase: s.passphrase.Text, Keep: s.keep.Checked,
	}
	if j := s.w.Model().Job(s.id); j != nil && j.Fault != nil {
		s.before = *j.Fault
	}
	s.try(true)
	s.w.Host().GiveCertificate(given, func(kept bool, err error) {
		switch {
		case err != nil && s.trying:
			s.try(false)
			s.complain(words.ErrorText(err), s.passphrase)
		case err != nil:
			s.w.Message(words.ErrorText(err))
		case given.Passphrase != "" && given.Keep && !kept:
			s.w.Message(words.Tr(words.OwnRingRefused))
		}
		if err == nil && s.stored != nil {
			s.sheet.Dismiss()
			s.stored()
		}
	})
}

func (s *ownSheet) try(on bool) {
	s.trying = on
	if on {
		s.said.Say(words.Tr(words.OwnTrying))
		s.yes.Disable()
		return
	}
	s.yes.Enable()
}

// look closes the dialog once the upload got past the handshake, and asks again if the certificate was not accepted.
func (s *ownSheet) look(j *transfer.Job) {
	switch {
	case j == nil:
		s.sheet.Dismiss()
	case j.Fault != nil && *j.Fault != s.before && j.Fault.Kind.OwnCertificate():
		s.try(false)
		s.complain(words.OwnFaultText(j.Fault, j), s.file)
	case j.Fault != nil && *j.Fault != s.before, j.Outcome != "", past(j.State()):
		s.passphrase.SetText("")
		s.sheet.Dismiss()
		s.w.News(words.OwnGoneOnText(s.place()))
	}
}

func (s *ownSheet) complain(text string, at fyne.Focusable) {
	s.said.Say(text)
	s.w.Canvas().Focus(at)
}

// ownList shows the certificates of this computer, each with a button that shows it no more.
func ownList(w Window, in kit.InSheet) fyne.CanvasObject {
	rows := container.New(layout.NewCustomPaddedVBoxLayout(2))
	for _, id := range w.Host().Certificates() {
		said := kit.NewTextLine(words.PlaceText(id.Place)+words.Dot+words.Drawn(id.File), kit.TextBody-1, theme.ColorNameForeground)
		var take *kit.Button
		take = kit.NewButton(words.Tr(words.Remove), func() {
			take.Disable()
			w.Host().TakeCertificate(id.Place, func(_ bool, err error) {
				if err != nil {
					said.Set(words.ErrorText(err), theme.ColorNameWarning)
					take.Enable()
				}
			})
		}, in.Leave)
		take.Seen = in.Seen
		rows.Add(container.NewBorder(nil, nil, nil, take, said))
	}
	return rows
}
