package main

import (
	"context"
	"path/filepath"
)

const hugeSize = 8 << 30

// largeMemory compares the most memory of an upload of 8 GiB with that of an upload of 1 KiB, to a server that keeps
// nothing. The file is sparse: what is read does not matter to the memory, and no disk needs room for it.
func largeMemory(ctx context.Context, b *bench) error {
	large, small := filepath.Join(b.dir, "huge.bin"), filepath.Join(b.dir, "tiny.bin")
	if err := sparseFile(large, hugeSize); err != nil {
		return err
	}
	if err := writeFile(small, 1<<20); err != nil {
		return err
	}
	nothing, err := b.startDiscarding(ctx, false)
	if err != nil {
		return err
	}
	defer nothing.end()
	results, err := alternate(ctx, b.few(), []contender{
		{"8 GiB", b.uploadOne(large, "http://"+nothing.addr+"/", ""), nothing},
		{"1 MiB", b.uploadOne(small, "http://"+nothing.addr+"/", ""), nothing},
	})
	if err != nil {
		return err
	}
	var more []float64
	for i, peak := range peaks(results["8 GiB"]) {
		more = append(more, peak-peaks(results["1 MiB"])[i])
	}
	b.report.figure(figure{"memory", "most memory with 8 GiB, beyond that with 1 MiB", "MB", more, atMost(16 * 1.048576), "16 MiB; sparse file, discarding server", nil})
	b.report.figure(figure{"memory", "most memory with 8 GiB", "MB", peaks(results["8 GiB"]), nil, "", nil})
	b.report.line(line{"memory", "8 GiB, sparse", sendoffToNought, results["8 GiB"], hugeSize / 1e6, "MB"})
	return nil
}
