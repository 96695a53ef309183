package transfer

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// ReplyPathError says why no reply can be saved at a path.
type ReplyPathError struct {
	Path string
	Err  error // what the system said
}

func (e *ReplyPathError) Error() string { return fmt.Sprintf("reply %s: %v", e.Path, e.Err) }
func (e *ReplyPathError) Unwrap() error { return e.Err }

// partSuffix is what a reply is called beside its name while it is fetched.
const partSuffix = ".part"

// CheckReply tells whether a reply could be saved at path: by making the file that it would be fetched into,
// and removing it again. Its errors are *ReplyPathError. It asks the disk.
func CheckReply(path string) error {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return &ReplyPathError{path, syscall.EISDIR}
	}
	part := path + partSuffix
	f, err := os.OpenFile(part, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err == nil {
		err = errors.Join(f.Close(), os.Remove(part))
	}
	if err != nil {
		return &ReplyPathError{path, err}
	}
	return nil
}

// CheckReplies checks where the replies of jobs are to be saved, once in each folder.
func CheckReplies(jobs []Job) error {
	seen := map[string]bool{}
	for i := range jobs {
		path := jobs[i].Target.Reply
		folder := filepath.Dir(path)
		if path == "" || seen[folder] {
			continue
		}
		seen[folder] = true
		if err := CheckReply(path); err != nil {
			return err
		}
	}
	return nil
}
