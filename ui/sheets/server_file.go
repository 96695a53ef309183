package sheets

import (
	"errors"
	"io"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"sendoff/transfer/cards"
	"sendoff/ui/kit"
	"sendoff/ui/words"
)

// A server as a file: saved, and added after a question that shows what it would do.

// exportServer saves a server as a file without secrets.
func exportServer(w Window, c cards.Card) {
	text, err := c.File()
	if err != nil {
		w.Message(words.ErrorText(err))
		return
	}
	w.SaveAs(fileName(c.Name)+cards.Extension, func(out io.Writer) error {
		_, err := out.Write(text)
		return err
	}, words.ServerSavedText)
}

// fileName makes a file's name of a server's.
func fileName(name string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(`<>:"/\|?*`, r) {
			return '_'
		}
		return r
	}, name)
}

// IsServerFile reports whether a path looks like a file with a server.
func IsServerFile(path string) bool { return strings.EqualFold(filepath.Ext(path), cards.Extension) }

// ImportServer asks whether the server of a file is to be added. It shows what the server would do. A file that is no
// card is left to otherwise.
func ImportServer(w Window, path string, otherwise func()) {
	w.Host().ReadCard(path, func(c cards.Card, unknown []string, err error) {
		switch {
		case errors.Is(err, cards.ErrNoFile):
			otherwise()
		case err != nil:
			w.Message(words.NotImportedText(filepath.Base(path), err))
		default:
			askImport(w, c, unknown)
		}
	})
}

// importSheet is the question before a server of a file is added.
type importSheet struct {
	w     Window
	sheet *kit.Sheet
	flaw  *widget.Label
	card  cards.Card
}

func askImport(w Window, c cards.Card, unknown []string) *importSheet {
	s := &importSheet{w: w, card: c, flaw: widget.NewLabel("")}
	leave := func() { s.sheet.Dismiss() }
	s.flaw.Wrapping, s.flaw.Importance = fyne.TextWrapWord, widget.WarningImportance
	s.flaw.Hide()
	var parts []fyne.CanvasObject
	warnings := words.CardWarnings(c)
	if len(unknown) > 0 {
		warnings = append(warnings, words.UnknownFieldsText(unknown))
	}
	for _, text := range warnings {
		l := widget.NewLabel(text)
		l.Wrapping, l.Importance = fyne.TextWrapWord, widget.WarningImportance
		parts = append(parts, kit.Flush(l))
	}
	for _, f := range words.CardFacts(c) {
		value := widget.NewLabel(words.Plain(f.Value))
		value.Wrapping = fyne.TextWrapBreak
		parts = append(parts, kit.Labelled(f.Label, kit.Flush(value)))
	}
	add := kit.NewButton(words.Tr(words.AddServer), s.add, leave)
	add.Importance = widget.HighImportance
	no := kit.NewButton(words.Tr(words.Back), leave, leave)
	s.sheet = w.Sheets().ShowOver(kit.SheetParts{
		Title:   kit.NewTitle(words.CardQuestion(c.Name), kit.TextHeading),
		Body:    container.New(layout.NewCustomPaddedVBoxLayout(kit.Gap), append([]fyne.CanvasObject{kit.Flush(s.flaw)}, parts...)...),
		Buttons: []fyne.CanvasObject{no, add}, Want: fyne.NewSize(520, 0), Enter: leave,
	})
	w.Canvas().Focus(no) // it came from somebody else: nothing is added by haste
	return s
}

// add adds the server, as it was shown.
func (s *importSheet) add() {
	if err := s.w.PutCard("", s.card, nil); err != nil {
		s.flaw.SetText(words.ErrorText(err))
		s.flaw.Show()
		s.sheet.Fit()
		return
	}
	s.sheet.Dismiss()
	s.w.News(words.ServerAddedText(s.card.Name))
}
