package boltfile

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

// TestLockIsThatOfBolt: it keeps bbolt out, and bbolt keeps it out, until it is released.
func TestLockIsThatOfBolt(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	db, err := bbolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // nothing was written
	const short = 30 * time.Millisecond
	if err := Lock(f, short); !errors.Is(err, ErrHeld) {
		t.Errorf("while bbolt has it open: %v", err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if err := Lock(f, short); err != nil {
		t.Fatalf("nobody has it open: %v", err)
	}
	other, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close() //nolint:errcheck // nothing was written
	if err := Lock(other, short); !errors.Is(err, ErrHeld) {
		t.Errorf("it is locked twice: %v", err)
	}
	if _, err := bbolt.Open(path, 0o600, &bbolt.Options{Timeout: short}); !errors.Is(err, bolterrors.ErrTimeout) {
		t.Errorf("bbolt opens what is locked: %v", err)
	}
	Unlock(f)
	if db, err = bbolt.Open(path, 0o600, &bbolt.Options{Timeout: 10 * time.Second}); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
}
