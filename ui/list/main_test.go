package list

import (
	"os"
	"testing"

	"sendoff/ui/words"
)

// TestMain has all tests read English, whatever the system speaks.
func TestMain(m *testing.M) {
	words.Speak(words.English)
	os.Exit(m.Run())
}
