package receiver

import (
	"testing"

	"sendoff/transfer/bits"
)

// TestForeignNamesOnLoopback: a request to a loopback address must name it, localhost or a name that was given. A web
// page whose own name leads here cannot write files.
func TestForeignNamesOnLoopback(t *testing.T) {
	g := start(t, Options{Hosts: []string{"drop.example.test", "192.0.2.7"}})
	for host, want := range map[string]int{
		"localhost": 200, "LOCALHOST:8080": 200, "a.localhost": 200, "127.0.0.1": 200, "127.8.9.1:80": 200, "[::1]": 200, "[::1]:8080": 200,
		"localhost.": 200, "drop.example.test": 200, "Drop.Example.Test:8080": 200, "192.0.2.7": 200,
		"evil.example.test": 403, "localhost.evil.example.test": 403, "drop.example.test.evil.example.test": 403, "192.0.2.8": 403,
		"notlocalhost": 403, "127.0.0.1.evil.example.test": 403,
	} {
		status, _ := g.raw("BITS_POST /a.bin HTTP/1.1\r\nHost: " + host + "\r\nBITS-Packet-Type: Create-Session\r\n" +
			"BITS-Supported-Protocols: " + bits.Protocol + "\r\nContent-Length: 0\r\n\r\n")
		if status != want {
			t.Errorf("%s: %d, want %d", host, status, want)
		}
	}
}

// TestStrictNeedsALength: on demand a packet without Content-Length is refused (S16).
func TestStrictNeedsALength(t *testing.T) {
	for strict, want := range map[bool]int{false: 200, true: 411} {
		g := start(t, Options{Strict: strict})
		head := "BITS_POST /a.bin HTTP/1.1\r\nHost: h\r\nBITS-Packet-Type: Ping\r\n"
		if status, _ := g.raw(head + "\r\n"); status != want {
			t.Errorf("strict %t: %d, want %d", strict, status, want)
		}
		if status, _ := g.raw(head + "Content-Length: 0\r\n\r\n"); status != 200 {
			t.Errorf("strict %t, with a length: %d", strict, status)
		}
	}
}
