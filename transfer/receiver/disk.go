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
	"sync/atomic"
	"time"

	"sendoff/transfer/bits"
)

// stateDir is the folder of partial files and records. It lies below the upload folder, and so on the same file
// system: a complete file gets its name without being copied.
const stateDir = ".bits-sessions"

const (
	dataSuffix   = ".data"
	recordSuffix = ".json"
)

// state is how far a session has come.
type state string

const (
	open     state = ""         // waits for fragments
	complete state = "complete" // the file has its name; waits for Close-Session
	ended    state = "ended"    // closed or cancelled; remembered for the client that asks again
)

// record is what is remembered of a session. On disk it is a file of JSON objects, one a line. The first line is the
// session as it was created; each further one holds what has changed since. A line that was cut short is not valid
// JSON and is skipped.
type record struct {
	ID   string `json:"id,omitempty"`
	Path string `json:"path,omitempty"` // below the folder, with slashes
	User string `json:"user,omitempty"` // who signed in; "" = nobody had to
	// Principal is on whose account the session counts: the user, or the address of the client.
	Principal string    `json:"principal,omitempty"`
	State     state     `json:"state"`
	Received  int64     `json:"received"` // bytes that are durable
	Total     int64     `json:"total"`    // -1 until the first fragment
	Touched   time.Time `json:"touched"`
	// Moving says that the partial file is about to get its name by a rename, so that it is gone once it has it.
	Moving bool `json:"moving"`
	// Stamp is the file's time of change, in nanoseconds of Unix, of an upload that has its name before the application
	// takes it; 0 = not known.
	Stamp int64 `json:"stamp,omitempty"`
	// Hash is the state of the SHA-256 of the first Received bytes, Digest that of the whole file; "" = not known.
	Hash   string      `json:"hash"`
	Digest bits.SHA256 `json:"digest"`

	// What the application behind the receiver said; see Application.
	Told       bool   `json:"told,omitempty"`       // it has taken the upload
	Refused    int    `json:"refused,omitempty"`    // the HTTP status by which it refused it for good
	Keep       bool   `json:"keep,omitempty"`       // the upload gets its name
	ReplyURL   string `json:"replyUrl,omitempty"`   // where its own reply is
	ReplyToken string `json:"replyToken,omitempty"` // the end of the URL of a reply that is kept here
}

// Replaced by tests, to count calls or to simulate a simpler file system.
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
	lock  *os.File    // lockName, locked

	// held reports whether another program has the file at a path open in a way that stops us. It is false where the
	// system has no such locks.
	held func(path string, how hold) bool

	makes  atomic.Bool // missing folders are made; see Options.MakeFolders
	serial sync.Mutex  // held while a file gets its name on a file system without links
}

// openDisk opens the upload folder and creates stateDir in it.
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
	if err := d.take(); err != nil {
		return nil, errors.Join(err, d.state.Close(), root.Close())
	}
	return d, nil
}

// openState creates and opens stateDir. A symbolic link of that name is refused.
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

func (d *disk) close() error { return errors.Join(d.state.Close(), d.root.Close(), d.leave()) }

// fileName is the stem of a session's files: its id, which the receiver made, never something a client sent.
func fileName(id string) string { return strings.ToLower(strings.Trim(id, "{}")) }

// create writes the record of a session for the first time. The partial file is made too, so that one sync of the folder
// makes both names durable.
func (d *disk) create(rec record) error {
	err := d.write(rec, os.O_CREATE|os.O_EXCL)
	if err == nil {
		err = d.createData(rec.ID)
	}
	if err != nil {
		return errors.Join(err, d.forget(rec))
	}
	return syncDir(d.state, ".")
}

func (d *disk) createData(id string) error {
	f, err := d.state.OpenFile(fileName(id)+dataSuffix, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	return f.Close()
}

// append adds the changed fields to the record. It returns when they are durable.
func (d *disk) append(rec record) error {
	name := rec.ID
	rec.ID, rec.Path, rec.User, rec.Principal = "", "", "", ""
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

// addLine appends a line to a record and syncs it. It begins with a line break, in case an earlier write was cut
// short.
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

// data opens the partial file of a session for writing, at its end. The offset is the recorded one, or the file's
// size if that is less. Bytes beyond it were never acknowledged and are cut off.
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
	rec.cutTo(size)
	if size > rec.Received {
		if err := f.Truncate(rec.Received); err != nil {
			return err
		}
	}
	_, err = f.Seek(rec.Received, io.SeekStart)
	return err
}

// discardData deletes the partial file of a session, if there is one.
func (d *disk) discardData(id string) error {
	return ignoreMissing(remove(d.state, fileName(id)+dataSuffix))
}

// discard deletes the partial file, the reply and the replaced file of a session.
func (d *disk) discard(id string) error {
	return errors.Join(d.discardData(id), ignoreMissing(remove(d.state, fileName(id)+replySuffix)),
		ignoreMissing(remove(d.state, fileName(id)+asideSuffix)))
}

// forget deletes a session's record and partial file. A published file stays.
func (d *disk) forget(rec record) error {
	if err := d.discard(rec.ID); err != nil {
		return err
	}
	return ignoreMissing(remove(d.state, fileName(rec.ID)+recordSuffix))
}

// load reads every session on disk and completes those whose last change was interrupted. A record that cannot be
// read is left for sweep.
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

// recover brings a record in line with the files on disk.
func (d *disk) recover(rec record) (record, error) {
	if rec.State == open {
		info, err := d.state.Lstat(fileName(rec.ID) + dataSuffix)
		if ignoreMissing(err) != nil {
			return rec, err
		}
		if rec.Received == rec.Total && d.published(rec, info) { // the process ended before it could record that
			rec.State = complete
			if err := d.append(rec); err != nil {
				return rec, err
			}
		} else {
			rec.cutTo(sizeOf(info))
		}
	}
	switch rec.State {
	case open:
	case complete:
		if rec.Refused != 0 { // the process may have ended before it took the file back
			return rec, errors.Join(d.takeBack(rec, nil), d.discardData(rec.ID))
		}
		return rec, d.discardData(rec.ID)
	case ended:
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

// sweep deletes files in stateDir that belong to no session and were not modified for age, such as those of a damaged
// record. A file that cannot be deleted is left for the next sweep.
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
		if e.Name() != lockName && !d.owned(e.Name()) {
			_ = remove(d.state, e.Name())
		}
	}
}

// owned reports whether a file of stateDir belongs to a session. It does when the record is there and readable, or
// cannot be looked at.
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

// syncDir makes the names in a folder durable. On Windows it does nothing: the file system does this by itself.
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
