package queue

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"sendoff/transfer"
)

// makeFolder makes the folder of the queue, and makes sure that it is nobody else's.
func makeFolder(dir string) error {
	if err := checkFolder(dir); err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return &transfer.StoreError{Path: dir, Err: err}
	}
	return checkFolder(dir) // somebody else may have been faster
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
