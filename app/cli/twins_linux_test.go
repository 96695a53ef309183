package cli

import (
	"strings"
	"testing"
)

// TestTwinsAreNamed: names that a server may not distinguish are reported before they are added, in a
// distinguishable form; both are added.
func TestTwinsAreNamed(t *testing.T) {
	r := newRig(t)
	args := []string{"add", "--paused", "--to", r.Server.URL, r.File("Report.txt", 1), r.File("u\u0308.txt", 1), r.File("report.TXT", 1), r.File("\u00fc.txt", 1), r.File("other", 1)}
	out, said := r.Run(ExitDone, args...)
	if strings.Count(out, "\n") != 5 {
		t.Errorf("added:\n%s", out)
	}
	for _, want := range []string{"Report.txt and report.TXT differ only in case", `u\u0308.txt and \u00fc.txt differ only`} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not in\n%s", want, said)
		}
	}
	if strings.Count(said, "differ") != 2 {
		t.Errorf("said:\n%s", said)
	}
	args = append(args, "--quiet", "--again")
	if _, said := r.Run(ExitDone, args...); said != "" {
		t.Errorf("--quiet says %q", said)
	}
	if _, said := r.Run(ExitDone, "add", "--paused", "--to", r.Server.URL+"x/", r.File("alone.txt", 1), r.File("other", 1)); strings.Contains(said, "differ") {
		t.Errorf("said %q of names that are no twins", said)
	}
}
