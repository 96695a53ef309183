package source

import (
	"context"
	"encoding"
	"encoding/hex"
	"errors"
	"hash"
	"hash/crc32"
	"io"
	"os"
)

// Checksum is a running checksum of a file's beginning. It is stored with the state of its hash, so that it can be
// continued after a restart without reading the bytes again.
type Checksum struct {
	Algorithm string `json:"algorithm,omitempty"` // "" = none, as in older queue files
	Size      int64  `json:"size,omitempty"`      // bytes from offset 0
	State     string `json:"state,omitempty"`     // of the hash, in hexadecimal; "" = of no bytes
}

// algorithms are the hashes for checksums. They must be an encoding.BinaryMarshaler and -Unmarshaler, as those of the
// standard library are.
var algorithms = map[string]func() hash.Hash{
	crc32c: func() hash.Hash { return crc32.New(crc32.MakeTable(crc32.Castagnoli)) },
}

// crc32c detects changes at almost no cost. It is no protection against a deliberate collision.
const crc32c = "crc32c"

// NewChecksum returns the checksum of no bytes.
func NewChecksum() Checksum { return Checksum{Algorithm: crc32c} }

// Again returns the checksum of no bytes, by the same algorithm.
func (c Checksum) Again() Checksum { return Checksum{Algorithm: c.Algorithm} }

// ErrChecksum means that this program cannot continue a stored checksum.
var ErrChecksum = errors.New("the stored checksum cannot be gone on with")

// ErrCut means that a file ends before the size that the system says.
var ErrCut = errors.New("the file ends before its size")

// Resume returns the hash to continue c with.
func (c Checksum) Resume() (hash.Hash, error) {
	begin := algorithms[c.Algorithm]
	if begin == nil {
		return nil, ErrChecksum
	}
	h := begin()
	if c.State == "" {
		return h, nil
	}
	state, err := hex.DecodeString(c.State)
	u, ok := h.(encoding.BinaryUnmarshaler)
	if err != nil || !ok || u.UnmarshalBinary(state) != nil {
		return nil, ErrChecksum
	}
	return h, nil
}

// readStep is how many bytes are read between two checks of the context.
const readStep = 256 << 10

// Extend reads f from the end of c up to offset to, and returns the checksum up to there. It calls beat after each
// step. Errors are ctx's cause, ErrCut for a file that is too short, ErrChecksum, or the system's.
func (c Checksum) Extend(ctx context.Context, f *os.File, to int64, beat func()) (Checksum, error) {
	if c.Algorithm != "" && c.Size >= to { // the hash of no bytes has more than one state
		return c, nil
	}
	h, err := c.Resume()
	if err != nil {
		return Checksum{}, err
	}
	buffer := make([]byte, min(readStep, max(to-c.Size, 0)))
	for c.Size < to {
		if ctx.Err() != nil {
			return Checksum{}, context.Cause(ctx)
		}
		n, err := f.ReadAt(buffer[:min(int64(len(buffer)), to-c.Size)], c.Size)
		_, _ = h.Write(buffer[:n]) // never fails
		c.Size += int64(n)
		if errors.Is(err, io.EOF) && c.Size < to {
			return Checksum{}, ErrCut
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return Checksum{}, err
		}
		beat()
	}
	return c.Store(h)
}

// Store returns c with the state of the hash h, which has seen c.Size bytes. It never fails for a hash from Resume.
func (c Checksum) Store(h hash.Hash) (Checksum, error) {
	m, ok := h.(encoding.BinaryMarshaler)
	if !ok {
		return Checksum{}, ErrChecksum
	}
	state, err := m.MarshalBinary()
	if err != nil {
		return Checksum{}, ErrChecksum
	}
	c.State = hex.EncodeToString(state)
	return c, nil
}

// mixedState is the state of a checksum of more than one version of those bytes. It equals no other.
const mixedState = "mixed"

// Mixed reports whether c covers more than one version of its bytes.
func (c Checksum) Mixed() bool { return c.State == mixedState }

// AsMixed returns c marked as covering more than one version of its bytes.
func (c Checksum) AsMixed() Checksum {
	c.State = mixedState
	return c
}
