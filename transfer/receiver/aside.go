package receiver

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// asideSuffix is of a file that an upload has replaced, until the application has taken that upload.
const asideSuffix = ".old"

func aside(rec record) string { return filepath.Join(stateDir, fileName(rec.ID)+asideSuffix) }

// keepReplaced keeps the file that an upload is about to replace, until the application's verdict. It notes in the
// record how the upload is known again, so that a later process can put the file back.
func (x *exchange) keepReplaced(s *session) error {
	d := x.r.disk
	data, err := d.root.Lstat(partial(s.rec))
	if err != nil || d.published(s.rec, data) { // it has its name already
		return ignoreMissing(err)
	}
	rec := s.rec
	rec.Stamp = data.ModTime().UnixNano()
	if err := d.append(rec); err != nil {
		return err
	}
	s.set(rec)
	if !x.o.Overwrite {
		return nil
	}
	return d.setAside(rec)
}

// setAside gives the file that has an upload's name a second one, so that the first is never free. Where the file system
// has no links it is renamed.
func (d *disk) setAside(rec record) error {
	name := filepath.FromSlash(rec.Path)
	info, err := d.root.Lstat(name)
	if err != nil || !info.Mode().IsRegular() {
		return ignoreMissing(err) // what is wrong with the name is found when it is taken
	}
	if err := ignoreMissing(remove(d.root, aside(rec))); err != nil {
		return err // of an earlier time
	}
	if err = link(d.root, name, aside(rec)); noLinks(err) {
		err = d.root.Rename(name, aside(rec))
	}
	if err != nil {
		return moveError(err)
	}
	return syncDir(d.state, ".")
}

// takeBack takes a published file back, unless another one has its name by now. The file that it replaced has its name
// again. was is the published file, nil if only the record tells. It can be repeated.
func (d *disk) takeBack(rec record, was fs.FileInfo) error {
	name := filepath.FromSlash(rec.Path)
	is, err := d.root.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		err = ignoreMissing(d.root.Rename(aside(rec), name))
	case err != nil:
		return err
	case was != nil && os.SameFile(is, was), rec.owns(is):
		if err = d.replace(aside(rec), name); errors.Is(err, fs.ErrNotExist) {
			err = ignoreMissing(remove(d.root, name))
		}
	default:
		return ignoreMissing(remove(d.root, aside(rec)))
	}
	if err != nil {
		return err
	}
	return ignoreMissing(syncDir(d.root, filepath.Dir(name)))
}

// putBack ends a session of which the application has said nothing: the file that the upload replaced has its name
// again. It reports whether there was one.
func (d *disk) putBack(rec record) (bool, error) {
	if _, err := d.root.Lstat(aside(rec)); err != nil {
		return false, ignoreMissing(err)
	}
	if rec.Told || rec.State == ended {
		return false, nil
	}
	return true, d.takeBack(rec, nil)
}

// owns reports whether a file is the upload of a session: it has its size and its time.
func (rec record) owns(info fs.FileInfo) bool {
	return rec.Stamp != 0 && info.Mode().IsRegular() && info.Size() == rec.Total && info.ModTime().UnixNano() == rec.Stamp
}
