package source

import (
	"os"
	"slices"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// tellingSystems are the local file systems that update a file's change time with each change of its content. Not
// shares, since other computers map their files; not FUSE, FAT and exFAT, whose change time may be something else;
// not tmpfs, which misses stores through mappings; not overlays, which do not count writers.
var tellingSystems = []uint32{unix.EXT4_SUPER_MAGIC, unix.XFS_SUPER_MAGIC, unix.BTRFS_SUPER_MAGIC, unix.F2FS_SUPER_MAGIC}

// tick is longer than one step of the clock for change times.
const tick = 100 * time.Millisecond

// TellsOfChanges reports whether any change of the open file f will change its change time; now describes f. No
// program may have it open for writing or mapped: stores through a mapping update the time only at the first store
// into a page. False proves nothing.
func TellsOfChanges(f *os.File, now File) bool {
	if now.Changed.Nanosecond() == 0 || time.Since(now.Changed) < tick { // another change might get this time too
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

// NobodyWrites reports whether no process has the open file f open for writing: only then does the system grant a
// read lease. The lease is returned at once; the runtime ignores the signal for a writer that comes meanwhile. False
// proves nothing: only the owner of a file gets a lease, and some file systems have none.
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
