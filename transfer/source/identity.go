package source

import "time"

// Likeness compares the content of a file at two looks.
type Likeness int8

// The results.
const (
	Untouched Likeness = iota // the same file with the same content
	Doubtful                  // something about it changed that need not be the content
	Different                 // it is another file, or has other content
)

// daylight is how far the times of a FAT disk move with daylight saving: it stores local time.
const daylight = time.Hour

// Compare compares the present state with an earlier one. An unknown change time makes it Doubtful, and so does
// Unproven.
func (s File) Compare(now File) Likeness {
	if s.Size != now.Size {
		return Different
	}
	switch shift := now.ModTime.Sub(s.ModTime).Abs(); {
	case shift == daylight && s.FileID != "" && s.FileID == now.FileID:
		return Doubtful
	case shift != 0:
		return Different
	case s.Unproven || s.FileID != now.FileID || !s.Changed.Equal(now.Changed):
		return Doubtful
	}
	return Untouched
}

// Identified reports whether the file is known by more than size and time, unlike in older queue files.
func (s File) Identified() bool { return s.FileID != "" || !s.Changed.IsZero() }
