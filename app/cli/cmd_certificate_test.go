package cli

import (
	"crypto/tls"
	"io"
	"log"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/zalando/go-keyring"

	"sendoff/app/apptest"
	"sendoff/app/queue"
	"sendoff/transfer"
	"sendoff/transfer/identity/identitytest"
)

// wantsCertificates requires certificates of an authority in front of a rig's server, over TLS, and returns its address.
func (r *rig) wantsCertificates(clients *identitytest.Authority) string {
	r.T.Helper()
	s := httptest.NewUnstartedServer(r.Server.Recv)
	s.TLS = &tls.Config{
		ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: clients.Pool(),
		Certificates: []tls.Certificate{identitytest.New(r.T, "Acme Server CA").Server(-1, 1, "127.0.0.1")},
	}
	s.Config.ErrorLog = log.New(io.Discard, "", 0) // it would log the refused handshakes
	s.StartTLS()
	r.T.Cleanup(s.Close)
	address := s.URL + "/"
	shown, _ := r.Run(ExitFailed, "trust", address)
	_, rest, _ := strings.Cut(shown, "SHA-256: ")
	fingerprint, _, _ := strings.Cut(rest, "\n")
	r.Run(ExitDone, "trust", address, "--fingerprint", fingerprint)
	return address
}

// memoryRing is a keyring of this test.
type memoryRing map[string]string

func (m memoryRing) Set(service, user, text string) error { m[service+"\n"+user] = text; return nil }
func (m memoryRing) Get(service, user string) (string, error) {
	if text, ok := m[service+"\n"+user]; ok {
		return text, nil
	}
	return "", keyring.ErrNotFound
}
func (m memoryRing) Delete(service, user string) error { delete(m, service+"\n"+user); return nil }
func (m memoryRing) DeleteAll(string) error            { clear(m); return nil }

// TestCertificateOnTheCommandLine takes the steps of a user whose server asks for a certificate: told so with the command,
// given, uploaded, renewed on disk, listed, removed. Nothing of its key is stored.
func TestCertificateOnTheCommandLine(t *testing.T) {
	r := newRig(t)
	ring := memoryRing{}
	r.Ring = ring
	clients := identitytest.New(t, "Acme Client CA")
	to, path := r.wantsCertificates(clients), r.File("a.bin", 5000)

	_, said := r.Run(ExitFailed, "upload", "--to", to, path)
	if !strings.Contains(said, "asks for a certificate of yours. It takes those issued by CN=Acme Client CA.") || !strings.Contains(said, "sendoff certificate FILE --for "+to+"a.bin") {
		t.Errorf("an upload without one: %s", said)
	}
	if out, _ := r.Run(ExitFailed, "test", to); !strings.Contains(out, "asks for a certificate of yours") || !strings.Contains(out, "\nTo give one: sendoff certificate FILE --for "+to) {
		t.Errorf("a test without one: %s", out)
	}

	pfx := identitytest.File(t, "ines & co.pfx", clients.PKCS12(clients.Client("ines", -1, 1), apptest.Planted))
	phrase := identitytest.File(t, "phrase", []byte(apptest.Planted+"\n"))
	wrong := identitytest.File(t, "wrong", []byte("guess\n"))
	if _, said := r.Run(exitUsage, "certificate", pfx, "--for", to); !strings.Contains(said, "--passphrase-file") {
		t.Errorf("no passphrase: %s", said)
	}
	if _, said := r.Run(ExitFailed, "certificate", pfx, "--for", to, "--passphrase-file", wrong); !strings.Contains(said, "The passphrase of "+pfx+" is wrong.") {
		t.Errorf("a wrong passphrase: %s", said)
	}
	if out, _ := r.Run(ExitDone, "certificate", pfx, "--for", to, "--passphrase-file", phrase); !strings.Contains(out, "CN=ines is shown to 127.0.0.1") || !strings.Contains(out, "keyring") {
		t.Errorf("given: %s", out)
	}
	if out, _ := r.Run(ExitDone, "test", to); !strings.Contains(out, "uploads are taken") {
		t.Errorf("a test with it: %s", out)
	}
	r.Run(ExitDone, "upload", "--to", to, path) // the passphrase comes from the keyring
	r.Arrived(path)

	if err := os.WriteFile(pfx, clients.PKCS12(clients.Client("ines, renewed", -1, 1), apptest.Planted), 0o600); err != nil {
		t.Fatal(err)
	}
	again := r.File("b.bin", 5000)
	r.Run(ExitDone, "upload", "--to", to, again)
	r.Arrived(again)
	if out, _ := r.Run(ExitDone, "certificate"); !strings.Contains(out, "127.0.0.1") || !strings.Contains(out, pfx) {
		t.Errorf("listed: %s", out)
	}
	r.Secretless()

	if out, _ := r.Run(ExitDone, "certificate", "--for", to, "--remove"); !strings.Contains(out, "any more") || len(ring) != 0 {
		t.Errorf("removed: %s, and the keyring has %d", out, len(ring))
	}
	if out, _ := r.Run(ExitDone, "certificate"); !strings.Contains(out, "No server is shown") {
		t.Errorf("none is left: %s", out)
	}
	r.Run(ExitFailed, "test", to)
	r.Run(exitUsage, "certificate", pfx)
	r.Run(exitUsage, "certificate", "--for", to)
	r.Run(exitUsage, "certificate", pfx, "--for", "http://127.0.0.1/")
}

// TestPassphraseWithoutAKeyring: the Sendoff that runs keeps it. The next one asks for it again, and says which file it is
// for.
func TestPassphraseWithoutAKeyring(t *testing.T) {
	r := newRig(t)
	clients := identitytest.New(t, "Acme Client CA")
	to, path := r.wantsCertificates(clients), r.File("a.bin", 5000)
	pfx := identitytest.File(t, "ines.pfx", clients.PKCS12(clients.Client("ines", -1, 1), apptest.Planted))
	phrase := identitytest.File(t, "phrase", []byte(apptest.Planted+"\n"))
	give := []string{"certificate", pfx, "--for", to, "--passphrase-file", phrase}
	r.Run(ExitFailed, "upload", "--to", to, path)
	if _, said := r.Run(ExitFailed, give...); !strings.Contains(said, "no keyring keeps its passphrase") {
		t.Errorf("a passphrase that nobody keeps: %s", said)
	}
	owner := r.Start("run")
	apptest.Eventually(t, "the owner's start", func() bool {
		_, err := queue.Dial(t.Context(), r.Dir)
		return err == nil
	})
	if out, _ := r.Run(ExitDone, give...); !strings.Contains(out, "until it ends") {
		t.Errorf("given to the one that runs: %s", out)
	}
	apptest.Eventually(t, "the upload", func() bool { return r.List()["a.bin"]["state"] == string(transfer.Done) })
	r.Arrived(path)
	owner.Stop()
	owner.End(t)
	_, said := r.Run(ExitFailed, "upload", "--to", to, r.File("b.bin", 5000))
	if !strings.Contains(said, "the passphrase of the one in "+pfx+" is not known") || !strings.Contains(said, "sendoff certificate "+pfx+" --for ") {
		t.Errorf("the next one: %s", said)
	}
	r.Secretless()
}
