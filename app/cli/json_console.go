package cli

import (
	"io"
	"unicode"

	"sendoff/app/queue"
	"sendoff/ui/words"
)

// writeJSON prints one object on one line. Characters that a terminal acts on, or that the reader may decode
// wrongly, are escaped.
func writeJSON(w io.Writer, v any) error { return queue.WriteJSON(w, v, unsafeFor(w)) }

// unsafeFor returns the test for characters to escape. Windows PowerShell decodes output with the console's code
// page, which is seldom UTF-8: there everything outside ASCII is escaped.
func unsafeFor(w io.Writer) func(rune) bool {
	if !decodedByCodePage(w) {
		return words.Hostile
	}
	return notPlainASCII
}

func notPlainASCII(c rune) bool { return c > unicode.MaxASCII || words.Hostile(c) }
