package source

import (
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// A file that is read for an upload can be renamed and deleted.
func TestReadingHoldsNoFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.bin")
	if err := os.WriteFile(path, []byte("hello"), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	f, _, err := s.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // only read
	if err := os.Rename(path, path+".moved"); err != nil {
		t.Error(err)
	}
	if err := os.Remove(path + ".moved"); err != nil {
		t.Error(err)
	}
	if data, err := io.ReadAll(f); err != nil || string(data) != "hello" {
		t.Errorf("read %q, %v", data, err)
	}
}

// TestJustWritten: a share with another clock delays no file for ever.
func TestJustWritten(t *testing.T) {
	now := time.Now()
	for ago, want := range map[time.Duration]bool{0: true, time.Second: true, -time.Second: true, QuietTime: false, -time.Hour: false} {
		if got := (File{ModTime: now.Add(-ago)}).JustWritten(now); got != want {
			t.Errorf("written %v ago: %t", ago, got)
		}
	}
}
