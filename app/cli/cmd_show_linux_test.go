package cli

import (
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"sendoff/app/apptest"
)

// TestShowOnTerminal: a terminal gets times in the user's clock format and the system's zone; a pipe gets neither.
func TestShowOnTerminal(t *testing.T) {
	r := newRig(t)
	zone := filepath.Join(t.TempDir(), "localtime")
	if err := os.WriteFile(zone, apptest.ZoneOf(3), 0o600); err != nil {
		t.Fatal(err)
	}
	r.Run(ExitDone, "upload", "--to", r.Server.URL, r.File("a.bin", 20_000))
	id, _ := r.List()["a.bin"]["id"].(string)
	for locale, want := range map[string]string{
		"en_US.UTF-8": `Ended:? +20\d\d-\d\d-\d\d \d\d:\d\d:\d\d [AP]M\s`, "en_GB.UTF-8": `Ended:? +20\d\d-\d\d-\d\d \d\d:\d\d:\d\d\s`,
	} {
		show := r.Program("show", id)
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
		piped := r.Program("show", id)
		piped.Env = show.Env
		if err := piped.Run(); err != nil {
			t.Fatal(err)
		}
		if out := piped.Out.String(); !regexp.MustCompile(`Ended:? +20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\+03:00`).MatchString(out) {
			t.Errorf("%s: in a pipe it is %q", locale, out)
		}
	}
}
