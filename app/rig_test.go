package main

import (
	"context"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"sendoff/ui/words"
)

// crashIn makes the test binary open the queue in this folder and crash.
const crashIn = "SENDOFF_TEST_CRASH_IN"

func TestMain(m *testing.M) {
	if os.Getenv(asEmptyWindow) != "" {
		showEmptyWindow()
	}
	if os.Getenv(asProgram) != "" {
		if file := os.Getenv(beatsInto); file != "" {
			beatInto(file)
		}
		if file := os.Getenv(stuckToolkit); file != "" {
			stickToolkit(file)
		}
		main()
	}
	if err := os.Setenv(languageEnv, words.English); err != nil { // the tests read English; what they start inherits it
		panic(err)
	}
	if dir := os.Getenv(startUpIn); dir != "" {
		startUp(dir)
	}
	if dir := os.Getenv(crashIn); dir != "" {
		crash(dir)
	}
	os.Exit(m.Run())
}

// testEnv is an environment that names the language and nothing else.
func testEnv(name string) string {
	if name == languageEnv {
		return words.English
	}
	return ""
}

func crash(dir string) {
	r := &rig{&Rig{dir: dir}}
	if _, err := r.config().Own(context.Background(), takeOver, look); err != nil {
		os.Exit(exitQueue)
	}
	go func() { panic("deliberate") }() // ends the process
	select {}
}

// rig is a rig with this program.
type rig struct{ *Rig }

func newRig(t testing.TB) *rig {
	t.Helper()
	r := &rig{NewRig(t)}
	r.command = command
	return r
}

// command runs the program in this process. No variable of the test's own environment reaches it.
func command(ctx context.Context, r *Rig, args []string, stdout, stderr io.Writer) int {
	p := process{
		release: version, args: args, stdout: stdout, stderr: stderr, getenv: testEnv, stdin: strings.NewReader(r.stdin),
		ring: r.ring, patience: 5 * time.Second, screen: &Screen{Open: openWindow, Tell: tellNoWindow},
	}
	return p.run(ctx)
}

// working waits until a Sendoff does a with the rig's queue.
func working(r *Rig, a aim) {
	r.t.Helper()
	eventually(r.t, "an owner of the queue", func() bool {
		q, err := dial(r.t.Context(), r.dir)
		return err == nil && q.Works == a
	})
}
