package bits

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"net/http/httptest"
	"os"
	"strconv"
	"testing"
)

// BenchmarkSend sends one fragment after the other to a loopback server that throws them away.
func BenchmarkSend(b *testing.B) {
	cert := httptest.NewTLSServer(nil)
	defer cert.Close()
	pool := x509.NewCertPool()
	pool.AddCert(cert.Certificate())
	for _, kind := range []struct {
		name, scheme string
		size         int64
	}{{"1MiB", "http", 1 << 20}, {"16MiB", "http", 16 << 20}, {"TLS_16MiB", "https", 16 << 20}} {
		b.Run(kind.name, func(b *testing.B) {
			size, l := kind.size, listen(b)
			if kind.scheme == "https" {
				l = tls.NewListener(l, &tls.Config{Certificates: cert.TLS.Certificates})
			}
			s := serveOn(b, l, func(p *peer) {
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
			s.url.Scheme = kind.scheme
			c := newClient(b, s, Options{TLS: &tls.Config{RootCAs: pool}})
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
