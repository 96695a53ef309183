package kit

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// TestPasteOfTwoLines: a field of one line takes the first non-blank line of a text.
func TestPasteOfTwoLines(t *testing.T) {
	test.NewTempApp(t)
	for text, want := range map[string]string{
		"https://a.example/\nhttps://b.example/": "https://a.example/",
		"\r\n  \r\nhttps://a.example/\r\n":       "https://a.example/",
		"old Mac\rsecond":                        "old Mac",
		"p@ss word ":                             "p@ss word ",
		"":                                       "",
	} {
		board := fyne.CurrentApp().Clipboard()
		board.SetContent(text)
		f, c := NewField("", nil), NewChoiceField(nil, nil)
		for _, o := range []interface {
			TypedShortcut(shortcut fyne.Shortcut)
		}{f, c} {
			o.TypedShortcut(&fyne.ShortcutPaste{Clipboard: board})
		}
		if f.Text != want || c.Text != want {
			t.Errorf("%q: %q, %q", text, f.Text, c.Text)
		}
	}
}
