package source

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
)

// crc is hash/crc32 with the Castagnoli polynomial, with the same stored states. That one makes a checksum of its table
// each time that a state is stored or resumed, which costs more than that of a small file.
type crc uint32

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// crcState begins a stored state; the checksum follows. It is what hash/crc32 stores: its mark and the IEEE checksum
// of the table.
const crcState = "crc\x01\x77\x42\x84\x81"

var errState = errors.New("not the state of a crc32c")

func (c *crc) Write(p []byte) (int, error) {
	*c = crc(crc32.Update(uint32(*c), castagnoli, p))
	return len(p), nil
}

func (c *crc) Sum(to []byte) []byte { return binary.BigEndian.AppendUint32(to, uint32(*c)) }
func (c *crc) Reset()               { *c = 0 }
func (*crc) Size() int              { return crc32.Size }
func (*crc) BlockSize() int         { return 1 }

// MarshalBinary implements encoding.BinaryMarshaler.
func (c *crc) MarshalBinary() ([]byte, error) { return c.Sum([]byte(crcState)), nil }

// UnmarshalBinary implements encoding.BinaryUnmarshaler.
func (c *crc) UnmarshalBinary(state []byte) error {
	if len(state) != len(crcState)+crc32.Size || string(state[:len(crcState)]) != crcState {
		return errState
	}
	*c = crc(binary.BigEndian.Uint32(state[len(crcState):]))
	return nil
}
