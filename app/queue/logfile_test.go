package queue

import (
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"unicode"
)

func TestLogRotates(t *testing.T) {
	l := newFileLog(t.TempDir(), slog.New(slog.DiscardHandler))
	line := strings.Repeat("x", 1<<20)
	for range 12 {
		l.Info("big", "x", line)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{l.path, l.path + ".old"} {
		info, err := os.Stat(path)
		if err != nil || info.Size() > logSize || info.Size() == 0 {
			t.Fatalf("%s: %v, %v", path, info, err)
		}
		if runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 { // Windows uses the folder's access list
			t.Errorf("%s: %v", path, info.Mode())
		}
	}
}

// TestLogIsSafeToShow: file names in the log cannot move a terminal's cursor.
func TestLogIsSafeToShow(t *testing.T) {
	dir := t.TempDir()
	l := newFileLog(dir, slog.New(slog.DiscardHandler))
	l.Info("job ended", "file", "a\x7f\x1b[2J\u009b1m.bin")
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, logFiles, logName))
	if err != nil {
		t.Fatal(err)
	}
	if strings.ContainsFunc(string(text), func(r rune) bool { return r != '\n' && unicode.IsControl(r) }) {
		t.Errorf("%q", text)
	}
}

// TestLogTurnsOverInShortRuns: even if each run writes one record and ends.
func TestLogTurnsOverInShortRuns(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, logFiles, logName)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, make([]byte, logSize), 0o600); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		l := newFileLog(dir, slog.New(slog.DiscardHandler))
		l.Info("one record")
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
	}
	info, err := os.Stat(path)
	if err != nil || info.Size() > 1000 {
		t.Errorf("the log has %d bytes: %v", info.Size(), err)
	}
	if old, err := os.Stat(path + ".old"); err != nil || old.Size() != logSize {
		t.Errorf("the old one: %v", err)
	}
}
