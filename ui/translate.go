package ui

import "fyne.io/fyne/v2/lang"

// tr is text in the user's language. The English text is the key, and what is shown where a
// translation is missing. Verbs of fmt stay in it: fmt.Sprintf(tr("%s left"), d).
func tr(text string) string { return lang.L(text) }

// trn is text in the plural form that n takes in the user's language; other, the English plural, is
// the key: fmt.Sprintf(trn("%d file", "%d files", n), n).
func trn(one, other string, n int) string {
	fallback := other
	if n == 1 {
		fallback = one
	}
	return lang.XN(other, fallback, n)
}
