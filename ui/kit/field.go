package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// ChoiceField is a widget.SelectEntry that hands Escape to a callback.
type ChoiceField struct {
	widget.SelectEntry
	Called
	Escape func()
	Seen   func(fyne.CanvasObject) // scrolls it into view; nil where nothing scrolls
	Paste  func(text string) bool  // may take pasted text instead of the field: reports whether it did; nil = never
}

// NewChoiceField makes a field that offers options. escape is called for Escape.
func NewChoiceField(options []string, escape func()) *ChoiceField {
	f := &ChoiceField{Escape: escape}
	f.ExtendBaseWidget(f)
	f.SetOptions(options)
	return f
}

// CreateRenderer makes the field's drawing.
func (f *ChoiceField) CreateRenderer() fyne.WidgetRenderer {
	return laidOut(f.SelectEntry.CreateRenderer(), f.Size())
}

// FocusGained scrolls the field into view.
func (f *ChoiceField) FocusGained() {
	f.SelectEntry.FocusGained()
	if f.Seen != nil {
		f.Seen(f)
	}
}

// TypedKey hands Escape on.
func (f *ChoiceField) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyEscape {
		f.Escape()
		return
	}
	f.SelectEntry.TypedKey(e)
}

// TypedShortcut offers pasted text to Paste first.
func (f *ChoiceField) TypedShortcut(s fyne.Shortcut) {
	if p, ok := s.(*fyne.ShortcutPaste); ok && f.Paste != nil && f.Paste(p.Clipboard.Content()) {
		return
	}
	f.SelectEntry.TypedShortcut(pastingOneLine(s))
}

// Field is an entry that hands Escape to a callback.
type Field struct {
	widget.Entry
	Called
	Escape func()
	Other  func(*fyne.KeyEvent)    // handles keys that the entry does not use, nil = none
	Seen   func(fyne.CanvasObject) // scrolls it into view; nil where nothing scrolls

	Shortcut func(*desktop.CustomShortcut) // gets the window's shortcuts, which a focused entry would swallow; nil in sheets
}

// NewField makes an empty field with a placeholder. escape is called for Escape.
func NewField(hint string, escape func()) *Field {
	f := &Field{Escape: escape}
	f.PlaceHolder = hint
	f.ExtendBaseWidget(f)
	return f
}

// CreateRenderer makes the field's drawing.
func (f *Field) CreateRenderer() fyne.WidgetRenderer {
	return laidOut(f.Entry.CreateRenderer(), f.Size())
}

// laidOut is a drawing with its parts in their places. The toolkit throws a drawing away that nobody has looked at for a
// minute, and lays a new one out only when the size changes: the frame of a field that was hidden stayed away.
func laidOut(r fyne.WidgetRenderer, size fyne.Size) fyne.WidgetRenderer {
	if size.Width > 0 {
		r.Layout(size)
	}
	return r
}

// FocusGained scrolls the field into view.
func (f *Field) FocusGained() {
	f.Entry.FocusGained()
	if f.Seen != nil {
		f.Seen(f)
	}
}

// TypedShortcut pastes one line, and hands the window's shortcuts on.
func (f *Field) TypedShortcut(s fyne.Shortcut) {
	f.Entry.TypedShortcut(pastingOneLine(s))
	if c, ok := s.(*desktop.CustomShortcut); ok && f.Shortcut != nil {
		f.Shortcut(c)
	}
}

// TypedKey hands Escape on.
func (f *Field) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyEscape {
		f.Escape()
		return
	}
	f.Entry.TypedKey(e)
	if f.Other != nil {
		f.Other(e)
	}
}
