package receiver

import (
	"bytes"
	"fmt"
	"io"
	"net/http/httptest"
	"testing"

	"sendoff/transfer/bits"
)

// BenchmarkFragment is the way of one fragment from a socket to the disk, synced and acknowledged.
func BenchmarkFragment(b *testing.B) {
	for _, size := range []int64{64 << 10, 1 << 20, 16 << 20} {
		b.Run(fmt.Sprint(size>>10, "KiB"), func(b *testing.B) { benchmarkFragment(b, size) })
	}
}

func benchmarkFragment(b *testing.B, size int64) {
	r, err := Open(Options{Dir: b.TempDir()})
	if err != nil {
		b.Fatal(err)
	}
	srv := httptest.NewServer(r)
	b.Cleanup(func() { srv.Close(); _ = r.Close() })
	created := handle(r, bits.CreateSession, nil, map[string]string{"BITS-Supported-Protocols": bits.Protocol})
	req := httptest.NewRequestWithContext(b.Context(), bits.Method, srv.URL+"/fuzz.bin", nil)
	req.RequestURI = ""
	req.ContentLength = size
	bits.Put(req.Header, bits.HeaderPacketType, string(bits.Fragment))
	bits.Put(req.Header, bits.HeaderSessionID, sessionOf(created))
	body := make([]byte, size)
	b.SetBytes(size)
	var at int64
	for b.Loop() {
		bits.Put(req.Header, bits.HeaderContentRange, bits.Range{First: at, Last: at + size - 1, Total: 1 << 50}.String())
		req.Body = io.NopCloser(bytes.NewReader(body))
		res, err := srv.Client().Transport.RoundTrip(req)
		if err != nil {
			b.Fatal(err)
		}
		_ = res.Body.Close()
		if res.StatusCode != 200 {
			b.Fatalf("status %d", res.StatusCode)
		}
		at += size
	}
}
