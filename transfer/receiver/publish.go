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

// errOtherDevice is the answer for a folder that a complete file could only get into by being copied: that
// would take longer than a client waits, and be seen half done.
var errOtherDevice = denied("folder is on another file system")

// vacant reports whether an upload may get a name: its folder exists, can be written to and is not
// stateDir, nothing has the name that must stay, and no program holds what is to be replaced.
func (d *disk) vacant(name string, overwrite bool) error {
	if err := d.folder(path.Dir(name)); err != nil {
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
		return malformed("URL names a folder")
	case !overwrite:
		return denied("file exists")
	case !info.Mode().IsRegular():
		return denied("what has the name is not a file")
	case d.held(filepath.Join(d.dir, name), byOpening):
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
		return denied("folder is not for uploads")
	case !sameDevice(info, d.info):
		return errOtherDevice
	case !writable(filepath.Join(d.dir, filepath.FromSlash(name))):
		return denied("folder is read-only")
	}
	return nil
}

// isFolder looks through a symbolic link.
func (d *disk) isFolder(name string, info fs.FileInfo) bool {
	if info.Mode()&fs.ModeSymlink != 0 {
		if to, err := d.root.Stat(name); err == nil {
			return to.IsDir()
		}
	}
	return info.IsDir()
}

// pathError sorts what can go wrong on the way to a name. An error that does not come from the system
// is os.Root refusing to be led out of the folder.
func pathError(err error) error {
	var number syscall.Errno
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
		return errNoFolder
	case errors.Is(err, syscall.ENAMETOOLONG), errors.Is(err, syscall.EINVAL):
		return malformed("URL path has a segment that is no file name")
	case !errors.As(err, &number), errors.Is(err, syscall.ELOOP):
		return denied("URL leads out of the folder")
	}
	return err
}

// publish gives the data of a complete session its name, in one step that either happens or does not.
// It returns when the name is durable. It can be called again when that failed.
func (d *disk) publish(rec record, overwrite bool) error {
	from := filepath.Join(stateDir, fileName(rec.ID)+dataSuffix)
	data, err := d.root.Lstat(from)
	if err != nil {
		return err
	}
	to := filepath.FromSlash(rec.Path)
	if !d.published(rec, data) {
		if err := d.vacant(rec.Path, overwrite); err != nil {
			return err
		}
		if err := d.linkOrReplace(from, to, overwrite); err != nil {
			return err
		}
	}
	return syncDir(d.root, filepath.Dir(to))
}

// linkOrReplace links where nothing may be replaced: a link fails if the name was taken in the meantime, a
// rename would replace what took it. Where the file system has no links, a name that is taken
// between the look and the rename by another program is lost; two uploads cannot meet there.
func (d *disk) linkOrReplace(from, to string, overwrite bool) error {
	if overwrite {
		return d.replace(from, to)
	}
	err := link(d.root, from, to)
	switch {
	case errors.Is(err, fs.ErrExist):
		return denied("file exists")
	case !linkless(err):
		return moved(err)
	}
	d.serial.Lock()
	defer d.serial.Unlock()
	if _, err := d.root.Lstat(to); err == nil {
		return denied("file exists")
	} else if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return moved(d.root.Rename(from, to))
}

// replace puts a file in the place of another. Windows calls some files that are in use a lack of rights, such
// as programs that run: what it says of a second look tells these apart.
func (d *disk) replace(from, to string) error {
	err := d.root.Rename(from, to)
	if errors.Is(err, fs.ErrPermission) && d.held(filepath.Join(d.dir, to), atAll) {
		return errHeld
	}
	return moved(err)
}

// hold is what another program may do with a file.
type hold bool

const (
	byOpening hold = false // it has opened the file and lets nobody rename it
	atAll     hold = true  // it has opened the file, whatever it lets others do, or runs it
)

// moved sorts out the errors of a move between file systems. The number is Windows' ERROR_NOT_SAME_DEVICE.
func moved(err error) error {
	if errors.Is(err, syscall.EXDEV) || runtime.GOOS == "windows" && errors.Is(err, syscall.Errno(17)) {
		return errOtherDevice
	}
	return err
}

// linkless reports whether a file system refused a link because it has none, as FAT does. The number
// is Windows' ERROR_INVALID_FUNCTION, which elsewhere is EPERM and means the same.
func linkless(err error) bool {
	return errors.Is(err, errors.ErrUnsupported) || errors.Is(err, syscall.Errno(1))
}

// published reports whether a complete upload got its name before a sudden end kept that from being
// recorded. data is the partial file, nil if there is none: then it was renamed, for nothing else
// takes it away from a session that is open.
func (d *disk) published(rec record, data fs.FileInfo) bool {
	info, err := d.root.Lstat(filepath.FromSlash(rec.Path))
	if err != nil || !info.Mode().IsRegular() {
		return false
	}
	if data != nil {
		return os.SameFile(info, data)
	}
	return info.Size() == rec.Total
}
