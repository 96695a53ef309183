package list

import (
	"net/url"
	"time"
	"unicode/utf16"

	"sendoff/transfer"
	"sendoff/transfer/source"
	"sendoff/ui/words"
)

// longName is the number of characters from which servers may refuse a name.
const longName = 150

// oddity is the most serious warning about a file that can be uploaded; name is its name on the server. mild means
// that nothing needs to be done.
func oddity(s source.File, name string, now time.Time) (remark string, mild bool) {
	sent := url.PathEscape(name)
	switch {
	case s.JustWritten(now):
		return words.Tr(words.RemarkFresh), false
	case s.Size == 0:
		return words.Tr(words.RemarkEmpty), false
	case !transfer.PlainName(name):
		return words.Tr(words.RemarkRefused), false
	case len(utf16.Encode([]rune(name))) > longName:
		return words.Tr(words.RemarkLong), false
	case !ascii(name):
		return words.SentAsText(sent), true
	}
	return "", false
}
