package safefile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// ErrNotPlain means that a name which the program gives a file of its own is that of a link, a folder, a pipe or a
// device. It comes in an *fs.PathError.
var ErrNotPlain = errors.New("it is a link, or no file")

// Open opens a file of the program's own; flags are those of os.OpenFile. It follows no link and waits for nobody, as
// opening a pipe would.
func Open(path string, flags int) (*os.File, error) { return open(path, flags, false) }

// OpenSole is Open for a file that has no second name: what is written to it must not change somebody's file.
func OpenSole(path string, flags int) (*os.File, error) { return open(path, flags, true) }

// Read is what a small file of the program's own holds, at most limit bytes. A longer one is an error.
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

// Write puts a small file of the program's own in the place of what has its name, in one step. Of a link only the
// link goes; a folder stays and is an error.
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

// Remove removes a file of the program's own, and of a link the link. A folder stays and is an error.
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
