package auth

import (
	"bytes"
	"os"
	"testing"
)

// TestSSPI asks the system for the first message to a server of the own domain, by each package. A computer without a
// domain, and Wine, may have none; then it has to say so. (Wine takes no binding for the first one.)
func TestSSPI(t *testing.T) {
	said := 0
	for _, scheme := range []string{schemeNegotiate, schemeNTLM} {
		talk, err := system.begin(scheme, "HTTP/files")
		if err != nil {
			t.Logf("%s: %v", scheme, err)
			continue
		}
		token, err := talk.next(nil, "")
		talk.end()
		talk.end() // twice is as good as once
		switch {
		case err != nil:
			t.Logf("%s: %v", scheme, err)
		case bytes.HasPrefix(token, []byte("NTLMSSP\x00\x01")), len(token) > 0 && token[0] == 0x60: // GSSAPI's framing
			said++
		default:
			t.Errorf("%s: %x", scheme, token)
		}
	}
	t.Logf("%d packages have a first message", said)
	if said == 0 && os.Getenv("SENDOFF_WINE") == "" {
		t.Error("Windows does not sign in")
	}
	if _, err := system.begin("Nothing", "HTTP/files"); err == nil {
		t.Error("there is no such package")
	}
}
