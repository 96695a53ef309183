package main

import (
	"io"
	"log"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestTrustOnTheCommandLine goes the way of somebody whose server has a certificate of its own house:
// refused, looked at, trusted, uploaded, taken back.
func TestTrustOnTheCommandLine(t *testing.T) {
	r := newRig(t)
	s := httptest.NewUnstartedServer(r.server.recv)
	s.Config.ErrorLog = log.New(io.Discard, "", 0) // refused handshakes are what is tested
	s.StartTLS()
	t.Cleanup(s.Close)
	to := s.URL + "/"
	path := r.file("a.bin", 5000)

	out, _ := r.run(exitFailed, "test", to)
	if !strings.Contains(out, "TLS     failed") || !strings.Contains(out, "is not trusted") {
		t.Errorf("test of a stranger: %s", out)
	}
	shown, hint := r.run(exitFailed, "trust", to)
	_, rest, _ := strings.Cut(shown, "SHA-256: ")
	fingerprint, _, _ := strings.Cut(rest, "\n")
	if len(fingerprint) != 95 || !strings.Contains(shown, "Issued by: O=Acme Co") || !strings.Contains(hint, "--fingerprint "+fingerprint) {
		t.Fatalf("the certificate:\n%s%s", shown, hint)
	}
	wrong := strings.Repeat("00:", 31) + "00"
	if _, stderr := r.run(exitFailed, "trust", to, "--fingerprint", wrong); !strings.Contains(stderr, "another certificate") {
		t.Errorf("a wrong fingerprint: %s", stderr)
	}
	r.run(exitDone, "add", "--to", to, path, "--paused", "--trust-fingerprint", wrong) // as before the server was given another one
	if shown, _ := r.run(exitFailed, "trust", to); !strings.Contains(shown, "SHA-256: "+fingerprint+"\nTrusted so far: "+strings.ToUpper(wrong)) ||
		!strings.Contains(shown, "another certificate than the one that is trusted") {
		t.Errorf("old and new side by side:\n%s", shown)
	}
	if out, _ := r.run(exitFailed, "test", to); !strings.Contains(out, "shows another certificate than the one that is trusted for it") {
		t.Errorf("test of a server with another certificate: %s", out)
	}
	r.run(exitUsage, "trust", to, "--fingerprint", "12")
	r.run(exitUsage, "upload", "--to", to, path, "--trust-fingerprint", "12")
	r.run(exitUsage, "trust", r.server.url)
	r.run(exitUsage, "trust", "https://127.0.0.1:1/", "--fingerprint", "AA:AA") // nobody is asked
	if _, stderr := r.run(exitFailed, "trust", "https://127.0.0.1:1/"); !strings.HasSuffix(stderr, "(0x8020002D)\n") {
		t.Errorf("nobody answers: %q", stderr)
	}

	r.run(exitDone, "upload", "--to", to, path, "--trust-fingerprint", fingerprint)
	r.arrived(path)
	if out, _ := r.run(exitDone, "trust"); !strings.Contains(out, "127.0.0.1  "+fingerprint) || strings.Contains(out, wrong) {
		t.Errorf("the list: %s", out)
	}
	if out, _ := r.run(exitDone, "test", to); !strings.Contains(out, "trusted for this server") {
		t.Errorf("test of a trusted server: %s", out)
	}
	r.run(exitDone, "trust", to, "--remove")
	r.run(exitFailed, "test", to)
	r.run(exitDone, "test", to, "--trust-fingerprint", fingerprint)
	r.run(exitFailed, "test", to) // a test keeps nothing
	r.run(exitDone, "trust", to, "--yes")
	r.run(exitDone, "test", to)
}
