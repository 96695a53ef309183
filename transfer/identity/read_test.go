package identity_test

import (
	"errors"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sendoff/transfer/identity"
	"sendoff/transfer/identity/identitytest"
)

const secret = "Süß, 2 words"

// TestReadCertificatesOfUsers: whatever users get from an authority is read: PEM in one file or two, in any order and with
// remarks, keys with a passphrase as OpenSSL writes them today and long ago, PKCS #12.
func TestReadCertificatesOfUsers(t *testing.T) {
	ca := identitytest.New(t, "Acme Client CA")
	own := ca.Client("ines", -1, 1)
	cert, key := identitytest.Chain(own), identitytest.Key(t, own)
	alone := identitytest.File(t, "ines.crt", cert)
	for name, c := range map[string]struct{ file, key string }{
		"one file":             {file: identitytest.File(t, "a.pem", cert, key)},
		"key first, with text": {file: identitytest.File(t, "b.pem", []byte("Bag Attributes\n  friendlyName: ines\n"), key, []byte("subject=CN = ines\n"), ca.PEM(), cert)},
		"two files":            {file: alone, key: identitytest.File(t, "ines.key", key)},
		"certificate in DER":   {file: identitytest.File(t, "ines.cer", own.Certificate[0]), key: identitytest.File(t, "ines.key", key)},
		"locked key":           {file: alone, key: openssl(t, key, "pkcs8", "-topk8", "-passout", "env:SECRET")},
		"locked key, scrypt":   {file: alone, key: openssl(t, key, "pkcs8", "-topk8", "-scrypt", "-passout", "env:SECRET")},
		"old locked key":       {file: alone, key: openssl(t, key, "ec", "-aes128", "-passout", "env:SECRET")},
		"PKCS #12":             {file: identitytest.File(t, "ines.pfx", ca.PKCS12(own, secret))},
		"PKCS #12 of OpenSSL":  {file: openssl(t, append(cert, key...), "pkcs12", "-export", "-passout", "env:SECRET")},
		"PKCS #12 of Windows":  {file: openssl(t, append(cert, key...), "pkcs12", "-export", "-legacy", "-passout", "env:SECRET")},
		"PKCS #12, open":       {file: identitytest.File(t, "ines.p12", ca.PKCS12(own, ""))},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := identity.Read(c.file, c.key, func() (string, error) { return secret, nil })
			if err != nil {
				t.Fatal(err)
			}
			if got.Leaf == nil || !got.Leaf.Equal(own.Leaf) || string(got.Certificate[0]) != string(own.Leaf.Raw) {
				t.Errorf("another certificate is first: %v", got.Leaf)
			}
			if id := identity.Of(got); id.Subject != "CN=ines" || id.Issuer != "CN=Acme Client CA" || len(id.Fingerprint) != 95 {
				t.Errorf("%+v", id)
			}
		})
	}
}

// openssl makes a file of a PEM with the real program.
func openssl(t *testing.T, in []byte, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath("openssl"); err != nil {
		t.Skip("openssl is not installed")
	}
	out := filepath.Join(t.TempDir(), "out")
	cmd := exec.CommandContext(t.Context(), "openssl", append(args, "-in", identitytest.File(t, "in", in), "-out", out)...)
	cmd.Env = append(os.Environ(), "SECRET="+secret)
	if text, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("openssl %s: %v\n%s", strings.Join(args, " "), err, text)
	}
	return out
}

