package transfer

import (
	"fmt"
	"os"
	"path/filepath"

	"sendoff/transfer/bits"
)

// SourceError says why a file cannot be uploaded. Kind is KindFileChanged, KindNotFile or what kindOf tells
// apart.
type SourceError struct {
	Path string
	Kind Kind
	Err  error // what the system said; may be nil
}

func (e *SourceError) Error() string {
	if e.Err == nil {
		return fmt.Sprintf("source %s: %s", e.Path, e.Kind)
	}
	return fmt.Sprintf("source %s: %s: %v", e.Path, e.Kind, e.Err)
}

func (e *SourceError) Unwrap() error { return e.Err }

// Stat reads what a file is now. Its path becomes absolute; a link is followed. Its errors are
// *SourceError.
func Stat(path string) (Source, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return Source{}, &SourceError{Path: path, Kind: KindFileMissing, Err: err}
	}
	info, err := os.Stat(abs)
	if err != nil {
		return Source{}, &SourceError{Path: abs, Kind: kindOf(abs, err), Err: err}
	}
	if !isFile(abs, info) {
		return Source{}, &SourceError{Path: abs, Kind: KindNotFile}
	}
	return Source{Path: abs, Size: info.Size(), ModTime: info.ModTime().UTC(), Root: mountRoot(filepath.Dir(abs))}, nil
}

// kind is kindOf for a file that was there once: the folder that a pulled disk leaves behind proves
// nothing.
func (s Source) kind(err error) Kind {
	k := kindOf(s.Path, err)
	if k == KindFileMissing && s.Root && !mountRoot(filepath.Dir(s.Path)) {
		return KindFileAway
	}
	return k
}

// open opens the file and makes sure that it is still the one that was queued: same size, same
// modification time. The check is made on the open file, so that a file put in its place between
// check and reading is noticed.
func (s Source) open() (*os.File, error) {
	info, err := os.Stat(s.Path) // first, because opening a pipe would wait for its other end
	if err == nil && !isFile(s.Path, info) {
		return nil, &SourceError{Path: s.Path, Kind: KindNotFile}
	}
	f, err := openShared(s.Path)
	if err != nil {
		return nil, &SourceError{Path: s.Path, Kind: s.kind(err), Err: err}
	}
	if err := s.check(f); err != nil {
		_ = f.Close()
		return nil, err
	}
	return f, nil
}

// unchanged checks the file by its path.
func (s Source) unchanged() error {
	f, err := s.open()
	if err != nil {
		return err
	}
	return f.Close()
}

func (s Source) check(f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return &SourceError{Path: s.Path, Kind: s.kind(err), Err: err}
	}
	if info.Size() != s.Size || !info.ModTime().Equal(s.ModTime) {
		return &SourceError{Path: s.Path, Kind: KindFileChanged}
	}
	return nil
}

// readable tells whether a file can be opened for reading.
func (s Source) readable() error {
	info, err := os.Stat(s.Path) // first, because opening a pipe would wait for its other end
	if err == nil && !isFile(s.Path, info) {
		return &SourceError{Path: s.Path, Kind: KindNotFile}
	}
	f, err := openShared(s.Path)
	if err != nil {
		return &SourceError{Path: s.Path, Kind: s.kind(err), Err: err}
	}
	return f.Close()
}

// code is the HRESULT that Windows reports for a fault of the source.
func (e *SourceError) code() uint32 {
	switch e.Kind { //nolint:exhaustive // a source has only these
	case KindFileChanged:
		return bits.CodeLocalFileChanged
	case KindFileMissing, KindFileAway, KindFileCloud:
		return bits.CodeFileNotFound
	case KindFileBusy:
		return codeSharing
	case KindFileDenied:
		return bits.CodeAccessDenied
	case KindOwnLimit:
		return codeTooManyFiles
	case KindFileFailed:
		return codeReadFault
	}
	return bits.CodeInvalidArgument
}

// HRESULT_FROM_WIN32 of ERROR_TOO_MANY_OPEN_FILES and ERROR_READ_FAULT.
const (
	codeTooManyFiles = 0x80070004
	codeReadFault    = 0x8007001E
)
