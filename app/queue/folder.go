package queue

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"sendoff/transfer"
	"sendoff/ui/words"
)

// makeFolder makes the queue's folder, and checks that no other user controls it. If it is refused, what was made
// is removed again.
func makeFolder(dir string) error {
	if err := checkFolder(dir); err != nil {
		return err
	}
	made, err := makeMissing(filepath.Clean(dir))
	if err != nil {
		err = &transfer.StoreError{Path: dir, Err: err}
	} else {
		err = checkFolder(dir) // another process may have been faster, or may write to the parent
	}
	if err != nil {
		for _, path := range slices.Backward(made) {
			_ = os.Remove(path) // only if empty
		}
	}
	return err
}

// makeMissing makes a folder and its parents. made are the new ones, topmost first.
func makeMissing(dir string) (made []string, err error) {
	err = os.Mkdir(dir, 0o700)
	if errors.Is(err, fs.ErrNotExist) && filepath.Dir(dir) != dir {
		if made, err = makeMissing(filepath.Dir(dir)); err != nil {
			return made, err
		}
		err = os.Mkdir(dir, 0o700)
	}
	if err != nil {
		return made, os.MkdirAll(dir, 0o700) // no error if it exists
	}
	return append(made, dir), nil
}

// makeInside makes a folder inside the queue's. A link in its place is an error.
func makeInside(path string) error {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return err
	}
	if info, err := os.Lstat(path); err != nil || !info.IsDir() {
		return errors.Join(fmt.Errorf(words.Tr("%s is a link and no folder; nothing is put into what it leads to"), path), err)
	}
	return nil
}

// checkFolder refuses a queue folder that other users own or may write to: they could replace the queue, or have
// this user's files uploaded elsewhere. A missing folder is made by makeFolder.
func checkFolder(dir string) error {
	err := checkOwned(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
