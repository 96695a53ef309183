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

// said is what people read in both languages.
type said struct {
	say              func() string
	english, russian string
}

// checkSaid holds what is said in both languages against what is wanted.
func checkSaid(t *testing.T, list []said) {
	t.Helper()
	for language, want := range map[string]func(said) string{
		English: func(s said) string { return s.english },
		Russian: func(s said) string { return s.russian },
	} {
		speak(t, language)
		for i, s := range list {
			if got := s.say(); got != want(s) {
				t.Errorf("%d, %s: %q, want %q", i, language, got, want(s))
			}
		}
	}
}
