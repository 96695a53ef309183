// Package queuetest has the queue of a rig opened by a test of a package above this one, or by its process. Only
// tests import it.
package queuetest

import (
	"context"
	"log/slog"
	"os"

	"sendoff/app/apptest"
	"sendoff/app/queue"
)

// CrashIn makes a test binary that calls [CrashIfAsked] open the queue in this folder and crash.
const CrashIn = "SENDOFF_TEST_CRASH_IN"

// CrashIfAsked crashes with the queue open if [CrashIn] is set.
func CrashIfAsked() {
	dir := os.Getenv(CrashIn)
	if dir == "" {
		return
	}
	if _, err := Config(dir).Own(context.Background(), queue.TakeOver, queue.Look); err != nil {
		os.Exit(1)
	}
	go func() { panic("deliberate") }() // ends the process
	select {}
}

// Config opens the queue in a folder.
func Config(dir string) *queue.Config {
	return &queue.Config{Dir: dir, Version: "0.1.0-test", Log: slog.New(slog.DiscardHandler), Say: func(string) {}}
}

// Own makes this process the owner of the rig's queue.
func Own(r *apptest.Rig) *queue.Local {
	r.T.Helper()
	l, err := Config(r.Dir).Own(r.T.Context(), queue.TakeOver, queue.Work)
	if err != nil {
		r.T.Fatal(err)
	}
	r.T.Cleanup(func() { _ = l.Close() })
	return l
}

// Working waits until a process uses the rig's queue for a.
func Working(r *apptest.Rig, a queue.Aim) {
	r.T.Helper()
	apptest.Eventually(r.T, "an owner of the queue", func() bool {
		q, err := queue.Dial(r.T.Context(), r.Dir)
		return err == nil && q.Works == a
	})
}
