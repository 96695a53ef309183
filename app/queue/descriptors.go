package queue

import (
	"cmp"

	"sendoff/ui/words"
)

// budget divides a process's open files among uploads, connections and commands, so that they never reach the
// limit.
type budget struct {
	uploads  int // at once, whatever the settings say
	clients  int // connections of the control channel
	watchers int // part of clients: those that watch
}

// minFiles are the files without which no upload is possible: with fewer a job would be tried for ever. Measured with
// one upload at a time to a server named by its IP address.
const minFiles = 16

const (
	ownFiles    = 32 // streams, queue, log, screen, tray and the runtime's
	uploadFiles = 4  // a file, a connection, a name look-up, a reply
)

// files is how many files this process may have open at once.
func (c *Config) files() uint64 { return cmp.Or(c.Files, openFiles()) }

// checkFiles checks that an upload is possible at all.
func (c *Config) checkFiles() error {
	if n := c.files(); n < minFiles {
		return Unavailable(words.Tr("the system lets this process open only %d files at once, and Sendoff needs %d; raise that limit: ulimit -n in a shell, LimitNOFILE in a unit of systemd"), n, minFiles)
	}
	return nil
}

// budgetOf divides a limit on open files. Below about 48 it is the minimum of each.
func budgetOf(limit uint64) budget {
	left := max(int64(min(limit, 1<<20))-ownFiles, 0)
	clients := min(max(left/2, 4), 512)
	return budget{
		uploads: int(min(max(left/2/uploadFiles, 1), 64)), clients: int(clients), watchers: int(clients * 3 / 4),
	}
}
