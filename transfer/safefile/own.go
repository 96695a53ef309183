package safefile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// ErrNotPlain means that a link, a folder, a pipe or a device has the name of one of the program's own files. It
// comes in an *fs.PathError.
var ErrNotPlain = errors.New("it is a link, or no file")

// Open opens a file of the program's own; flags are those of os.OpenFile. It follows no link and does not block, as
// opening a pipe would.
func Open(path string, flags int) (*os.File, error) { return open(path, flags, false) }

// OpenSole is Open for a file without further hard links, so that writing to it cannot change someone else's file.
func OpenSole(path string, flags int) (*os.File, error) { return open(path, flags, true) }

// Read returns the content of a small file of the program's own. More than limit bytes are an error.
func Read(path string, limit int) ([]byte, error) {
	f, err := Open(path, os.O_RDONLY)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // it was only read
	data, err := io.ReadAll(io.LimitReader(f, int64(limit)+1))
	if err == nil && len(data) > limit {
		err = &fs.PathError{Op: "read", Path: path, Err: fmt.Errorf("it is longer than %d bytes", limit)}
	}
	if err != nil {
		return nil, err
	}
	return data, nil
}

// Write atomically replaces the file at path with a small file of the program's own. If path is a link, only the link
// is replaced. If it is a folder, that is an error.
func Write(path string, data []byte) error {
	part := Part(path, "new")
	f, err := Renew(part)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err == nil {
		err = syncFile(f)
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(part, path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(part))
	}
	return nil
}

// Remove removes a file of the program's own; of a link only the link. A folder is an error.
func Remove(path string) error {
	info, err := os.Lstat(path)
	if err != nil {
		return err
	}
	if info.IsDir() {
		return notPlain("remove", path)
	}
	return os.Remove(path)
}

func notPlain(op, path string) error { return &fs.PathError{Op: op, Path: path, Err: ErrNotPlain} }
