package receiver

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"
)

// stateDir is the folder, below the one that uploads appear in, of partial files and records. Being
// there it is on the same file system, so that a complete file gets its name without being copied.
const stateDir = ".bits-sessions"

const (
	dataSuffix   = ".data"
	recordSuffix = ".json"
)

// state is how far a session is.
type state string

const (
	open     state = ""         // waits for fragments
	complete state = "complete" // the file has its name; waits for Close-Session
	ended    state = "ended"    // closed or cancelled; remembered for the client that asks again
)

// record is what is remembered of a session. On disk it is a file of JSON objects, one a line: the
// first is the session when it was created, each further one what has changed since. A line that
// was not written to its end is no object and does not count.
type record struct {
	ID       string    `json:"id,omitempty"`
	Path     string    `json:"path,omitempty"` // below the folder, with slashes
	State    state     `json:"state"`
	Received int64     `json:"received"` // bytes that are durable
	Total    int64     `json:"total"`    // -1 until the first fragment
	Touched  time.Time `json:"touched"`
}

// What a test counts, or plays a lesser file system with.
var (
	syncFile = (*os.File).Sync
	link     = (*os.Root).Link
)

// disk is the folder of a Receiver.
type disk struct {
	dir   string
	root  *os.Root    // the folder; no name reaches out of it
	state *os.Root    // stateDir
	info  fs.FileInfo // of stateDir

	// held reports whether another program holds the file at a path; never where the system has no such thing.
	held func(path string, how hold) bool

	serial sync.Mutex // held while a name is taken on a file system without links
}

// openDisk takes the folder and makes the place for partial files in it.
func openDisk(dir string) (*disk, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	d := &disk{dir: dir, root: root, held: held}
	if err := d.openState(); err != nil {
		return nil, errors.Join(err, root.Close())
	}
	return d, nil
}

// openState makes stateDir if it is not there. It is not taken from where a link points to.
func (d *disk) openState() error {
	if err := d.root.Mkdir(stateDir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	info, err := d.root.Lstat(stateDir)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return fmt.Errorf("%s is not a folder", filepath.Join(d.dir, stateDir))
	}
	d.info = info
	d.state, err = d.root.OpenRoot(stateDir)
	return err
}

func (d *disk) close() error { return errors.Join(d.state.Close(), d.root.Close()) }

// fileName is the stem of a session's files: its id, which is ours, never what a client sent.
func fileName(id string) string { return strings.ToLower(strings.Trim(id, "{}")) }

// create writes the record of a session for the first time.
func (d *disk) create(rec record) error {
	if err := d.write(rec, os.O_CREATE|os.O_EXCL); err != nil {
		return errors.Join(err, ignoreMissing(remove(d.state, fileName(rec.ID)+recordSuffix)))
	}
	return syncDir(d.state, ".")
}

// append adds what has changed to the record. It returns when that is durable.
func (d *disk) append(rec record) error {
	name := rec.ID
	rec.ID, rec.Path = "", ""
	line, err := json.Marshal(rec)
	if err != nil {
		return err
	}
	return d.addLine(name, line, 0)
}

func (d *disk) write(rec record, flags int) error {
	line, err := json.Marshal(rec)
	if err != nil {
		return err
	}
	return d.addLine(rec.ID, line, flags)
}

