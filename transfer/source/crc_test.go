package source

import (
	"bytes"
	"encoding"
	"hash/crc32"
	"testing"
)

// TestCRCIsTheStandardOne: states that either has stored are the other's too, so queues of older programs go on.
func TestCRCIsTheStandardOne(t *testing.T) {
	theirs := crc32.New(crc32.MakeTable(crc32.Castagnoli))
	mine := new(crc)
	for _, part := range []string{"", "some bytes", "and more of them"} {
		_, _ = theirs.Write([]byte(part))
		_, _ = mine.Write([]byte(part))
		want, _ := theirs.(encoding.BinaryMarshaler).MarshalBinary()
		got, _ := mine.MarshalBinary()
		if !bytes.Equal(got, want) || !bytes.Equal(mine.Sum(nil), theirs.Sum(nil)) {
			t.Fatalf("after %q: %x, want %x", part, got, want)
		}
		again := new(crc)
		if err := again.UnmarshalBinary(want); err != nil || *again != *mine {
			t.Errorf("%x gives %x: %v", want, *again, err)
		}
	}
	for _, state := range []string{"", "crc", "crc\x01\x00\x00\x00\x00abcd", crcState + "abc", crcState + "abcde"} {
		if err := new(crc).UnmarshalBinary([]byte(state)); err == nil {
			t.Errorf("%q is taken", state)
		}
	}
}
