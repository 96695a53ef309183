package apptest

import (
	"encoding/binary"
)

// ZoneOf is a zone so many hours east of Greenwich, as a zone file of RFC 9636: a header that counts one local time
// type and four letters, and these.
func ZoneOf(hours int) []byte {
	b := append([]byte("TZif"), make([]byte, 16+4*4)...)
	b = append(b, 0, 0, 0, 1, 0, 0, 0, 4)
	b = binary.BigEndian.AppendUint32(b, uint32(int32(hours*3600)))
	return append(b, "\x00\x00STD\x00"...)
}
