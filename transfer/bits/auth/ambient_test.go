package auth

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sendoff/transfer/bits"
)

// TestOwnServer: who may know who the user is, without being on a list.
func TestOwnServer(t *testing.T) {
	for host, want := range map[string]bool{
		"files.corp.example": true, "FILES.Corp.Example.": true, "corp.example": true, "a.b.corp.example": true, "files": true,
		"files.example": false, "notcorp.example": false, "corp.example.evil.test": false, "127.0.0.1": false, "::1": false, "": false,
	} {
		if got := ownServer(host, "CORP.EXAMPLE"); got != want {
			t.Errorf("%q: %v", host, got)
		}
	}
	if ownServer("files", "") {
		t.Error("a server is in no domain")
	}
}

// TestCachePath: files and folders of files; what the library cannot read is named so.
func TestCachePath(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("primary", "tktother\n")
	empty := t.TempDir()
	for name, want := range map[string]string{
		"/tmp/krb5cc_7": "/tmp/krb5cc_7", "FILE:/tmp/krb5cc_7": "/tmp/krb5cc_7", `C:\krb5cc`: `C:\krb5cc`,
		"DIR:" + dir: filepath.Join(dir, "tktother"), "DIR::" + dir + "/tktx": dir + "/tktx", "DIR:" + empty: filepath.Join(empty, "tkt"),
	} {
		if got, err := cachePath(name); got != want || err != nil {
			t.Errorf("%s: %s %v", name, got, err)
		}
	}
	for _, name := range []string{"KEYRING:persistent:7", "KCM:7", "API:", "MEMORY:x"} {
		if _, err := cachePath(name); !errors.Is(err, errCacheKind) {
			t.Errorf("%s: %v", name, err)
		}
	}
	write("primary", "../../etc/passwd")
	if got, _ := cachePath("DIR:" + dir); got != filepath.Join(dir, "passwd") {
		t.Errorf("a folder of caches leads out of it: %s", got)
	}
}

// TestDamagedCaches: a damaged or empty file is no cache, and no reason to fall over.
func TestDamagedCaches(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cc")
	for _, text := range []string{"", "\x05", "\x05\x04", "\x05\x04\x00\x0c\x00\x01\x00\x08", "\x05\x04\xff\xff", strings.Repeat("\x05", 99), "text"} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if c, err := loadCache(path); err == nil {
			t.Errorf("%q is a cache: %+v", text, c)
		}
		if k, _, err := loadKeytab(path); err == nil && len(k.Entries) > 0 {
			t.Errorf("%q is a keytab: %+v", text, k)
		}
	}
}

// TestNoTicketNoSignIn: without a ticket nothing is sent, and a cache that cannot be read is named.
func TestNoTicketNoSignIn(t *testing.T) {
	conf(t, "")
	t.Setenv("KRB5_CLIENT_KTNAME", filepath.Join(t.TempDir(), "none"))
	for cache, want := range map[string]bits.SignInCause{"FILE:" + filepath.Join(t.TempDir(), "none"): "", "KCM:": bits.CacheKind} {
		t.Setenv("KRB5CCNAME", cache)
		g := alone(&accounts{})
		again, s := g.Challenged(t.Context(), visit(secure), []string{"Negotiate"})
		if again || s.Why != bits.NoAccount || s.Cause != want || authorize(t, g, visit(secure)) != "" {
			t.Errorf("%s: %v %+v", cache, again, s)
		}
	}
}
