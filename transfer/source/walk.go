package source

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// SkipReason says why a file that a walk met is not offered for upload.
type SkipReason string

// The reasons.
const (
	SkipHidden     SkipReason = "hidden"     // inside a folder: a name that begins with a dot, or the attribute
	SkipSystem     SkipReason = "system"     // inside a folder: the recycle bin and what else the system keeps for itself
	SkipLock       SkipReason = "lock"       // inside a folder: it marks that an office program has a document open
	SkipUnreadable SkipReason = "unreadable" // it may not be opened or listed
	SkipNotFile    SkipReason = "not_file"   // a device, a pipe, a socket
	SkipSize       SkipReason = "size"       // it has another number of bytes than the system says
	SkipMissing    SkipReason = "missing"    // nothing is there, or a link leads nowhere
	SkipLoop       SkipReason = "loop"       // a link to a folder: following it could lead back
	SkipJunction   SkipReason = "junction"   // the same in the way of Windows, or a disk that is mounted there
	SkipElsewhere  SkipReason = "elsewhere"  // a name that stands for no file of this computer; no walk meets one
)

// Aside reports whether something is left out for this reason unless somebody asks for it, and could be uploaded.
func (s SkipReason) Aside() bool { return s == SkipHidden || s == SkipSystem || s == SkipLock }

// Found is one file that a walk met.
type Found struct {
	Source File       // Path alone is set when it is skipped
	Rel    string     // its place below the dropped folder, with slashes; its name for a dropped file
	Skip   SkipReason // "" = it can be uploaded
}

// walkBatch is how many files a walk hands over at once: enough to keep the screen's work small.
const walkBatch = 500

// Walk visits files and folders and hands every file found to emit, in batches, folders in the order
// of their names. What cannot be uploaded is handed over too, with its reason: nothing is left out
// in silence. It ends early with ctx's error or the first error of emit.
func Walk(ctx context.Context, roots []string, emit func([]Found) error) error {
	return (&walker{ctx: ctx, emit: emit}).walk(roots)
}

// WalkAll is Walk, and takes what is left out by default too.
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
		case FlawSize:
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

// offered reports whether a file can be opened, without bringing back one that opening alone would bring back.
func (s File) offered() error {
	if attributesAt(s.Path).recalled() {
		return nil
	}
	return s.readable()
}

// LeftOut reports whether a walk through its folder would leave a file out by default.
func LeftOut(path string, d fs.DirEntry) bool {
	return aside(filepath.Base(path), attributesOf(path, d), d.IsDir()) != ""
}
