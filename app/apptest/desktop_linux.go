package apptest

import (
	"fmt"

	"github.com/godbus/dbus/v5"
	"github.com/godbus/dbus/v5/prop"
)

// testedID identifies the program to desktops.
const testedID = "io.github.sendoff.Sendoff"

// watcher is the tray's bus name.
const watcher = "org.kde.StatusNotifierWatcher"

// Desktop is a desktop on the session bus: a tray, and notifications.
type Desktop struct {
	Items    chan string    // bus names that registered an icon
	Messages chan [2]string // title and body
}

// RegisterStatusNotifierItem is called by a program with an icon.
func (d *Desktop) RegisterStatusNotifierItem(_ string, from dbus.Sender) *dbus.Error {
	d.Items <- string(from)
	return nil
}

// messageBoard is the desktop's notification service.
type messageBoard struct{ *Desktop }

// Notify records a notification.
func (m messageBoard) Notify(from string, _ uint32, icon, title, body string, _ []string, hints map[string]dbus.Variant, _ int32) (uint32, *dbus.Error) {
	if entry := hints["desktop-entry"].Value(); from != "Sendoff" || icon != testedID || entry != testedID {
		title = fmt.Sprintf("from %s, icon %s, entry %v: %s", from, icon, entry, title)
	}
	m.Messages <- [2]string{title, body}
	return 1, nil
}

// StartDesktop puts a Desktop on the session bus.
func (s *Display) StartDesktop() *Desktop {
	s.T.Helper()
	d := &Desktop{Items: make(chan string, 8), Messages: make(chan [2]string, 8)}
	must := func(err error) {
		s.T.Helper()
		if err != nil {
			s.T.Fatal(err)
		}
	}
	must(s.Bus.Export(d, "/StatusNotifierWatcher", watcher))
	_, err := prop.Export(s.Bus, "/StatusNotifierWatcher", prop.Map{watcher: {
		"IsStatusNotifierHostRegistered": {Value: true, Emit: prop.EmitTrue},
		"RegisteredStatusNotifierItems":  {Value: []string{}, Emit: prop.EmitTrue},
		"ProtocolVersion":                {Value: int32(0), Emit: prop.EmitTrue},
	}})
	must(err)
	must(s.Bus.Export(messageBoard{d}, "/org/freedesktop/Notifications", "org.freedesktop.Notifications"))
	for _, name := range []string{watcher, "org.freedesktop.Notifications"} {
		_, err := s.Bus.RequestName(name, dbus.NameFlagDoNotQueue)
		must(err)
	}
	return d
}
