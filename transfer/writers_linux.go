package transfer

import (
	"os"
	"syscall"
)

// nobodyWrites reports whether no process has the open file f open for writing. The system gives a read lease
// only then; it is given back at once, and the signal that would tell of somebody who wants to write
// meanwhile is one that the runtime ignores. False is no proof of the opposite: a lease is for the owner of
// a file, and some file systems have none.
func nobodyWrites(_ string, f *os.File) (nobody bool) {
	raw, err := f.SyscallConn()
	if err != nil {
		return false
	}
	_ = raw.Control(func(fd uintptr) {
		if _, _, errno := syscall.Syscall(syscall.SYS_FCNTL, fd, syscall.F_SETLEASE, syscall.F_RDLCK); errno != 0 {
			return
		}
		nobody = true
		_, _, _ = syscall.Syscall(syscall.SYS_FCNTL, fd, syscall.F_SETLEASE, syscall.F_UNLCK)
	})
	return nobody
}
