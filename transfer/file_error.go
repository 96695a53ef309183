package transfer

import (
	"errors"
	"io/fs"
)

// kindOf tells apart what a system says of a file. Only a folder that is there can prove that its file
// is not.
func kindOf(path string, err error) Kind {
	missing := errors.Is(err, fs.ErrNotExist)
	switch {
	case disconnected(err), missing && folderGone(path):
		return KindFileAway
	case missing:
		return KindFileMissing
	case lockedFile(err):
		return KindFileBusy
	}
	return kindOfSystem(err)
}

// comesBack reports whether a cause ends by itself: the file is looked at again and again.
func comesBack(kind Kind) bool {
	switch kind { //nolint:exhaustive // only causes on this computer
	case KindFileBusy, KindFileAway, KindFileCloud, KindFileStuck, KindOwnLimit:
		return true
	}
	return false
}

// kindOfWin32 is the class of an error number of Windows. What is in no class is told in the system's
// own words.
func kindOfWin32(code uint32) Kind {
	switch code {
	case 5, 65, 86, 1314, 1326, 6002: // access and network access denied, password, privilege, logon; encrypted for others
		return KindFileDenied
	case 4, 8, 14, 1450, 1816: // too many open files, out of memory, of resources, of quota
		return KindOwnLimit
	case 6, 87, 111, 123, 161, 206: // what a reserved name such as CON leads to; wildcards; a bad or too long path
		return KindFilePath
	case 267: // a part of the path is a file
		return KindFileMissing
	case 404, 426, 4350: // the program of the cloud has ended or does not answer; the tape is not there
		return KindFileCloud
	}
	if code >= 358 && code <= 366 || code >= 374 && code <= 383 || code >= 386 && code <= 398 { // ERROR_CLOUD_FILE_…
		return KindFileCloud
	}
	return KindFileFailed
}
