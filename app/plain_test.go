package main

import (
	"os"
	"runtime"
	"strings"
	"testing"
	"time"
)

// TestTerminalIsLeftAlone: what others chose, the name of a file for one, cannot write on the terminal but
// where its line is.
func TestTerminalIsLeftAlone(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no name of a file has such characters there")
	}
	r := newRig(t)
	path := r.file("a\x1b[2Jb\nc\u202ed.bin", 10)
	if err := os.Chtimes(path, time.Time{}, time.Now().Add(-time.Hour)); err != nil { // written long ago
		t.Fatal(err)
	}
	const want = "a?[2Jb?c?d.bin"
	r.run(exitDone, "add", "--paused", "--to", r.server.url, path)
	var id string
	for _, j := range r.list() {
		id = j["id"].(string)
	}
	for _, tt := range []struct {
		code int
		args []string
	}{
		{exitDone, []string{"list"}},
		{exitDone, []string{"show", id}},
		{exitDone, []string{"cancel", id}},
		{exitDone, []string{"list", "--all"}},
		{exitFailed, []string{"upload", "--to", r.server.url, path}}, // the receiver takes no such name
	} {
		out, said := r.run(tt.code, tt.args...)
		if all := out + said; !strings.Contains(all, want) || strings.ContainsAny(all, "\x1b\u202e") {
			t.Errorf("%v printed %q", tt.args, all)
		}
	}
}
