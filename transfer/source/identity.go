package source

import "time"

// Likeness is what two looks at a file say about its content.
type Likeness int8

// What they say.
const (
	Untouched Likeness = iota // the same file with the same content
	Doubtful                  // something about it changed that need not be the content
	Different                 // it is another file, or has other content
)

// daylight is by how much the times of a FAT disk move when the clocks change: it keeps local time.
const daylight = time.Hour

// Compare holds what the system says of a file now against what it said before. A time of last change
// that is not known to one of them is a doubt, and so is a file that was named anew.
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

// Identified reports whether the source is known by more than size and time, as those of older queue
// files are not.
func (s File) Identified() bool { return s.FileID != "" || !s.Changed.IsZero() }
