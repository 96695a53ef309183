package cli

import (
	"sendoff/ui/words"
)

// tr is text in the user's language; the English text is the key.
func tr(text string) string { return words.Tr(text) }

// word marks text that is translated later, where it is printed.
func word(text string) string { return text }

// counted is text in the plural form that n takes, with n filled in.
func counted(one, other string, n int) string { return words.Counted(one, other, n) }