// addLine starts with a line break, so that what an earlier call may have left half written does not
// spoil the line.
func (d *disk) addLine(id string, line []byte, flags int) error {
	f, err := d.state.OpenFile(fileName(id)+recordSuffix, os.O_WRONLY|os.O_APPEND|flags, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(append([]byte{'\n'}, line...))
	if err == nil {
		err = syncFile(f)
	}
	return errors.Join(err, f.Close())
}

// data opens the partial file of a session for writing where it ends. The offset is the one recorded,
// or less if less is there; whatever is beyond was never acknowledged and is cut off.
func (d *disk) data(rec record) (*os.File, record, error) {
	f, err := d.state.OpenFile(fileName(rec.ID)+dataSuffix, os.O_WRONLY|os.O_CREATE, 0o666)
	if err != nil {
		return nil, rec, err
	}
	if err := seekTo(f, &rec); err != nil {
		return nil, rec, errors.Join(err, f.Close())
	}
	return f, rec, nil
}

func seekTo(f *os.File, rec *record) error {
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	rec.Received = min(rec.Received, size)
	if size > rec.Received {
		if err := f.Truncate(rec.Received); err != nil {
			return err
		}
	}
	_, err = f.Seek(rec.Received, io.SeekStart)
	return err
}

// discard deletes the partial file of a session, if there is one.
func (d *disk) discard(id string) error {
	return ignoreMissing(remove(d.state, fileName(id)+dataSuffix))
}

// forget deletes all that there is of a session; a file that has its name stays.
func (d *disk) forget(rec record) error {
	if err := d.discard(rec.ID); err != nil {
		return err
	}
	return ignoreMissing(remove(d.state, fileName(rec.ID)+recordSuffix))
}

// load reads every session that is on disk, and brings those up to date that a sudden end left between
// two steps. A record that cannot be understood is left where it is, for sweep.
func (d *disk) load() ([]record, error) {
	entries, err := fs.ReadDir(d.state.FS(), ".")
	if err != nil {
		return nil, err
	}
	var list []record
	for _, e := range entries {
		stem, ok := strings.CutSuffix(e.Name(), recordSuffix)
		if !ok || !e.Type().IsRegular() { // reading a pipe would wait for its other end
			continue
		}
		text, err := d.state.ReadFile(e.Name())
		if err != nil {
			return nil, err
		}
		rec, ok := parseRecord(text)
		if !ok || fileName(rec.ID) != stem {
			continue
		}
		if rec, err = d.recover(rec); err != nil {
			return nil, err
		}
		list = append(list, rec)
	}
	return list, nil
}

// parseRecord replays the lines of a record.
func parseRecord(text []byte) (rec record, ok bool) {
	for line := range bytes.Lines(text) {
		next := rec
		if json.Unmarshal(line, &next) == nil {
			rec = next
		}
	}
	if rec.ID == "" || rec.Path == "" || rec.Received < 0 || rec.Total < -1 {
		return record{}, false
	}
	return rec, true
}

// recover makes a record say what the files say.
func (d *disk) recover(rec record) (record, error) {
	if rec.State == open {
		info, err := d.state.Lstat(fileName(rec.ID) + dataSuffix)
		if ignoreMissing(err) != nil {
			return rec, err
		}
		if rec.Received == rec.Total && d.published(rec, info) {
			rec.State = complete
			if err := d.append(rec); err != nil {
				return rec, err
			}
		} else {
			rec.Received = min(rec.Received, sizeOf(info))
		}
	}
	if rec.State != open {
		return rec, d.discard(rec.ID)
	}
	return rec, nil
}

func sizeOf(info fs.FileInfo) int64 {
	if info == nil {
		return 0
	}
	return info.Size()
}

// sweep deletes the files in stateDir that belong to no session and were not touched for a while: what
// a damaged record left behind. Failure is for the next sweep.
func (d *disk) sweep(age time.Duration) {
	entries, err := fs.ReadDir(d.state.FS(), ".")
	if err != nil {
		return
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || !info.Mode().IsRegular() || time.Since(info.ModTime()) <= age {
			continue
		}
		if !d.owned(e.Name()) {
			_ = remove(d.state, e.Name())
		}
	}
}

// owned reports whether a file of stateDir belongs to a session, for all that its record says.
func (d *disk) owned(name string) bool {
	stem := strings.TrimSuffix(name, filepath.Ext(name))
	if info, err := d.state.Lstat(stem + recordSuffix); err == nil && !info.Mode().IsRegular() {
		return true
	}
	text, err := d.state.ReadFile(stem + recordSuffix)
	if err != nil {
		return !errors.Is(err, fs.ErrNotExist)
	}
	_, ok := parseRecord(text)
	return ok
}

// syncDir makes the names in a folder durable. Windows does so by itself and has no call for it.
func syncDir(root *os.Root, name string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	f, err := root.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(syncFile(f), f.Close())
}

func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
