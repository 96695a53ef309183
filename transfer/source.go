package transfer

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"sendoff/transfer/bits"
)

// SourceError says why a file cannot be uploaded. Kind is one of KindFileMissing, KindFileDenied,
// KindNotFile, KindFileChanged, KindFileBusy and KindFileAway.
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
	if !info.Mode().IsRegular() {
		return Source{}, &SourceError{Path: abs, Kind: KindNotFile}
	}
	return Source{Path: abs, Size: info.Size(), ModTime: info.ModTime().UTC(), Root: mountRoot(filepath.Dir(abs))}, nil
}

// kindOf tells apart what a system says of a file. Only a folder that is there can prove that its file
// is not.
func kindOf(path string, err error) Kind {
	missing := errors.Is(err, fs.ErrNotExist)
	switch {
	case disconnected(err), missing && folderGone(path):
		return KindFileAway
	case missing:
		return KindFileMissing
	case lockedFile(err):
		return KindFileBusy
	}
	return KindFileDenied
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
	if err == nil && !info.Mode().IsRegular() {
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
	if err == nil && !info.Mode().IsRegular() {
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
	case KindFileMissing, KindFileAway:
		return bits.CodeFileNotFound
	case KindFileBusy:
		return codeSharing
	case KindFileDenied:
		return bits.CodeAccessDenied
	}
	return bits.CodeInvalidArgument
}

// SkipReason says why a file that a walk met is not offered for upload.
type SkipReason string

// The reasons.
const (
	SkipHidden     SkipReason = "hidden"     // a name that begins with a dot, inside a folder
	SkipUnreadable SkipReason = "unreadable" // it may not be opened or listed
	SkipNotFile    SkipReason = "not_file"   // a device, a pipe, a socket
	SkipMissing    SkipReason = "missing"    // nothing is there, or a link leads nowhere
	SkipLoop       SkipReason = "loop"       // a link to a folder: following it could lead back
	SkipElsewhere  SkipReason = "elsewhere"  // a name that stands for no file of this computer; no walk meets one
)

// Found is one file that a walk met.
type Found struct {
	Source Source     // Path alone is set when it is skipped
	Rel    string     // its place below the dropped folder, with slashes; its name for a dropped file
	Skip   SkipReason // "" = it can be uploaded
}

// walkBatch is how many files a walk hands over at once: enough to keep the screen's work small.
const walkBatch = 500

// Walk visits files and folders and hands every file found to emit, in batches, folders in the order
// of their names. What cannot be uploaded is handed over too, with its reason: nothing is left out
// in silence. It ends early with ctx's error or the first error of emit.
func Walk(ctx context.Context, roots []string, emit func([]Found) error) error {
	w := walker{ctx: ctx, emit: emit}
	for _, root := range roots {
		if err := w.root(root); err != nil {
			return err
		}
	}
	return w.flush()
}

type walker struct {
	ctx   context.Context //nolint:containedctx // lives as long as one Walk
	emit  func([]Found) error
	batch []Found
}

func (w *walker) root(path string) error {
	abs, err := filepath.Abs(path)
	if err != nil {
		return w.add(Found{Source: Source{Path: path}, Rel: path, Skip: SkipMissing})
	}
	info, err := os.Stat(abs)
	if err != nil || !info.IsDir() {
		return w.file(abs, filepath.Base(abs))
	}
	top := abs
	if _, err := os.Readlink(abs); err == nil {
		top += string(filepath.Separator) // a link that was chosen itself is followed, unlike those below it
	}
	return filepath.WalkDir(top, func(p string, d fs.DirEntry, err error) error {
		rel, relErr := filepath.Rel(filepath.Dir(abs), p)
		if relErr != nil {
			rel = filepath.Base(p)
		}
		return w.entry(p, filepath.ToSlash(rel), met{DirEntry: d, err: err, top: p == top})
	})
}

type met struct {
	fs.DirEntry
	err error
	top bool
}

func (w *walker) entry(path, rel string, e met) error {
	if err := w.ctx.Err(); err != nil {
		return err
	}
	skipped := Found{Source: Source{Path: path}, Rel: rel}
	switch {
	case e.err != nil:
		skipped.Skip = SkipUnreadable
		return w.add(skipped)
	case hidden(path) && !e.top:
		skipped.Skip = SkipHidden
		if err := w.add(skipped); err != nil || !e.IsDir() {
			return err
		}
		return fs.SkipDir
	case e.IsDir():
		return nil
	case e.Type()&fs.ModeSymlink != 0 && isDir(path):
		skipped.Skip = SkipLoop
		return w.add(skipped)
	}
	return w.file(path, rel)
}

func (w *walker) file(path, rel string) error {
	found := Found{Source: Source{Path: path}, Rel: rel}
	source, err := Stat(path)
	if err == nil {
		found.Source = source
		err = source.readable()
	}
	if err != nil {
		found.Skip = skipReason(err)
	}
	return w.add(found)
}

func skipReason(err error) SkipReason {
	var source *SourceError
	if errors.As(err, &source) {
		switch source.Kind { //nolint:exhaustive // Stat knows only these
		case KindFileMissing, KindFileAway:
			return SkipMissing
		case KindNotFile:
			return SkipNotFile
		}
	}
	return SkipUnreadable
}

func (w *walker) add(f Found) error {
	if err := w.ctx.Err(); err != nil {
		return err
	}
	w.batch = append(w.batch, f)
	if len(w.batch) < walkBatch {
		return nil
	}
	return w.flush()
}

func (w *walker) flush() error {
	if len(w.batch) == 0 {
		return nil
	}
	batch := slices.Clone(w.batch)
	w.batch = w.batch[:0]
	return w.emit(batch)
}

func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// hiddenNames are files that systems leave behind and nobody means to send.
var hiddenNames = []string{"desktop.ini", "thumbs.db"}

func hidden(path string) bool {
	name := filepath.Base(path)
	return strings.HasPrefix(name, ".") ||
		runtime.GOOS == "windows" && slices.Contains(hiddenNames, strings.ToLower(name))
}
