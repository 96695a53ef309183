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

// Checksum is a running checksum of a file's beginning. It is stored with the job as the state of its
// hash, so that it goes on after a restart without a second look at what it is of.
type Checksum struct {
	Algorithm string `json:"algorithm,omitempty"` // "" = none was kept, as in older queue files
	Size      int64  `json:"size,omitempty"`      // bytes from offset 0
	State     string `json:"state,omitempty"`     // of the hash, in hexadecimal; "" = of no byte
}

// algorithms are the hashes that a checksum may be made with. One that is to go on after a restart must be
// an encoding.BinaryMarshaler and -Unmarshaler, as those of the standard library are.
var algorithms = map[string]func() hash.Hash{
	crc32c: func() hash.Hash { return crc32.New(crc32.MakeTable(crc32.Castagnoli)) },
}

// crc32c tells a file that was changed from one that was not, and costs next to nothing. It is no proof
// against somebody who wants it to be equal.
const crc32c = "crc32c"

// NewChecksum is that of no byte.
func NewChecksum() Checksum { return Checksum{Algorithm: crc32c} }

// Again is that of no byte, by the same algorithm.
func (c Checksum) Again() Checksum { return Checksum{Algorithm: c.Algorithm} }

// ErrChecksum is a stored checksum that this program cannot go on with.
var ErrChecksum = errors.New("the stored checksum cannot be gone on with")

// ErrCut is a file that ends before the size that the system names for it.
var ErrCut = errors.New("the file ends before its size")

// Resume makes the hash that goes on where c ends.
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

// readStep is how much is read at once between two looks at whether anybody still wants it.
const readStep = 256 << 10

// Extend reads f from where c ends up to offset to, and returns the checksum up to there. beat is called
// after each step. It ends early with ctx's error; of a file that is too short it is ErrCut.
func (c Checksum) Extend(ctx context.Context, f *os.File, to int64, beat func()) (Checksum, error) {
	if c.Algorithm != "" && c.Size >= to { // a hash of no byte has more than one state
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

// Store is c with the state of the hash h, which has seen c.Size bytes. It never fails for a hash that Resume made.
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

// Mixed reports whether it is of more than one version of those bytes.
func (c Checksum) Mixed() bool { return c.State == mixedState }

// AsMixed is c of more than one version of those bytes. It equals no checksum of a single one.
func (c Checksum) AsMixed() Checksum {
	c.State = mixedState
	return c
}
