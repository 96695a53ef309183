package main

import (
	"context"
	"log/slog"
	"time"

	"github.com/godbus/dbus/v5"
)

// The desktop's tray: a watcher keeps the icons, and a host shows them.
const (
	trayWatcher = "org.kde.StatusNotifierWatcher"
	trayPath    = "/StatusNotifierWatcher"
	trayAnswer  = time.Second // for the desktop to say whether there is a host
)

// openTray puts an icon into the tray if one is shown there. It must run before the toolkit does,
// which cannot begin with a tray later on.
func (a *App) openTray(ctx context.Context) {
	// A bus is not started for this: where none runs, there is no tray.
	conn, err := dbus.SessionBusPrivateNoAutoStartup()
	if err != nil {
		a.queue.log.Info("no tray", slog.Any("error", err))
		return
	}
	changes := make(chan *dbus.Signal, 16)
	if err := helloBus(ctx, conn, changes); err != nil || !trayHost(ctx, conn) {
		_ = conn.Close() // nothing was asked of it that matters
		a.queue.log.Info("no tray", slog.Any("error", err))
		return
	}
	a.window.SetTray(true)
	a.wg.Go(func() { // Close ends it
		defer conn.Close() //nolint:errcheck // nothing is left to be said
		a.watchTray(ctx, conn, changes)
	})
}

// watchTray tells the window when the panel that shows the icon goes, and when it is back.
func (a *App) watchTray(ctx context.Context, conn *dbus.Conn, changes <-chan *dbus.Signal) {
	told := true
	for {
		select {
		case <-ctx.Done():
			return
		case _, ok := <-changes:
			if !ok {
				return
			}
		}
		if here := trayHost(ctx, conn); here != told && ctx.Err() == nil {
			told = here
			a.Post(func() { a.window.SetTray(here) })
		}
	}
}

func helloBus(ctx context.Context, conn *dbus.Conn, changes chan *dbus.Signal) error {
	if err := conn.Auth(nil); err != nil {
		return err
	}
	if err := conn.Hello(); err != nil {
		return err
	}
	conn.Signal(changes)
	if err := conn.AddMatchSignalContext(ctx, dbus.WithMatchInterface(trayWatcher)); err != nil {
		return err
	}
	return conn.AddMatchSignalContext(ctx, dbus.WithMatchInterface("org.freedesktop.DBus"),
		dbus.WithMatchMember("NameOwnerChanged"), dbus.WithMatchArg(0, trayWatcher))
}

// trayHost asks the watcher, if there is one, whether somebody shows the icons.
func trayHost(ctx context.Context, conn *dbus.Conn) bool {
	ctx, cancel := context.WithTimeout(ctx, trayAnswer)
	defer cancel()
	var owned, shown bool
	if err := conn.BusObject().CallWithContext(ctx, "org.freedesktop.DBus.NameHasOwner", 0, trayWatcher).Store(&owned); err != nil || !owned {
		return false
	}
	err := conn.Object(trayWatcher, trayPath).CallWithContext(ctx, "org.freedesktop.DBus.Properties.Get", 0,
		trayWatcher, "IsStatusNotifierHostRegistered").Store(&shown)
	return err == nil && shown
}
