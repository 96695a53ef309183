package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// age is how old the files to upload are: Sendoff waits a few seconds with one that may still be written.
const age = time.Hour

// writeFile makes a file of random bytes.
func writeFile(path string, size int64) error {
	f, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("make a file: %w", err)
	}
	defer f.Close() //nolint:errcheck // closed and checked below
	random, block := rand.NewChaCha8([32]byte{1}), make([]byte, min(size, 1<<20))
	for left := size; left > 0; left -= int64(len(block)) {
		block = block[:min(left, int64(len(block)))]
		_, _ = random.Read(block) // never fails
		if _, err := f.Write(block); err != nil {
			return fmt.Errorf("fill a file: %w", err)
		}
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("fill a file: %w", err)
	}
	return grow(path)
}

// grow gives a file its age.
func grow(path string) error {
	then := time.Now().Add(-age)
	return os.Chtimes(path, then, then)
}

// sparseFile makes a file without content: it takes no place, and reading it costs nothing but the copying.
func sparseFile(path string, size int64) error {
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		return fmt.Errorf("make a file: %w", err)
	}
	if err := os.Truncate(path, size); err != nil {
		return fmt.Errorf("make a file: %w", err)
	}
	return grow(path)
}

// smallFiles makes n files of one size in a folder and returns their paths.
func smallFiles(ctx context.Context, dir string, n int, size int64) ([]string, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make a folder: %w", err)
	}
	list := make([]string, 0, n)
	for i := range n {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		path := filepath.Join(dir, fmt.Sprintf("file-%06d.bin", i))
		if err := writeFile(path, size); err != nil {
			return nil, err
		}
		list = append(list, path)
	}
	return list, nil
}

// writeList writes one path a line.
func writeList(file string, paths []string) error {
	return os.WriteFile(file, []byte(strings.Join(paths, "\n")+"\n"), 0o600)
}

// empty removes what is in a folder and keeps the folder.
func empty(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("empty a folder: %w", err)
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") {
			continue // the receiver's own
		}
		if err := os.RemoveAll(filepath.Join(dir, e.Name())); err != nil {
			return fmt.Errorf("empty a folder: %w", err)
		}
	}
	return nil
}
