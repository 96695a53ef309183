//go:build unix

package queue

import (
	"errors"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"

	"sendoff/ui/words"
)

const (
	othersWrite = 0o022 // by the group or everybody
	anyoneWrite = 0o002
)

// checkOwned checks that a folder, after following links, is this user's and that no other user may write to it, or
// replace it from a folder above.
func checkOwned(dir string) error {
	path, err := realPath(dir)
	if err != nil {
		return err
	}
	info, err := os.Stat(path)
	if err != nil || !info.IsDir() {
		return err // opening it will find that it is no folder
	}
	if uid := ownerOf(info); uid != os.Geteuid() {
		return othersFolder(dir, uid)
	}
	if info.Mode().Perm()&othersWrite != 0 {
		return Unavailable(words.Tr("other users may write to %s, so they could take the queue's place; take that right from them (chmod go-w %s), or name another folder with --dir"), dir, dir)
	}
	for above := filepath.Dir(path); above != filepath.Dir(above); above = filepath.Dir(above) {
		info, err := os.Stat(above)
		if err == nil && info.Mode().Perm()&anyoneWrite != 0 && info.Mode()&fs.ModeSticky == 0 {
			return Unavailable(words.Tr("everybody may put another folder in the place of %s, because everybody may write to %s; name another folder with --dir"), dir, above)
		}
	}
	return nil
}

// realPath follows links. A folder without search permission is another user's.
func realPath(dir string) (string, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	path, err := filepath.EvalSymlinks(abs)
	if !errors.Is(err, fs.ErrPermission) {
		return path, err
	}
	for above := filepath.Dir(abs); above != filepath.Dir(above); above = filepath.Dir(above) {
		if info, failed := os.Stat(above); failed == nil {
			if uid := ownerOf(info); uid > 0 && uid != os.Geteuid() {
				return "", othersFolder(dir, uid)
			}
			break
		}
	}
	return "", err
}

func othersFolder(dir string, uid int) error {
	name := strconv.Itoa(uid)
	if u, err := user.LookupId(name); err == nil {
		name = u.Username
	}
	return Unavailable(words.Tr("the queue in %s belongs to the user %s; name a folder of your own with --dir"), dir, name)
}

// ownerOf is the owner of a file, -1 if unknown.
func ownerOf(info fs.FileInfo) int {
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		return int(stat.Uid)
	}
	return -1
}

// checkPrivate checks that a folder, itself no link, is the user's own and closed to others.
func checkPrivate(dir string) error {
	info, err := os.Lstat(dir)
	if err != nil {
		return err
	}
	if !info.IsDir() || ownerOf(info) != os.Geteuid() || info.Mode().Perm()&0o077 != 0 {
		return errors.New("it is not private")
	}
	return nil
}
