package receiver

import (
	"crypto/sha256"
	"encoding"
	"encoding/base64"
	"encoding/binary"
	"hash"

	"sendoff/transfer/bits"
)

// The SHA-256 of an upload is computed from its bytes as they are written. The state of the hash is stored with each
// offset, so that it goes on after a restart, and no file is read again. It is not known for sessions of older records
// and where the disk has lost acknowledged bytes; such uploads are acknowledged without a digest.

// hashed returns the hash of the bytes that the session has; nil if it is not known.
func (rec record) hashed() hash.Hash {
	h := sha256.New()
	if rec.Received == 0 {
		return h
	}
	state, err := base64.StdEncoding.DecodeString(rec.Hash)
	u, ok := h.(encoding.BinaryUnmarshaler)
	if err != nil || !ok || u.UnmarshalBinary(state) != nil || hashedBytes(state) != rec.Received {
		return nil
	}
	return h
}

// hashedBytes returns how many bytes a hash has seen: its state ends with that number. An older program may have gone
// on with the record without it.
func hashedBytes(state []byte) int64 {
	return int64(binary.BigEndian.Uint64(state[len(state)-8:]))
}

// keepHash stores the state of h, which has seen rec.Received bytes, and the digest once these are all.
func (rec *record) keepHash(h hash.Hash) {
	rec.Hash, rec.Digest = "", ""
	if h == nil {
		return
	}
	if rec.Received == rec.Total {
		rec.Digest = bits.NewSHA256(h.Sum(nil))
		return
	}
	if m, ok := h.(encoding.BinaryMarshaler); ok {
		state, _ := m.MarshalBinary() // never fails for the hashes of the standard library
		rec.Hash = base64.StdEncoding.EncodeToString(state)
	}
}

// cutTo makes n the number of bytes that the session has. If some are missing, their hash is not known.
func (rec *record) cutTo(n int64) {
	if n < rec.Received {
		rec.Received, rec.Hash, rec.Digest = n, "", ""
	}
}
