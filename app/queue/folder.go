package queue

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"sendoff/transfer"
)

// makeFolder makes the folder of the queue, and makes sure that it is nobody else's. Of one that is refused nothing
// is left behind.
func makeFolder(dir string) error {
	if err := checkFolder(dir); err != nil {
		return err
	}
	made, err := makeMissing(filepath.Clean(dir))
	if err != nil {
		err = &transfer.StoreError{Path: dir, Err: err}
	} else {
		err = checkFolder(dir) // somebody else may have been faster, or may write where it is
	}
	if err != nil {
		for _, path := range slices.Backward(made) {
			_ = os.Remove(path) // only while it is empty
		}
	}
	return err
}

// makeMissing makes a folder and those above it. made are those that were not there, the uppermost first.
func makeMissing(dir string) (made []string, err error) {
	err = os.Mkdir(dir, 0o700)
	if errors.Is(err, fs.ErrNotExist) && filepath.Dir(dir) != dir {
		if made, err = makeMissing(filepath.Dir(dir)); err != nil {
			return made, err
		}
		err = os.Mkdir(dir, 0o700)
	}
	if err != nil {
		return made, os.MkdirAll(dir, 0o700) // fine if it is there
	}
	return append(made, dir), nil
}

// makeInside makes a folder in that of the queue. What a link leads to is not taken for it.
func makeInside(path string) error {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return err
	}
	if info, err := os.Lstat(path); err != nil || !info.IsDir() {
		return errors.Join(fmt.Errorf(tr("%s is a link and no folder; nothing is put into what it leads to"), path), err)
	}
	return nil
}

// checkFolder refuses a folder of the queue that others own or may write to: they could take the queue's place, or
// have this user's files uploaded elsewhere. A folder that is not there is made by makeFolder.
func checkFolder(dir string) error {
	err := checkOwned(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
