// Package pack writes and reads small records of numbered fields, in a few bytes and without reflection: a field that is
// zero takes none. One list of fields serves both directions, so that they cannot differ. A reader skips fields with
// numbers that it does not know. It knows nothing of jobs.
package pack

import (
	"encoding/binary"
	"errors"
	"time"
)

// ErrDamaged means that a record is not one.
var ErrDamaged = errors.New("damaged record")

// version is the first byte of a record. It differs from that of any JSON.
const version = 1

// Is reports whether a record was written by this package.
func Is[S string | []byte](record S) bool { return len(record) > 0 && record[0] == version }

// Fields is a record that is being written or read. The numbers of fields rise from call to call.
type Fields struct {
	out     []byte
	in      string
	reading bool
	damaged bool
	number  uint64 // of the next field to read; 0 = none is left
	kind    uint64
}

// The kinds of fields.
const (
	kindNumber = iota // one varint
	kindText          // its length and its bytes
	kindTime          // seconds, then nanoseconds and whether it is in UTC
	kindBits   = 2    // how many bits of a field's head are its kind
)

// Writer begins a record in buf, which may have room for it.
func Writer(buf []byte) Fields { return Fields{out: append(buf[:0], version)} }

// Record returns what was written.
func (f *Fields) Record() []byte { return f.out }

// Reader reads a record. The texts that it returns are parts of it.
func Reader(record string) Fields {
	f := Fields{in: record, reading: true}
	if !Is(record) {
		f.damaged = true
		return f
	}
	f.in = f.in[1:]
	f.head()
	return f
}

// Err reports as ErrDamaged that the record could not be read to its end.
func (f *Fields) Err() error {
	for !f.damaged && f.number > 0 { // fields that a newer program has added
		f.skip()
	}
	if f.damaged {
		return ErrDamaged
	}
	return nil
}

// Number is a field with a number.
func Number[N ~int | ~int8 | ~int64 | ~uint32](f *Fields, number uint64, n *N) {
	switch {
	case !f.reading:
		if *n != 0 {
			f.begin(number, kindNumber)
			f.out = binary.AppendVarint(f.out, int64(*n))
		}
	case f.find(number, kindNumber):
		*n = N(f.varint())
		f.head()
	}
}

// Text is a field with a text of any bytes.
func Text[S ~string](f *Fields, number uint64, s *S) {
	switch {
	case !f.reading:
		if *s != "" {
			f.begin(number, kindText)
			f.out = binary.AppendUvarint(f.out, uint64(len(*s)))
			f.out = append(f.out, *s...)
		}
	case f.find(number, kindText):
		*s = S(f.bytes())
		f.head()
	}
}

// Flag is a field that is set or not.
func (f *Fields) Flag(number uint64, set *bool) {
	if f.reading {
		var n int
		Number(f, number, &n)
		*set = n != 0
	} else if *set { // what is written may be read by others meanwhile
		n := 1
		Number(f, number, &n)
	}
}

// Time is a field with a time, to the nanosecond. It comes back in UTC or in the local zone.
func (f *Fields) Time(number uint64, t *time.Time) {
	switch {
	case !f.reading:
		if t.IsZero() {
			return
		}
		rest := uint64(t.Nanosecond()) << 1
		if t.Location() == time.UTC {
			rest |= 1
		}
		f.begin(number, kindTime)
		f.out = binary.AppendUvarint(binary.AppendVarint(f.out, t.Unix()), rest)
	case f.find(number, kindTime):
		seconds := f.varint()
		rest := f.uvarint()
		if *t = time.Unix(seconds, int64(rest>>1)); rest&1 == 1 {
			*t = t.UTC()
		}
		f.head()
	}
}

// Part is a field that is a record of its own; nil = none. Reading it makes a new T.
func Part[T any](f *Fields, number uint64, part **T, fields func(*T, *Fields)) {
	switch {
	case !f.reading:
		if *part == nil {
			return
		}
		inner := Writer(nil)
		fields(*part, &inner)
		text := string(inner.out)
		Text(f, number, &text)
	case f.find(number, kindText):
		inner := Reader(f.bytes())
		*part = new(T)
		fields(*part, &inner)
		f.damaged = f.damaged || inner.Err() != nil
		f.head()
	}
}

func (f *Fields) begin(number, kind uint64) {
	f.out = binary.AppendUvarint(f.out, number<<kindBits|kind)
}

// find goes on to a field; false if the record has none.
func (f *Fields) find(number, kind uint64) bool {
	for !f.damaged && f.number > 0 && f.number < number {
		f.skip()
	}
	if f.damaged || f.number != number {
		return false
	}
	f.damaged = f.kind != kind
	return !f.damaged
}

// head reads the head of the next field.
func (f *Fields) head() {
	before := f.number
	if f.number = 0; f.damaged || f.in == "" {
		return
	}
	head := f.uvarint()
	f.number, f.kind = head>>kindBits, head&(1<<kindBits-1)
	f.damaged = f.damaged || f.number <= before || f.kind > kindTime
}

func (f *Fields) skip() {
	switch f.kind {
	case kindNumber:
		f.varint()
	case kindText:
		f.bytes()
	case kindTime:
		f.varint()
		f.uvarint()
	}
	f.head()
}

func (f *Fields) uvarint() uint64 {
	var n uint64
	for shift := uint(0); shift < 64 && int(shift/7) < len(f.in); shift += 7 {
		b := f.in[shift/7]
		n |= uint64(b&0x7f) << shift
		if b < 0x80 {
			f.in = f.in[shift/7+1:]
			return n
		}
	}
	f.damaged = true
	return 0
}

func (f *Fields) varint() int64 {
	n := f.uvarint()
	return int64(n>>1) ^ -int64(n&1)
}

func (f *Fields) bytes() string {
	n := f.uvarint()
	if f.damaged || n > uint64(len(f.in)) {
		f.damaged = true
		return ""
	}
	text := f.in[:n]
	f.in = f.in[n:]
	return text
}
