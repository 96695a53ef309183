package ui

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func writeText(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestSaveReplacesOnlyWhatWasAgreedTo: a chooser asks before it accepts an existing file. A file that appears later
// was not asked about.
func TestSaveReplacesOnlyWhatWasAgreedTo(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "list.csv")
	ours := func(out io.Writer) error { _, err := io.WriteString(out, "ours"); return err }
	for _, c := range []struct{ before, during, want string }{
		{"", "", "ours"},
		{"old", "", "ours"},
		{"", "theirs", "theirs"},
		{"old", "theirs, and longer", "theirs, and longer"},
	} {
		if err := os.RemoveAll(path); err != nil {
			t.Fatal(err)
		}
		if c.before != "" {
			writeText(t, path, c.before)
		}
		to := chosenPlace(path)
		saved, err := writeFile(to, func(out io.Writer) error {
			if c.during != "" {
				writeText(t, path, c.during)
			}
			return ours(out)
		})
		there, _ := os.ReadFile(path)
		kept, _ := os.ReadFile(saved)
		if err != nil || string(there) != c.want || string(kept) != "ours" {
			t.Errorf("%+v: %q is there, %q at %s, %v", c, there, kept, saved, err)
		}
	}
}

// TestSavedUnderAnotherNameIsSaid: the message stays until it is closed.
func TestSavedUnderAnotherNameIsSaid(t *testing.T) {
	w, h := openTest(t, labSettings())
	path := filepath.Join(t.TempDir(), "x.txt")
	to := chosenPlace(path)
	writeText(t, path, "theirs")
	w.act.saveTo(to, func(out io.Writer) error { _, err := io.WriteString(out, "ours"); return err }, func(string) string { return "fine" })
	h.drain(func() bool { return w.status.words.Words != "" })
	if got := w.status.words.Words; !strings.Contains(got, "x (2).txt") {
		t.Errorf("said %q", got)
	}
}
