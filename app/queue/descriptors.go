package queue

// budget divides the files that a process may have open at once, so that uploads, connections and commands together
// never reach the limit.
type budget struct {
	uploads  int // at once, whatever the settings say
	clients  int // connections of the control channel
	watchers int // of them, those that watch
}

const (
	ownFiles    = 32 // streams, queue, log, screen, tray and what the runtime needs
	uploadFiles = 4  // a file, a connection, a look-up of a name, a reply
)

// budgetOf divides a limit on open files. With fewer than about 48 there is no more than a minimum of each.
func budgetOf(limit uint64) budget {
	left := max(int64(min(limit, 1<<20))-ownFiles, 0)
	clients := min(max(left/2, 4), 512)
	return budget{
		uploads: int(min(max(left/2/uploadFiles, 1), 64)), clients: int(clients), watchers: int(clients * 3 / 4),
	}
}
