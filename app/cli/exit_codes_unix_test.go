//go:build unix

package cli

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"sendoff/app/apptest"
	"sendoff/app/queue"
	"sendoff/app/queue/queuetest"
)

// TestEveryExitCode runs a real process for each code of the table, and no process ends with any other.
func TestEveryExitCode(t *testing.T) {
	r := newRig(t)
	path := r.File("a.bin", 1000)
	r.Run(ExitDone, "add", "--paused", "--to", r.Server.URL+"waits/", path)
	runs := map[int]func() *apptest.Child{
		ExitDone:   func() *apptest.Child { return r.Child("upload", "--to", r.Server.URL, path) },
		ExitFailed: func() *apptest.Child { return r.Child("test", "http://127.0.0.1:1/") },
		exitUsage:  func() *apptest.Child { return r.Child("upload") },
		ExitQueue: func() *apptest.Child {
			c := r.Program()
			c.Env = append(c.Env, "DISPLAY=", "WAYLAND_DISPLAY=")
			c.Begin(t)
			return c
		},
		exitInterrupted: func() *apptest.Child {
			c := r.Child("list", "--watch")
			apptest.Eventually(t, "the first line", func() bool { return c.Out.String() != "" })
			c.Signal(t, syscall.SIGINT)
			return c
		},
		exitCrashed: func() *apptest.Child { // SIGQUIT prints all stacks and ends like a crash
			c := r.Child("run")
			queuetest.Working(r.Rig, queue.Work)
			c.Signal(t, syscall.SIGQUIT)
			return c
		},
		exitUnread: func() *apptest.Child {
			c := r.Program("help")
			c.Stdout = unread(t)
			c.Begin(t)
			return c
		},
	}
	for _, e := range exitCodes {
		c := runs[e.code]()
		_ = c.End(t)
		code := c.ProcessState.ExitCode()
		if s := c.Signalled(); s != 0 {
			code = 128 + int(s) // as shells report it
		}
		if code != e.code {
			t.Errorf("code %d, want %d (%s)\n%s", code, e.code, e.says, c.Err.String())
		}
	}
	if len(runs) != len(exitCodes) {
		t.Errorf("%d codes are run, the table has %d", len(runs), len(exitCodes))
	}
}

// TestExitCodesAreDocumented: help, man page and README agree.
func TestExitCodesAreDocumented(t *testing.T) {
	r := newRig(t)
	help, _ := r.Run(ExitDone, "help", "exit-codes")
	man, _ := r.Run(ExitDone, "manual", "man")
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	man = strings.NewReplacer(`\`, "", "\n", " ").Replace(man)
	for _, e := range exitCodes {
		code := strconv.Itoa(e.code)
		if !strings.Contains(help, "\n"+code+" ") && !strings.HasPrefix(help, code+" ") || !strings.Contains(help, e.says) {
			t.Errorf("help says nothing of %d:\n%s", e.code, help)
		}
		if !strings.Contains(man, strings.ReplaceAll(e.says, `\`, "")) {
			t.Errorf("the man page says nothing of %d: %s", e.code, man)
		}
		if row := fmt.Sprintf("| %d | %s |", e.code, e.says); !strings.Contains(string(readme), row) {
			t.Errorf("the README lacks %s", row)
		}
	}
}
