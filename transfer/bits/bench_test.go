package bits

import (
	"io"
	"os"
	"strconv"
	"testing"
)

// BenchmarkSend sends one fragment after the other to a loopback server that throws them away.
func BenchmarkSend(b *testing.B) {
	for name, size := range map[string]int64{"1MiB": 1 << 20, "16MiB": 16 << 20} {
		b.Run(name, func(b *testing.B) {
			s := serve(b, func(p *peer) {
				for {
					m, err := p.head()
					if err != nil {
						return
					}
					n, _ := strconv.ParseInt(m.get("Content-Length"), 10, 64)
					if _, err := io.CopyN(io.Discard, p.r, n); err != nil {
						return
					}
					p.send(clean())
				}
			})
			path := b.TempDir() + "/a.bin"
			if err := os.WriteFile(path, make([]byte, size), 0o600); err != nil {
				b.Fatal(err)
			}
			c := newClient(b, s, Options{})
			part := Part{Range: Range{0, size - 1, size}, Open: func() (*os.File, error) { return os.Open(path) }}
			b.SetBytes(size)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := c.Send(b.Context(), someSession, part); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
