package kit

import (
	"strings"

	"fyne.io/fyne/v2"
)

// oneLine is a clipboard of which a field of one line takes the first line that says something. The toolkit
// puts a blank for each line break, which makes one wrong address of two right ones.
type oneLine struct{ fyne.Clipboard }

// Content is that line, without what ends it.
func (c oneLine) Content() string {
	for line := range strings.Lines(c.Clipboard.Content()) {
		line, _, _ = strings.Cut(strings.TrimRight(line, "\r\n"), "\r")
		if strings.TrimSpace(line) != "" {
			return line
		}
	}
	return ""
}

// pastingOneLine makes a paste one of a single line; other shortcuts stay as they are.
func pastingOneLine(s fyne.Shortcut) fyne.Shortcut {
	if p, ok := s.(*fyne.ShortcutPaste); ok {
		return &fyne.ShortcutPaste{Clipboard: oneLine{p.Clipboard}}
	}
	return s
}
