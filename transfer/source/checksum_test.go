package source

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// TestChecksumGoesOn: a checksum that is extended in steps, across a restart, equals that of the whole.
func TestChecksumGoesOn(t *testing.T) {
	const size = 3*readStep + 17
	path := filepath.Join(t.TempDir(), "x.bin")
	data := make([]byte, size)
	_, _ = rand.Read(data)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // only read
	beat := func() {}
	whole, err := NewChecksum().Extend(t.Context(), f, size, beat)
	if err != nil {
		t.Fatal(err)
	}
	pieces := NewChecksum()
	for _, to := range []int64{0, 1, readStep, readStep, 10, size} {
		var stored Checksum
		if pieces, err = pieces.Extend(t.Context(), f, to, beat); err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(pieces)
		if err != nil || json.Unmarshal(text, &stored) != nil || stored != pieces {
			t.Fatalf("%s: %+v, %v", text, stored, err)
		}
		pieces = stored
	}
	if pieces != whole {
		t.Errorf("%+v, want %+v", pieces, whole)
	}
	if _, err := whole.Extend(t.Context(), f, size+1, beat); !errors.Is(err, ErrCut) {
		t.Errorf("beyond the end: %v", err)
	}
	for _, c := range []Checksum{{}, {Algorithm: "md4", Size: 3}, {Algorithm: crc32c, Size: 3, State: "00"}, {Algorithm: crc32c, State: "x"}} {
		if _, err := c.Extend(t.Context(), f, 10, beat); !errors.Is(err, ErrChecksum) {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

// TestChecksumIsCancelled: rereading a large file ends when the job is cancelled.
func TestChecksumIsCancelled(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.bin")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, 40<<30); err != nil {
		t.Skip("no sparse file of that size here:", err)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // only read
	ctx, cancel := context.WithCancelCause(t.Context())
	errUnwanted, steps := errors.New("nobody wants it any more"), 0
	_, err = NewChecksum().Extend(ctx, f, 40<<30, func() {
		if steps++; steps == 3 {
			cancel(errUnwanted)
		}
	})
	if !errors.Is(err, errUnwanted) || steps != 3 {
		t.Errorf("%v after %d steps", err, steps)
	}
}
