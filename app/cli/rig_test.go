package cli

import (
	"context"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"sendoff/app/apptest"
	"sendoff/app/queue/queuetest"
	"sendoff/ui/words"
)

// version is the version of the tests.
const version = "0.1.0-test"

func TestMain(m *testing.M) {
	if os.Getenv(apptest.AsProgram) != "" {
		os.Exit(Main(context.Background(), version, nil))
	}
	if err := os.Setenv(LanguageEnv, words.English); err != nil { // tests read English; child processes inherit it
		panic(err)
	}
	queuetest.CrashIfAsked()
	os.Exit(m.Run())
}

// rig is a rig for the program without its window.
type rig struct{ *apptest.Rig }

func newRig(t testing.TB) *rig {
	t.Helper()
	r := &rig{apptest.NewRig(t)}
	r.Command = command
	return r
}

// command runs the program in this process, without the test's own environment.
func command(ctx context.Context, r *apptest.Rig, args []string, stdout, stderr io.Writer) int {
	p := Process{
		Release: version, Args: args, Stdout: stdout, Stderr: stderr, Getenv: apptest.Only(LanguageEnv, words.English), Stdin: strings.NewReader(r.Stdin),
		Ring: r.Ring, Patience: 5 * time.Second,
	}
	return p.Run(ctx)
}
