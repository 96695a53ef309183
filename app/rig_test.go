//go:build !nowindow

package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"sendoff/app/apptest"
	"sendoff/app/cli"
	"sendoff/app/desktop"
	"sendoff/app/queue"
	"sendoff/app/queue/queuetest"
	"sendoff/ui/words"
)

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
	l, err := queuetest.Config(dir).Own(context.Background(), queue.TakeOver, queue.Look)
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
		Release: version, Args: args, Stdout: stdout, Stderr: stderr, Getenv: apptest.Only(cli.LanguageEnv, words.English), Stdin: strings.NewReader(r.Stdin),
		Ring: r.Ring, Patience: 5 * time.Second, Screen: &cli.Screen{Open: openWindow, Tell: desktop.TellNoWindow},
	}
	return p.Run(ctx)
}
