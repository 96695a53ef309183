package receiver

import (
	"errors"
	"io/fs"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"syscall"
)

// errNoFolder is the answer for a URL below a folder that is not there ([MC-BUP] 2.2.1.2).
var errNoFolder = &refusal{status: http.StatusNotFound, why: "folder not found"}

// errOtherDevice is the answer for a folder on another file system. A complete file would have to be copied there.
// That takes longer than a client waits, and a half-copied file would be visible.
var errOtherDevice = deniedError("folder is on another file system")

// errExists is the answer for a name that is taken; see Options.Conflict.
var errExists = deniedError("file exists")

// vacant returns an error if an upload may not get a name. Its folder must exist, be writable and not be stateDir.
// The name must be free or replaceable, and not in use by another program.
func (d *disk) vacant(name string, overwrite bool) error {
	if err := d.folder(d.there(path.Dir(name))); err != nil {
		return err
	}
	name = filepath.FromSlash(name)
	info, err := d.root.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return pathError(err)
	case d.isFolder(name, info):
		return malformedError("URL names a folder")
	case !overwrite:
		return errExists
	case !info.Mode().IsRegular():
		return deniedError("what has the name is not a file")
	case d.held(filepath.Join(d.dir, name), againstRename):
		return errHeld
	}
	return nil
}

func (d *disk) folder(name string) error {
	info, err := d.root.Stat(filepath.FromSlash(name))
	switch {
	case err != nil:
		return pathError(err)
	case !info.IsDir():
		return errNoFolder
	case os.SameFile(info, d.info):
		return deniedError("folder is not for uploads")
	case !sameDevice(info, d.info):
		return errOtherDevice
	case !writable(filepath.Join(d.dir, filepath.FromSlash(name))):
		return deniedError("folder is read-only")
	}
	return nil
}

// there returns the folder itself if it is to exist, or the deepest one above it that does if others are made.
func (d *disk) there(folder string) string {
	for d.makes.Load() && folder != "." {
		if _, err := d.root.Lstat(filepath.FromSlash(folder)); !errors.Is(err, fs.ErrNotExist) {
			break
		}
		folder = path.Dir(folder)
	}
	return folder
}

// makeFolders makes what is missing of a folder's path, and returns when it is durable.
func (d *disk) makeFolders(folder string) error {
	if _, err := d.root.Lstat(filepath.FromSlash(folder)); !errors.Is(err, fs.ErrNotExist) {
		return nil // what else is wrong with it shows when it is used
	}
	above := path.Dir(folder)
	if err := d.makeFolders(above); err != nil {
		return err
	}
	if err := d.root.Mkdir(filepath.FromSlash(folder), 0o777); err != nil && !errors.Is(err, fs.ErrExist) {
		return pathError(err)
	}
	return syncDir(d.root, filepath.FromSlash(above))
}

// isFolder reports whether a name is a folder or a symbolic link to one.
func (d *disk) isFolder(name string, info fs.FileInfo) bool {
	if info.Mode()&fs.ModeSymlink != 0 {
		if to, err := d.root.Stat(name); err == nil {
			return to.IsDir()
		}
	}
	return info.IsDir()
}

// pathError maps an error met on the way to a name to an answer. An error without a system error number comes from
// os.Root: the path leads out of the folder.
func pathError(err error) error {
	var number syscall.Errno
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
		return errNoFolder
	case errors.Is(err, syscall.ENAMETOOLONG), errors.Is(err, syscall.EINVAL):
		return malformedError("URL path has a segment that is no file name")
	case !errors.As(err, &number), errors.Is(err, syscall.ELOOP):
		return deniedError("URL leads out of the folder")
	}
	return err
}

// partial returns the path of a session's partial file.
func partial(rec record) string { return filepath.Join(stateDir, fileName(rec.ID)+dataSuffix) }

// publish gives the data of a complete session its name, atomically. It returns when the name is durable. After an
// error it can be called again. moving is called before a rename, after which the partial file is gone.
func (d *disk) publish(rec record, overwrite bool, moving func() error) error {
	data, err := d.root.Lstat(partial(rec))
	if ignoreMissing(err) != nil {
		return err
	}
	if !d.published(rec, data) {
		if err != nil {
			return err
		}
		if err := d.vacant(rec.Path, overwrite); err != nil {
			return err
		}
		if d.makes.Load() {
			if err := d.makeFolders(path.Dir(rec.Path)); err != nil {
				return err
			}
		}
		if err := d.linkOrReplace(rec, overwrite, moving); err != nil {
			return err
		}
	}
	return syncDir(d.root, filepath.Dir(filepath.FromSlash(rec.Path)))
}

// linkOrReplace gives the file its name. Without overwrite it links: a link fails if the name was taken meanwhile, a
// rename would replace that file. On a file system without links there is a gap between check and rename, in which
// another program's file can be lost. The lock keeps two uploads apart.
func (d *disk) linkOrReplace(rec record, overwrite bool, moving func() error) error {
	from, to := partial(rec), filepath.FromSlash(rec.Path)
	if overwrite {
		if err := moving(); err != nil {
			return err
		}
		return d.replace(from, to)
	}
	err := link(d.root, from, to)
	switch {
	case errors.Is(err, fs.ErrExist):
		return errExists
	case !noLinks(err):
		return moveError(err)
	}
	d.serial.Lock()
	defer d.serial.Unlock()
	if _, err := d.root.Lstat(to); err == nil {
		return errExists
	} else if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := moving(); err != nil {
		return err
	}
	return moveError(d.root.Rename(from, to))
}

// replace renames a file over another. Windows reports some files in use, such as running programs, as missing
// rights. A second check tells these cases apart.
func (d *disk) replace(from, to string) error {
	err := d.root.Rename(from, to)
	if errors.Is(err, fs.ErrPermission) && d.held(filepath.Join(d.dir, to), openAtAll) {
		return errHeld
	}
	return moveError(err)
}

// hold is how another program keeps a file from being replaced.
type hold bool

const (
	againstRename hold = false // it has the file open without allowing a rename
	openAtAll     hold = true  // it has the file open in any way, or runs it
)

// moveError maps the error of a move between file systems to errOtherDevice. The number is Windows'
// ERROR_NOT_SAME_DEVICE.
func moveError(err error) error {
	if errors.Is(err, syscall.EXDEV) || runtime.GOOS == "windows" && errors.Is(err, syscall.Errno(17)) {
		return errOtherDevice
	}
	return err
}

// noLinks reports whether the file system has no hard links, as FAT. The number is Windows' ERROR_INVALID_FUNCTION;
// elsewhere it is EPERM and means the same.
func noLinks(err error) bool {
	return errors.Is(err, errors.ErrUnsupported) || errors.Is(err, syscall.Errno(1))
}

// published reports whether a complete upload already has its name, although the record does not say so. data is the
// partial file, nil if it is gone. Then it had to be recorded that it would be renamed: a file of the same name and size
// proves nothing by itself.
func (d *disk) published(rec record, data fs.FileInfo) bool {
	info, err := d.root.Lstat(filepath.FromSlash(rec.Path))
	if err != nil || !info.Mode().IsRegular() {
		return false
	}
	if data != nil {
		return os.SameFile(info, data)
	}
	return rec.Moving && info.Size() == rec.Total
}

// moved reports whether the partial file of a session has its name by a rename, although the session is not recorded
// as complete.
func (d *disk) moved(rec record) bool {
	if !rec.Moving {
		return false
	}
	_, err := d.root.Lstat(partial(rec))
	return errors.Is(err, fs.ErrNotExist) && d.published(rec, nil)
}
