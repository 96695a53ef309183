package source

import (
	"bytes"
	"testing"
)

// BenchmarkChecksum is what a checksum costs of the processor, by algorithm: 1 GiB at B/op's rate.
func BenchmarkChecksum(b *testing.B) {
	data := make([]byte, 64<<20)
	for name, begin := range map[string]Checksum{"crc32c": NewChecksum(), "sha256": NewDigest()} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				if _, err := begin.ExtendFrom(b.Context(), bytes.NewReader(data), int64(len(data)), func() {}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
