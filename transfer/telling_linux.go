package transfer

import (
	"os"
	"slices"
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

// tellsOfChanges reports whether the change time of the open file f, which is as now describes it, will be
// another one whenever its content is. Nobody may have it open for writing or mapped: what is stored through a
// mapping moves the time only at the first store into a page. False is no proof of the opposite.
func tellsOfChanges(f *os.File, now Source) bool {
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
	return err == nil && slices.Contains(tellingSystems, uint32(system.Type)) && nobodyWrites(now.Path, f)
}
