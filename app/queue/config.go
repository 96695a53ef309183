package queue

import (
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/zalando/go-keyring"
)

// Config says where a queue is, and what the process that opens it brings along.
type Config struct {
	Dir      string
	Homed    bool                 // Dir is in the home folder, because nobody named one
	Version  string               // of this program
	Log      *slog.Logger         // of this process; the queue's own is a file
	Say      func(line string)    // tells people
	Raise    func(paths []string) // shows the window of this process; nil without one
	Quit     func()               // ends this process as Ctrl+C does; nil = nobody else may
	Limit    int64                // bytes a second while this process works on the queue; 0 = as the window was told
	Keyring  keyring.Keyring      // nil: passwords stay in memory
	Files    uint64               // open at once; 0 = as the system says
	Patience time.Duration        // for an owner that does not answer; 0 = the usual one

	told atomic.Bool // people know that they wait for a turn
}
