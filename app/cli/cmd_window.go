package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"sendoff/app/queue"
	"sendoff/transfer"
	"sendoff/ui/words"
)

type windowCmd struct {
	To    string   `placeholder:"SERVER" help:"Server that is selected when the window opens: its address, or its name."`
	Limit size     `placeholder:"RATE" help:"Speed limit that the window starts with, in bytes a second for all uploads together."`
	Files []string `arg:"" optional:"" name:"file" help:"Files and folders to add."`
}

// Window is how a window is opened.
type Window struct {
	*queue.Config
	Paths    []string // absolute paths for its add sheet
	Server   string   // the chosen server, by its address or name; "" = the last one
	Getenv   func(string) string
	HandOver func(ctx context.Context, q queue.Queue) error // passes the files to the process that works on the queue
}

// Screen is the part of a build that shows windows.
type Screen struct {
	Open func(ctx context.Context, w *Window) error // shows the window until it is closed
	Tell func(text string)                          // says why none opens, where printed text is not seen
}

func (s *Screen) tell(err error) {
	if s != nil {
		s.Tell(err.Error())
	}
}

// noWindow says how to get the window.
const noWindow = "this Sendoff was built without its window; install the package sendoff in place of sendoff-cli, or use the command line: sendoff --help"

// Run is called by kong.
func (w *windowCmd) Run(ctx context.Context, c *call) error {
	paths, err := w.paths(c.Process)
	if err != nil {
		return err
	}
	if strings.Contains(w.To, "://") { // else it is the name of a server
		if _, err := transfer.CheckURL(w.To); err != nil {
			return fmt.Errorf("--to: %w", err)
		}
	}
	if r, err := queue.Dial(ctx, c.Dir); err == nil && r.Works == queue.Work {
		if err := w.handOver(ctx, c, r, paths); !errors.Is(err, queue.ErrOwnerGone) {
			return err // else the files are for a window of this process
		}
	}
	if c.Screen == nil {
		return queue.Unavailable("%s", words.Tr(noWindow))
	}
	c.Limit = int64(w.Limit)
	return c.Screen.Open(ctx, &Window{
		Config: c.Config, Paths: paths, Server: w.To, Getenv: c.Getenv,
		HandOver: func(ctx context.Context, q queue.Queue) error { return w.handOver(ctx, c, q, paths) },
	})
}

// paths makes the arguments absolute. A single word that is no file is most likely a mistyped command.
func (w *windowCmd) paths(p Process) ([]string, error) {
	paths := make([]string, len(w.Files))
	for i, f := range w.Files {
		named, err := namedFile(f)
		if err != nil {
			return nil, err
		}
		abs, err := filepath.Abs(named)
		if err != nil {
			return nil, fmt.Errorf("find %s: %w", f, err)
		}
		if _, err := os.Lstat(abs); err != nil && i == 0 && !strings.ContainsRune(f, filepath.Separator) {
			return nil, p.noCommand(fmt.Sprintf(words.Tr("%q is no command, and no file of that name is here"), f), f)
		}
		paths[i] = abs
	}
	return paths, nil
}

// handOver passes the files to the process that works on the queue.
func (w *windowCmd) handOver(ctx context.Context, c *call, q queue.Queue, paths []string) error {
	if r, far := q.(*queue.Remote); far {
		if err := inAnotherSession(r.OwnerInfo, queue.DesktopSession()); err != nil {
			c.Screen.tell(err)
			return err
		}
	}
	err := q.Raise(ctx, paths)
	if errors.Is(err, queue.ErrNoWindow) {
		return queue.Unavailable(words.Tr("a Sendoff without a window works on the queue in %s; add files to it with: sendoff add --to URL FILE..., or end it first"), c.Dir)
	}
	if err == nil && w.To != "" {
		fmt.Fprintln(c.Stderr, words.Tr("The window was open already; choose the server in it."))
	}
	return err
}

// inAnotherSession is the error for a window in another session: raised there, it would not be seen here.
func inAnotherSession(o queue.OwnerInfo, here string) error {
	if o.Session == "" || here == "" || o.Session == here {
		return nil
	}
	return queue.Unavailable(words.Tr("Sendoff works on the queue in another session of yours on this computer (number %s). Go on there, or end it with: sendoff quit, and start it here again"), o.Session)
}
