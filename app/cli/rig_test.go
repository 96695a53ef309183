package cli

import (
	"context"
	"io"
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	"sendoff/app/apptest"
	"sendoff/app/queue"
	"sendoff/ui/words"
)

// version is the version of the tests.
const version = "0.1.0-test"

// crashIn makes the test binary open the queue in this folder and crash.
const crashIn = "SENDOFF_TEST_CRASH_IN"

func TestMain(m *testing.M) {
	if os.Getenv(apptest.AsProgram) != "" {
		os.Exit(Main(context.Background(), version, nil))
	}
	if err := os.Setenv(LanguageEnv, words.English); err != nil { // tests read English; child processes inherit it
		panic(err)
	}
	if dir := os.Getenv(crashIn); dir != "" {
		crash(dir)
	}
	os.Exit(m.Run())
}

// testEnv is an environment with nothing but the language.
func testEnv(name string) string {
	if name == LanguageEnv {
		return words.English
	}
	return ""
}

func crash(dir string) {
	r := &rig{&apptest.Rig{Dir: dir}}
	if _, err := r.config().Own(context.Background(), queue.TakeOver, queue.Look); err != nil {
		os.Exit(ExitQueue)
	}
	go func() { panic("deliberate") }() // ends the process
	select {}
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
		Release: version, Args: args, Stdout: stdout, Stderr: stderr, Getenv: testEnv, Stdin: strings.NewReader(r.Stdin),
		Ring: r.Ring, Patience: 5 * time.Second,
	}
	return p.Run(ctx)
}

// working waits until a Sendoff process is using the rig's queue for a.
func working(r *apptest.Rig, a queue.Aim) {
	r.T.Helper()
	apptest.Eventually(r.T, "an owner of the queue", func() bool {
		q, err := queue.Dial(r.T.Context(), r.Dir)
		return err == nil && q.Works == a
	})
}

// config opens the rig's queue.
func (r *rig) config() *queue.Config {
	return &queue.Config{Dir: r.Dir, Version: version, Log: slog.New(slog.DiscardHandler), Say: func(string) {}}
}

// owner makes this process the owner of the rig's queue.
func (r *rig) owner() *queue.Local {
	r.T.Helper()
	l, err := r.config().Own(r.T.Context(), queue.TakeOver, queue.Work)
	if err != nil {
		r.T.Fatal(err)
	}
	r.T.Cleanup(func() { _ = l.Close() })
	return l
}
