package system

import (
	"testing"

	"golang.org/x/sys/windows/registry"
)

// TestReadKey reads values as Windows writes them, from a key of the test's own.
func TestReadKey(t *testing.T) {
	const path = `Software\sendoff-test-of-proxies`
	key, _, err := registry.CreateKey(registry.CURRENT_USER, path, registry.SET_VALUE)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = key.Close()
		_ = registry.DeleteKey(registry.CURRENT_USER, path)
	})
	read := func() string {
		t.Helper()
		r, ok, err := readKey(registry.CURRENT_USER, path)
		if err != nil {
			t.Fatal(err)
		}
		return by(t, r, ok, "https://files.test/")
	}
	if got := read(); got != "nothing" {
		t.Errorf("without values: %s", got)
	}
	for name, value := range map[string]string{"ProxyServer": "http=a.test:80;https=b.test:81", "ProxyOverride": "*.intern.test;<local>"} {
		if err := key.SetStringValue(name, value); err != nil {
			t.Fatal(err)
		}
	}
	for enable, want := range map[uint32]string{0: "nothing", 1: "http://b.test:81"} {
		if err := key.SetDWordValue("ProxyEnable", enable); err != nil {
			t.Fatal(err)
		}
		if got := read(); got != want {
			t.Errorf("ProxyEnable %d: %s", enable, got)
		}
	}
	if _, ok, err := readKey(registry.CURRENT_USER, path+`\none`); ok || err != nil {
		t.Errorf("without a key: %t %v", ok, err)
	}
	if _, _, err := Read(t.Context()); err != nil {
		t.Errorf("the user's own: %v", err)
	}
}
