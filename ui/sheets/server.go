package sheets

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"sendoff/transfer/cards"
	"sendoff/ui/kit"
	"sendoff/ui/list"
	"sendoff/ui/words"
)

// serverForm is the form of a server's card: name and address, and the rest in sections that are folded at first.
type serverForm struct {
	w             Window
	sheet         *kit.Sheet
	scroll        *container.Scroll
	old           cards.Card // zero when a server is added
	name, address *kit.Field
	atOnce        *kit.CheckBox
	meant         *widget.Label // what is said of the address, below it
	flaw          *widget.Label // what is said of the rest
	save          *kit.Button
	folded        []*fyne.Container // the parts, open or not
	cardFields
}

// AddServer asks for a new server.
func AddServer(w Window) { openServer(w, cards.Card{}, words.Tr(words.AddServer)) }

// EditServer shows a remembered server. One that a policy hands out is shown only. One that is not remembered becomes so.
func EditServer(w Window, s list.Server) {
	c, remembered := w.Settings().CardAt(s.URL)
	title := words.Tr(words.EditServer)
	if !remembered {
		f := openServer(w, cards.Card{}, title)
		f.name.SetText(s.Name)
		f.address.SetText(s.URL)
		return
	}
	if c.From != "" {
		title = words.Tr(words.ShowServerTitle)
	}
	openServer(w, c, title)
}

func openServer(w Window, old cards.Card, title string) *serverForm {
	f := &serverForm{w: w, old: old, meant: widget.NewLabel(""), flaw: widget.NewLabel("")}
	leave := func() { f.sheet.Dismiss() }
	in := kit.InSheet{Leave: leave, Seen: f.reveal, Enter: f.store}
	f.name, f.address = kit.NewField(words.Tr(words.NameHint), leave), kit.NewField(words.Tr(words.AddressHint), leave)
	f.name.SetText(old.Name)
	f.address.SetText(old.Address)
	f.atOnce = kit.NewCheckBox(words.Tr(words.AtOnceServer), old.AtOnce, leave)
	f.atOnce.In = in
	f.fill(old, in)
	f.flaw.Wrapping, f.meant.Wrapping = fyne.TextWrapWord, fyne.TextWrapWord
	f.flaw.Hide()
	f.complete()
	f.address.OnChanged = func(string) { f.complete() }
	f.address.OnSubmitted = func(string) { f.store() }
	f.name.OnSubmitted = f.address.OnSubmitted
	f.save = kit.NewButton(words.Tr(words.Save), f.store, leave)
	f.save.Importance = widget.HighImportance
	buttons := []fyne.CanvasObject{kit.NewButton(words.Tr(words.Back), leave, leave), kit.NewButton(words.Tr(words.TestServer), f.test, leave)}
	if old.Name != "" {
		buttons = append(buttons, kit.NewButton(words.Tr(words.ExportServer), func() { exportServer(w, old) }, leave))
	}
	if old.From == "" {
		buttons = append(buttons, f.save)
	}
	f.scroll = container.NewVScroll(container.New(kit.Insets{Right: kit.Pad}, f.content(in)))
	f.sheet = w.Sheets().Show(kit.SheetParts{
		Title: kit.NewTitle(title, kit.TextHeading), Buttons: buttons,
		Body: container.NewBorder(nil, kit.Flush(f.flaw), nil, nil, f.scroll), // what is said moves no input
		Want: fyne.NewSize(580, 560), Enter: f.store,
	})
	w.Canvas().Focus(f.address)
	return f
}

// content is the page of the form.
func (f *serverForm) content(in kit.InSheet) fyne.CanvasObject {
	parts := []fyne.CanvasObject{
		container.New(layout.NewCustomPaddedVBoxLayout(0), kit.Labelled(words.Tr(words.AddressLabel), f.address), kit.Flush(kit.Lines(f.meant, 2))),
		kit.Labelled(words.Tr(words.NameLabel), f.name), kit.Flush(f.atOnce),
	}
	if f.old.From != "" {
		f.say(fmt.Sprintf(words.Tr("This server was handed out by the administrator and cannot be changed here. It stands in %s."), words.Plain(f.old.From)), widget.MediumImportance)
	}
	parts = append(parts, f.sections(in)...)
	if f.old.Name != "" {
		parts = append(parts, f.taught(in))
	}
	return container.New(layout.NewCustomPaddedVBoxLayout(kit.Gap), parts...)
}

