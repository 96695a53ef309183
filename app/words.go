//go:build !nowindow

package main

import (
	"sendoff/ui/words"
)

// tr is text in the user's language; the English text is the key.
func tr(text string) string { return words.Tr(text) }
