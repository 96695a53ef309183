package transfer

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"sendoff/transfer/safefile"
)

// ReplyPathError says why no reply can be saved at a path.
type ReplyPathError struct {
	Path string
	Err  error // what the system said
}

func (e *ReplyPathError) Error() string { return fmt.Sprintf("reply %s: %v", e.Path, e.Err) }
func (e *ReplyPathError) Unwrap() error { return e.Err }

// CheckReply reports whether a reply could be saved at path: it creates a temporary file there and removes it. Its
// errors are *ReplyPathError. It waits for the disk.
func CheckReply(path string) error {
	if err := checkReplyName(path); err != nil {
		return err
	}
	part := safefile.Part(path, newID().String())
	f, err := safefile.Create(part)
	if err == nil {
		err = errors.Join(f.Close(), os.Remove(part))
	}
	if err != nil {
		return &ReplyPathError{path, err}
	}
	return nil
}

// checkReplyName reports whether a file can have this path, without creating one.
func checkReplyName(path string) error {
	switch info, err := os.Stat(path); {
	case err == nil && info.IsDir():
		return &ReplyPathError{path, syscall.EISDIR}
	case err != nil && !errors.Is(err, fs.ErrNotExist): // mostly a name that is too long
		return &ReplyPathError{path, err}
	}
	return nil
}

// CheckReplies checks where the replies of jobs are to be saved: each name, and each folder once. Its errors are
// *ReplyPathError.
func CheckReplies(jobs []Job) error {
	seen := map[string]bool{}
	for i := range jobs {
		path := jobs[i].Target.Reply
		if path == "" {
			continue
		}
		check, folder := CheckReply, filepath.Dir(path)
		if seen[folder] {
			check = checkReplyName
		}
		seen[folder] = true
		if err := check(path); err != nil {
			return err
		}
	}
	return nil
}
