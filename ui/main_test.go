package ui

import (
	"os"
	"testing"

	"sendoff/ui/words"
)

// TestMain runs all tests in English, whatever the system's language.
func TestMain(m *testing.M) {
	words.Speak(words.English)
	os.Exit(m.Run())
}
