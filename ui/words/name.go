package words

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"sendoff/transfer"
	"sendoff/transfer/safefile"
)

// oddityText is a phrase for what servers may refuse in the name of an upload, or of a folder that was kept.
func oddityText(t transfer.Target) string {
	name, folder := t.OddName()
	if folder {
		return fmt.Sprintf(Tr("of the folder %s: %s"), Plain(name), oddityOf(name))
	}
	return oddityOf(t.Name())
}

func oddityOf(name string) string {
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
	if unseen := unseenIn(name); unseen != "" {
		parts = append(parts, fmt.Sprintf(Tr("many servers take no name with characters that are not seen: %s"), unseen))
	}
	if strings.HasPrefix(name, ".") {
		parts = append(parts, Tr("some servers take no name that begins with a dot"))
	}
	if len(name) > safefile.MaxName {
		parts = append(parts, fmt.Sprintf(Tr("many servers take no name of more than %s bytes"), Number(safefile.MaxName)))
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

// unseenIn lists the characters of a name that are not seen, each once: "U+202E U+200B"; "" = none.
func unseenIn(name string) string {
	var codes []string
	for _, c := range name {
		if code := fmt.Sprintf("U+%04X", c); safefile.Unseen(c) && !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	return strings.Join(codes, " ")
}
