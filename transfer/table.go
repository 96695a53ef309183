package transfer

import (
	"strings"
	"time"
)

// TableCell is a text as it stands in a table (CSV): a spreadsheet calculates nothing that a server or a file name
// says. The apostrophe before such a text is what spreadsheets themselves put there. Some read a wide sign as the
// plain one.
func TableCell(text string) string {
	start := strings.TrimLeft(text, " \t\r\n")
	formula := start != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(start)[0])
	if formula || strings.HasPrefix(text, "\t") || strings.HasPrefix(text, "\r") {
		return "'" + text
	}
	return text
}

// TableTime is a time as it stands in a table: RFC 3339 in UTC, "" for none.
func TableTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
