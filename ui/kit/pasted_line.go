package kit

import (
	"strings"

	"fyne.io/fyne/v2"
)

// oneLine is a clipboard that returns only the first non-blank line. Fyne replaces line breaks by blanks, which
// would join two addresses into a wrong one.
type oneLine struct{ fyne.Clipboard }

// Content is that line without its line ending.
func (c oneLine) Content() string {
	for line := range strings.Lines(c.Clipboard.Content()) {
		line, _, _ = strings.Cut(strings.TrimRight(line, "\r\n"), "\r")
		if strings.TrimSpace(line) != "" {
			return line
		}
	}
	return ""
}

// pastingOneLine makes a paste shortcut paste one line; other shortcuts are unchanged.
func pastingOneLine(s fyne.Shortcut) fyne.Shortcut {
	if p, ok := s.(*fyne.ShortcutPaste); ok {
		return &fyne.ShortcutPaste{Clipboard: oneLine{p.Clipboard}}
	}
	return s
}
