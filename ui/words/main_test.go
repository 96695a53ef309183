package words

import (
	"os"
	"testing"
)

// TestMain has all tests read English, whatever the system speaks.
func TestMain(m *testing.M) {
	Speak(English)
	os.Exit(m.Run())
}
