package desktop

import (
	"context"
	"log/slog"
	"time"

	"fyne.io/systray"
	"github.com/godbus/dbus/v5"
)

// The desktop's tray: a watcher registers icons, and a host shows them.
const (
	trayWatcher = "org.kde.StatusNotifierWatcher"
	trayPath    = "/StatusNotifierWatcher"
	trayAnswer  = time.Second // for the desktop to answer whether there is a host
)

// OpenTray adds an icon to the tray as soon as there is one: a panel may start later than the program, or restart.
// Call it on the screen's goroutine.
func OpenTray(ctx context.Context, log *slog.Logger, t Tray) {
	t.Go(func() { // ends with ctx
		// Do not start a bus for this: without one there is no tray.
		conn, err := dbus.SessionBusPrivateNoAutoStartup()
		if err != nil {
			log.Info("no tray", slog.Any("error", err))
			return
		}
		defer conn.Close() //nolint:errcheck // nothing is left to be said
		changes := make(chan *dbus.Signal, 16)
		if err := helloBus(ctx, conn, changes); err != nil {
			log.Info("no tray", slog.Any("error", err))
			return
		}
		t.watch(ctx, conn, changes)
	})
}

// watch reports when a panel that shows the icon appears and disappears.
func (t Tray) watch(ctx context.Context, conn *dbus.Conn, changes <-chan *dbus.Signal) {
	told, begun := false, false
	for {
		if here := trayHost(ctx, conn); here != told && ctx.Err() == nil {
			told = here
			begin := here && !begun
			begun = begun || here
			t.Post(func() { t.show(here, begin) })
		}
		select {
		case <-ctx.Done():
			return
		case _, ok := <-changes:
			if !ok {
				return
			}
		}
	}
}

// show runs on the screen's goroutine. The toolkit would start its tray only at its own start, which is over. The
// start function is the same for all callers, so it is called here, before the toolkit sets the tray's content.
func (t Tray) show(here, begin bool) {
	if !begin {
		t.Show(here)
		return
	}
	start, _ := systray.RunWithExternalLoop(nil, nil) // the toolkit has the end function, and calls it
	t.Show(here)
	go start() // ends with the bus's answers
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

// trayHost asks the watcher, if any, whether a host shows icons.
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
