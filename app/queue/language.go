package queue

import (
	"path/filepath"
	"strings"

	"sendoff/transfer/safefile"
)

// languageFile keeps the language of the settings beside the queue file, which other processes cannot read while a
// window has it open.
const languageFile = "language"

// maxLanguage bounds it in bytes.
const maxLanguage = 64

// KeepLanguage stores the language for the command line; "" is the system's.
func KeepLanguage(dir, language string) error {
	path := filepath.Join(dir, languageFile)
	if before, err := safefile.Read(path, maxLanguage); string(before) == language && (err == nil || language == "") {
		return nil
	}
	if language == "" {
		return safefile.Remove(path)
	}
	return safefile.Write(path, []byte(language))
}

// KeptLanguage is the language stored for the command line; "" = none.
func KeptLanguage(dir string) string {
	text, _ := safefile.Read(filepath.Join(dir, languageFile), maxLanguage) // nothing if it cannot be read
	return strings.TrimSpace(string(text))
}
