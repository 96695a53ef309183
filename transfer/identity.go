package transfer

import (
	"os"
	"path/filepath"
	"time"
)

// likeness is what two looks at a file say about its content.
type likeness int8

const (
	untouched likeness = iota
	doubtful           // something about it changed that need not be the content
	different          // it is another file, or has other content
)

// daylight is by how much the times of a FAT disk move when the clocks change: it keeps local time.
const daylight = time.Hour

// compare holds what the system says of a file now against what it said before. A time of last change
// that is not known to one of them is a doubt, and so is a file that was named anew.
func (s Source) compare(now Source) likeness {
	if s.Size != now.Size {
		return different
	}
	switch shift := now.ModTime.Sub(s.ModTime).Abs(); {
	case shift == daylight && s.FileID != "" && s.FileID == now.FileID:
		return doubtful
	case shift != 0:
		return different
	case s.Unproven || s.FileID != now.FileID || !s.Changed.Equal(now.Changed):
		return doubtful
	}
	return untouched
}

// identified reports whether the source is known by more than size and time, as those of older queue
// files are not.
func (s Source) identified() bool { return s.FileID != "" || !s.Changed.IsZero() }

// seen is the source as the system describes it in info, which is of f, or of the path where f is nil.
func (s Source) seen(f *os.File, info os.FileInfo) Source {
	s.Size, s.ModTime = info.Size(), info.ModTime().UTC()
	s.Unproven, s.Written = false, false
	s.FileID, s.Changed = identity(s.Path, f, info)
	return s
}

// look describes an open file.
func (s Source) look(f *os.File) (Source, error) {
	info, err := f.Stat()
	if err != nil {
		return Source{}, s.unread(err)
	}
	return s.seen(f, info), nil
}

// unread is the error of a file that is there and cannot be read.
func (s Source) unread(err error) error {
	kind := s.kind(err)
	if kind == KindFileAway && !folderGone(s.Path) || kind == KindFilePath { // the path led to it a moment ago
		kind = KindFileFailed
	}
	return &SourceError{Path: s.Path, Kind: kind, Err: err}
}

// statSource describes the file at an absolute path.
func statSource(abs string) (Source, error) {
	info, err := os.Stat(abs)
	if err != nil {
		return Source{}, &SourceError{Path: abs, Kind: kindOf(abs, err), Err: err}
	}
	if !isFile(abs, info) {
		return Source{}, &SourceError{Path: abs, Kind: KindNotFile}
	}
	return Source{Path: abs, Root: mountRoot(filepath.Dir(abs))}.seen(nil, info), nil
}
