package source

import (
	"os"
	"slices"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// tellingSystems are the file systems of this computer that move the change time of a file with each change of
// its content. Not among them are shares, whose files other computers map; FUSE, FAT and exFAT, whose change time
// need not be one; tmpfs, which does not notice stores through mappings; and overlays, which do not count who
// writes.
var tellingSystems = []uint32{unix.EXT4_SUPER_MAGIC, unix.XFS_SUPER_MAGIC, unix.BTRFS_SUPER_MAGIC, unix.F2FS_SUPER_MAGIC}

// tick is longer than the clock of change times takes for a step.
const tick = 100 * time.Millisecond

// TellsOfChanges reports whether the change time of the open file f, which is as now describes it, will be
// another one whenever its content is. Nobody may have it open for writing or mapped: what is stored through a
// mapping moves the time only at the first store into a page. False is no proof of the opposite.
func TellsOfChanges(f *os.File, now File) bool {
	if now.Changed.Nanosecond() == 0 || time.Since(now.Changed) < tick { // another change might have this time too
		return false
	}
	var system unix.Statfs_t
	raw, err := f.SyscallConn()
	if err != nil {
		return false
	}
	err = unix.EBADF
	_ = raw.Control(func(fd uintptr) { err = unix.Fstatfs(int(fd), &system) })
	return err == nil && slices.Contains(tellingSystems, uint32(system.Type)) && NobodyWrites(now.Path, f)
}

// NobodyWrites reports whether no process has the open file f open for writing. The system gives a read lease
// only then; it is given back at once, and the signal that would tell of somebody who wants to write
// meanwhile is one that the runtime ignores. False is no proof of the opposite: a lease is for the owner of
// a file, and some file systems have none.
func NobodyWrites(_ string, f *os.File) (nobody bool) {
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
