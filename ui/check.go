package ui

import (
	"net/url"
	"time"
	"unicode/utf16"

	"sendoff/transfer"
	"sendoff/ui/words"
)

// settled is how long a file must have been left alone for it to count as finished.
const settled = 3 * time.Second

// fresh tells whether a file was changed a moment ago: somebody may still be writing it. A time that
// lies far ahead is a wrong clock, not a writer.
func fresh(s transfer.Source, now time.Time) bool {
	age := now.Sub(s.ModTime)
	return age < settled && age > -settled
}

// longName is the number of characters from which on a name is one that servers may refuse.
const longName = 150

// oddity says what is odd about a file that can be uploaded, the gravest first; name is what it is
// called on the server. mild means that nothing needs to be done about it.
func oddity(s transfer.Source, name string, now time.Time) (remark string, mild bool) {
	sent := url.PathEscape(name)
	switch {
	case fresh(s, now):
		return words.Tr(words.RemarkFresh), false
	case s.Size == 0:
		return words.Tr(words.RemarkEmpty), false
	case !transfer.PlainName(name):
		return words.Tr(words.RemarkWindows), false
	case len(utf16.Encode([]rune(name))) > longName:
		return words.Tr(words.RemarkLong), false
	case !ascii(name):
		return words.SentAsText(sent), true
	}
	return "", false
}
