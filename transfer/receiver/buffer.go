package receiver

import "sync"

// Sizes of the buffers that bodies are read into, in bytes. Large reads cost the least. A body that stands still
// holds only a small buffer, so a thousand of them cost little.
const (
	bigRead   = 512 << 10
	smallRead = 16 << 10
)

var (
	bigBuffers   = sync.Pool{New: func() any { b := make([]byte, bigRead); return &b }}
	smallBuffers = sync.Pool{New: func() any { b := make([]byte, smallRead); return &b }}
)

// buffer is what one body is read into: small for a slow body, big for a fast one.
type buffer struct {
	held *[]byte
	full bool // the last read filled a small buffer, or would have
}

// room returns the slice for the next read.
func (u *buffer) room() []byte {
	if u.held == nil || (len(*u.held) == bigRead) != u.full {
		u.release()
		if u.full {
			u.held = bigBuffers.Get().(*[]byte)
		} else {
			u.held = smallBuffers.Get().(*[]byte)
		}
	}
	return *u.held
}

// took records how many bytes the last read returned.
func (u *buffer) took(n int) { u.full = n >= smallRead }

// release returns the buffer to its pool.
func (u *buffer) release() {
	switch {
	case u.held == nil:
	case len(*u.held) == bigRead:
		bigBuffers.Put(u.held)
	default:
		smallBuffers.Put(u.held)
	}
	u.held = nil
}
