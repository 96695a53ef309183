package cli

import (
	"os"
	"strings"
	"testing"
)

// TestManual: what packages install is the same on every machine.
func TestManual(t *testing.T) {
	r := newRig(t)
	home, err := os.UserHomeDir()
	if err != nil {
		t.Fatal(err)
	}
	for what, says := range map[string]string{
		"man": `.SS "upload [<file> ...]"`, "bash": "complete -F _sendoff sendoff", "zsh": "#compdef sendoff",
		"fish": "complete -c sendoff",
	} {
		out, errs := r.Run(ExitDone, "manual", what)
		if !strings.Contains(out, says) || !strings.Contains(out, "Add files, wait for them and show progress") && what != "bash" || errs != "" {
			t.Errorf("manual %s says nothing of %q:\n%s%s", what, says, out, errs)
		}
		if strings.Contains(out, home+"/") || strings.Contains(out, r.Dir) {
			t.Errorf("manual %s names this machine's folders", what)
		}
		if _, russian, _ := r.speaking("ru", "manual", what); russian != out {
			t.Errorf("manual %s differs for a Russian", what)
		}
	}
	r.Run(exitUsage, "manual", "html")
}

// TestManualOfAnotherSystem: it names that system's folder of the queue, and not this one's.
func TestManualOfAnotherSystem(t *testing.T) {
	r := newRig(t)
	there := "~/Library/Application Support/sendoff"
	out, _ := r.Run(ExitDone, "manual", "man", "--queue", there)
	page := strings.NewReplacer(`\(ti`, "~", `\-`, "-").Replace(out)
	if strings.Count(page, there) != 2 || strings.Contains(page, manualDir()) && manualDir() != there {
		t.Errorf("%d times the folder of the other system:\n%s", strings.Count(page, there), page)
	}
}
