package ui

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sendoff/transfer"
	"sendoff/ui/list/listtest"
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

func TestExportHistory(t *testing.T) {
	w, h := openTest(t, labSettings())
	u, _ := listtest.Jobs(4, func(i int, j *transfer.Job) {
		if i > 0 {
			j.Outcome, j.Ended = transfer.Delivered, time.Unix(int64(100-i), 0)
		}
	})
	w.Apply(u)
	h.saveAs = filepath.Join(t.TempDir(), "history.csv")
	w.act.exportHistory()
	h.drain(func() bool { return w.status.words.Words != "" })
	text, err := os.ReadFile(h.saveAs)
	if err != nil || strings.Count(string(text), "\r\n") != 4 || !strings.Contains(string(text), "Lab drop") {
		t.Errorf("saved %q: %v", text, err)
	}
	if !strings.HasSuffix(h.proposed, ".csv") || !strings.HasPrefix(w.status.words.Words, "3 entries saved to ") {
		t.Errorf("proposed %q, said %q", h.proposed, w.status.words.Words)
	}
}

func TestSaveThatFails(t *testing.T) {
	w, h := openTest(t, labSettings())
	dir := t.TempDir()
	h.saveAs = filepath.Join(dir, "none", "x.txt")
	w.act.SaveText("x.txt", []byte("x"), "fine")
	h.drain(func() bool { return w.status.words.Words != "" })
	if got := w.status.words.Words; got == "fine" || !strings.Contains(got, "x.txt") {
		t.Errorf("message: %q", got)
	}
	kept := filepath.Join(dir, "kept.txt")
	if err := os.WriteFile(kept, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	broken := errors.New("broken")
	if _, err := writeFile(chosenPlace(kept), func(io.Writer) error { return broken }); !errors.Is(err, broken) {
		t.Errorf("error: %v", err)
	}
	left, err := os.ReadDir(dir)
	if text, _ := os.ReadFile(kept); err != nil || string(text) != "old" || len(left) != 1 {
		t.Errorf("the file holds %q, and %d files are left", text, len(left))
	}
	h.saveAs = ""
	w.Message("")
	w.act.SaveText("x.txt", nil, "fine") // nothing chosen
	if w.status.words.Words != "" {
		t.Errorf("message: %q", w.status.words.Words)
	}
}
