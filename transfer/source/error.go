package source

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Flaw is why a file cannot be uploaded. The values are stored with failed jobs.
type Flaw string

// The flaws. FlawChanged and FlawStuck are found by the sender, the others here.
const (
	FlawChanged  Flaw = "file_changed" // the file is no longer the one that was partly sent
	FlawBusy     Flaw = "file_busy"    // the file is being written, or another program has it locked
	FlawAway     Flaw = "file_away"    // its folder is missing too: a disk or share that is not connected
	FlawMissing  Flaw = "file_missing" // the file is missing
	FlawDenied   Flaw = "file_denied"  // this user may not read the file
	FlawPath     Flaw = "file_path"    // no file of this computer can have that name
	FlawCloud    Flaw = "file_cloud"   // the file is a cloud placeholder that cannot be fetched
	FlawFailed   Flaw = "file_failed"  // another read error, in the system's words
	FlawOwnLimit Flaw = "own_limit"    // this computer has no file descriptors or memory left
	FlawStuck    Flaw = "file_stuck"   // a read does not return: the disk or share does not answer
	FlawSize     Flaw = "file_size"    // the file has fewer bytes than the system says
	FlawZero     Flaw = "file_zero"    // the system says that the file has no bytes, and it has some
	FlawNotFile  Flaw = "not_file"     // a folder, a device, a pipe
)

// Error says why a file cannot be uploaded.
type Error struct {
	Path string
	Flaw Flaw
	Err  error // what the system said; may be nil
}

func (e *Error) Error() string {
	if e.Err == nil {
		return fmt.Sprintf("source %s: %s", e.Path, e.Flaw)
	}
	return fmt.Sprintf("source %s: %s: %v", e.Path, e.Flaw, e.Err)
}

func (e *Error) Unwrap() error { return e.Err }

// ComesBack reports whether the file may become readable by itself, so that it is worth looking again.
func (e *Error) ComesBack() bool {
	switch e.Flaw { //nolint:exhaustive // the others stay
	case FlawBusy, FlawAway, FlawCloud, FlawStuck, FlawOwnLimit:
		return true
	case FlawFailed:
		return disconnected(e.Err)
	}
	return false
}

// FlawOf returns the flaw of an *Error, "" for other errors and nil.
func FlawOf(err error) Flaw {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Flaw
	}
	return ""
}

// flawIn classifies the system's error for a file. A file is only missing if its folder exists.
func flawIn(path string, err error) Flaw {
	missing := errors.Is(err, fs.ErrNotExist)
	switch {
	case disconnected(err), missing && folderGone(path):
		return FlawAway
	case missing:
		return FlawMissing
	case lockedFile(err):
		return FlawBusy
	}
	return flawOfSystem(err)
}

// folderGone reports whether the file's folder is missing too. Then its disk or share is not connected, and nothing
// was removed.
func folderGone(path string) bool {
	_, err := os.Stat(filepath.Dir(path))
	return errors.Is(err, os.ErrNotExist) || disconnected(err)
}

// flawOfWin32 classifies an error number of Windows. For others the system's own words are shown.
func flawOfWin32(code uint32) Flaw {
	switch code {
	case 5, 65, 86, 1314, 1326, 6002: // access and network access denied, password, privilege, logon; encrypted for others
		return FlawDenied
	case 4, 8, 14, 1450, 1816: // too many open files, out of memory, of resources, of quota
		return FlawOwnLimit
	case 6, 87, 111, 123, 161, 206: // from reserved names such as CON; wildcards; a bad or too long path
		return FlawPath
	case 267: // a part of the path is a file
		return FlawMissing
	case 404, 426, 4350: // the cloud program has ended or does not answer; a tape is offline
		return FlawCloud
	}
	if code >= 358 && code <= 366 || code >= 374 && code <= 383 || code >= 386 && code <= 398 { // ERROR_CLOUD_FILE_…
		return FlawCloud
	}
	return FlawFailed
}
