package source

import (
	"os"
	"strconv"
	"syscall"
	"time"
	"unsafe"
)

var getFileInformation = syscall.NewLazyDLL("kernel32.dll").NewProc("GetFileInformationByHandleEx")

// identity returns a file's index and its ChangeTime, which programs do not set by accident. If f is nil the file is
// opened only for its attributes, which no lock prevents.
func identity(path string, f *os.File, _ os.FileInfo) (id string, changed time.Time) {
	if f != nil {
		if raw, err := f.SyscallConn(); err == nil {
			_ = raw.Control(func(h uintptr) { id, changed = identityOf(syscall.Handle(h)) })
		}
		return id, changed
	}
	name, err := syscall.UTF16PtrFromString(path)
	if err != nil {
		return "", time.Time{}
	}
	const share = syscall.FILE_SHARE_READ | syscall.FILE_SHARE_WRITE | syscall.FILE_SHARE_DELETE
	const (
		readAttributes = 0x80
		noRecall       = 0x00100000 // FILE_FLAG_OPEN_NO_RECALL: an archived file is not fetched
	)
	h, err := syscall.CreateFile(name, readAttributes, share, nil, syscall.OPEN_EXISTING, noRecall, 0)
	if err != nil {
		return "", time.Time{}
	}
	defer func() { _ = syscall.CloseHandle(h) }()
	return identityOf(h)
}

// basicInfo is FILE_BASIC_INFO.
type basicInfo struct {
	created, accessed, written, changed syscall.Filetime
	attributes, _                       uint32
}

func identityOf(h syscall.Handle) (id string, changed time.Time) {
	var by syscall.ByHandleFileInformation
	if syscall.GetFileInformationByHandle(h, &by) == nil {
		id = strconv.FormatUint(uint64(by.FileIndexHigh)<<32|uint64(by.FileIndexLow), 16)
	}
	const fileBasicInfo = 0
	var basic basicInfo
	ok, _, _ := getFileInformation.Call(uintptr(h), fileBasicInfo, uintptr(unsafe.Pointer(&basic)), unsafe.Sizeof(basic))
	if ok != 0 && basic.changed != (syscall.Filetime{}) { // FAT has none
		changed = time.Unix(0, basic.changed.Nanoseconds()).UTC()
	}
	return id, changed
}
