package cli

import (
	"os"
	"runtime"
	"strings"
	"testing"
	"time"
)

// TestTerminalIsLeftAlone: text from outside, such as a file name, cannot make the terminal write elsewhere.
func TestTerminalIsLeftAlone(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no name of a file has such characters there")
	}
	r := newRig(t)
	path := r.File("a\x1b[2Jb\nc\u202ed.bin", 10)
	if err := os.Chtimes(path, time.Time{}, time.Now().Add(-time.Hour)); err != nil { // so that it counts as complete
		t.Fatal(err)
	}
	const want = "a?[2Jb?c?d.bin"
	r.Run(ExitDone, "add", "--paused", "--to", r.Server.URL, path)
	var id string
	for _, j := range r.List() {
		id = j["id"].(string)
	}
	for _, tt := range []struct {
		code int
		args []string
	}{
		{ExitDone, []string{"list"}},
		{ExitDone, []string{"show", id}},
		{ExitDone, []string{"cancel", id}},
		{ExitDone, []string{"list", "--all"}},
		{ExitFailed, []string{"upload", "--to", r.Server.URL, path}}, // the receiver refuses such a name
	} {
		out, said := r.Run(tt.code, tt.args...)
		if all := out + said; !strings.Contains(all, want) || strings.ContainsAny(all, "\x1b\u202e") {
			t.Errorf("%v printed %q", tt.args, all)
		}
	}
}
