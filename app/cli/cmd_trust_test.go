package cli

import (
	"io"
	"log"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestTrustOnTheCommandLine takes the steps of a user whose server has a private certificate: refused, inspected,
// trusted, uploaded to, removed.
func TestTrustOnTheCommandLine(t *testing.T) {
	r := newRig(t)
	s := httptest.NewUnstartedServer(r.Server.Recv)
	s.Config.ErrorLog = log.New(io.Discard, "", 0) // it would log the refused handshakes
	s.StartTLS()
	t.Cleanup(s.Close)
	to := s.URL + "/"
	path := r.File("a.bin", 5000)

	out, _ := r.Run(ExitFailed, "test", to)
	if !strings.Contains(out, "TLS     failed") || !strings.Contains(out, "is not trusted") {
		t.Errorf("test of a stranger: %s", out)
	}
	if _, said := r.Run(ExitFailed, "upload", "--to", to, path); !strings.Contains(said, "To look at it: sendoff trust "+to+"a.bin") {
		t.Errorf("an upload that waits for trust: %s", said)
	}
	r.Run(ExitDone, "cancel", "--all")
	shown, hint := r.Run(ExitFailed, "trust", to)
	_, rest, _ := strings.Cut(shown, "SHA-256: ")
	fingerprint, _, _ := strings.Cut(rest, "\n")
	if len(fingerprint) != 95 || !strings.Contains(shown, "Issued by: O=Acme Co") || !strings.Contains(hint, "--fingerprint "+fingerprint) {
		t.Fatalf("the certificate:\n%s%s", shown, hint)
	}
	wrong := strings.Repeat("00:", 31) + "00"
	if _, stderr := r.Run(ExitFailed, "trust", to, "--fingerprint", wrong); !strings.Contains(stderr, "another certificate") {
		t.Errorf("a wrong fingerprint: %s", stderr)
	}
	r.Run(ExitDone, "add", "--to", to, path, "--paused", "--trust-fingerprint", wrong) // as if the server had got a new certificate since
	if shown, _ := r.Run(ExitFailed, "trust", to); !strings.Contains(shown, "SHA-256: "+fingerprint+"\nTrusted so far: "+strings.ToUpper(wrong)) ||
		!strings.Contains(shown, "another certificate than the one that is trusted") {
		t.Errorf("old and new side by side:\n%s", shown)
	}
	if out, _ := r.Run(ExitFailed, "test", to); !strings.Contains(out, "shows another certificate than the one that is trusted for it") {
		t.Errorf("test of a server with another certificate: %s", out)
	}
	r.Run(exitUsage, "trust", to, "--fingerprint", "12")
	r.Run(exitUsage, "upload", "--to", to, path, "--trust-fingerprint", "12")
	r.Run(exitUsage, "trust", r.Server.URL)
	r.Run(exitUsage, "trust", "https://127.0.0.1:1/", "--fingerprint", "AA:AA") // no request is sent
	if _, stderr := r.Run(ExitFailed, "trust", "https://127.0.0.1:1/"); !strings.HasSuffix(stderr, "(0x8020002D)\n") {
		t.Errorf("nobody answers: %q", stderr)
	}

	if _, stderr := r.Run(ExitFailed, "trust", "https://localhost:1/"); !strings.HasPrefix(stderr, "sendoff: localhost:1 does not answer.") || !strings.HasSuffix(stderr, "(0x8020002D)\n") {
		t.Errorf("nobody answers at a name: %q", stderr)
	}
	r.Run(ExitDone, "upload", "--to", to, path, "--trust-fingerprint", fingerprint)
	r.Arrived(path)
	if out, _ := r.Run(ExitDone, "trust"); !strings.Contains(out, "127.0.0.1  "+fingerprint) || strings.Contains(out, wrong) {
		t.Errorf("the list: %s", out)
	}
	r.Run(ExitDone, "server", "add", "Acme", to)
	r.Run(ExitDone, "server", "add", "Else", "https://files.example.com/")
	for _, args := range [][]string{{"server", "show", "Acme"}, {"server", "show", "Acme", "--json"}, {"server", "list", "--json"}} {
		if out, _ := r.Run(ExitDone, args...); strings.Count(out, fingerprint) != 1 {
			t.Errorf("%s: %s", args, out)
		}
	}
	if out, _ := r.Run(ExitDone, "server", "show", "Else"); strings.Contains(out, fingerprint) {
		t.Errorf("of another server: %s", out)
	}
	if out, _ := r.Run(ExitDone, "test", to); !strings.Contains(out, "trusted for this server") {
		t.Errorf("test of a trusted server: %s", out)
	}
	r.Run(ExitDone, "trust", to, "--remove")
	r.Run(ExitFailed, "test", to)
	r.Run(ExitDone, "test", to, "--trust-fingerprint", fingerprint)
	r.Run(ExitFailed, "test", to) // a test stores nothing
	r.Run(ExitDone, "trust", to, "--yes")
	r.Run(ExitDone, "test", to)
}
