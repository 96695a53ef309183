package desktop

import (
	"os"
	"path/filepath"
	"testing"
)

func TestPortalPath(t *testing.T) {
	root := t.TempDir()
	for _, name := range []string{"a+b/c d+e.txt", "plain/x y.txt", "both/p q", "both/p+q"} {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for decoded, want := range map[string]string{
		"a b/c d e.txt": "a+b/c d+e.txt",
		"plain/x y.txt": "plain/x y.txt",
		"plain/no file": "plain/no file",
	} {
		got, err := portalPath(filepath.Join(root, decoded))
		if err != nil || got != filepath.Join(root, want) {
			t.Errorf("portalPath(%q) = %q, %v; want %q", decoded, got, err, want)
		}
	}
	if got, err := portalPath(filepath.Join(root, "both/p q")); err == nil {
		t.Errorf("two files could be meant, and %q was taken", got)
	}
}
