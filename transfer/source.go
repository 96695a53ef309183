package transfer

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"sendoff/transfer/bits"
)

// SourceError says why a file cannot be uploaded. Kind is KindFileChanged, KindFileSize, KindFileStuck,
// KindNotFile or what kindOf tells apart.
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
	s, err := statSource(abs)
	if err != nil || s.Size > 0 {
		return s, err
	}
	if err := s.readable(); kindOfSource(err) == KindFileSize {
		return Source{}, err
	}
	return s, nil
}

// kindOfSource is the kind of a *SourceError, "" for other errors and none.
func kindOfSource(err error) Kind {
	var source *SourceError
	if errors.As(err, &source) {
		return source.Kind
	}
	return ""
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

// open opens the file and describes it as it is now. The look is at the open file, so that a file put in
// its place between look and reading is noticed. Its errors are *SourceError.
func (s Source) open() (*os.File, Source, error) {
	info, err := os.Stat(s.Path) // first, because opening a pipe would wait for its other end
	if err == nil && !isFile(s.Path, info) {
		return nil, Source{}, &SourceError{Path: s.Path, Kind: KindNotFile}
	}
	f, err := openShared(s.Path)
	if err != nil {
		return nil, Source{}, &SourceError{Path: s.Path, Kind: s.kind(err), Err: err}
	}
	now, err := s.look(f)
	if err == nil && now.Size == 0 && !empty(f) {
		err = &SourceError{Path: s.Path, Kind: KindFileSize}
	}
	if err != nil {
		_ = f.Close()
		return nil, Source{}, err
	}
	return f, now, nil
}

// empty reports whether a file that claims to be of size 0 has no byte, as most files of /proc claim it. One
// that has none yet and waits for some has an endless number of them.
func empty(f *os.File) bool {
	_ = f.SetReadDeadline(time.Now().Add(time.Second)) // ordinary files need none
	n, err := f.Read(make([]byte, 1))
	return n == 0 && !errors.Is(err, os.ErrDeadlineExceeded)
}

// readable reports whether a file can be opened for reading.
func (s Source) readable() error {
	f, _, err := s.open()
	if err != nil {
		return err
	}
	return f.Close()
}

// comesBack reports whether the file may be readable again by itself.
func (e *SourceError) comesBack() bool {
	return comesBack(e.Kind) || e.Kind == KindFileFailed && disconnected(e.Err)
}

// code is the HRESULT that Windows reports for a fault of the source.
func (e *SourceError) code() uint32 {
	switch e.Kind { //nolint:exhaustive // a source has only these
	case KindFileChanged:
		return bits.CodeLocalFileChanged
	case KindFileMissing, KindFileAway, KindFileCloud:
		return bits.CodeFileNotFound
	case KindFileBusy:
		return bits.CodeSharingViolation
	case KindFileDenied:
		return bits.CodeAccessDenied
	case KindOwnLimit:
		return codeTooManyFiles
	case KindFileFailed:
		return codeReadFault
	case KindFileStuck:
		return codeSemTimeout
	}
	return bits.CodeInvalidArgument
}

// HRESULT_FROM_WIN32 of ERROR_TOO_MANY_OPEN_FILES, ERROR_READ_FAULT and ERROR_SEM_TIMEOUT.
const (
	codeTooManyFiles = 0x80070004
	codeReadFault    = 0x8007001E
	codeSemTimeout   = 0x80070079
)
