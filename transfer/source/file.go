package source

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// File is a file as it was at one look; in a job, when it was queued.
type File struct {
	Path    string    `json:"path"` // absolute
	Size    int64     `json:"size"` // bytes
	ModTime time.Time `json:"mtime"`
	Root    bool      `json:"root,omitempty"` // it was at a mount point, not in a folder of that disk

	FileID  string    `json:"file_id,omitempty"` // inode or file index; "" = not known
	Changed time.Time `json:"changed,omitzero"`  // when the file or its attributes last changed (ctime); zero = not known
	// Unproven is set when the user chose this file after part of one was sent. It is compared before anything more
	// is sent.
	Unproven bool `json:"unproven,omitempty"`
	// Written is set when bytes of more than one version of the file may have been sent.
	Written bool `json:"written,omitempty"`
}

// QuietTime is how long a file must be unchanged before it is uploaded.
const QuietTime = 3 * time.Second

// JustWritten reports whether the file was written a moment ago, so that it may still be growing. The file's clock
// may be a little ahead.
func (s File) JustWritten(now time.Time) bool { return now.Sub(s.ModTime).Abs() < QuietTime }

// Stat returns the present state of a file. Its path becomes absolute, and a link is followed. Its errors are *Error.
func Stat(path string) (File, error) {
	abs, err := filepath.Abs(path)
	if errors.Is(err, fs.ErrNotExist) { // the working directory is gone
		return File{}, &Error{Path: path, Flaw: FlawMissing, Err: err}
	}
	if err != nil { // Windows knows at once what is no name
		return File{}, &Error{Path: path, Flaw: flawOfSystem(err), Err: err}
	}
	s, err := At(abs)
	if err != nil || s.Size > 0 {
		return s, err
	}
	if err := s.readable(); FlawOf(err) == FlawZero {
		return File{}, err
	}
	return s, nil
}

// At describes the file at an absolute path without opening it. Its errors are *Error.
func At(abs string) (File, error) {
	info, err := os.Stat(abs)
	if err != nil {
		return File{}, &Error{Path: abs, Flaw: flawIn(abs, err), Err: err}
	}
	if !isFile(abs, info) {
		return File{}, &Error{Path: abs, Flaw: FlawNotFile}
	}
	return File{Path: abs, Root: mountRoot(filepath.Dir(abs))}.seen(nil, info), nil
}

// Open opens the file and describes the open file, so that a file put in its place is noticed. Its errors are *Error.
func (s File) Open() (*os.File, File, error) {
	info, err := os.Stat(s.Path) // first, because opening a pipe would block
	if err == nil && !isFile(s.Path, info) {
		return nil, File{}, &Error{Path: s.Path, Flaw: FlawNotFile}
	}
	f, err := openShared(s.Path)
	if err != nil {
		return nil, File{}, &Error{Path: s.Path, Flaw: s.flawIn(err), Err: err}
	}
	now, err := s.Look(f)
	if err == nil && now.Size == 0 && !empty(s.Path) {
		err = &Error{Path: s.Path, Flaw: FlawZero}
	}
	if err != nil {
		_ = f.Close()
		return nil, File{}, err
	}
	return f, now, nil
}

// Again describes what is at the path now, without opening it. Its errors are the system's.
func (s File) Again() (File, error) {
	info, err := os.Stat(s.Path)
	if err != nil {
		return File{}, err
	}
	return s.seen(nil, info), nil
}

// ErrTouched means that the file has changed since it was looked at.
var ErrTouched = errors.New("the file was touched just before it was to be sent")

// OpenUntouched opens the file for sending if it has not changed since it was looked at; otherwise ErrTouched.
func (s File) OpenUntouched() (*os.File, error) {
	f, now, err := s.Open()
	if err != nil {
		return nil, err
	}
	if now != s {
		_ = f.Close()
		return nil, ErrTouched
	}
	return f, nil
}

// Look describes an open file. Its errors are *Error.
func (s File) Look(f *os.File) (File, error) {
	info, err := f.Stat()
	if err != nil {
		return File{}, s.Unread(err)
	}
	return s.seen(f, info), nil
}

// seen returns s with the state in info, which is that of f, or of the path if f is nil.
func (s File) seen(f *os.File, info os.FileInfo) File {
	s.Size, s.ModTime = info.Size(), info.ModTime().UTC()
	s.Unproven, s.Written = false, false
	s.FileID, s.Changed = identity(s.Path, f, info)
	return s
}

// empty reports whether a file of size 0 really has no bytes; most files of /proc claim that size. One that waits for
// its first byte is not empty.
func empty(path string) bool {
	f, err := openWaiting(path)
	if err != nil {
		return true // it was a moment ago
	}
	defer f.Close()                                    //nolint:errcheck // only read
	_ = f.SetReadDeadline(time.Now().Add(time.Second)) // ordinary files do not support it
	n, err := f.Read(make([]byte, 1))
	return n == 0 && !errors.Is(err, os.ErrDeadlineExceeded)
}

// readable reports whether a file can be opened for reading.
func (s File) readable() error {
	f, _, err := s.Open()
	if err != nil {
		return err
	}
	return f.Close()
}

// Unread returns the *Error for a file that exists but cannot be read.
func (s File) Unread(err error) error {
	flaw := s.flawIn(err)
	if flaw == FlawAway && !folderGone(s.Path) || flaw == FlawPath { // the path led to the file a moment ago
		flaw = FlawFailed
	}
	return &Error{Path: s.Path, Flaw: flaw, Err: err}
}

// flawIn classifies an error for a file that existed. The mount folder of a pulled disk does not prove that it is
// missing.
func (s File) flawIn(err error) Flaw {
	flaw := flawIn(s.Path, err)
	if flaw == FlawMissing && s.Root && !mountRoot(filepath.Dir(s.Path)) {
		return FlawAway
	}
	return flaw
}
