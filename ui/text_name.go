package ui

import (
	"fmt"
	"strings"

	"sendoff/transfer"
)

// oddityText is the part of a sentence that says what of a name servers tend to refuse.
func oddityText(name string) string {
	odd := transfer.OddCharacters(name)
	switch {
	case len(odd) > 0:
		marks := make([]string, len(odd))
		for i, c := range odd {
			marks[i] = string(c)
		}
		return fmt.Sprintf(tr("many servers take no name with %s in it"), strings.Join(marks, " "))
	case strings.HasSuffix(name, "."), strings.HasSuffix(name, " "):
		return tr("many servers take no name that ends in a dot or a blank")
	case transfer.DeviceName(name):
		return tr("Windows keeps it for a device")
	}
	return tr("it holds characters that many servers do not take")
}
