package words

import (
	"os"
	"testing"
)

// TestMain runs all tests in English, whatever the system's language.
func TestMain(m *testing.M) {
	Speak(English)
	os.Exit(m.Run())
}
