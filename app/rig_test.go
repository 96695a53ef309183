//go:build !nowindow

package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	"sendoff/app/apptest"
	"sendoff/app/cli"
	"sendoff/app/desktop"
	"sendoff/app/queue"
	"sendoff/ui/words"
)

// crashIn makes the test binary open the queue in this folder and crash.
const crashIn = "SENDOFF_TEST_CRASH_IN"

func TestMain(m *testing.M) {
	if os.Getenv(asEmptyWindow) != "" {
		showEmptyWindow()
	}
	if os.Getenv(apptest.AsProgram) != "" {
		if file := os.Getenv(beatsInto); file != "" {
			beatInto(file)
		}
		if file := os.Getenv(stuckToolkit); file != "" {
			stickToolkit(file)
		}
		main()
	}
	if err := os.Setenv(cli.LanguageEnv, words.English); err != nil { // tests read English; child processes inherit it
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

// startUpIn makes the test binary do in this folder what a window does when it starts, without a screen.
const startUpIn = "SENDOFF_TEST_START_UP_IN"

func startUp(dir string) {
	_ = queue.KeptLanguage(dir)
	desktop.IndexFonts(dir)
	for _, language := range []string{"ru", "", "ru"} {
		if err := queue.KeepLanguage(dir, language); err != nil {
			fmt.Fprintln(os.Stderr, "language:", err)
		}
	}
	r := &rig{&apptest.Rig{Dir: dir}}
	l, err := r.config().Own(context.Background(), queue.TakeOver, queue.Look)
	if err != nil {
		said, known := queue.InWords(err)
		if !known {
			said = words.ErrorText(err)
		}
		fmt.Fprintln(os.Stderr, "sendoff:", said)
		os.Exit(cli.ExitQueue)
	}
	l.Log().Error("a line for the log")
	if _, err := l.StartPractice(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "practice:", err)
	}
	_ = l.Close()
	os.Exit(cli.ExitDone)
}

// testEnv is an environment with nothing but the language.
func testEnv(name string) string {
	if name == cli.LanguageEnv {
		return words.English
	}
	return ""
}

func crash(dir string) {
	r := &rig{&apptest.Rig{Dir: dir}}
	if _, err := r.config().Own(context.Background(), queue.TakeOver, queue.Look); err != nil {
		os.Exit(cli.ExitQueue)
	}
	go func() { panic("deliberate") }() // ends the process
	select {}
}

// rig is an apptest.Rig for this program.
type rig struct{ *apptest.Rig }

func newRig(t testing.TB) *rig {
	t.Helper()
	r := &rig{apptest.NewRig(t)}
	r.Command = command
	return r
}

// command runs the program in this process, without the test's own environment.
func command(ctx context.Context, r *apptest.Rig, args []string, stdout, stderr io.Writer) int {
	p := cli.Process{
		Release: version, Args: args, Stdout: stdout, Stderr: stderr, Getenv: testEnv, Stdin: strings.NewReader(r.Stdin),
		Ring: r.Ring, Patience: 5 * time.Second, Screen: &cli.Screen{Open: openWindow, Tell: desktop.TellNoWindow},
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
