package sheets

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"sendoff/transfer"
	"sendoff/transfer/cards"
	"sendoff/ui/kit"
	"sendoff/ui/list"
	"sendoff/ui/words"
)

// serverForm adds or changes a remembered server.
type serverForm struct {
	w             Window
	sheet         *kit.Sheet
	old           list.Server // zero when a server is added
	name, address *kit.Field
	atOnce        *kit.CheckBox
	unclear       *kit.Picker[transfer.AfterUnclear]
	flaw          *widget.Label
}

// AddServer asks for a new server.
func AddServer(w Window) { openServer(w, list.Server{}, words.Tr(words.AddServer)) }

// EditServer changes a remembered server.
func EditServer(w Window, s list.Server) { openServer(w, s, words.Tr(words.EditServer)) }

func openServer(w Window, old list.Server, title string) {
	f := &serverForm{w: w, old: old, flaw: widget.NewLabel("")}
	leave := func() { f.sheet.Dismiss() }
	f.name, f.address = kit.NewField(words.Tr(words.NameHint), leave), kit.NewField(words.Tr(words.AddressHint), leave)
	f.name.SetText(old.Name)
	f.address.SetText(old.URL)
	f.atOnce = kit.NewCheckBox(words.Tr(words.AtOnceServer), old.URL != "" && w.Settings().Habits[old.URL].AtOnce, leave)
	f.atOnce.In.Enter = f.save
	ways := []transfer.AfterUnclear{transfer.Auto, transfer.Resume, transfer.Restart}
	f.unclear = kit.NewPicker(ways, w.Settings().Habits[old.URL].AfterUnclear, words.WayText, kit.InSheet{Leave: leave})
	f.flaw.Wrapping, f.flaw.Importance = fyne.TextWrapWord, widget.WarningImportance
	f.name.OnSubmitted = func(string) { f.save() }
	f.address.OnChanged = func(string) { f.complete() }
	f.address.OnSubmitted = f.name.OnSubmitted
	trusted := widget.NewLabel(trustedAt(w, old.URL))
	trusted.Wrapping, trusted.SizeName = fyne.TextWrapBreak, theme.SizeNameCaptionText
	kit.Show(trusted, trusted.Text != "")
	save := kit.NewButton(words.Tr(words.Save), f.save, leave)
	save.Importance = widget.HighImportance
	f.sheet = w.Sheets().Show(kit.SheetParts{
		Title: kit.NewTitle(title, kit.TextHeading),
		Body: container.New(layout.NewCustomPaddedVBoxLayout(kit.Gap),
			kit.Labelled(words.Tr(words.AddressLabel), f.address), container.New(kit.Pairs{}, kit.Labelled(words.Tr(words.NameLabel), f.name), kit.Labelled(words.Tr(words.Unclear), f.unclear)), kit.Flush(f.atOnce), kit.Flush(trusted), kit.Flush(f.flaw)),
		Buttons: []fyne.CanvasObject{kit.NewButton(words.Tr(words.Back), leave, leave), save},
		Want:    fyne.NewSize(520, 330), Enter: f.save,
	})
	w.Canvas().Focus(f.address)
}

// save checks the form and stores the server. An invalid form is explained and not stored.
func (f *serverForm) save() {
	s, flaw := f.read()
	if flaw != "" {
		f.flaw.Importance = widget.WarningImportance
		f.flaw.SetText(flaw)
		return
	}
	w := f.w
	c, _ := w.Settings().CardAt(f.old.URL)
	c.Name, c.Address, c.AtOnce, c.Unclear = s.Name, s.URL, f.atOnce.Checked, cards.Unclear(f.unclear.Value())
	if err := w.PutCard(f.old.Name, c, nil); err != nil {
		f.flaw.Importance = widget.WarningImportance
		f.flaw.SetText(words.ErrorText(err))
		return
	}
	f.sheet.Dismiss()
	w.ShowServer(slices.Index(w.Model().Servers, s))
}

// complete says which address is meant where its scheme was left out, and how to have the other one.
func (f *serverForm) complete() {
	text := ""
	if address, guessed := list.Completed(f.address.Text); guessed {
		text = fmt.Sprintf(words.Tr("This means %s."), address) + " " + words.Tr(words.HTTPHint)
	}
	f.flaw.Importance = widget.MediumImportance
	f.flaw.SetText(text)
}

// read returns the server in the form, or what is wrong with it.
func (f *serverForm) read() (list.Server, string) {
	address, _ := list.Completed(f.address.Text)
	u, err := transfer.CheckURL(address)
	if err != nil {
		return list.Server{}, words.ErrorText(err)
	}
	s := list.Server{Name: strings.TrimSpace(f.name.Text), URL: u.String()}
	if u.RawQuery == "" && !strings.HasSuffix(s.URL, "/") {
		s.URL += "/"
	}
	s.Name = cmp.Or(s.Name, list.ServerName(s.URL))
	for _, other := range f.w.Model().Servers {
		if other == f.old {
			continue
		}
		if other.Name == s.Name {
			return list.Server{}, words.Tr(words.NameTaken)
		}
		if other.URL == s.URL {
			return list.Server{}, fmt.Sprintf(words.Tr(words.AddressTaken), other.Name)
		}
	}
	return s, ""
}
