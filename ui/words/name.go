package words

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"sendoff/transfer"
	"sendoff/transfer/safefile"
)

// oddityText is a phrase for what servers may refuse in a name.
func oddityText(name string) string {
	var parts []string
	if odd := transfer.OddCharacters(name); len(odd) > 0 {
		marks := make([]string, len(odd))
		for i, c := range odd {
			marks[i] = string(c)
		}
		parts = append(parts, fmt.Sprintf(Tr("many servers take no name with %s in it"), strings.Join(marks, " ")))
	}
	if !utf8.ValidString(name) {
		parts = append(parts, Tr("it holds bytes that are no text (not UTF-8)"))
	}
	if strings.HasSuffix(name, ".") || strings.HasSuffix(name, " ") {
		parts = append(parts, Tr("many servers take no name that ends in a dot or a blank"))
	}
	if safefile.DeviceName(name) {
		parts = append(parts, Tr("Windows keeps it for a device"))
	}
	if len(parts) == 0 {
		return Tr("it holds characters that many servers do not take")
	}
	return strings.Join(parts, "; ")
}
