package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"sendoff/transfer"
	"sendoff/ui"
	"sendoff/ui/wallclock"
)

type windowCmd struct {
	To    string   `placeholder:"URL" help:"Server that is selected when the window opens."`
	Limit size     `placeholder:"RATE" help:"Speed limit that the window starts with, in bytes a second for all uploads together."`
	Files []string `arg:"" optional:"" name:"file" help:"Files and folders to add."`
}

func (w *windowCmd) Run(ctx context.Context, c *call) error {
	paths, err := w.paths(c.process)
	if err != nil {
		return err
	}
	if w.To != "" {
		if _, err := transfer.CheckURL(w.To); err != nil {
			return fmt.Errorf("--to: %w", err)
		}
	}
	if r, err := dial(ctx, c.dir); err == nil && r.Works == work {
		return w.handOver(ctx, c, r, paths)
	}
	if err := checkDisplay(ctx, c.getenv); err != nil {
		return err
	}
	outlive()
	kit := openToolkit(c.dir)
	if err := checkScreen(c.dir, c.getenv); err != nil {
		return err
	}
	p := newPump()
	var a *App
	c.server, c.limit = w.To, int64(w.Limit)
	c.raise = func(paths []string) {
		p.post(func() { a.raise(paths) })
	}
	q, err := c.open(ctx, work)
	if err != nil {
		return err
	}
	l, mine := q.(*local)
	if !mine { // another window was faster
		return w.handOver(ctx, c, q, paths)
	}
	if !c.log.Enabled(ctx, slog.LevelInfo) { // a log for the console needs it
		leaveConsole()
	}
	hearToolkit(l.log.Logger, screenMark(c.dir, c.getenv))
	wallclock.Refresh(ctx)
	if c.getenv("FYNE_SCALE") == "" { // who sets that has tried it with the toolkit's own measuring
		ui.DesktopScale(desktopScale())
	}
	a = openApp(ctx, c, l, p, kit)
	if len(paths) > 0 {
		a.Post(func() { a.window.Add(paths) })
	}
	err = a.Run(ctx)
	if errors.Is(err, context.Canceled) && toldToEnd(ctx) {
		err = nil // that is how it is meant to end
	}
	return errors.Join(err, a.Close())
}

// raise shows the window to somebody who started the program again.
func (a *App) raise(paths []string) {
	a.window.Reveal()
	a.window.Add(paths)
}

// paths makes the arguments absolute. A single word that is no file is most likely a command with a
// typing error.
func (w *windowCmd) paths(p process) ([]string, error) {
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
			return nil, p.noCommand(fmt.Sprintf(tr("%q is no command, and no file of that name is here"), f), f)
		}
		paths[i] = abs
	}
	return paths, nil
}

// handOver gives the files to the Sendoff that works on the queue.
func (w *windowCmd) handOver(ctx context.Context, c *call, q queue, paths []string) error {
	if r, far := q.(*remote); far {
		if err := inAnotherSession(r.ownerInfo, desktopSession()); err != nil {
			tellNoWindow(err)
			return err
		}
	}
	err := q.Raise(ctx, paths)
	if errors.Is(err, errNoWindow) {
		return unavailable(tr("a Sendoff without a window works on the queue in %s; add files to it with: sendoff add --to URL FILE..., or end it first"), c.dir)
	}
	if err == nil && w.To != "" {
		fmt.Fprintln(c.stderr, tr("The window was open already; choose the server in it."))
	}
	return err
}

// inAnotherSession is the error for a window that is in another session than here: raised there, nobody would see it.
func inAnotherSession(o ownerInfo, here string) error {
	if o.Session == "" || here == "" || o.Session == here {
		return nil
	}
	return unavailable(tr("Sendoff works on the queue in another session of yours on this computer (number %s). Go on there, or end it with: sendoff quit, and start it here again"), o.Session)
}

// noDisplay tells people who have no display what they can do instead.
const noDisplay = "there is no display, so the window cannot open; the command line does the same: sendoff upload --to URL FILE..., sendoff list, sendoff --help"

// noOpenGL tells people whose screen has no OpenGL (remote desktops, bare virtual machines).
const noOpenGL = "the window cannot open, because this screen has no OpenGL 2.1; the command line does the same: sendoff upload --to URL FILE..., sendoff list, sendoff --help"

// checkScreen finds out whether a display can show a window. It must run on the main thread.
func checkScreen(dir string, getenv func(string) string) error {
	mark := screenMark(dir, getenv)
	if mark.proved() && startOpenGL() == nil {
		return nil
	}
	cause := probeOpenGL()
	if cause == nil {
		mark.prove()
		return nil
	}
	mark.remove()
	retryInSoftware(getenv)
	err := unavailable("%s (%w)", tr(noOpenGL), cause)
	tellNoWindow(err)
	return err
}

// checkDisplay finds out whether a window can open: without a display the toolkit would crash.
func checkDisplay(ctx context.Context, getenv func(string) string) error {
	if runtime.GOOS != "linux" {
		return nil
	}
	display := getenv("DISPLAY")
	if display == "" && getenv("WAYLAND_DISPLAY") != "" {
		return unavailable("%s", tr("the window needs X11, and this Wayland session offers none; install Xwayland, or use the command line: sendoff --help"))
	}
	host, rest, ok := strings.Cut(display, ":")
	if !ok {
		return unavailable("%s", tr(noDisplay))
	}
	number, _, _ := strings.Cut(rest, ".")
	if host != "" && host != "unix" {
		return nil // a display elsewhere: only connecting to it tells
	}
	socket := "/tmp/.X11-unix/X" + number
	d := net.Dialer{Timeout: 2 * time.Second}
	for _, address := range []string{"@" + socket, socket} {
		if conn, err := d.DialContext(ctx, "unix", address); err == nil {
			return conn.Close()
		}
	}
	return unavailable(tr("%s (DISPLAY is %s, and nobody answers there)"), tr(noDisplay), display)
}