// TestFlawsOfOwnCertificates: each flaw has its name, and no error holds the passphrase.
func TestFlawsOfOwnCertificates(t *testing.T) {
	ca := identitytest.New(t, "Acme Client CA")
	own, other := ca.Client("ines", -1, 1), ca.Client("jan", -1, 1)
	cert, key := identitytest.Chain(own), identitytest.Key(t, own)
	locked := openssl(t, key, "pkcs8", "-topk8", "-passout", "env:SECRET")
	old := openssl(t, key, "ec", "-aes128", "-passout", "env:SECRET")
	pfx := identitytest.File(t, "ines.pfx", ca.PKCS12(own, secret))
	alone := identitytest.File(t, "ines.crt", cert)
	say := func(p string) identity.Passphrase { return func() (string, error) { return p, nil } }
	for name, c := range map[string]struct {
		file, key string
		ask       identity.Passphrase
		want      identity.Flaw
		at        string // the file that is at fault, "" = file
	}{
		"not there":                {file: filepath.Join(t.TempDir(), "no.pem"), want: identity.FlawMissing},
		"the key is not there":     {file: alone, key: "/no/such.key", want: identity.FlawMissing, at: "/no/such.key"},
		"a folder":                 {file: t.TempDir(), want: identity.FlawUnread},
		"no certificate":           {file: identitytest.File(t, "a", []byte("hello")), want: identity.FlawShape},
		"a key alone":              {file: identitytest.File(t, "a", key), want: identity.FlawShape},
		"no key":                   {file: alone, want: identity.FlawShape},
		"a broken PEM":             {file: identitytest.File(t, "a", []byte("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")), want: identity.FlawShape},
		"somebody else's key":      {file: identitytest.File(t, "a", cert, identitytest.Key(t, other)), want: identity.FlawMismatch},
		"no passphrase":            {file: alone, key: locked, want: identity.FlawPassphrase, at: locked},
		"no passphrase, PKCS #12":  {file: pfx, ask: say(""), want: identity.FlawPassphrase},
		"wrong, PKCS #8":           {file: alone, key: locked, ask: say("guess-73"), want: identity.FlawWrong, at: locked},
		"wrong, PKCS #12":          {file: pfx, ask: say("guess-73"), want: identity.FlawWrong},
		"wrong, old":               {file: alone, key: old, ask: say("guess-73"), want: identity.FlawWrong, at: old},
		"larger than certificates": {file: identitytest.File(t, "a", make([]byte, 2<<20)), want: identity.FlawShape},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := identity.Read(c.file, c.key, c.ask)
			flawed, ok := errors.AsType[*identity.Error](err)
			if !ok || flawed.Flaw != c.want {
				t.Fatalf("%v; want %s", err, c.want)
			}
			if at := c.at; at == "" && flawed.File != c.file || at != "" && flawed.File != at {
				t.Errorf("it blames %q", flawed.File)
			}
			if strings.Contains(err.Error(), "guess") {
				t.Errorf("the passphrase is in %q", err)
			}
		})
	}
	gone := errors.New("the user has left")
	if _, err := identity.Read(alone, locked, func() (string, error) { return "", gone }); !errors.Is(err, gone) {
		t.Errorf("a failing question: %v", err)
	}
}

// TestDatesOfOwnCertificates: it is said when a certificate ended or begins.
func TestDatesOfOwnCertificates(t *testing.T) {
	ca := identitytest.New(t, "Acme Client CA")
	now := time.Now()
	ended, early, good := ca.Client("a", -2, -1).Leaf, ca.Client("b", 1, 2).Leaf, ca.Client("c", -1, 1).Leaf
	if err := identity.Check("f", good, now); err != nil {
		t.Error(err)
	}
	if e, ok := errors.AsType[*identity.Error](identity.Check("f", ended, now)); !ok || e.Flaw != identity.FlawExpired || !e.Limit.Equal(ended.NotAfter) {
		t.Errorf("%+v", e)
	}
	if e, ok := errors.AsType[*identity.Error](identity.Check("f", early, now)); !ok || e.Flaw != identity.FlawEarly || !e.Limit.Equal(early.NotBefore) {
		t.Errorf("%+v", e)
	}
}

// TestWhoIsShownACertificate: the nearest folder counts, and another scheme, host or port is another server.
func TestWhoIsShownACertificate(t *testing.T) {
	place := func(address string) string {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		return identity.PlaceOf(u)
	}
	var all []identity.Identity
	for _, i := range []identity.Identity{
		{Place: place("https://Files.example.com/"), File: "server"},
		{Place: place("https://files.example.com:443/drop/a.bin"), File: "drop"},
		{Place: place("https://files.example.com/drop/b.bin"), File: "drop, again"},
		{Place: place("https://files.example.com:8443"), File: "port"},
	} {
		all = identity.With(all, i)
	}
	for address, want := range map[string]string{
		"https://files.example.com/x.bin":         "server",
		"https://files.example.com/drop/x.bin":    "drop, again",
		"https://files.example.com/drop/deep/x":   "drop, again",
		"https://files.example.com/dropped/x.bin": "server",
		"https://files.example.com:8443/x.bin":    "port",
		"http://files.example.com/x.bin":          "",
		"https://files.example.com.evil.test/x":   "",
		"https://other.example.com/x.bin":         "",
	} {
		u, _ := url.Parse(address)
		got := ""
		if i := identity.For(all, u); i != nil {
			got = i.File
		}
		if got != want {
			t.Errorf("%s is shown %q, want %q", address, got, want)
		}
	}
	if left := identity.Without(all, place("https://files.example.com/drop/")); len(left) != 2 {
		t.Errorf("%d are left", len(left))
	}
}
