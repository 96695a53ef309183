//go:build unix

package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// TestEveryExitCode runs a real process for each code of the table, and nothing ends with a code that is not in it.
func TestEveryExitCode(t *testing.T) {
	r := newRig(t)
	path := r.file("a.bin", 1000)
	r.run(exitDone, "add", "--paused", "--to", r.server.url+"waits/", path)
	runs := map[int]func() *child{
		exitDone:   func() *child { return r.child("upload", "--to", r.server.url, path) },
		exitFailed: func() *child { return r.child("test", "http://127.0.0.1:1/") },
		exitUsage:  func() *child { return r.child("upload") },
		exitQueue: func() *child {
			c := r.program()
			c.Env = append(c.Env, "DISPLAY=", "WAYLAND_DISPLAY=")
			c.begin(t)
			return c
		},
		exitInterrupted: func() *child {
			c := r.child("list", "--watch")
			eventually(t, "the first line", func() bool { return c.out.String() != "" })
			c.signal(t, syscall.SIGINT)
			return c
		},
		exitCrashed: func() *child { // whoever asks for all stacks gets the end of a crash
			c := r.child("run")
			working(r.Rig, work)
			c.signal(t, syscall.SIGQUIT)
			return c
		},
		exitUnread: func() *child {
			c := r.program("help")
			c.Stdout = unread(t)
			c.begin(t)
			return c
		},
	}
	for _, e := range exitCodes {
		c := runs[e.code]()
		_ = c.end(t)
		code := c.ProcessState.ExitCode()
		if s := c.signalled(); s != 0 {
			code = 128 + int(s) // as shells show it
		}
		if code != e.code {
			t.Errorf("code %d, want %d (%s)\n%s", code, e.code, e.says, c.err.String())
		}
	}
	if len(runs) != len(exitCodes) {
		t.Errorf("%d codes are run, the table has %d", len(runs), len(exitCodes))
	}
}

// TestExitCodesAreDocumented: help, man page and README say the same.
func TestExitCodesAreDocumented(t *testing.T) {
	r := newRig(t)
	help, _ := r.run(exitDone, "help", "exit-codes")
	man, _ := r.run(exitDone, "manual", "man")
	readme, err := os.ReadFile("../README.md")
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
