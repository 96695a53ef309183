package cli

import (
	"io"
	"unicode"

	"sendoff/app/queue"
	"sendoff/ui/words"
)

// writeJSON prints one object on one line. What a terminal would act on is written as escapes, and so is what the
// reader would decode with another encoding.
func writeJSON(w io.Writer, v any) error { return queue.WriteJSON(w, v, unsafeFor(w)) }

// unsafeFor tells which characters are written as escapes. Windows PowerShell decodes what a program writes with the
// code page of the console, which is seldom UTF-8: there all but ASCII is.
func unsafeFor(w io.Writer) func(rune) bool {
	if !decodedByCodePage(w) {
		return words.Hostile
	}
	return notPlainASCII
}

func notPlainASCII(c rune) bool { return c > unicode.MaxASCII || words.Hostile(c) }