// fold is a part of the form that a button opens and closes.
func (f *serverForm) fold(title string, in kit.InSheet, body ...fyne.CanvasObject) fyne.CanvasObject {
	inside := container.New(layout.NewCustomPaddedVBoxLayout(kit.Gap), body...)
	inside.Hide()
	f.folded = append(f.folded, inside)
	var head *kit.Button
	head = kit.NewButton(words.FoldText(title, false), func() {
		kit.Show(inside, !inside.Visible())
		head.SetText(words.FoldText(title, inside.Visible()))
		f.scroll.Content.Refresh()
		f.scroll.Refresh()
	}, in.Leave)
	head.Alignment, head.Importance, head.Seen = widget.ButtonAlignLeading, widget.LowImportance, in.Seen
	return container.New(layout.NewCustomPaddedVBoxLayout(kit.Gap), kit.Flush(head), inside)
}

// reveal scrolls to an input that got the focus.
func (f *serverForm) reveal(o fyne.CanvasObject) {
	if f.scroll != nil {
		kit.BringIn(f.scroll, o)
	}
}

// test tests the address in the form, in front of it.
func (f *serverForm) test() {
	c, err := f.read()
	if err != nil {
		f.refuse(err)
		return
	}
	testOver(f.w, c.Address)
}

// store checks the form and stores the server. An invalid form is explained and not stored.
func (f *serverForm) store() {
	if f.old.From != "" {
		return
	}
	c, err := f.read()
	if err == nil {
		err = f.w.PutCard(f.old.Name, c, nil)
	}
	if err != nil {
		f.refuse(err)
		return
	}
	f.sheet.Dismiss()
	f.w.ShowServer(slices.IndexFunc(f.w.Model().Servers, func(s list.Server) bool { return s.Name == c.Name && !s.Practice }))
}

// refuse says why the form cannot be stored: at the address if it is about that.
func (f *serverForm) refuse(err error) {
	f.complete()
	f.say("", widget.MediumImportance)
	f.scroll.ScrollToTop()
	if wrong, is := errors.AsType[*cards.Error](err); is && wrong.Field == cards.FieldAddress {
		f.meant.Importance = widget.WarningImportance
		f.meant.SetText(words.ErrorText(err))
		f.w.Canvas().Focus(f.address)
		return
	}
	f.say(words.ErrorText(err), widget.WarningImportance)
}

func (f *serverForm) say(text string, how widget.Importance) {
	f.flaw.Importance = how
	f.flaw.SetText(text)
	kit.Show(f.flaw, text != "")
	if f.scroll != nil {
		f.scroll.Content.Refresh()
	}
}

// complete says which address is meant where its scheme was left out, and how to have the other one.
func (f *serverForm) complete() {
	text := words.Tr(words.HTTPHint)
	if address, guessed := list.Completed(f.address.Text); guessed {
		text = fmt.Sprintf(words.Tr("This means %s."), address) + " " + text
	}
	f.meant.Importance = widget.LowImportance
	f.meant.SetText(text)
}

// read returns the card in the form, in the one spelling. Its errors are *cards.Error.
func (f *serverForm) read() (cards.Card, error) {
	c := f.old
	address, names := cards.SplitPattern(f.address.Text)
	c.Address, _ = list.Completed(address)
	if err := f.readFields(&c); err != nil {
		return cards.Card{}, err
	}
	if names != "" {
		c.Names = names
	}
	c.AtOnce = f.atOnce.Checked
	c.Name = cmp.Or(strings.TrimSpace(f.name.Text), list.ServerName(c.Address))
	return list.CheckedCard(c)
}
