package main

import (
	"fmt"

	"github.com/godbus/dbus/v5"
	"github.com/godbus/dbus/v5/prop"
)

// testedID is what desktops know the program by.
const testedID = "io.github.sendoff.Sendoff"

// watcher is the tray.
const watcher = "org.kde.StatusNotifierWatcher"

// Desktop is what a desktop offers on the session bus: a tray, and messages.
type Desktop struct {
	items    chan string    // bus names that put an icon into the tray
	messages chan [2]string // title and body
}

// RegisterStatusNotifierItem is called by a program that has an icon.
func (d *Desktop) RegisterStatusNotifierItem(_ string, from dbus.Sender) *dbus.Error {
	d.items <- string(from)
	return nil
}

// messageBoard is the desktop's place for messages.
type messageBoard struct{ *Desktop }

// Notify shows a message.
func (m messageBoard) Notify(from string, _ uint32, icon, title, body string, _ []string, hints map[string]dbus.Variant, _ int32) (uint32, *dbus.Error) {
	if entry := hints["desktop-entry"].Value(); from != "Sendoff" || icon != testedID || entry != testedID {
		title = fmt.Sprintf("from %s, icon %s, entry %v: %s", from, icon, entry, title)
	}
	m.messages <- [2]string{title, body}
	return 1, nil
}

// startDesktop offers them.
func (s *Display) startDesktop() *Desktop {
	s.t.Helper()
	d := &Desktop{items: make(chan string, 8), messages: make(chan [2]string, 8)}
	must := func(err error) {
		s.t.Helper()
		if err != nil {
			s.t.Fatal(err)
		}
	}
	must(s.bus.Export(d, "/StatusNotifierWatcher", watcher))
	_, err := prop.Export(s.bus, "/StatusNotifierWatcher", prop.Map{watcher: {
		"IsStatusNotifierHostRegistered": {Value: true, Emit: prop.EmitTrue},
		"RegisteredStatusNotifierItems":  {Value: []string{}, Emit: prop.EmitTrue},
		"ProtocolVersion":                {Value: int32(0), Emit: prop.EmitTrue},
	}})
	must(err)
	must(s.bus.Export(messageBoard{d}, "/org/freedesktop/Notifications", "org.freedesktop.Notifications"))
	for _, name := range []string{watcher, "org.freedesktop.Notifications"} {
		_, err := s.bus.RequestName(name, dbus.NameFlagDoNotQueue)
		must(err)
	}
	return d
}
