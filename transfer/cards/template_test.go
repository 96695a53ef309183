package cards

import "testing"

func TestSplitName(t *testing.T) {
	for name, want := range map[string][2]string{
		"a.txt": {"a", ".txt"}, "a": {"a", ""}, ".profile": {".profile", ""}, ".a.b": {".a", ".b"}, "a.": {"a", "."},
	} {
		if base, ext := splitName(name); [2]string{base, ext} != want {
			t.Errorf("%s: %q %q", name, base, ext)
		}
	}
}
