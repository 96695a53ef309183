package main

import (
	"context"
	"fmt"
	"os"

	"sendoff/transfer/source"
)

// checksumOnly is this program as one that reads a file with the running checksum of Sendoff and sends nothing: what
// no way of sending can be cheaper than.
type checksumOnly struct{ algorithm, path string }

func (c checksumOnly) read(ctx context.Context) error {
	f, err := os.Open(c.path)
	if err != nil {
		return fmt.Errorf("open the file: %w", err)
	}
	defer f.Close() //nolint:errcheck // only read
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("look at the file: %w", err)
	}
	_, err = source.Checksum{Algorithm: c.algorithm}.Extend(ctx, f, info.Size(), func() {})
	return err
}

// checksum has this program read a file with a checksum.
func (b *bench) checksum(algorithm, path string) func(context.Context, int) (cost, error) {
	return func(ctx context.Context, _ int) (cost, error) {
		return command{args: []string{b.self, "-checksum", algorithm, path}}.run(ctx)
	}
}
