package transfer

import "testing"

// TestGroupKeys: a group is known by an ID of its own and by the name of its folder, whatever that is.
func TestGroupKeys(t *testing.T) {
	for folder, want := range map[string]string{
		"photos": "photos", "two words": "two words", "": "", "\xff": "\ufffd",
	} {
		key := NewGroupKey(folder)
		if got := GroupFolder(key); got != want {
			t.Errorf("%q: the folder of %q is %q", folder, key, got)
		}
		if other := NewGroupKey(folder); other == key {
			t.Errorf("two groups have the key %q", key)
		}
	}
	if got := GroupFolder("of another program"); got != "of another program" {
		t.Errorf("a name: %q", got)
	}
}
