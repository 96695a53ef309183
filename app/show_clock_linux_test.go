package main

import (
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestShowOnTerminal: people read the clock that they have set, in the zone that the system has; a pipe has
// neither.
func TestShowOnTerminal(t *testing.T) {
	r := newRig(t)
	zone := filepath.Join(t.TempDir(), "localtime")
	if err := os.WriteFile(zone, ZoneOf(3), 0o600); err != nil {
		t.Fatal(err)
	}
	r.run(exitDone, "upload", "--to", r.server.url, r.file("a.bin", 20_000))
	id, _ := r.list()["a.bin"]["id"].(string)
	for locale, want := range map[string]string{
		"en_US.UTF-8": `Ended:? +20\d\d-\d\d-\d\d \d\d:\d\d:\d\d [AP]M\s`, "en_GB.UTF-8": `Ended:? +20\d\d-\d\d-\d\d \d\d:\d\d:\d\d\s`,
	} {
		show := r.program("show", id)
		show.Env = append(show.Env, "TZ=:"+zone, "LC_ALL="+locale)
		outer, inner := openTerminal(t, 200, 40)
		read := make(chan string, 1)
		go func() { // ends with the terminal
			text, _ := io.ReadAll(outer) // the error is the end
			read <- string(text)
		}()
		show.Stdout, show.Stderr = inner, inner
		if err := show.Run(); err != nil {
			t.Fatal(err)
		}
		_ = inner.Close()
		if out := strings.ReplaceAll(<-read, "\u00a0", " "); !regexp.MustCompile(want).MatchString(out) {
			t.Errorf("%s: %q does not match %s", locale, out, want)
		}
		piped := r.program("show", id)
		piped.Env = show.Env
		if err := piped.Run(); err != nil {
			t.Fatal(err)
		}
		if out := piped.out.String(); !regexp.MustCompile(`Ended:? +20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\+03:00`).MatchString(out) {
			t.Errorf("%s: in a pipe it is %q", locale, out)
		}
	}
}
