package bits

import (
	"errors"
	"strings"
	"testing"
)

func TestParseFingerprint(t *testing.T) {
	want := Fingerprint{0xAB, 0xCD}
	for _, text := range []string{
		want.String(), strings.ToLower(want.String()), strings.ReplaceAll(want.String(), ":", ""),
		"sha256:" + want.String(), "SHA256 Fingerprint=" + want.String(), "  " + strings.ReplaceAll(want.String(), ":", " ") + "\n",
	} {
		if got, err := ParseFingerprint(text); err != nil || got != want {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "ab", strings.Repeat("zz", 32), want.String() + ":00"} {
		if _, err := ParseFingerprint(text); !errors.Is(err, ErrFingerprint) {
			t.Errorf("%q: %v", text, err)
		}
	}
}
