package source

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// SkipReason says why a file that a walk found is not offered for upload.
type SkipReason string

// The reasons.
const (
	SkipHidden     SkipReason = "hidden"     // in a folder: its name begins with a dot, or it has the attribute
	SkipSystem     SkipReason = "system"     // in a folder: the recycle bin and other folders of the system
	SkipLock       SkipReason = "lock"       // in a folder: the lock file of an open document
	SkipUnreadable SkipReason = "unreadable" // it cannot be opened or listed
	SkipNotFile    SkipReason = "not_file"   // a device, a pipe, a socket
	SkipSize       SkipReason = "size"       // it has bytes, and the system says that it has none
	SkipMissing    SkipReason = "missing"    // it does not exist, or is a broken link
	SkipLoop       SkipReason = "loop"       // a link to a folder, which could lead back
	SkipJunction   SkipReason = "junction"   // a junction of Windows, or a disk mounted there
	SkipElsewhere  SkipReason = "elsewhere"  // a name of no file on this computer; no walk finds one
)

// Aside reports whether something is left out by default but could be uploaded.
func (s SkipReason) Aside() bool { return s == SkipHidden || s == SkipSystem || s == SkipLock }

// Found is one file that a walk found.
type Found struct {
	Source File       // only Path is set when it is skipped
	Rel    string     // path from the dropped folder on, with slashes; the name of a dropped file
	Skip   SkipReason // "" = it can be uploaded
}

// walkBatch is how many files a walk emits at once, so that the screen has little work.
const walkBatch = 500

// Walk emits every file in roots, in batches, folders in the order of their names. Files that cannot be uploaded are
// emitted too, with the reason. It ends early with ctx's error or emit's first error.
func Walk(ctx context.Context, roots []string, emit func([]Found) error) error {
	return (&walker{ctx: ctx, emit: emit}).walk(roots)
}

// WalkAll is Walk without leaving anything out by default.
func WalkAll(ctx context.Context, roots []string, emit func([]Found) error) error {
	return (&walker{ctx: ctx, emit: emit, all: true}).walk(roots)
}

func (w *walker) walk(roots []string) error {
	for _, root := range roots {
		if err := w.root(root); err != nil {
			return err
		}
	}
	return w.flush()
}

type walker struct {
	ctx   context.Context // lives as long as one Walk
	emit  func([]Found) error
	all   bool // nothing is left out
	batch []Found
}

func (w *walker) root(path string) error {
	abs, err := filepath.Abs(path)
	if err != nil {
		return w.add(Found{Source: File{Path: path}, Rel: path, Skip: SkipMissing})
	}
	info, err := os.Stat(abs)
	if err != nil || !info.IsDir() {
		return w.file(abs, filepath.Base(abs))
	}
	top := abs
	if _, err := os.Readlink(abs); err == nil {
		top += string(filepath.Separator) // unlike links below it, a chosen link is followed
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
	skipped := Found{Source: File{Path: path}, Rel: rel}
	if e.err != nil {
		skipped.Skip = SkipUnreadable
		return w.add(skipped)
	}
	a := attributesOf(path, e.DirEntry)
	if why := aside(filepath.Base(path), a, e.IsDir()); why != "" && !e.top && !w.all {
		skipped.Skip = why
		if err := w.add(skipped); err != nil || !e.IsDir() {
			return err
		}
		return fs.SkipDir
	}
	switch {
	case e.IsDir():
		return nil
	case a.junction():
		skipped.Skip = SkipJunction
		return w.add(skipped)
	case e.Type()&fs.ModeSymlink != 0 && isDir(path):
		skipped.Skip = SkipLoop
		return w.add(skipped)
	}
	return w.file(path, rel)
}

func (w *walker) file(path, rel string) error {
	found := Found{Source: File{Path: path}, Rel: rel}
	source, err := Stat(path)
	if err == nil {
		found.Source = source
		err = source.offered()
	}
	if err != nil {
		found.Skip = skipReason(err)
	}
	return w.add(found)
}

func skipReason(err error) SkipReason {
	var source *Error
	if errors.As(err, &source) {
		switch source.Flaw { //nolint:exhaustive // Stat knows only these
		case FlawMissing, FlawAway:
			return SkipMissing
		case FlawNotFile:
			return SkipNotFile
		case FlawZero:
			return SkipSize
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

// offered returns an error if a file cannot be opened. It does not open a file that opening would fetch.
func (s File) offered() error {
	if attributesAt(s.Path).recalled() {
		return nil
	}
	return s.readable()
}

// LeftOut reports whether a walk would leave a file out by default.
func LeftOut(path string, d fs.DirEntry) bool {
	return aside(filepath.Base(path), attributesOf(path, d), d.IsDir()) != ""
}
