package transfer

import (
	"strings"
	"time"
)

// TableCell returns a text for a cell of a table (CSV) that a spreadsheet will not calculate. Texts that look like
// formulas get a leading apostrophe, as spreadsheets write it. Full-width signs count too, as some read them as plain
// ones.
func TableCell(text string) string {
	start := strings.TrimLeft(text, " \t\r\n")
	formula := start != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(start)[0])
	if formula || strings.HasPrefix(text, "\t") || strings.HasPrefix(text, "\r") {
		return "'" + text
	}
	return text
}

// TableTime returns a time for a table: RFC 3339 in UTC, "" for none.
func TableTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
