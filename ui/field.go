package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// choiceField is a widget.SelectEntry that lets go on Escape.
type choiceField struct {
	widget.SelectEntry
	escape func()
	seen   func(fyne.CanvasObject) // scrolls it into view; nil where nothing scrolls
	paste  func(text string) bool  // takes what is pasted instead of the field, if it says so; nil = never
}

func newChoiceField(options []string, escape func()) *choiceField {
	f := &choiceField{escape: escape}
	f.ExtendBaseWidget(f)
	f.SetOptions(options)
	return f
}

// FocusGained brings the field into sight.
func (f *choiceField) FocusGained() {
	f.SelectEntry.FocusGained()
	if f.seen != nil {
		f.seen(f)
	}
}

// TypedKey hands Escape on.
func (f *choiceField) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyEscape {
		f.escape()
		return
	}
	f.SelectEntry.TypedKey(e)
}

// TypedShortcut lets what is pasted go elsewhere.
func (f *choiceField) TypedShortcut(s fyne.Shortcut) {
	if p, ok := s.(*fyne.ShortcutPaste); ok && f.paste != nil && f.paste(p.Clipboard.Content()) {
		return
	}
	f.SelectEntry.TypedShortcut(pastingOneLine(s))
}

// field is an entry that lets go on Escape.
type field struct {
	widget.Entry
	escape func()
	other  func(*fyne.KeyEvent)    // keys that are not the entry's, nil = none
	seen   func(fyne.CanvasObject) // scrolls it into view; nil where nothing scrolls

	shortcut func(*desktop.CustomShortcut) // of the window, which a focused entry keeps them from; nil in sheets
}

func newField(hint string, escape func()) *field {
	f := &field{escape: escape}
	f.PlaceHolder = hint
	f.ExtendBaseWidget(f)
	return f
}

// FocusGained brings the field into sight.
func (f *field) FocusGained() {
	f.Entry.FocusGained()
	if f.seen != nil {
		f.seen(f)
	}
}

// TypedShortcut pastes one line, and hands the window's shortcuts on.
func (f *field) TypedShortcut(s fyne.Shortcut) {
	f.Entry.TypedShortcut(pastingOneLine(s))
	if c, ok := s.(*desktop.CustomShortcut); ok && f.shortcut != nil {
		f.shortcut(c)
	}
}

// TypedKey hands Escape on.
func (f *field) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyEscape {
		f.escape()
		return
	}
	f.Entry.TypedKey(e)
	if f.other != nil {
		f.other(e)
	}
}
