package safefile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
)

// Create makes a new file that only its owner can read. If anything has the name, the error is fs.ErrExist.
func Create(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
}

// Renew is Create for a name that only this program uses. It first removes what an earlier run left there; of a link
// only the link.
func Renew(path string) (*os.File, error) {
	info, err := os.Lstat(path)
	if err == nil && !info.IsDir() {
		err = os.Remove(path)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	return Create(path)
}

// maxBase limits, in bytes, how much of the final name a temporary name has. Many file systems allow 255 in all.
const maxBase = 180

// Part returns the temporary name, beside path, of a file that becomes path once it is complete. owner makes it
// unique.
func Part(path, owner string) string {
	base := filepath.Base(path)
	base = strings.ToValidUTF8(base[:min(len(base), maxBase)], "")
	return filepath.Join(filepath.Dir(path), base+"."+owner+".part")
}

// Publish moves a complete file to a new name on the same file system, atomically. It is durable when Publish
// returns. If anything has the name by then, the error is fs.ErrExist.
func Publish(from, to string) error {
	if err := name(from, to); err != nil {
		return err
	}
	return errors.Join(os.Remove(from), SyncDir(filepath.Dir(to)))
}

// name gives a file a second name: a hard link, or a copy where there are no links.
func name(from, to string) error {
	err := link(from, to)
	if noLinks(err) {
		err = copyTo(from, to)
	}
	return err
}

// Replaced by tests, to count calls or to simulate a file system without links.
var (
	link     = os.Link
	syncFile = (*os.File).Sync
)

// noLinks reports whether the file system has no hard links, as FAT. The number is Windows' ERROR_INVALID_FUNCTION;
// elsewhere it is EPERM and means the same.
func noLinks(err error) bool {
	return errors.Is(err, errors.ErrUnsupported) || errors.Is(err, syscall.Errno(1))
}

// copyTo is for file systems without links: a rename would replace an existing file.
func copyTo(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close() //nolint:errcheck // it was only read
	out, err := Create(to)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	if err == nil {
		err = syncFile(out)
	}
	if err = errors.Join(err, out.Close()); err != nil {
		return errors.Join(err, os.Remove(to))
	}
	return nil
}

// maxNames is how many names PublishBeside tries.
const maxNames = 1000

// PublishBeside is Publish under the name or the first free variant: "reply (2).txt". It returns the name. If it
// meets a file with the same content, it returns that one's name. from is removed either way.
func PublishBeside(from, to string) (string, error) {
	path, err := nameBeside(from, to)
	if err != nil {
		return path, err
	}
	return path, errors.Join(os.Remove(from), SyncDir(filepath.Dir(path)))
}

// KeepBeside gives a file a second name, the wanted one or its first free variant, and returns it.
func KeepBeside(from, to string) (string, error) {
	path, err := nameBeside(from, to)
	if err != nil {
		return path, err
	}
	return path, SyncDir(filepath.Dir(path))
}

func nameBeside(from, to string) (string, error) {
	ext := filepath.Ext(to)
	for n := range maxNames {
		path := to
		if n > 0 {
			path = fmt.Sprintf("%s (%d)%s", strings.TrimSuffix(to, ext), n+1, ext)
		}
		err := name(from, path)
		if errors.Is(err, fs.ErrExist) && same(from, path) {
			return path, nil
		}
		if !errors.Is(err, fs.ErrExist) {
			return path, err
		}
	}
	return "", &fs.PathError{Op: "save", Path: to, Err: fs.ErrExist}
}

// Replace replaces a file that the user agreed to lose; agreed is what Lstat said of it then. If that file has
// changed since, the new one gets a name beside it. Replace returns the name.
func Replace(from, to string, agreed fs.FileInfo) (string, error) {
	now, err := os.Lstat(to)
	if agreed == nil || err != nil || !os.SameFile(now, agreed) || now.Size() != agreed.Size() || !now.ModTime().Equal(agreed.ModTime()) {
		return PublishBeside(from, to)
	}
	if err := os.Rename(from, to); err != nil {
		return "", err
	}
	return to, SyncDir(filepath.Dir(to))
}

// same reports whether two names are of regular files with the same content.
func same(a, b string) bool {
	info, err := os.Lstat(b)
	if err != nil || !info.Mode().IsRegular() {
		return false
	}
	f, err := os.Open(a)
	if err != nil {
		return false
	}
	defer f.Close() //nolint:errcheck // it was only read
	g, err := os.Open(b)
	if err != nil {
		return false
	}
	defer g.Close() //nolint:errcheck // it was only read
	return equal(f, g)
}

func equal(f, g *os.File) bool {
	const block = 64 << 10
	a, b := make([]byte, block), make([]byte, block)
	for {
		n, err := io.ReadFull(f, a)
		m, other := io.ReadFull(g, b)
		if !bytes.Equal(a[:n], b[:m]) {
			return false
		}
		if err != nil || other != nil {
			return isEOF(err) && isEOF(other)
		}
	}
}

func isEOF(err error) bool { return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) }

// SyncDir makes the names in a folder durable, where the system supports it.
func SyncDir(dir string) error {
	if runtime.GOOS == "windows" { // its file system's journal does this
		return nil
	}
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	err = syncFile(f)
	if errors.Is(err, errors.ErrUnsupported) || errors.Is(err, syscall.EINVAL) { // some network file systems
		err = nil
	}
	return errors.Join(err, f.Close())
}
