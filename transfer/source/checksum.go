package source

import (
	"context"
	"crypto/sha256"
	"encoding"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"os"
	"sync"
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
	crc32c:       func() hash.Hash { return new(crc) },
	sha256Digest: sha256.New,
}

// crc32c detects changes at almost no cost. It is no protection against a deliberate collision.
const crc32c = "crc32c"

// sha256Digest is for servers that name it too. BenchmarkChecksum: about 0.8 s of processor time a GiB with the
// processor's own instructions for it, 3 s without, and crc32c less than 0.1 s.
const sha256Digest = "sha256"

// NewChecksum returns the checksum of no bytes.
func NewChecksum() Checksum { return Checksum{Algorithm: crc32c} }

// NewDigest returns the checksum of no bytes by SHA-256.
func NewDigest() Checksum { return Checksum{Algorithm: sha256Digest} }

// SHA256 returns the SHA-256 of the bytes of c in lower-case hexadecimal, "" if c is by another algorithm or mixed.
func (c Checksum) SHA256() string {
	h, err := c.Resume()
	if err != nil || c.Algorithm != sha256Digest {
		return ""
	}
	return hex.EncodeToString(h.Sum(nil))
}

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

// rooms are buffers of one step at most, for the next file: they would cost more than a small one.
var rooms = sync.Pool{New: func() any { return new([]byte) }}

// Extend reads f from the end of c up to offset to, and returns the checksum up to there. It calls beat after each
// step. Errors are ctx's cause, ErrCut for a file that is too short, ErrChecksum, or the system's.
func (c Checksum) Extend(ctx context.Context, f *os.File, to int64, beat func()) (Checksum, error) {
	return c.ExtendFrom(ctx, f, to, beat)
}

// ExtendFrom is Extend for any reader of a file.
func (c Checksum) ExtendFrom(ctx context.Context, f io.ReaderAt, to int64, beat func()) (Checksum, error) {
	if c.Algorithm != "" && c.Size >= to { // the hash of no bytes has more than one state
		return c, nil
	}
	h, err := c.Resume()
	if err != nil {
		return Checksum{}, err
	}
	room := rooms.Get().(*[]byte) // the pool holds nothing else
	defer rooms.Put(room)         // a read that never returns keeps it
	if want := int(min(readStep, max(to-c.Size, 0))); cap(*room) < want {
		*room = make([]byte, want)
	}
	buffer := (*room)[:cap(*room)]
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

// SHA256 returns the SHA-256 of the file, as a checksum, if its first bytes still are those of which all is the checksum.
// The errors are those of Hash.
func (s File) SHA256(ctx context.Context, all Checksum, beat func()) (Checksum, error) {
	h := sha256.New()
	again, err := s.Hash(ctx, all.Again(), h, beat)
	if err == nil && again != all {
		err = &Error{Path: s.Path, Flaw: FlawChanged}
	}
	if err != nil {
		return Checksum{}, err
	}
	d := NewDigest()
	d.Size = all.Size
	return d.Store(h)
}

// Hash returns the checksum of the whole file by the algorithm of sum, which is of no bytes. also gets the same bytes.
// The error is ctx's, a *Error, ErrCut or ErrChecksum.
func (s File) Hash(ctx context.Context, sum Checksum, also io.Writer, beat func()) (Checksum, error) {
	f, _, err := s.Open()
	if err != nil {
		return Checksum{}, err
	}
	defer f.Close() //nolint:errcheck // only read
	return sum.ExtendFrom(ctx, tee{f, also}, s.Size, beat)
}

// tee shows what is read, from the beginning on and each byte once, to a hash.
type tee struct {
	io.ReaderAt
	also io.Writer
}

func (t tee) ReadAt(p []byte, at int64) (int, error) {
	n, err := t.ReaderAt.ReadAt(p, at)
	_, _ = t.also.Write(p[:n]) // a hash never fails
	return n, err
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
