package queue

import (
	"context"
	"log/slog"
	"os"
	"sync/atomic"
	"time"

	"github.com/zalando/go-keyring"
)

// Config says where a queue is, and what the process that opens it provides.
type Config struct {
	Dir     string
	Homed   bool              // Dir is the default below the home folder
	Version string            // of this program
	Log     *slog.Logger      // of this process; the queue's own is a file
	Say     func(line string) // shows a line to the user
	// Raise shows this process's window and returns once it is shown, or fails with ErrOwnerGone if it is ending; nil
	// without a window.
	Raise    func(ctx context.Context, paths []string) error
	Quit     func()          // ends this process as Ctrl+C does; nil = others may not
	Limit    int64           // bytes a second while this process works on the queue; 0 = as set in the window
	Keyring  keyring.Keyring // nil: passwords stay in memory
	Files    uint64          // open files at once; 0 = as the system says
	Lent     []SignIn        // accounts for this run
	Patience time.Duration   // for an owner that does not answer; 0 = the default
	Policies []string        // folders of cards that are handed out by policy, the first one counts most

	handedOut func(*os.File) bool // of Policies; nil = by the administrator

	told atomic.Bool // the user was told about the wait
}
