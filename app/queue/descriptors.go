package queue

// budget divides a process's open files among uploads, connections and commands, so that they never reach the
// limit.
type budget struct {
	uploads  int // at once, whatever the settings say
	clients  int // connections of the control channel
	watchers int // part of clients: those that watch
}

const (
	ownFiles    = 32 // streams, queue, log, screen, tray and the runtime's
	uploadFiles = 4  // a file, a connection, a name look-up, a reply
)

// budgetOf divides a limit on open files. Below about 48 it is the minimum of each.
func budgetOf(limit uint64) budget {
	left := max(int64(min(limit, 1<<20))-ownFiles, 0)
	clients := min(max(left/2, 4), 512)
	return budget{
		uploads: int(min(max(left/2/uploadFiles, 1), 64)), clients: int(clients), watchers: int(clients * 3 / 4),
	}
}
