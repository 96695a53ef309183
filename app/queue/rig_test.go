package queue

import (
	"log/slog"
	"os"
	"runtime"
	"testing"

	"sendoff/app/apptest"
	"sendoff/ui/words"
)

// version is the version of the tests.
const version = "0.1.0-test"

func TestMain(m *testing.M) {
	words.Speak(words.English) // the tests read English
	os.Exit(m.Run())
}

// absent is a path that is never opened, absolute on every system.
var absent = "/a"

func init() {
	if runtime.GOOS == "windows" {
		absent = "C:/a"
	}
}

// rig is a rig whose queue the tests open themselves.
type rig struct{ *apptest.Rig }

func newRig(t testing.TB) *rig {
	t.Helper()
	return &rig{apptest.NewRig(t)}
}

// config opens the rig's queue.
func (r *rig) config() *Config {
	return &Config{Dir: r.Dir, Version: version, Log: slog.New(slog.DiscardHandler), Say: func(string) {}}
}

// owner makes this process the owner of the rig's queue.
func (r *rig) owner() *Local {
	r.T.Helper()
	l, err := r.config().Own(r.T.Context(), TakeOver, Work)
	if err != nil {
		r.T.Fatal(err)
	}
	r.T.Cleanup(func() { _ = l.Close() })
	return l
}
