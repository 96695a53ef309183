package desktop

import (
	"os"
	"testing"

	"sendoff/app/apptest"
	"sendoff/ui/words"
)

func TestMain(m *testing.M) {
	words.Speak(words.English) // the tests read English
	os.Exit(m.Run())
}

// rig is a rig without a program.
type rig struct{ *apptest.Rig }

func newRig(t testing.TB) *rig {
	t.Helper()
	return &rig{apptest.NewRig(t)}
}
