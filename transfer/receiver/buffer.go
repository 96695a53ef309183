package receiver

import "sync"

// Sizes of what a body is read into, in bytes. Large reads cost the least; a body that stands still holds the
// smaller one only, so that a thousand of them cost little.
const (
	bigRead   = 512 << 10
	smallRead = 16 << 10
)

var (
	bigBuffers   = sync.Pool{New: func() any { b := make([]byte, bigRead); return &b }}
	smallBuffers = sync.Pool{New: func() any { b := make([]byte, smallRead); return &b }}
)

// buffer is what one body is read into. It is as large as the body comes fast.
type buffer struct {
	held *[]byte
	full bool // the last read filled a small buffer, or brought as much
}

// room is what to read into next.
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

// took tells of how many bytes the last read brought.
func (u *buffer) took(n int) { u.full = n >= smallRead }

// release gives the room back.
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
