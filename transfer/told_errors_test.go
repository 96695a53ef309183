package transfer

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"sendoff/transfer/bits"
	"sendoff/transfer/receipt"
	"sendoff/transfer/source"
)

// TestErrorsOfFilesAndFoldersAreTold: the text names what it is about, and the cause is found in it.
func TestErrorsOfFilesAndFoldersAreTold(t *testing.T) {
	for err, name := range map[error]string{
		&StoreError{Path: "/q/queue.db", Err: syscall.EIO}:      "/q/queue.db",
		&ReplyPathError{Path: "/r/reply.txt", Err: syscall.EIO}: "/r/reply.txt",
	} {
		if !errors.Is(err, syscall.EIO) || !strings.Contains(err.Error(), name) || !strings.Contains(err.Error(), syscall.EIO.Error()) {
			t.Errorf("%v", err)
		}
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	err := makeDir(file)
	if path, ok := errors.AsType[*fs.PathError](err); !ok || path.Path != file || path.Op == "" {
		t.Errorf("a file in the place of the folder: %v", err)
	}
}

// TestDigestOfWhatWasSent: the proof's, else that of the file if it still is what was sent, else none.
func TestDigestOfWhatWasSent(t *testing.T) {
	s := sized(t, 100_000)
	sum, err := s.Hash(t.Context(), source.NewDigest(), new(strings.Builder), func() {})
	if err != nil {
		t.Fatal(err)
	}
	quick, err := s.Hash(t.Context(), source.NewChecksum(), new(strings.Builder), func() {})
	if err != nil {
		t.Fatal(err)
	}
	want := bits.SHA256(sum.SHA256())
	other := bits.SHA256(strings.Repeat("ab", 32))
	for name, c := range map[string]struct {
		job  Job
		want bits.SHA256
	}{
		"proof":          {Job{Source: s, Checksum: sum, Proof: &receipt.Proof{Sent: other}}, other},
		"empty proof":    {Job{Source: s, Checksum: sum, Proof: &receipt.Proof{}}, want},
		"checksum":       {Job{Source: s, Checksum: sum}, want},
		"nothing known":  {Job{Source: s}, ""},
		"of another end": {Job{Source: s, Checksum: func() source.Checksum { c := sum; c.Size--; return c }()}, ""},
	} {
		if got := c.job.SHA256(t.Context()); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	changed := Job{Source: s, Checksum: quick}
	if got := changed.SHA256(t.Context()); got != want {
		t.Errorf("of a quick checksum: %q, want %q", got, want)
	}
	if err := os.WriteFile(s.Path, make([]byte, s.Size/2), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := changed.SHA256(t.Context()); got != "" {
		t.Errorf("of a file that has changed: %q", got)
	}
}
