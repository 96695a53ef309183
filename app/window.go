//go:build !nowindow

package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"runtime"
	"strings"
	"time"

	"sendoff/app/cli"
	"sendoff/app/desktop"
	"sendoff/app/queue"
	"sendoff/ui"
	"sendoff/ui/wallclock"
	"sendoff/ui/words"
)

// openWindow opens the queue and shows its window until it is closed.
func openWindow(ctx context.Context, w *cli.Window) error {
	if err := checkDisplay(ctx, w.Getenv); err != nil {
		return err
	}
	cli.Outlive()
	kit := desktop.OpenToolkit(w.Dir, w.Version)
	if err := checkScreen(w); err != nil {
		return err
	}
	p := newPump()
	var a *App
	w.Raise = func(ctx context.Context, paths []string) error {
		return p.ask(ctx, func() { a.raise(paths) })
	}
	l, err := ownOrHandOver(ctx, w)
	if l == nil || err != nil {
		return err
	}
	if !w.Log.Enabled(ctx, slog.LevelInfo) { // a log for the console needs it
		cli.LeaveConsole()
	}
	desktop.HearToolkit(l.Log())
	wallclock.Refresh(ctx)
	if w.Getenv("FYNE_SCALE") == "" { // who sets it has adjusted it to the toolkit's own measuring
		ui.DesktopScale(desktop.TextScale())
	}
	a = openApp(ctx, w, l, p, kit)
	if len(w.Paths) > 0 {
		a.Post(func() { a.window.Add(w.Paths) })
	}
	err = a.Run(ctx)
	if errors.Is(err, context.Canceled) && cli.ToldToEnd(ctx) {
		err = nil // the intended end
	}
	return errors.Join(err, a.Close())
}

// How long, and how often, a process that is ending is asked to end.
const (
	endPatience = 30 * time.Second
	endPeriod   = 100 * time.Millisecond
)

// ownOrHandOver opens the queue for this process. It returns nil after another process with a window has taken the
// files. One that is ending takes none, so its end is waited for.
func ownOrHandOver(ctx context.Context, w *cli.Window) (*queue.Local, error) {
	late := time.NewTimer(endPatience)
	defer late.Stop()
	again := time.NewTicker(endPeriod)
	defer again.Stop()
	for {
		q, err := w.Open(ctx, queue.Work)
		if err != nil {
			return nil, err
		}
		if l, mine := q.(*queue.Local); mine {
			return l, nil
		}
		if err := w.HandOver(ctx, q); !errors.Is(err, queue.ErrOwnerGone) {
			return nil, err
		}
		select {
		case <-again.C:
		case <-late.C:
			return nil, w.Locked()
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// raise shows the window to a user who started the program again.
func (a *App) raise(paths []string) {
	a.window.Reveal()
	a.window.Add(paths)
}

// noDisplay says what to do without a display.
const noDisplay = "there is no display, so the window cannot open; the command line does the same: sendoff upload --to URL FILE..., sendoff list, sendoff --help"

// noOpenGL says what to do on a screen without OpenGL, such as remote desktops and bare virtual machines.
const noOpenGL = "the window cannot open, because this screen has no OpenGL 2.1; the command line does the same: sendoff upload --to URL FILE..., sendoff list, sendoff --help"

// checkScreen checks whether a display can show a window. It must run on the main thread.
func checkScreen(w *cli.Window) error {
	cause := desktop.ProbeOpenGL()
	if cause == nil {
		return nil
	}
	desktop.RetryInSoftware(w.Getenv)
	err := queue.Unavailable("%s (%w)", words.Tr(noOpenGL), cause)
	desktop.TellNoWindow(err.Error())
	return err
}

// checkDisplay checks whether there is a display: without one the toolkit would crash.
func checkDisplay(ctx context.Context, getenv func(string) string) error {
	if runtime.GOOS != "linux" {
		return nil
	}
	display := getenv("DISPLAY")
	if display == "" && getenv("WAYLAND_DISPLAY") != "" {
		return queue.Unavailable("%s", words.Tr("the window needs X11, and this Wayland session offers none; install Xwayland, or use the command line: sendoff --help"))
	}
	host, rest, ok := strings.Cut(display, ":")
	if !ok {
		return queue.Unavailable("%s", words.Tr(noDisplay))
	}
	number, _, _ := strings.Cut(rest, ".")
	if host != "" && host != "unix" {
		return nil // a remote display: only connecting would tell
	}
	socket := "/tmp/.X11-unix/X" + number
	d := net.Dialer{Timeout: 2 * time.Second}
	for _, address := range []string{"@" + socket, socket} {
		if conn, err := d.DialContext(ctx, "unix", address); err == nil {
			return conn.Close()
		}
	}
	return queue.Unavailable(words.Tr("%s (DISPLAY is %s, and nobody answers there)"), words.Tr(noDisplay), display)
}
